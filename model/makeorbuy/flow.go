package makeorbuy

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy/cashflow"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Flow is what one option pays, month by month. Amounts are costs: positive is
// paid, negative received, to the cent.
type Flow struct {
	Option     *model.Option
	Months     []decimal.Decimal // [0] is due at the start, [t] at the end of month t
	Years      []Year
	NPV        decimal.Decimal // present value of the costs
	Equivalent decimal.Decimal // the equal monthly payment of the same present value
	Total      decimal.Decimal // all payments, not discounted
	Capex      decimal.Decimal // purchases less what they are still worth
	Opex       decimal.Decimal
	OneOff     decimal.Decimal // migration and exit
	Missing    string          // why a year has no price, "" when all have
	Stranded   decimal.Decimal // upfront payments for time after the horizon
	Bound      decimal.Decimal // what commitments still ask for after the horizon
	NoMove     bool            // what moving there costs is not stated
	Ledger     []Entry         // behind Months, one for each, where Terms.Books asks for it
}

// Entry is what is due at one point of time: the start of the horizon, or the end
// of a month. Purchases of a month stand at its start.
type Entry struct {
	Needed, Bought exact.Num       // servers of the month that begins
	Value          exact.Num       // price of the servers bought, unrounded
	Purchases      decimal.Decimal // the same, to the cent
	Upfront        decimal.Decimal // fees of commitments whose term begins
	Sold           decimal.Decimal // for servers at the end of their life
	Left           decimal.Decimal // at the end of the horizon: what still stands, at book value
	Wear           exact.Num       // of the month that begins: what servers and fees lose
	Saved          decimal.Decimal // of the month that begins: tax that its bill and wear save
	Bill           decimal.Decimal // of the month that ended, before tax
	Move, Leave    decimal.Decimal // migration, exit; after tax
}

// Year is one year of a flow.
type Year struct {
	Year, Months          int
	Capex, Opex, OneOff   decimal.Decimal
	Returned              decimal.Decimal // sold servers, and what is left at the end
	Servers, Bought, Idle exact.Num       // own servers needed, bought and not needed
	Renewals              int             // commitments bought again
	Requests              exact.Num       // a month
	Monthly               decimal.Decimal // the running bill of one of its months
}

// flower builds flows of one comparison.
type flower struct {
	c     *model.Comparison
	terms Terms
}

// months of year y inside the horizon.
func (t Terms) monthsIn(y int) int { return min(12, t.Months-12*y) }

func (t Terms) years() int { return (t.Months + 11) / 12 }

// FlowOf is the cash flow of one option.
func FlowOf(c *model.Comparison, o *model.Option, t Terms) (*Flow, error) {
	return flower{c, t}.flow(o)
}

func (f flower) flow(o *model.Option) (*Flow, error) {
	out, err := f.payments(o)
	if err != nil {
		return nil, err
	}
	return out, f.value(out)
}

// payments are the months of a flow, not yet discounted.
func (f flower) payments(o *model.Option) (*Flow, error) {
	out := &Flow{Option: o, Months: make([]decimal.Decimal, f.terms.Months+1)}
	if f.terms.Books {
		out.Ledger = make([]Entry, f.terms.Months+1)
	}
	b := &book{flow: out, terms: f.terms, read: func(y int, h held) (reading, error) { return f.read(o, y, h) }}
	for y := range f.terms.years() {
		if err := b.year(y); err != nil {
			return nil, err
		}
	}
	b.end()
	f.oneOffs(out)
	return out, nil
}

// reading is one year's figures.
type reading struct {
	requests exact.Num
	bill     decimal.Decimal // a month, without purchases
	promise  *promise
	servers  exact.Num
	price    exact.Num
	life     int
	residual exact.Num
	missing  string
}

// promise is what is committed to in a year.
type promise struct {
	count     exact.Num // pieces, or money an hour
	fee       exact.Num // paid for each at the start of its term, at the year's prices
	recurring exact.Num // money a month for each, at today's prices
	term      int       // months
}

// held is what is still bound from before, and the same weighted by the prices it
// was bought at, as multiples of today's.
type held struct{ count, priced exact.Num }

// price is what the hourly part of so many pieces costs in a year, as a multiple of
// today's: of what is held at the price it was bought at.
func (h held) price(count, now exact.Num) exact.Num {
	q, ok := h.priced.Add(count.Sub(h.count).Mul(now)).Quo(count)
	if !ok {
		return now
	}
	return q
}

// grown are the inputs that a year's load moves, with the rate they follow.
var grown = []struct{ key, rate string }{{"workload.requests", Load}, {"workload.stored", Data}, {"workload.objects", Data}}

// Grown are the comparison's leaves that change from year to year, with the key of
// the rate they follow.
func Grown(c *model.Comparison) map[int]string {
	out := map[int]string{}
	for _, x := range grown {
		if n, ok := c.Graph.Find(x.key); ok {
			out[n.Index()] = x.rate
		}
	}
	return out
}

