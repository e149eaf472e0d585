package calibrate

import (
	"sort"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model/calibrate/focusin"
)

// Cost chooses which cost of a charge counts.
type Cost string

// The costs of FOCUS.
const (
	Billed     Cost = "billed"
	Effective  Cost = "effective"
	List       Cost = "list"
	Contracted Cost = "contracted"
)

// Costs are the costs a bill can be read by.
func Costs() []Cost { return []Cost{Billed, Effective, List, Contracted} }

// Column is the name of the cost's FOCUS column.
func (k Cost) Column() string {
	return map[Cost]string{Billed: "BilledCost", Effective: "EffectiveCost", List: "ListCost", Contracted: "ContractedCost"}[k]
}

func (k Cost) of(c *focusin.Charge) focusin.Number {
	switch k {
	case Effective:
		return c.Effective
	case List:
		return c.List
	case Contracted:
		return c.Contracted
	}
	return c.Billed
}

// Sum is charges added up.
type Sum struct {
	Charges int
	Cost    decimal.Decimal
	NoCost  int // charges without the cost asked for
}

func (s *Sum) add(c *focusin.Charge, cost Cost) {
	s.Charges += c.Rows
	n := cost.of(c)
	if n.Known {
		s.Cost = s.Cost.Add(n.Decimal)
	}
	s.NoCost += c.Missing(n)
}

// Part is what charges of a rule and month have in common.
type Part struct {
	SKU, Region string
	Unit        string // of the quantity, as the bill writes it
	ListPrice   string // ListUnitPrice as a plain decimal; empty where the bill has none
	Free        bool   // costs nothing, and the bill has no list price that says more
	Committed   bool   // paid by a commitment
	Idle        bool   // no usage: purchases, unused commitments, credits, taxes
	Uncounted   bool   // usage without a quantity
}

// PartSum is the charges of a part added up.
type PartSum struct {
	Sum
	Quantity decimal.Decimal // of usage, in the bill's unit
	NoAmount int             // charges without a quantity
	ListCost decimal.Decimal
	Listed   decimal.Decimal // quantity of the charges in ListCost
}

// counted reports whether the part has a usable quantity.
func (k Part) counted() bool { return !k.Idle && !k.Uncounted }

// Unmapped is charges no rule takes, by service and SKU.
type Unmapped struct {
	Service, SKU, Region string
	Sum
}

// Kind is charges by what FOCUS says they are for.
type Kind struct {
	Category   string // Usage, Purchase, Tax, Credit or Adjustment
	Correction bool   // of an invoice that was sent before
	Commitment string // Used, Unused or empty
}

// mostGroups bounds the lists of services and of parts; the rest is one row of
// each, so that sums stay whole.
const mostGroups = 10_000

// span is the time the charges of a month lie in.
type span struct{ from, to time.Time }

// Tally is a bill folded by rule, month and part: its size does not depend on
// the bill's.
type Tally struct {
	Cost     Cost
	Months   []string                       // "2026-10", rising; those that charges are mapped in
	Mapped   []map[string]map[Part]*PartSum // by rule, then month
	Excluded []*Sum                         // by rule
	Rest     map[Unmapped]*Sum              // key without its sum
	Kinds    map[Kind]*Sum
	Total    Sum
	rules    *Rules
	months   map[string]bool  // true: more than corrections is mapped
	spans    map[string]*span // of all charges
	parts    int
}

// NewTally begins to fold a bill.
func NewTally(r *Rules, cost Cost) *Tally {
	t := &Tally{Cost: cost, rules: r, Rest: map[Unmapped]*Sum{}, Kinds: map[Kind]*Sum{}, months: map[string]bool{}, spans: map[string]*span{}, Excluded: make([]*Sum, len(r.Exclude))}
	for range r.Maps {
		t.Mapped = append(t.Mapped, map[string]map[Part]*PartSum{})
	}
	for i := range t.Excluded {
		t.Excluded[i] = &Sum{}
	}
	return t
}

