package calibrate

import (
	"sort"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model/calibrate/focusin"
)

// Cost chooses which cost of a charge counts.
type Cost string

// The costs of FOCUS.
const (
	Billed    Cost = "billed"
	Effective Cost = "effective"
	List      Cost = "list"
)

func (k Cost) of(c *focusin.Charge) focusin.Number {
	switch k {
	case Effective:
		return c.Effective
	case List:
		return c.List
	}
	return c.Billed
}

// Sum is charges added up.
type Sum struct {
	Charges  int
	Cost     decimal.Decimal
	NoCost   int             // charges without the cost asked for
	Quantity decimal.Decimal // in the bill's unit
	Unit     string
	Mixed    bool // the charges have different units: the quantity means nothing
	NoAmount int  // charges without a quantity
}

func (s *Sum) add(c *focusin.Charge, cost Cost, consumed bool) {
	s.Charges++
	if n := cost.of(c); n.Known {
		s.Cost = s.Cost.Add(n.Decimal)
	} else {
		s.NoCost++
	}
	q, unit := c.PricingQuantity, c.PricingUnit
	if consumed {
		q, unit = c.ConsumedQuantity, c.ConsumedUnit
	}
	if !q.Known {
		s.NoAmount++
		return
	}
	if s.Charges-s.NoAmount > 1 && unit != s.Unit {
		s.Mixed = true
	}
	s.Unit = unit
	s.Quantity = s.Quantity.Add(q.Decimal)
}

// Unmapped is charges no rule takes, by service and SKU.
type Unmapped struct {
	Service, SKU, Region string
	Sum
}

// mostUnmapped bounds the list; the rest is one row, so that sums stay whole.
const mostUnmapped = 10_000

// Tally is a bill folded by rule and month: its size does not depend on the
// bill's.
type Tally struct {
	Cost     Cost
	Months   []string          // "2026-10", rising
	Mapped   []map[string]*Sum // by rule, then month
	Excluded []*Sum            // by rule
	Rest     map[Unmapped]*Sum // key without its sum
	Total    Sum
	rules    *Rules
	months   map[string]bool
}

// NewTally begins to fold a bill.
func NewTally(r *Rules, cost Cost) *Tally {
	t := &Tally{Cost: cost, rules: r, Rest: map[Unmapped]*Sum{}, months: map[string]bool{}, Excluded: make([]*Sum, len(r.Exclude))}
	for range r.Maps {
		t.Mapped = append(t.Mapped, map[string]*Sum{})
	}
	for i := range t.Excluded {
		t.Excluded[i] = &Sum{}
	}
	return t
}

// Add folds one charge.
func (t *Tally) Add(c *focusin.Charge) error {
	t.Total.add(c, t.Cost, false)
	m, x := t.rules.rule(c)
	switch {
	case x >= 0:
		t.Excluded[x].add(c, t.Cost, false)
	case m >= 0:
		month := c.Start.UTC().Format("2006-01")
		s := t.Mapped[m][month]
		if s == nil {
			s = &Sum{}
			t.Mapped[m][month] = s
			t.months[month] = true
		}
		s.add(c, t.Cost, t.rules.Maps[m].Quantity == "consumed")
	default:
		k := Unmapped{Service: c.ServiceName, SKU: c.SkuID, Region: c.RegionID}
		s := t.Rest[k]
		if s == nil && len(t.Rest) >= mostUnmapped {
			k = Unmapped{Service: "further services"}
			s = t.Rest[k]
		}
		if s == nil {
			s = &Sum{}
			t.Rest[k] = s
		}
		s.add(c, t.Cost, false)
	}
	return nil
}

// finish sorts the months.
func (t *Tally) finish() {
	t.Months = nil
	for m := range t.months {
		t.Months = append(t.Months, m)
	}
	sort.Strings(t.Months)
}

// Unmapped are the charges no rule takes, the dearest first.
func (t *Tally) Unmapped() []Unmapped {
	var out []Unmapped
	for k, s := range t.Rest {
		k.Sum = *s
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if c := a.Cost.Cmp(b.Cost); c != 0 {
			return c > 0
		}
		return a.Service+"\x00"+a.SKU+"\x00"+a.Region < b.Service+"\x00"+b.SKU+"\x00"+b.Region
	})
	return out
}

// Rules are the rules the bill was folded by.
func (r *Result) Rules() *Rules { return r.Tally.rules }
