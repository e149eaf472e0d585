package calibrate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Row is one meter in one month: estimate against bill. The effects add up to the
// difference, and the groups to the row, exactly.
type Row struct {
	Month    string
	To       string // meter
	Unit     string
	Estimate exact.Num // cost, in the bill's currency
	Bill     exact.Num
	EstQty   exact.Num // in Unit, with free amounts
	BillQty  exact.Num
	HasQty   bool   // false where the bill has no usable quantity: the whole difference is Other
	Why      string // why not
	Effects  Effects
	Groups   []Group
	Charges  int
}

// Group is a part of a meter: a tier or free amount of the estimate, or what the
// estimate does not know, another SKU or region. Quantities are in the row's unit.
type Group struct {
	Label       string
	SKU, Region string // of what the estimate does not know
	Charges     int
	Component
	Effects Effects
}

// meter is what a rule maps to.
type meter struct {
	to       string
	lines    []int // of the option
	rules    []int
	unit     unit.Unit
	estimate []Component // of the lines, in base units
	labels   []string
	free     exact.Num       // quantity the estimate does not charge for
	own      map[string]bool // SKUs that have a price of the estimate's
	anyOwn   bool
	home     bool // some charge is in the option's region, or names none
	away     []string
	assumed  map[string]bool // how units were read
}

// meter collects the lines of a target; foreign is their currency where it is not
// the bill's.
func (t *targets) meter(to string) (m *meter, foreign string) {
	m = &meter{to: to, own: map[string]bool{}, assumed: map[string]bool{}}
	o := t.result.Option
	v := o.Values()
	for k, l := range o.Lines {
		if l.ID != to && meterOf(l.ID) != to {
			continue
		}
		cost, rate, ok := t.cost(l)
		if !ok {
			return m, string(l.Currency)
		}
		t.taken[k] = true
		m.lines, m.unit = append(m.lines, k), l.Quantity.Unit()
		m.estimate = append(m.estimate, Component{EstQty: v.Base(l.Quantity), Estimate: cost, Standard: v.Base(l.Price).Mul(rate)})
		m.labels = append(m.labels, l.Label)
	}
	return m, ""
}

// freeAmounts finds what the estimate does not charge for: the quantity without
// free amounts less the quantity with them. The bill lists them as usage at 0.
func (t *targets) freeAmounts(whole *model.Comparison, o *model.Option) error {
	w, err := find(whole, o.ID)
	if err != nil {
		return err
	}
	for to, m := range t.meters {
		gross, err := lineSum(whole, w, to, nil)
		if err != nil {
			return err
		}
		net := exact.Zero
		for _, c := range m.estimate {
			net = net.Add(c.EstQty)
		}
		if meterOf(to) == to {
			m.free = exact.Max(exact.Zero, gross.Sub(net))
		}
		t.recognise(m)
	}
	return nil
}

// recognise looks at the whole bill for the SKUs that have a price of the
// estimate's: these are its own. Where none has, prices changed, and all are.
func (t *targets) recognise(m *meter) {
	away := map[string]bool{}
	for _, i := range m.rules {
		for _, parts := range t.result.Tally.Mapped[i] {
			for k, s := range parts {
				if !k.counted() || k.Free {
					continue
				}
				if !t.atHome(k) {
					away[k.Region] = true
					continue
				}
				m.home = true
				price, tolerance, ok := m.listPrice(t.rules.Maps[i], k, s)
				if ok && slices.ContainsFunc(m.estimate, func(c Component) bool { return near(price, c.Standard, tolerance) }) {
					m.own[k.SKU], m.anyOwn = true, true
				}
			}
		}
	}
	m.away = slices.Sorted(maps.Keys(away))
}

// atHome reports whether a part is of the option's region, or of none.
func (t *targets) atHome(k Part) bool {
	return k.Region == "" || strings.EqualFold(k.Region, "global") || strings.EqualFold(k.Region, t.result.Option.Region)
}

// listPrice is the published price of a part per base unit of the meter, or what
// was paid where the bill does not say, with how exactly it is known.
func (m *meter) listPrice(rule *Map, k Part, s *PartSum) (price, tolerance exact.Num, ok bool) {
	how := convert(rule.Per, k.Unit, m.unit)
	if how.why != "" {
		return exact.Zero, exact.Zero, false
	}
	tolerance, _ = exact.Frac(1, 1_000_000)
	if k.ListPrice != "" {
		price, ok = exact.Parse(k.ListPrice)
	} else {
		// Costs are rounded, so prices made from them are not exact.
		tolerance, _ = exact.Frac(1, 1000)
		if price, ok = exact.FromDecimal(s.ListCost).Quo(exact.FromDecimal(s.Listed)); !ok {
			price, ok = exact.FromDecimal(s.Cost).Quo(exact.FromDecimal(s.Quantity))
		}
	}
	if !ok {
		return exact.Zero, exact.Zero, false
	}
	price, ok = price.Quo(how.factor)
	return price, tolerance, ok
}

// near reports whether two prices differ by less than a share of the second.
func near(a, b, share exact.Num) bool { return !abs(b.Mul(share)).Less(abs(a.Sub(b))) }

func abs(x exact.Num) exact.Num { return exact.Max(x, x.Neg()) }