// Inputs are the values of the comparison's leaves in a year, the first being 0.
func (t Terms) Inputs(c *model.Comparison, year int) formula.Inputs {
	in := formula.Inputs{}
	for i, v := range t.Override {
		in[i] = v
	}
	for i, rate := range Grown(c) {
		v, given := t.Override[i]
		if !given {
			l, _ := c.Graph.At(i).Leaf()
			v = l.Value
		}
		by := t.After(rate, year)
		if rate == Load {
			by = by.Mul(t.Scale)
		}
		in[i] = v.Mul(by)
	}
	return in
}

// read is year y of the option, with so much of a commitment held from before.
func (f flower) read(o *model.Option, y int, h held) (reading, error) {
	roots := []formula.Node{f.c.Demand.Requests}
	if t := f.c.VAT; t != nil && t.Load.OK() {
		roots = append(roots, t.Load)
	}
	for _, l := range append(append([]model.Line{}, o.Lines...), o.Upfront...) {
		roots = append(roots, l.Converted)
		for _, n := range []formula.Node{l.Billed, l.FX, l.Taxed} {
			if n.OK() {
				roots = append(roots, n)
			}
		}
	}
	if o.Own != nil {
		roots = append(roots, o.Own.Servers)
		if o.Own.Price.OK() {
			roots = append(roots, o.Own.Price, o.Own.Life, o.Own.Residual)
		}
	}
	for _, l := range o.Limits {
		roots = append(roots, l.Value, l.Max)
	}
	in := f.terms.Inputs(f.c, y)
	if p := o.Promise; p != nil {
		roots = append(roots, p.Count)
		if p.Held.OK() {
			in[p.Held.Index()] = h.count
		}
	}
	v, err := f.c.Graph.Evaluate(in, roots...)
	if err != nil {
		return reading{}, fmt.Errorf("%s, year %d: %w", o.ID, y+1, err)
	}
	r := reading{requests: v.Base(f.c.Demand.Requests), bill: f.bill(o, v, y, h)}
	f.hardware(&r, o, v, y)
	r.promise = f.promise(o, v, y)
	r.missing = missing(o, v)
	return r, nil
}

// promise is what the option commits to in a year, at the fees of that year.
func (f flower) promise(o *model.Option, v *formula.Values, y int) *promise {
	if o.Promise == nil {
		return nil
	}
	withVAT := exact.One.Add(f.vat(v))
	p := &promise{count: v.Base(o.Promise.Count), term: monthsOf(o.Promise.Commitment)}
	each := func(l model.Line) exact.Num { // nothing is promised, nothing is paid
		x, _ := v.Of(l.Converted).Quo(p.count)
		return x.Mul(withVAT)
	}
	for _, l := range o.Upfront {
		p.fee = p.fee.Add(each(l).Mul(f.terms.After(Cloud, y)))
	}
	for _, l := range o.Lines {
		if fixes(o.Promise.Commitment, l) {
			p.recurring = p.recurring.Add(each(l))
		}
	}
	return p
}

// bill is the running cost of a month: the lines of the estimate at the prices of
// the year, without what is paid as a purchase.
func (f flower) bill(o *model.Option, v *formula.Values, y int, h held) decimal.Decimal {
	var lines []exact.Num
	taxed := exact.Zero
	for _, l := range o.Lines {
		if l.Category == "hardware" && o.Own != nil || l.ID == model.VATLine {
			continue
		}
		x := v.Of(l.Converted)
		if l.Billed.OK() { // cash: an upfront payment is a purchase, too
			x = v.Of(l.Billed)
			if l.FX.OK() {
				x = x.Mul(v.Base(l.FX))
			}
		}
		change := f.terms.After(ChangeOf(o, l), y)
		if o.Promise != nil && fixes(o.Promise.Commitment, l) {
			change = h.price(v.Base(o.Promise.Count), change)
		}
		x = x.Mul(change)
		lines = append(lines, x)
		if l.Taxed.OK() {
			taxed = taxed.Add(x.Mul(v.Base(l.Taxed)))
		}
	}
	if load := f.vat(v); !load.IsZero() {
		lines = append(lines, taxed.Mul(load))
	}
	rounding := f.c.Scenario.Rounding
	if rounding == "" {
		rounding = money.RoundSum
	}
	return rounding.Total(lines).Decimal(2)
}

// PricedIn is the year, the first being 0, at whose prices a line is paid in a
// year: that year, but for what a commitment has fixed, the year its term began.
func PricedIn(o *model.Option, l model.Line, year int) int {
	for _, p := range []*pricing.Product{o.Product, o.Nodes} {
		if p == nil {
			continue
		}
		for _, cm := range p.Commitments {
			if fixes(cm, l) {
				term := monthsOf(cm)
				return 12 * year / term * term / 12
			}
		}
	}
	return year
}

// fixes reports whether a line is the recurring part of a commitment.
func fixes(cm *pricing.Commitment, l model.Line) bool {
	if !l.Price.OK() {
		return false
	}
	if price, ok := l.Price.Leaf(); ok && strings.HasSuffix(price.Key, ".commitment."+cm.ID+".recurring") {
		return true
	}
	return cm.Kind == "spend" && strings.HasSuffix(l.Label, ", "+cm.Label)
}

