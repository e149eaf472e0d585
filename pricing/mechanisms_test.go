package pricing

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/pricingtest"
)

// The thirty-nine billing mechanisms that price lists of 2024 to 2026 use. Each
// test writes the mechanism in the sheet format and prices it at the edge and at
// its neighbours. Figures are those of the vendors' examples.

// bill is one priced case: inputs as "name=quantity; name=quantity".
type billCase struct {
	in   string
	want string // total, or total with "; " and what is not priced
	opt  option
}

type option struct {
	noFree bool
	month  string // default 730h
	asOf   factsheet.Date
	commit string // "id count"
	over   string
	only   []string // products; default all that can be served
}

// mechanism writes a sheet around the snippet. Every rate gets its source.
func mechanism(t *testing.T, snippet string) *Sheet {
	t.Helper()
	s, err := parseSnippet(snippet)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parseSnippet(snippet string) (*Sheet, error) {
	for _, h := range []string{"[[product.meter]]", "[[product.commitment]]", "[[allowance]]"} {
		snippet = strings.ReplaceAll(snippet, h, h+"\nsource = \"list\"")
	}
	top, rest, _ := strings.Cut(snippet, "[[")
	head := pricingtest.Head("m", "USD", top)
	if strings.Contains(snippet, "vat =") {
		head = strings.Replace(head, pricingtest.VAT, "", 1)
	}
	return ParseSheet("m.toml", []byte(head+"[["+rest))
}

func (c billCase) total(t *testing.T, s *Sheet) string {
	t.Helper()
	g := formula.New()
	month := "730h"
	if s.Month.IsSet() {
		month = s.Month.Text
	}
	if c.opt.month != "" {
		month = c.opt.month
	}
	a := &Account{G: g, FreeTier: !c.opt.noFree, Month: g.Given("month", "month", mustQuantity(month)), AsOf: c.opt.asOf}
	given := map[string]formula.Node{}
	for part := range strings.SplitSeq(c.in, ";") {
		if name, q, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
			given[name] = g.Given(name, name, mustQuantity(q))
		}
	}
	for _, p := range s.Products {
		if len(c.opt.only) > 0 && !strings.Contains(strings.Join(c.opt.only, " "), p.ID) {
			continue
		}
		u := Use{Product: p, Inputs: map[string]formula.Node{}}
		for name, n := range given {
			if _, ok := p.Input(name); ok {
				u.Inputs[name] = n
			}
		}
		if id, count, ok := strings.Cut(c.opt.commit, " "); ok {
			for _, cm := range p.Commitments {
				if cm.ID == id {
					u.Commit = &CommitUse{Commitment: cm, Count: g.Given("count", "count", mustQuantity(count))}
				}
			}
			if c.opt.over != "" && u.Commit != nil {
				u.Commit.Over = g.Given("over", "over", mustQuantity(c.opt.over))
			}
		}
		a.Add(u)
	}
	return outcome(t, a, s)
}

// outcome is the total in plain digits, then what is not priced or not sold.
func outcome(t *testing.T, a *Account, s *Sheet) string {
	t.Helper()
	e, v := billed(t, a, s)
	out := "nothing"
	if e.Total.OK() {
		out = v.Of(e.Total).Round(10).String()
	}
	for _, gap := range e.Gaps {
		out += fmt.Sprintf("; %s %s", gap.ID, gap.State)
	}
	for _, l := range e.Limits {
		if v.Base(l.Max).Less(v.Base(l.Value)) {
			out += "; " + l.Condition
		}
	}
	for _, w := range e.Warnings {
		out += "; " + w
	}
	return out
}

func price(t *testing.T, snippet string, cases ...billCase) {
	t.Helper()
	s := mechanism(t, snippet)
	for _, c := range cases {
		if got := c.total(t, s); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}

// refuse holds the error a user gets.
func refuse(t *testing.T, snippet, want string) {
	t.Helper()
	if _, err := parseSnippet(snippet); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("want %q, got %v", want, err)
	}
}
