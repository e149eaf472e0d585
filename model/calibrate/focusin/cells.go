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
		if d, err = t.number(s); err == nil {
			*col.number(c) = Number{Decimal: d, Known: true}
		}
	case instant:
		var when time.Time
		if when, err = t.time(s); err == nil {
			*col.instant(c) = when
		}
	case tags:
		c.Tags, err = t.tags(s)
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

// number reads an amount, with a decimal comma where the columns are not
// separated by commas. A file with both kinds is refused: 1,234 would be either.
func (t *tally) number(s string) (decimal.Decimal, error) {
	if !t.commas {
		return parseNumber(s)
	}
	hasComma, hasPoint := strings.Contains(s, ","), strings.Contains(s, ".")
	t.comma, t.point = t.comma || hasComma, t.point || hasPoint
	switch {
	case t.comma && t.point:
		return decimal.Decimal{}, fmt.Errorf("%q in a file with decimal points and decimal commas; write all numbers like 1234.56", s)
	case strings.Count(s, ",") == 1:
		t.note(DecimalComma)
		s = strings.Replace(s, ",", ".", 1)
	}
	return parseNumber(s)
}

// time is parseTime with a memory.
func (t *tally) time(s string) (time.Time, error) {
	if r, ok := t.times[s]; ok {
		if r.note != "" {
			t.note(r.note)
		}
		return r.when, nil
	}
	when, note, err := parseTime(s)
	if err != nil {
		return when, err
	}
	if len(t.times) >= mostRemembered {
		clear(t.times)
	}
	t.times[strings.Clone(s)] = readTime{when, note}
	if note != "" {
		t.note(note)
	}
	return when, nil
}

// tags is parseTags with a memory. Charges share the maps and only read them.
func (t *tally) tags(s string) (map[string]string, error) {
	if m, ok := t.tagSets[s]; ok {
		if s[0] == '"' {
			t.note(TagsNoBraces)
		}
		return m, nil
	}
	m, err := t.parseTags(s)
	if err != nil {
		return nil, err
	}
	if len(t.tagSets) >= mostRemembered {
		clear(t.tagSets)
	}
	t.tagSets[strings.Clone(s)] = m
	return m, nil
}

// parseNumber accepts what the specification's numeric format allows: digits,
// one point, a sign, an exponent. No separators, no currency signs.
func parseNumber(s string) (decimal.Decimal, error) {
	if d, ok := plainNumber(s); ok {
		return d, nil
	}
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

// plainNumber is the quick way for what nearly all cells hold: at most 18 digits
// and a point among them.
func plainNumber(s string) (decimal.Decimal, bool) {
	digits, places, i := 0, -1, 0
	if strings.HasPrefix(s, "-") {
		i = 1
	}
	var units int64
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c == '.' && places < 0:
			places = 0
		case c >= '0' && c <= '9' && digits < 18:
			units = units*10 + int64(c-'0')
			digits++
			if places >= 0 {
				places++
			}
		default:
			return decimal.Decimal{}, false
		}
	}
	if digits == 0 || places == 0 {
		return decimal.Decimal{}, false
	}
	if s[0] == '-' {
		units = -units
	}
	return decimal.New(units, -int32(max(places, 0))), true
}

// parseTime accepts ISO 8601 with zone, and, counted, without one, without a
// time, as day.month.year and as month/day/year.
func parseTime(s string) (when time.Time, note Leniency, err error) {
	read := func(forms ...string) bool {
		for _, form := range forms {
			if t, e := time.Parse(form, s); e == nil {
				when, err = inRange(t, s)
				return true
			}
		}
		return false
	}
	switch {
	case read(time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05Z07"):
		if _, offset := when.Zone(); offset != 0 {
			return when, Offset, err
		}
		return when.UTC(), "", err
	case read("2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04"):
		return when, NoZone, err
	case read(time.DateOnly):
		return when, DateOnly, err
	case read("2.1.2006", "2.1.2006 15:04", "2.1.2006 15:04:05"):
		return when, DayFirst, err
	case read("1/2/06", "1/2/2006"):
		return when, MonthFirst, err
	}
	return time.Time{}, "", fmt.Errorf("%q is not a time; write it like 2026-11-01T00:00:00Z", s)
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