// monthsOf is the term of a commitment, a year where it is not in months.
func monthsOf(cm *pricing.Commitment) int {
	if cm.Term.Unit.Dim != unit.Dim("month") {
		return 12
	}
	n, _ := cm.Term.Base().Ceil().Int64()
	return max(1, int(n))
}

// ChangeOf is the key of the price trend a line follows.
func ChangeOf(o *model.Option, l model.Line) string {
	switch {
	case l.Category == "operations":
		return Wages
	case o.Own == nil:
		return Cloud
	case l.Category == "power":
		return Power
	case l.Category == "hardware_upkeep":
		return Hardware
	}
	return Services
}

func (f flower) hardware(r *reading, o *model.Option, v *formula.Values, y int) {
	if o.Own == nil {
		return
	}
	r.servers = v.Base(o.Own.Servers)
	if !o.Own.Price.OK() {
		return
	}
	withVAT := exact.One.Add(f.vat(v))
	r.price = v.Of(o.Own.Price).Mul(f.terms.After(Hardware, y)).Mul(withVAT)
	n, _ := v.Base(o.Own.Life).Ceil().Int64()
	r.life = max(1, int(n))
	r.residual, _ = v.Base(o.Own.Residual).Quo(withVAT) // what a server sells for has no VAT to get back
}

// vat is what VAT adds to a net payment for good, paid with it.
func (f flower) vat(v *formula.Values) exact.Num {
	if t := f.c.VAT; t != nil && t.Load.OK() {
		return v.Base(t.Load)
	}
	return exact.Zero
}

// TermOf is how many months an upfront payment lasts.
func TermOf(o *model.Option, l model.Line) int {
	for _, p := range []*pricing.Product{o.Product, o.Nodes} {
		if p == nil {
			continue
		}
		for _, cm := range p.Commitments {
			if strings.HasSuffix(l.ID, "."+cm.ID+".upfront") {
				return monthsOf(cm)
			}
		}
	}
	return 12
}

func missing(o *model.Option, v *formula.Values) string {
	if g := o.LastingGaps(); len(g) > 0 {
		return g[0].Label + " has no price"
	}
	for _, l := range o.Limits {
		if v.Base(l.Max).Less(v.Base(l.Value)) {
			return fmt.Sprintf("%s is above %s: %s", v.Show(l.Value), v.Show(l.Max), l.Condition)
		}
	}
	return ""
}

// oneOffs are migration at the start and exit at the end, by option or kind.
func (f flower) oneOffs(out *Flow) {
	y := f.c.Scenario.Years
	find := func(name string, table map[string]unit.Quantity) (decimal.Decimal, bool) {
		k, ok := OnceKey(out.Option, table)
		if !ok {
			return decimal.Decimal{}, false
		}
		if n, ok := f.c.Graph.Find(name + k); ok {
			if v, ok := f.terms.Override[n.Index()]; ok {
				return v.Decimal(2), true
			}
		}
		return table[k].Base().Decimal(2), true
	}
	keep := decimal.NewFromInt(1).Sub(f.terms.Rates[Tax].Decimal(10))
	pay := func(at, year int, amount decimal.Decimal) decimal.Decimal {
		amount = amount.Mul(keep).Round(2)
		out.Months[at] = out.Months[at].Add(amount)
		out.Years[year].OneOff = out.Years[year].OneOff.Add(amount)
		return amount
	}
	m, ok := find(Migration, y.Migration)
	out.NoMove = !ok
	moved := pay(0, 0, m)
	e, _ := find(Exit, y.Exit)
	left := pay(f.terms.Months, len(out.Years)-1, e)
	if out.Ledger != nil {
		out.Ledger[0].Move, out.Ledger[f.terms.Months].Leave = moved, left
	}
}

// OnceKey is the entry of a table of one-off payments that holds for the option:
// its own id, or else its kind.
func OnceKey(o *model.Option, table map[string]unit.Quantity) (string, bool) {
	for _, k := range []string{o.ID, o.Kind} {
		if _, ok := table[k]; ok {
			return k, true
		}
	}
	return "", false
}

// value adds up and discounts.
func (f flower) value(out *Flow) error {
	for _, y := range out.Years {
		out.Capex = out.Capex.Add(y.Capex).Sub(y.Returned)
		out.Opex = out.Opex.Add(y.Opex)
		out.OneOff = out.OneOff.Add(y.OneOff)
	}
	for _, m := range out.Months {
		out.Total = out.Total.Add(m)
	}
	rate, err := f.terms.monthly()
	if err != nil {
		return err
	}
	if out.NPV, err = cashflow.NPV(rate, out.Months); err != nil {
		return err
	}
	out.Equivalent, err = cashflow.EquivalentPayment(out.NPV.Round(cashflow.Places), rate, f.terms.Months)
	return err
}

// monthly is the discount rate of a month that compounds to the yearly one.
func (t Terms) monthly() (decimal.Decimal, error) {
	return cashflow.PeriodRate(t.Rates[Discount].Decimal(12), 12)
}