// Add folds one charge, or one group of charges.
func (t *Tally) Add(c *focusin.Charge) error {
	t.Total.add(c, t.Cost)
	kind := Kind{c.Category, c.Class == "Correction", c.CommitmentStatus}
	at(t.Kinds, kind).add(c, t.Cost)
	t.stretch(c)
	m, x := t.rules.rule(c)
	switch {
	case x >= 0:
		t.Excluded[x].add(c, t.Cost)
	case m >= 0:
		t.addMapped(m, c)
	default:
		k := Unmapped{Service: c.ServiceName, SKU: c.SkuID, Region: c.RegionID}
		if t.Rest[k] == nil && len(t.Rest) >= mostGroups {
			k = Unmapped{Service: "further services"}
		}
		at(t.Rest, k).add(c, t.Cost)
	}
	return nil
}

func (t *Tally) addMapped(rule int, c *focusin.Charge) {
	name := monthOf(c.Start)
	t.months[name] = t.months[name] || c.Class != "Correction"
	parts := t.Mapped[rule][name]
	if parts == nil {
		parts = map[Part]*PartSum{}
		t.Mapped[rule][name] = parts
	}
	q, k := t.part(rule, c)
	if parts[k] == nil {
		if t.parts++; t.parts > mostGroups {
			k = Part{SKU: "further SKUs", Unit: k.Unit, Idle: k.Idle, Uncounted: k.Uncounted}
		}
	}
	at(parts, k).add(c, t.Cost, q)
}

// monthOf is the month as the bill writes it: of UTC, or of the offset it has.
func monthOf(at time.Time) string { return at.Format("2006-01") }

// stretch widens the time the charges of a month lie in.
func (t *Tally) stretch(c *focusin.Charge) {
	name := monthOf(c.Start)
	s := t.spans[name]
	if s == nil {
		s = &span{c.Start, c.End}
		t.spans[name] = s
	}
	if c.Start.Before(s.from) {
		s.from = c.Start
	}
	if c.End.After(s.to) {
		s.to = c.End
	}
}

// part is where a charge belongs inside its rule, and the quantity that counts.
func (t *Tally) part(rule int, c *focusin.Charge) (focusin.Number, Part) {
	m := t.rules.Maps[rule]
	q, unit, consumed := m.amount(c)
	k := Part{SKU: c.SkuID, Region: c.RegionID, Committed: c.CommitmentID != "" || c.PricingCategory == "Committed"}
	if !m.uses(c) || !q.Known {
		k.Idle = !m.uses(c)
		k.Uncounted = !k.Idle
		return q, k
	}
	k.Unit = unit
	switch cost := t.Cost.of(c); {
	case c.ListUnitPrice.Known:
		k.Free = c.ListUnitPrice.IsZero()
		if !consumed { // the price is of the priced quantity
			k.ListPrice = shortest(c.ListUnitPrice.String())
		}
	case c.List.Known && !c.List.IsZero():
	default:
		k.Free = cost.Known && cost.IsZero() && !k.Committed
	}
	return q, k
}

// shortest is a decimal without zeros at its end: 0.20 and 0.2 are one price.
func shortest(text string) string {
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

func (s *PartSum) add(c *focusin.Charge, cost Cost, q focusin.Number) {
	s.Sum.add(c, cost)
	s.NoAmount += c.Missing(q)
	if q.Known {
		s.Quantity = s.Quantity.Add(q.Decimal)
	}
	if c.List.Known && q.Known {
		s.ListCost, s.Listed = s.ListCost.Add(c.List.Decimal), s.Listed.Add(q.Decimal)
	}
}

// at is the sum under a key, made where there is none.
func at[K comparable, S any](m map[K]*S, k K) *S {
	s := m[k]
	if s == nil {
		s = new(S)
		m[k] = s
	}
	return s
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
		if c := a.Cost.Abs().Cmp(b.Cost.Abs()); c != 0 {
			return c > 0
		}
		return a.Service+"\x00"+a.SKU+"\x00"+a.Region < b.Service+"\x00"+b.SKU+"\x00"+b.Region
	})
	return out
}

// Rules are the rules the bill was folded by.
func (r *Result) Rules() *Rules { return r.Tally.rules }
