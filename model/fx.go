package model

import (
	"fmt"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// converter turns sheet currencies into the scenario's with the scenario's own
// dated rates. A rate that is not there is an error, never a guess.
type converter struct {
	g    *formula.Graph
	s    *scenario.Scenario
	used []FXUsed
	memo map[money.Currency]formula.Node
}

// rate is the node of how much of the scenario's currency one unit of from
// costs; a zero Node when from already is that currency.
func (c *converter) rate(from money.Currency) (formula.Node, error) {
	to := c.s.Currency
	if from == to {
		return formula.Node{}, nil
	}
	if n, ok := c.memo[from]; ok {
		return n, nil
	}
	n, ok := c.step(from, to)
	if !ok {
		n, ok = c.cross(from, to)
	}
	if !ok {
		return n, c.s.Doc.Problem("fx", fmt.Sprintf("no rate turns %s into %s", from, to),
			fmt.Sprintf("add [[fx]] with from = %q, to = %q, rate, as_of and source; or leave out the sheets in %s", from, to, from))
	}
	c.memo[from] = n
	return n, nil
}

// step is a stated rate, or the inverse of one.
func (c *converter) step(from, to money.Currency) (formula.Node, bool) {
	for i, f := range c.s.FX {
		if f.From == from && f.To == to {
			return c.leaf(i, f), true
		}
		if f.From == to && f.To == from {
			one := capacity.One(c.g)
			return c.g.Quotient(fmt.Sprintf("%s in %s", from, to), one, c.leaf(i, f)).As(pair(from, to)), true
		}
	}
	return formula.Node{}, false
}

// cross goes over one currency in between, as the ECB's table of euro rates
// needs for USD to CHF.
func (c *converter) cross(from, to money.Currency) (formula.Node, bool) {
	for _, f := range c.s.FX {
		for _, mid := range []money.Currency{f.From, f.To} {
			if mid == from || mid == to {
				continue
			}
			a, ok1 := c.step(from, mid)
			if !ok1 {
				continue
			}
			if b, ok2 := c.step(mid, to); ok2 {
				return c.g.Product(fmt.Sprintf("%s in %s over %s", from, to, mid), a, b).As(pair(from, to)), true
			}
		}
	}
	return formula.Node{}, false
}

func (c *converter) leaf(i int, f scenario.FX) formula.Node {
	key := f.Key()
	if n, ok := c.g.Find(key); ok {
		return n
	}
	v := exact.FromDecimal(f.Rate.Decimal())
	c.used = append(c.used, FXUsed{f.From, f.To, v, f.AsOf.String(), f.Source})
	return c.g.Leaf(formula.Given, fmt.Sprintf("%s in %s", f.From, f.To), pair(f.From, f.To), formula.Leaf{Key: key, File: c.s.Path, Value: v,
		Source: formula.Source{Title: f.Source, AsOf: f.AsOf.String()}})
}

// presentRate is what the scenario's own rates make of a pair, directly or over
// one other currency.
func presentRate(s *scenario.Scenario, from, to money.Currency) (exact.Num, bool) {
	c := &converter{g: formula.New(), s: s, memo: map[money.Currency]formula.Node{}}
	n, ok := c.step(from, to)
	if !ok {
		n, ok = c.cross(from, to)
	}
	if !ok {
		return exact.Zero, false
	}
	v, err := c.g.Evaluate(nil, n)
	if err != nil {
		return exact.Zero, false
	}
	return v.Of(n), true
}

// Rate is how much of to one unit of from costs by the scenario's own dated
// rates, directly or over one other currency; ok is false where they do not say.
func (c *Comparison) Rate(from, to money.Currency) (rate exact.Num, ok bool) {
	if from == to {
		return exact.One, true
	}
	return presentRate(c.Scenario, from, to)
}

// pair is the unit of an exchange rate: CHF per USD.
func pair(from, to money.Currency) unit.Unit {
	a, _ := unit.Parse(string(to))
	b, _ := unit.Parse(string(from))
	return a.Per(b)
}

// stale tells how old the rates are on the scenario's day.
func staleFX(s *scenario.Scenario, used []FXUsed) []string {
	var out []string
	for _, f := range used {
		d, err := factsheet.ParseDate(f.AsOf)
		if err == nil && s.AsOf.DaysSince(d) > 30 {
			out = append(out, fmt.Sprintf("the rate %s/%s is %d days old on %s", f.From, f.To, s.AsOf.DaysSince(d), s.AsOf))
		}
	}
	return out
}

// StaleFX tells which exchange rates are older than a month on the scenario's
// day.
func (c *Comparison) StaleFX() []string { return staleFX(c.Scenario, c.FX) }
