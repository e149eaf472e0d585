package sheets_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
)

// fact is a row of the collected price facts.
type fact struct {
	provider, sku, region, price, currency, tierTo, source, note string
}

// facts reads the collected price lists. They belong to others and are not part
// of this repository: where they are missing, the test says what was not run.
func facts(t *testing.T) []fact {
	t.Helper()
	dir := os.Getenv("SOVCOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	var out []fact
	for _, name := range []string{"hyperscalers.csv", "ch-eu.csv"} {
		f, err := os.Open(filepath.Join(dir, "facts", "prices", name))
		if err != nil {
			t.Skipf("not run: the comparison of every rate with the collected facts (%s is not here; set SOVCOST_SHARED)", name)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		col := map[string]int{}
		for i, h := range rows[0] {
			col[h] = i
		}
		for _, r := range rows[1:] {
			get := func(k string) string { return r[col[k]] }
			out = append(out, fact{get("provider"), get("sku"), get("region"), get("price"), get("currency"), get("tier_to"), get("source"), get("note")})
		}
	}
	return out
}

// holds reports whether the fact is about the sheet's region. Some lists hold
// for a continent or for all regions of a vendor.
func (f fact) holds(s *pricing.Sheet) bool {
	switch f.region {
	case "*", "global":
		return true
	case "eu":
		return s.Country != "US" && s.Country != "CH"
	case "default-us", "zone1 (N.America/Europe)":
		return s.Country != "CH"
	}
	return f.provider == s.Provider && strings.Contains(strings.ToLower(f.region), strings.ToLower(s.Region))
}

// costs reports whether the fact's price is d in the sheet's currency; nothing
// costs nothing in every currency.
func (f fact) costs(s *pricing.Sheet, d decimal.Decimal) bool {
	p, err := decimal.NewFromString(f.price)
	return err == nil && p.Equal(d) && (f.currency == string(s.Currency) || d.IsZero())
}

var number = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// says reports whether the fact states the amount: as the end of a tier, as a
// price, in its name or in its note.
func (f fact) says(amount string) bool {
	want := decimal.RequireFromString(amount)
	for _, text := range []string{f.tierTo, f.price, f.sku, f.note} {
		for _, n := range number.FindAllString(text, -1) {
			if decimal.RequireFromString(n).Equal(want) {
				return true
			}
		}
	}
	return false
}

// audit looks up the figures of one sheet and counts them.
type audit struct {
	t      *testing.T
	s      *pricing.Sheet
	facts  []fact
	counts map[string]int
}

func (a *audit) find(what, where string, ok func(f fact) bool) {
	a.counts[what]++
	for _, f := range a.facts {
		if f.provider == a.s.Provider && ok(f) {
			return
		}
	}
	a.t.Errorf("%s %s: no fact says this %s", a.s.ID, where, what)
}

func (a *audit) price(where, source string, d factsheet.Decimal) {
	src, _ := a.s.Source(source)
	a.find("price", where, func(f fact) bool {
		return f.holds(a.s) && f.costs(a.s, d.Decimal()) && f.source == src.Title
	})
}

func (a *audit) amount(what, where, text string) {
	for _, n := range number.FindAllString(text, -1) {
		if decimal.RequireFromString(n).IsZero() {
			continue
		}
		a.find(what, where, func(f fact) bool { return f.says(n) })
	}
}

func (a *audit) meter(p *pricing.Product, m *pricing.Meter) {
	where := p.ID + "." + m.ID
	if m.Price.IsSet() {
		a.price(where, m.Source, m.Price)
	}
	if m.Cap.IsSet() {
		a.amount("cap", where, m.Cap.String())
	}
	for _, t := range m.Tiers {
		if t.Price.IsSet() {
			a.price(where, m.Source, t.Price)
		}
		if t.Percent.IsSet() {
			share := t.Percent.Decimal().Shift(-2)
			a.find("percentage", where, func(f fact) bool { return f.costs(a.s, share) || f.currency == "" && f.says(share.String()) })
		}
		a.amount("tier bound", where, strings.TrimSuffix(t.UpTo, " * month"))
	}
}

// TestEveryRateIsAFact finds every price, bound, cap and free amount of every
// sheet among the collected facts: same provider, region, currency, source.
func TestEveryRateIsAFact(t *testing.T) {
	rows := facts(t)
	counts := map[string]int{}
	for _, s := range embedded(t).Sheets() {
		a := &audit{t, s, rows, counts}
		for _, p := range s.Products {
			for _, m := range p.Meters {
				if m.Status == pricing.Offered {
					a.meter(p, m)
				}
			}
			for _, c := range p.Commitments {
				if c.Status == pricing.Offered {
					a.price(p.ID+"."+c.ID, c.Source, c.Recurring)
				}
			}
		}
		for _, al := range s.Allowances {
			if al.Credit.IsSet() {
				a.amount("credit", al.ID, al.Credit.Text)
			}
			a.amount("free amount", al.ID, al.Quantity)
			for _, v := range al.Valued {
				a.amount("free amount", al.ID, v.Quantity.Text)
				a.find("valuation", al.ID, func(f fact) bool { return f.costs(s, v.Price.Decimal()) })
			}
		}
	}
	t.Logf("found in %d facts: %d prices, %d tier bounds, %d percentages, %d caps, %d free amounts, %d credits, %d valuations", len(rows),
		counts["price"], counts["tier bound"], counts["percentage"], counts["cap"], counts["free amount"], counts["credit"], counts["valuation"])
}