// row is one meter in one month; a month without its charges billed nothing, and
// one with nothing but corrections was not estimated.
func (t *targets) row(month, to string) Row {
	m := t.meters[to]
	b := rowBuilder{t: t, m: m, at: map[string]int{}}
	b.row = Row{Month: month, To: to, Unit: m.unit.Name, HasQty: true}
	estimated := t.result.Tally.months[month]
	for i, c := range m.estimate {
		if !estimated {
			c.EstQty, c.Estimate = exact.Zero, exact.Zero
		}
		b.groups = append(b.groups, Group{Label: m.labels[i], Component: c})
	}
	free := Group{Label: "free amount"}
	if estimated {
		free.EstQty = m.free
	}
	b.groups = append(b.groups, free)
	for _, i := range m.rules {
		parts := t.result.Tally.Mapped[i][month]
		for _, k := range slices.SortedFunc(maps.Keys(parts), Part.compare) {
			b.add(t.rules.Maps[i], k, parts[k])
		}
	}
	return b.finish()
}

// compare orders parts, so that output never depends on the order of a map.
func (k Part) compare(o Part) int {
	return cmp.Or(cmp.Compare(k.SKU, o.SKU), cmp.Compare(k.Region, o.Region), cmp.Compare(k.Unit, o.Unit), cmp.Compare(k.ListPrice, o.ListPrice), cmp.Compare(fmt.Sprint(k), fmt.Sprint(o)))
}

// rowBuilder sorts the parts of a month to the groups of a meter.
type rowBuilder struct {
	t       *targets
	m       *meter
	row     Row
	groups  []Group
	at      map[string]int // groups the estimate does not know
	counted int
	silent  int // charges of usage without a quantity
}

func (b *rowBuilder) add(rule *Map, k Part, s *PartSum) {
	cost := exact.FromDecimal(s.Cost)
	b.row.Charges += s.Charges
	b.row.Bill = b.row.Bill.Add(cost)
	if !k.counted() {
		if k.Uncounted {
			b.silent += s.Charges
		}
		g := b.unknown("without a quantity", Part{})
		g.Charges, g.Idle = g.Charges+s.Charges, g.Idle.Add(cost)
		return
	}
	b.counted += s.Charges
	how := convert(rule.Per, k.Unit, b.m.unit)
	if how.why != "" {
		b.row.HasQty, b.row.Why = false, how.why
		return
	}
	if how.note != "" {
		b.m.assumed[how.note] = true
	}
	g := b.group(rule, k, s)
	g.Charges += s.Charges
	g.BillQty, g.Bill = g.BillQty.Add(exact.FromDecimal(s.Quantity).Mul(how.factor)), g.Bill.Add(cost)
}

// group is where a part with a quantity belongs.
func (b *rowBuilder) group(rule *Map, k Part, s *PartSum) *Group {
	if k.Free {
		return &b.groups[len(b.m.estimate)]
	}
	price, _, ok := b.m.listPrice(rule, k, s)
	if b.t.atHome(k) && (b.m.own[k.SKU] || !b.m.anyOwn || k.SKU == "") {
		return &b.groups[b.m.nearest(price, ok)]
	}
	g := b.unknown(strings.TrimSpace(cmp.Or(k.SKU, "all SKUs")+" "+k.Region), Part{SKU: k.SKU, Region: k.Region, ListPrice: price.String()})
	g.Standard = price
	return g
}

// unknown is a group the estimate has nothing for.
func (b *rowBuilder) unknown(label string, k Part) *Group {
	key := label + "\x00" + k.ListPrice
	i, ok := b.at[key]
	if !ok {
		i = len(b.groups)
		b.at[key] = i
		b.groups = append(b.groups, Group{Label: label, SKU: k.SKU, Region: k.Region})
	}
	return &b.groups[i]
}

// nearest is the tier whose price is the nearest in ratio.
func (m *meter) nearest(price exact.Num, known bool) int {
	best, bestRatio := 0, exact.Zero
	for i, c := range m.estimate {
		low, high := exact.Min(price, c.Standard), exact.Max(price, c.Standard)
		ratio, ok := low.Quo(high)
		if known && ok && bestRatio.Less(ratio) {
			best, bestRatio = i, ratio
		}
	}
	return best
}

// finish splits the difference and drops groups nothing is in.
func (b *rowBuilder) finish() Row {
	r := &b.row
	for _, c := range b.groups {
		r.Estimate, r.EstQty = r.Estimate.Add(c.Estimate), r.EstQty.Add(c.EstQty)
		r.BillQty = r.BillQty.Add(c.BillQty)
	}
	r.EstQty, _ = r.EstQty.Quo(b.m.unit.Factor)
	r.BillQty, _ = r.BillQty.Quo(b.m.unit.Factor)
	if r.HasQty && b.counted == 0 && b.silent > 0 {
		r.HasQty, r.Why = false, "the bill has no quantity"
	}
	if !r.HasQty {
		r.BillQty, r.Effects.Other = exact.Zero, r.Bill.Sub(r.Estimate)
		return *r
	}
	cs := make([]Component, len(b.groups))
	for i, g := range b.groups {
		cs[i] = g.Component
	}
	for i, e := range Split(cs) {
		g := b.groups[i]
		r.Effects, g.Effects = r.Effects.Add(e), e
		if g.Charges == 0 && g.EstQty.IsZero() && g.Estimate.IsZero() {
			continue
		}
		g.EstQty, _ = g.EstQty.Quo(b.m.unit.Factor)
		g.BillQty, _ = g.BillQty.Quo(b.m.unit.Factor)
		g.Standard = g.Standard.Mul(b.m.unit.Factor)
		g.Bill = g.Bill.Add(g.Idle)
		r.Groups = append(r.Groups, g)
	}
	return *r
}
