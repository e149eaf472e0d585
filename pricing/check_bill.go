package pricing

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

func (c *checker) allowances() {
	seen := map[string]bool{}
	for _, a := range c.s.Allowances {
		c.unique(a.key, a.ID, "allowance", seen)
		if a.Scope == "" {
			c.add(a.key+".scope", `for example "account", "project" or "instance"`, "nobody can tell who shares this allowance")
		}
		if a.Carry != "" && a.Carry != "none" {
			c.add(a.key+".carry", "leave it away; price each month on its own", "allowances carried into the next month are refused: a month's bill would depend on the months before it")
		}
		if a.Apply != "" && a.Apply != "shift" && a.Apply != "band" {
			c.add(a.key+".apply", `"shift" (before the tiers) or "band" (inside the first tier)`, "%q is not known", a.Apply)
		}
		n := 0
		for _, has := range []bool{a.Quantity != "", a.Credit.IsSet(), len(a.Valued) > 0} {
			if has {
				n++
			}
		}
		if n != 1 {
			c.add(a.key, "write one of quantity, credit and [[allowance.valued]]", "an allowance is one of a quantity, a credit or valued quantities")
		}
		c.sourced(a.key, a.Source, "")
		names := slices.Clone(a.Meters)
		for _, v := range a.Valued {
			names = append(names, v.meters()...)
		}
		if len(names) == 0 {
			c.add(a.key+".meters", `for example ["lambda-x86.requests"]`, "no meter may draw on it")
		}
		for _, m := range names {
			if !c.s.hasMeter(m) {
				c.add(a.key+".meters", "write product.meter", "%q is not a meter of this sheet", m)
			}
		}
		if a.Quantity != "" && a.Apply == "" && c.s.tiered(a.Meters) {
			c.add(a.key+".apply", `"shift" (the tiers count what is left) or "band" (the tiers count everything, the free part is in the first)`, "it draws on a tiered rate and does not say how: the two readings differ in money")
		}
		if a.Credit.IsSet() && string(a.Credit.Unit.Dim) != string(c.s.Currency) {
			c.add(a.key+".credit", "write it in "+string(c.s.Currency)+", as the provider does", "the credit is in %s, the sheet in %s", a.Credit.Unit.Dim, c.s.Currency)
		}
	}
}

func (s *Sheet) hasMeter(name string) bool {
	_, ok := s.meter(name)
	return ok
}

// meter is the meter of that full name, "product.meter".
func (s *Sheet) meter(name string) (*Meter, bool) {
	p, m, _ := strings.Cut(name, ".")
	prod, ok := s.Find(p)
	if !ok {
		return nil, false
	}
	return prod.Meter(m)
}

// tiered reports whether one of the meters has graduated tiers.
func (s *Sheet) tiered(names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool { m, ok := s.meter(n); return ok && m.Mode == Graduated && len(m.Tiers) > 1 })
}

// units bills every product once with one of everything: what does not fit
// together in a sheet shows here and not in somebody's comparison.
func (c *checker) units() {
	for _, p := range c.s.Products {
		if p.Status != Offered {
			continue
		}
		g := formula.New()
		acc := &Account{G: g, FreeTier: true, Month: g.Given("month", "month", mustQuantity("730h"))}
		u := Use{Product: p, Inputs: map[string]formula.Node{}}
		for _, in := range p.Inputs {
			if in.Default.IsSet() {
				continue
			}
			u.Inputs[in.Name] = g.Given(in.Name, in.label(), mustQuantity("1 "+in.Unit))
		}
		// Rates that switch on and off are both tried.
		var dropped []string
		for _, m := range p.Meters {
			dropped = append(dropped, m.Unless...)
		}
		acc.Add(u)
		c.try(p, acc)
		if len(dropped) > 0 {
			without := Use{Product: p, Inputs: map[string]formula.Node{}}
			for k, n := range u.Inputs {
				if in, _ := p.Input(k); !slices.Contains(dropped, k) || !in.Optional {
					without.Inputs[k] = n
				}
			}
			alt := &Account{G: g, FreeTier: true, Month: acc.Month}
			alt.Add(without)
			c.try(p, alt)
		}
	}
}

func (c *checker) try(p *Product, acc *Account) {
	e, err := acc.Bill(c.s)
	if placed, ok := err.(factsheet.Problem); ok {
		if !slices.Contains(c.ps, placed) {
			c.ps = append(c.ps, placed)
		}
		return
	}
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			c.add(p.key, "", "%s", line)
		}
		return
	}
	for _, w := range e.Warnings {
		c.add(p.key, "", "%s", w)
	}
}

func mustQuantity(s string) unit.Quantity {
	q, err := unit.ParseQuantity(s)
	if err != nil {
		return unit.Quantity{Unit: unit.None}
	}
	return q
}
