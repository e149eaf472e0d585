package pricing

import (
	"fmt"
	"slices"
	"sort"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Use is one product with the figures its rules need, by input name.
type Use struct {
	Product *Product
	Name    string // who uses it, for messages: "checkout"
	Inputs  map[string]formula.Node
	// Metered gives quantities by meter id, as an invoice or a metering export
	// has them. Where it is set, only these meters are billed and inputs are
	// needed only by what refers to them.
	Metered map[string]formula.Node
	// Granted gives free amounts that grow with the use by their id, where the
	// inputs they are worked out from are not at hand; see Readings.
	Granted map[string]formula.Node
	Commit  *CommitUse
}

// CommitUse buys a commitment for so many pieces (resource) or so much money an
// hour (spend).
type CommitUse struct {
	Commitment *Commitment
	Count      formula.Node
	// Over is what the promise does not cover, in the meter's quantity, worked
	// out from the load profile; a zero Node compares monthly sums instead.
	Over formula.Node
}

// Account prices uses together, the way a vendor bills one customer: meters of
// one product add up before their tiers, and shared allowances are drawn once.
type Account struct {
	G        *formula.Graph
	Month    formula.Node // length of the billing month (time)
	FreeTier bool         // whether free tiers and monthly grants are taken off
	AsOf     factsheet.Date

	uses []Use
	list map[string]formula.Node // "product.meter" of discounted meters: the amount at list price
}

// Add puts a use on the account.
func (a *Account) Add(u Use) { a.uses = append(a.uses, u) }

// Line is one row of an estimate: Amount = Quantity × Price, in the sheet's
// currency.
type Line struct {
	ID       string // product.meter, with the tier's number where there is one
	Label    string
	Category string
	Product  *Product
	Quantity formula.Node
	Price    formula.Node
	Amount   formula.Node
	// Billed is what an ordinary month's invoice shows; a zero Node means
	// Amount. They differ for upfront payments, which are billed once.
	Billed formula.Node
	Note   string
}

// Gap is a part that has no price: it poisons the total.
type Gap struct {
	ID, Label string
	State     Offer
	Why       string
}

// Limit is a bound of the product that the usage must keep: above Max the
// product does not sell it.
type Limit struct {
	Label     string
	Value     formula.Node
	Max       formula.Node
	Condition string
}

// Estimate is what a use of one sheet's products costs for a month.
type Estimate struct {
	Sheet    *Sheet
	Lines    []Line
	Total    formula.Node // zero Node when nothing at all is priced
	Upfront  []Line       // one-off payments, in full
	Gaps     []Gap
	Limits   []Limit
	Warnings []string
}

// metered is one meter with its quantity summed over the uses.
type metered struct {
	meter    *Meter
	name     string
	scope    *scope
	scopes   []*scope // of every use in the sum, the first included
	quantity formula.Node
	commit   *CommitUse
}

// Bill rates everything on the account. All uses must come from one sheet:
// another sheet is another invoice. Problems of the usage (a missing input, a
// unit that does not fit) are returned together as factsheet.Problems or plain
// errors; a missing price is not an error but a Gap.
func (a *Account) Bill(sheet *Sheet) (*Estimate, error) {
	e := &Estimate{Sheet: sheet}
	a.list = map[string]formula.Node{}
	ms, err := a.meter(sheet, e)
	if err != nil {
		return nil, err
	}
	ms = a.pool(ms)
	free := a.allowances(sheet, ms, e)
	for _, m := range ms {
		if err := a.rate(m, free[m], e); err != nil {
			return nil, err
		}
	}
	a.credits(sheet, ms, e)
	if len(e.Lines) > 0 {
		amounts := make([]formula.Node, len(e.Lines))
		for i, l := range e.Lines {
			amounts[i] = l.Amount
		}
		e.Total = a.G.Sum("monthly cost, "+sheet.ID, amounts...)
	}
	return e, a.G.Err()
}

// meter turns every use into quantities per meter.
func (a *Account) meter(sheet *Sheet, e *Estimate) ([]*metered, error) {
	var ms []*metered
	byKey := map[string]*metered{}
	var wrong InputErrors
	for i, u := range a.uses {
		if u.Product.Sheet != sheet {
			return nil, fmt.Errorf("%s is not on price sheet %s", u.Product.Key(), sheet.ID)
		}
		if u.Product.Status != Offered {
			e.Gaps = append(e.Gaps, Gap{u.Product.ID, u.Product.Title, u.Product.Status, u.Product.Note})
			continue
		}
		sc, err := a.scopeOf(i, u)
		if more, ok := err.(InputErrors); ok {
			wrong = append(wrong, more...)
			continue
		}
		if err != nil {
			return nil, err
		}
		if len(u.Product.Meters) > 0 && !slices.ContainsFunc(u.Product.Meters, func(m *Meter) bool { return m.valid(a.AsOf) }) {
			e.Gaps = append(e.Gaps, Gap{u.Product.ID, u.Product.Title, Unknown, fmt.Sprintf("no price of it holds on %s", a.AsOf)})
			continue
		}
		for _, m := range u.Product.Meters {
			if !m.valid(a.AsOf) || u.Metered == nil && !m.applies(sc) || u.Metered != nil && !u.Metered[m.ID].OK() {
				continue
			}
			if m.Status != Offered {
				e.Gaps = append(e.Gaps, Gap{u.Product.ID + "." + m.ID, u.Product.Title + ": " + m.Label, m.Status, m.RowNote})
				continue
			}
			key := u.Product.ID + "." + m.ID
			if len(m.PercentOf) > 0 { // counts nothing itself: once per product
				if byKey[key] == nil {
					byKey[key] = &metered{meter: m, name: u.Name, scope: sc}
					ms = append(ms, byKey[key])
				}
				continue
			}
			q, err := a.quantity(m, sc, u.Metered[m.ID])
			if err != nil {
				return nil, err
			}
			commits := u.Commit != nil && u.Commit.Commitment.Meter == m.ID
			if old := byKey[key]; old != nil && m.Each == "" && m.CapTimes == "" && !commits && old.commit == nil {
				old.quantity = a.G.Sum(old.meter.Label, old.quantity, q)
				old.scopes = append(old.scopes, sc)
				continue
			}
			x := &metered{meter: m, name: u.Name, scope: sc, scopes: []*scope{sc}, quantity: q}
			if commits {
				x.commit = u.Commit
			}
			byKey[key] = x
			ms = append(ms, x)
		}
	}
	if wrong != nil {
		return nil, wrong
	}
	return ms, nil
}

// quantity is the meter's expression, or the metered figure, shown in the
// rate's unit.
func (a *Account) quantity(m *Meter, sc *scope, metered formula.Node) (formula.Node, error) {
	n := metered
	if !n.OK() {
		var err error
		if n, err = a.G.Expression(m.Quantity, m.Label, sc); err != nil {
			return n, m.product.Sheet.wrong(m.key+".quantity", "%s.%s: %v", m.product.ID, m.ID, err)
		}
	}
	if n.IsSeries() {
		n = a.G.Total(m.Label, n)
	}
	per, err := m.per()
	if err != nil {
		return n, err
	}
	if n.Unit().Dim != per.Dim {
		return n, m.product.Sheet.wrong(m.key+".quantity", "%s.%s: the quantity is in %s, the price is per %s", m.product.ID, m.ID, n.Unit().Dim, per.Name)
	}
	return a.own(m.Label, n, sc).As(per), nil
}

// pool adds up meters that share their tiers. The first meter of a pool carries
// the sum; the others disappear into it.
func (a *Account) pool(ms []*metered) []*metered {
	first := map[string]*metered{}
	var out []*metered
	for _, m := range ms {
		p := m.meter.Pool
		if p == "" {
			out = append(out, m)
			continue
		}
		if f := first[p]; f != nil {
			f.quantity = a.G.Sum(f.meter.Label, f.quantity, m.quantity)
			f.scopes = append(f.scopes, m.scopes...)
			continue
		}
		first[p] = m
		out = append(out, m)
	}
	return out
}

// valid reports whether the meter's price holds at this date.
func (m *Meter) valid(asOf factsheet.Date) bool {
	return asOf.IsZero() || (m.ValidFrom.IsZero() || !asOf.Before(m.ValidFrom)) && (m.ValidUntil.IsZero() || !asOf.After(m.ValidUntil))
}

// applies reports whether the meter's switches are on in this use. A metered
// quantity needs none: it was counted.
func (m *Meter) applies(sc *scope) bool {
	for _, w := range m.When {
		if !sc.given(w) {
			return false
		}
	}
	for _, w := range m.Unless {
		if sc.given(w) {
			return false
		}
	}
	return true
}

func (m *Meter) per() (unit.Unit, error) {
	if m.Per == "" {
		return unit.None, nil
	}
	return unit.Parse(m.Per)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Nodes are all figures of the estimate that a reader needs.
func (e *Estimate) Nodes() []formula.Node {
	var ns []formula.Node
	add := func(lines []Line) {
		for _, l := range lines {
			ns = append(ns, l.Quantity, l.Price, l.Amount)
			if l.Billed.OK() {
				ns = append(ns, l.Billed)
			}
		}
	}
	add(e.Lines)
	add(e.Upfront)
	for _, l := range e.Limits {
		ns = append(ns, l.Value, l.Max)
	}
	if e.Total.OK() {
		ns = append(ns, e.Total)
	}
	return ns
}
