package model

import (
	"fmt"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Pot is what several workloads use together on one price sheet of one account.
// Graduated prices and free quantities see the sums; a cluster is paid once and
// its nodes carry the replicas of all. It is the one rule of joint billing:
// mixtures and portfolios differ only in how they choose.
type Pot struct {
	Sheet    *pricing.Sheet
	AsOf     factsheet.Date
	Month    exact.Num // length of the billing month in seconds
	Free     bool      // whether the free tier is drawn here; see FreeOnce
	Rate     exact.Num // what one unit of the sheet's currency costs in the scenario's
	PerLine  bool      // every line is rounded to the cent
	Clusters []SharedNodes

	sums map[readingKey]*readingSum
	keys []readingKey
}

type readingKey struct{ product, meter, allowance string }

type readingSum struct {
	of   pricing.Reading
	base exact.Num
}

// SharedNodes is one cluster of the pot, sized for all its workloads.
type SharedNodes struct {
	Control, Nodes *pricing.Product
	Count          exact.Num // control planes
	Hours          exact.Num // node-hours of the month
	Peak           exact.Num // nodes
}

// Charge is what the pot pays for one meter, or one pool of meters, in the
// scenario's currency.
type Charge struct {
	Key    string // see ChargeKey
	Amount exact.Num
}

// ChargeKey names the charge that a reading is part of.
func ChargeKey(r pricing.Reading) string {
	if r.Pool != "" {
		return "pool " + r.Pool
	}
	return r.Product.ID + " " + r.Meter
}

// Add puts so much of a reading, in base units, into the pot.
func (p *Pot) Add(r pricing.Reading, base exact.Num) {
	k := readingKey{r.Product.ID, r.Meter, r.Allowance}
	if p.sums == nil {
		p.sums = map[readingKey]*readingSum{}
	}
	s := p.sums[k]
	if s == nil {
		s = &readingSum{of: r}
		p.sums[k], p.keys = s, append(p.keys, k)
	}
	s.base = s.base.Add(base)
}

// Bill prices the pot.
func (p *Pot) Bill() ([]Charge, error) {
	g := formula.New()
	seconds := mustUnit("s")
	acc := &pricing.Account{G: g, Month: g.Leaf(formula.Given, "billing month", seconds, formula.Leaf{Key: "month", Value: p.Month}), FreeTier: p.Free, AsOf: p.AsOf}
	for _, u := range p.metered(g) {
		acc.Add(u)
	}
	for i, c := range p.Clusters {
		acc.Add(pricing.Use{Product: c.Control, Inputs: c.inputs(g, i, "control", c.Control, acc.Month)})
		acc.Add(pricing.Use{Product: c.Nodes, Inputs: c.inputs(g, i, "nodes", c.Nodes, acc.Month)})
	}
	est, err := acc.Bill(p.Sheet)
	if err != nil {
		return nil, err
	}
	if len(est.Gaps) > 0 {
		return nil, fmt.Errorf("%s: %s has no price", p.Sheet.ID, est.Gaps[0].Label)
	}
	roots := make([]formula.Node, len(est.Lines))
	for i, l := range est.Lines {
		roots[i] = l.Amount
	}
	v, err := g.Evaluate(nil, roots...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.Sheet.ID, err)
	}
	var out []Charge
	at := map[string]int{}
	for i, l := range est.Lines {
		k := chargeOf(l)
		if _, ok := at[k]; !ok {
			at[k], out = len(out), append(out, Charge{Key: k})
		}
		amount := v.Of(roots[i]).Mul(p.Rate)
		if p.PerLine {
			amount = amount.Round(2)
		}
		out[at[k]].Amount = out[at[k]].Amount.Add(amount)
	}
	return out, nil
}

// chargeOf is the key of the meter or pool a line belongs to: lines are called
// product.meter and a number, credits product.meter.credit and theirs.
func chargeOf(l pricing.Line) string {
	id, _, _ := strings.Cut(strings.TrimPrefix(l.ID, l.Product.ID+"."), ".")
	r := pricing.Reading{Product: l.Product, Meter: id}
	for _, m := range l.Product.Meters {
		if m.ID == id {
			r.Pool = m.Pool
		}
	}
	return ChargeKey(r)
}

// metered are the sums as one use per product, in the order of their names.
func (p *Pot) metered(g *formula.Graph) []pricing.Use {
	sort.Slice(p.keys, func(i, j int) bool {
		a, b := p.keys[i], p.keys[j]
		if a.product != b.product {
			return a.product < b.product
		}
		return a.meter+"\x00"+a.allowance < b.meter+"\x00"+b.allowance
	})
	var uses []pricing.Use
	for _, k := range p.keys {
		s := p.sums[k]
		if n := len(uses); n == 0 || uses[n-1].Product != s.of.Product {
			uses = append(uses, pricing.Use{Product: s.of.Product, Metered: map[string]formula.Node{}, Granted: map[string]formula.Node{}})
			for _, m := range s.of.Product.Percentages() {
				uses[n].Metered[m] = capacity.One(g)
			}
		}
		u := uses[len(uses)-1]
		q, _ := s.base.Quo(s.of.Unit.Factor)
		n := g.Leaf(formula.Given, "of all workloads", s.of.Unit, formula.Leaf{Key: fmt.Sprintf("%s %s %s", k.product, k.meter, k.allowance), Value: q})
		if k.meter != "" {
			u.Metered[k.meter] = n
		} else {
			u.Granted[k.allowance] = n
		}
	}
	return uses
}

// inputs are the cluster's figures, by the names price sheets use.
func (c SharedNodes) inputs(g *formula.Graph, i int, what string, p *pricing.Product, month formula.Node) map[string]formula.Node {
	leaf := func(name string, u unit.Unit, v exact.Num) formula.Node {
		return g.Leaf(formula.Given, "of the shared cluster", u, formula.Leaf{Key: fmt.Sprintf("cluster %d %s %s", i, what, name), Value: v})
	}
	count := leaf("clusters", unit.None, c.Count)
	all := map[string]formula.Node{"instances": leaf("instances", unit.None, c.Peak), "instance_time": leaf("instance_time", mustUnit("h"), c.Hours)}
	if what == "control" {
		all["clusters"], all["cluster_time"] = count, g.Product("cluster time", count, month)
	}
	return known(p, all)
}

// PackNodes are the nodes that carry what is filled in each slot: whole nodes of
// every slot and the spare ones. hours is the length of a slot in the month.
func PackNodes(filled []exact.Num, spare, hours exact.Num) (nodeHours, peak exact.Num) {
	for _, n := range filled {
		n = n.Ceil().Add(spare)
		nodeHours, peak = nodeHours.Add(n), exact.Max(peak, n)
	}
	return nodeHours.Mul(hours), peak
}

// FreeOnce says which of an account's sheets draw their provider's free tier: an
// account has it once, so the first of the provider's sheets by id draws it.
func FreeOnce(sheets []*pricing.Sheet) map[string]bool {
	first := map[string]string{}
	for _, s := range sheets {
		if id, ok := first[s.Provider]; !ok || s.ID < id {
			first[s.Provider] = s.ID
		}
	}
	out := map[string]bool{}
	for _, id := range first {
		out[id] = true
	}
	return out
}
