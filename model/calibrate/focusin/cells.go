package focusin

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// setText reads the text of a cell into its place, whatever the kind of its
// column.
func (t *tally) setText(c *Charge, col *column, raw string) {
	s := strings.TrimSpace(raw)
	if s == "" {
		return
	}
	if isNull(s) {
		t.note(LiteralNull)
		return
	}
	if len(s) != len(raw) {
		t.note(Spaces)
	}
	var err error
	switch col.kind {
	case number:
		var d decimal.Decimal
		if d, err = parseNumber(s); err == nil {
			*col.number(c) = Number{Decimal: d, Known: true}
		}
	case instant:
		var when time.Time
		if when, err = t.parseTime(s); err == nil {
			*col.instant(c) = when
		}
	case tags:
		c.Tags, err = t.parseTags(s)
	default:
		t.setPlain(c, col, s)
	}
	if err != nil {
		t.badCell(col.name, "%v", err)
	}
}

// badCell is a problem of one cell of the row at hand.
func (t *tally) badCell(name, format string, args ...any) {
	t.problem(name, format, args...)
	t.bad = append(t.bad, name)
}

func (t *tally) setPlain(c *Charge, col *column, s string) {
	place := col.text(c)
	if col.legacy && *place != "" {
		return
	}
	for _, f := range col.fixed {
		if f != s && strings.EqualFold(f, s) {
			t.note(ValueCase)
			s = f
		}
	}
	*place = s
}

func isNull(s string) bool { return len(s) == 4 && strings.EqualFold(s, "null") }

// parseNumber accepts what the specification's numeric format allows: digits,
// one point, a sign, an exponent. No separators, no currency signs.
func parseNumber(s string) (decimal.Decimal, error) {
	if len(s) > 64 {
		return decimal.Decimal{}, fmt.Errorf("a number of %d characters, at most 64 are read", len(s))
	}
	for _, r := range s {
		if (r < '0' || r > '9') && !strings.ContainsRune("+-.eE", r) {
			return decimal.Decimal{}, fmt.Errorf("%q is not a number; write it without separators and currency signs, like 1234.56", s)
		}
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return decimal.Decimal{}, fmt.Errorf("%q is not a number; write it like 1234.56 or 1.5E-7", s)
	}
	// Sums of such numbers stay small enough to be exact.
	if e := d.Exponent(); e < -60 || e > 30 {
		return decimal.Decimal{}, fmt.Errorf("%q is too small or too large for a bill", s)
	}
	return d, nil
}

// parseTime accepts ISO 8601 with zone, and, counted, without one, without a
// time, and as month/day/year.
func (t *tally) parseTime(s string) (time.Time, error) {
	for _, form := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04Z07:00"} {
		if when, err := time.Parse(form, s); err == nil {
			return inRange(when.UTC(), s)
		}
	}
	for _, form := range []string{"2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04:05 UTC", "2006-01-02T15:04"} {
		if when, err := time.Parse(form, s); err == nil {
			if !strings.HasSuffix(s, "UTC") {
				t.note(NoZone)
			}
			return inRange(when, s)
		}
	}
	if when, err := time.Parse(time.DateOnly, s); err == nil {
		t.note(DateOnly)
		return inRange(when, s)
	}
	for _, form := range []string{"1/2/06", "1/2/2006"} {
		if when, err := time.Parse(form, s); err == nil {
			t.note(MonthFirst)
			return inRange(when, s)
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time; write it like 2026-11-01T00:00:00Z", s)
}

func inRange(when time.Time, s string) (time.Time, error) {
	if y := when.Year(); y < 2000 || y > 2200 {
		return time.Time{}, fmt.Errorf("%q is in the year %d; bills are from 2000 to 2200", s, y)
	}
	return when, nil
}

// parseTags reads a JSON object. Values that are not strings keep their JSON
// text; a tag without a value is true, as the specification says.
func (t *tally) parseTags(s string) (map[string]string, error) {
	if !strings.HasPrefix(s, "{") && strings.HasPrefix(s, `"`) {
		t.note(TagsNoBraces)
		s = "{" + s + "}"
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(s), &raw); err != nil {
		return nil, fmt.Errorf("%s is not a JSON object of tags", excerpt(s))
	}
	out := make(map[string]string, len(raw))
	for k, v := range raw {
		var str string
		if json.Unmarshal(v, &str) != nil {
			str = string(v)
		}
		out[k] = str
	}
	return out, nil
}

// excerpt quotes the beginning of a cell.
func excerpt(s string) string {
	const most = 40
	if len(s) <= most {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprintf("%q...", strings.ToValidUTF8(s[:most], ""))
}

// finish checks a charge as a whole once all its cells are set, and reports
// whether the row is good.
func (t *tally) finish(c *Charge, l layout, o Options) bool {
	need := func(name string, known bool) {
		if !known && !slices.Contains(t.bad, name) {
			t.badCell(name, "the cell is empty, every charge needs one")
		}
	}
	need("BilledCost", c.Billed.Known)
	need("ChargeCategory", c.Category != "")
	need("ChargePeriodStart", !c.Start.IsZero())
	need("ChargePeriodEnd", !c.End.IsZero())
	if !c.Start.IsZero() && !c.End.IsZero() && !c.End.After(c.Start) {
		t.badCell("ChargePeriodEnd", "%s is not after the start %s", c.End.Format(time.RFC3339), c.Start.Format(time.RFC3339))
	}
	t.finishValues(c, l, o)
	good := len(t.bad) == 0
	t.bad = t.bad[:0]
	return good
}

func (t *tally) finishValues(c *Charge, l layout, o Options) {
	for k, col := range l.columns {
		if col.name == "BillingCurrency" && l.at[k] < 0 {
			t.note(CurrencyAssumed)
			c.Currency = o.Currency
		}
		// A category nobody knows may be anything: money in or money out.
		if col.name == "ChargeCategory" && c.Category != "" && !slices.Contains(col.fixed, c.Category) {
			t.badCell(col.name, "%s is none of %s", excerpt(c.Category), strings.Join(col.fixed, ", "))
		}
	}
	switch {
	case !isCurrency(c.Currency):
		t.badCell("BillingCurrency", "%s is not a currency code of three capital letters", excerpt(c.Currency))
	case o.Currency != "" && c.Currency != o.Currency:
		t.badCell("BillingCurrency", "the charge is in %s, %s is expected; split the bill by currency", c.Currency, o.Currency)
	}
}

func isCurrency(s string) bool {
	if len(s) != 3 {
		return false
	}
	for i := range 3 {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}
