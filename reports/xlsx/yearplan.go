package xlsx

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/formula"
)

// reviewed is the make-or-buy review as it stands on its four sheets: the graph
// read once a year (Years, with its slots on Year slots), the payments of every
// month (Months), and what they come to (Make-or-buy).
type reviewed struct {
	r       *makeorbuy.Review
	stated  scenario.Years
	leaves  makeorbuy.Leaves
	load    formula.Node // VAT that stays a cost, per net amount; zero Node without any
	years   int          // columns: the horizon, or ten years where it is shorter
	options []*yearly    // with columns of their own, own hardware first
	others  []*yearOther // reviewed by the engine and as delivered
	grown   map[int]string
	varies  map[int]bool      // figures with a row or columns of their own on these sheets
	values  []*formula.Values // by year
	shared  int               // Years: heading of the figures that several options need
	order   []formula.Node    // these figures
	rows    map[int]int       // figure -> row on Years
	series  []formula.Node    // in the order of their columns
	column  map[int]int       // series -> its column of year 1 on Year slots; see slotsAt
	growth  map[string]int    // key of a rate -> the row of what 1 has become
	vs      against
}

// yearly is one option with columns.
type yearly struct {
	flow    *makeorbuy.Flow
	o       *model.Option
	figures []formula.Node
	head    int   // Years: heading
	lines   []int // Years: the row of each line of the bill, 0 for purchases and VAT
	vat     int   // Years: VAT that is not deducted; 0 without any
	bill    int   // Years: the running bill of a month
	over    int   // Years: bounds of the price list that the load is above; 0 without any
	servers int   // Years: servers needed; 0 where none are bought
	price   int   // Years: price of a server
	life    int   // Years: how many months a server lasts, in the column of single figures
	paid    int   // Months: what is paid, in the block of all options
	books   books // Months: how that comes about
	at      int   // Make-or-buy: its row in the list
	flowRow int   // Make-or-buy: heading of its cash flow
}

// books are the rows of an option on Months; purchases only where servers are
// bought.
type books struct {
	head                                                   int
	needed, bought, standing, value, purchases, sold, left int
	bill, wear, saved, running, move, leave                int
}

// buys reports whether the option's servers are bought.
func (y *yearly) buys() bool { return y.o.Own != nil && y.o.Own.Price.OK() }

// yearOther is an option without columns.
type yearOther struct {
	id, side, why string
	npv           any
}

// The sheets show at least ten years, and the cheapest options of either side;
// every option has its own columns of slots.
const (
	leastYears    = 10
	mostMakes     = 3
	mostBuys      = 4
	mostYearCells = 1_500_000 // slots of all years
)

// planYears reviews the comparison where its scenario says anything about years.
func (p *plan) planYears() error {
	if !makeorbuy.Reviewable(p.c.Scenario) {
		return nil
	}
	leaves := makeorbuy.Bind(p.c)
	r, err := makeorbuy.Run(p.c, makeorbuy.Options{})
	if err != nil {
		return err
	}
	v := &reviewed{r: r, stated: p.c.Scenario.Years, leaves: leaves, years: max(leastYears, (r.Terms.Months+11)/12), grown: makeorbuy.Grown(p.c)}
	if t := p.c.VAT; t != nil {
		v.load = t.Load
	}
	terms := r.Terms
	terms.Books = true
	for _, f := range v.chosen(p) {
		if f, err = makeorbuy.FlowOf(p.c, f.Option, terms); err != nil {
			return err
		}
		v.options = append(v.options, &yearly{flow: f, o: f.Option})
	}
	if len(v.options) == 0 {
		p.noYears = v.whyNone()
		return nil
	}
	v.fit(p)
	v.list(r)
	p.years = v
	return v.sides(p.c)
}

// whyNone says why no option has columns.
func (v *reviewed) whyNone() string {
	why := "what has a price in every year rests on commitments, which only sovcost makeorbuy follows"
	if len(v.r.Flows) == 0 {
		why = "no option is both priced and allowed"
	} else if f := v.r.Flows[0]; f.Missing != "" { // what a year has no price for stands last
		why = "no option has a price in every year (" + f.Option.ID + ", " + f.Missing + ")"
	}
	return "no sheets of years: " + why
}

// sides reviews again the sides that have columns, where the cheapest of all has
// none.
func (v *reviewed) sides(c *model.Comparison) error {
	least := func(own bool) string {
		var best *makeorbuy.Flow
		for _, y := range v.options {
			if (y.o.Own != nil) == own && (best == nil || y.flow.NPV.LessThan(best.NPV)) {
				best = y.flow
			}
		}
		if best == nil {
			return ""
		}
		return best.Option.ID
	}
	mk, buy := least(true), least(false)
	if mk == "" || buy == "" || v.r.Make.Option.ID == mk && v.r.Buy.Option.ID == buy {
		return nil
	}
	r, err := makeorbuy.Run(c, makeorbuy.Options{Make: mk, Buy: buy})
	if err != nil {
		return err
	}
	v.r = r
	return nil
}

// chosen are the options with columns: own hardware, then of what is rented the
// cheapest, the cheapest of each runtime, and the next cheapest.
func (v *reviewed) chosen(p *plan) []*makeorbuy.Flow {
	var makes, buys, rest []*makeorbuy.Flow
	seen := map[string]bool{}
	for _, f := range v.r.Flows {
		switch {
		case f.Missing != "" || !hasBlock(f.Option) || f.Option.Promise != nil:
		case f.Option.Own != nil:
			makes = append(makes, f)
		case !seen[f.Option.Runtime()]:
			seen[f.Option.Runtime()] = true
			buys = append(buys, f)
		default:
			rest = append(rest, f)
		}
	}
	buys = append(buys, rest...)
	return append(makes[:min(len(makes), mostMakes)], buys[:min(len(buys), mostBuys)]...)
}

// fit keeps the slots of all years to what opens in a reasonable time: with a long
// profile there are columns for the horizon only, and for fewer options.
func (v *reviewed) fit(p *plan) {
	cells := func() int {
		n := 0
		for i, seen := range p.g.Reachable(v.roots()...) {
			if node := p.g.At(i); seen && node.IsSeries() && !node.Op().IsLeaf() {
				n++
			}
		}
		return n * p.slots * v.years
	}
	for cells() > mostYearCells {
		makes, n := v.makes(), len(v.options)
		switch horizon := (v.r.Terms.Months + 11) / 12; {
		case v.years > horizon:
			v.years = horizon
		case n-makes > 1:
			v.options = v.options[:n-1]
		case makes > 1:
			v.options = slices.Delete(v.options, makes-1, makes)
		default:
			return
		}
	}
}

// list names what has no columns, and why.
func (v *reviewed) list(r *makeorbuy.Review) {
	for _, f := range r.Flows {
		if slices.ContainsFunc(v.options, func(y *yearly) bool { return y.o == f.Option }) {
			continue
		}
		if f.Missing != "" {
			v.others = append(v.others, &yearOther{id: f.Option.ID, side: side(f), why: "not priced in every year: " + f.Missing})
			continue
		}
		npv, _ := f.NPV.Round(2).Float64()
		why := "as delivered: dearer than the one of its kind above, so without columns of its own"
		if f.Option.Promise != nil {
			why = "as delivered: what a commitment binds hangs on the years before, which only the engine follows"
		}
		v.others = append(v.others, &yearOther{f.Option.ID, side(f), why, npv})
	}
	for _, left := range r.Left {
		id, why, _ := strings.Cut(left, ": ")
		v.others = append(v.others, &yearOther{id: id, why: why})
	}
}

func side(f *makeorbuy.Flow) string {
	if f.Option.Own != nil {
		return "make"
	}
	return "buy"
}

// roots are the figures that the review needs beyond the options' own.
func (v *reviewed) roots() []formula.Node {
	if v == nil {
		return nil
	}
	ns := []formula.Node{v.leaves.Horizon}
	for _, a := range (makeorbuy.Terms{Taxed: true}).Assumptions() {
		ns = append(ns, v.leaves.Rates[a.Key])
	}
	for _, y := range v.options {
		for _, n := range v.once(y.o) {
			if n.OK() {
				ns = append(ns, n)
			}
		}
		ns = append(ns, v.yearRoots(y.o)...)
	}
	return ns
}

// once are what moving to the option and leaving it cost, zero Nodes where it is
// not stated.
func (v *reviewed) once(o *model.Option) [2]formula.Node {
	var out [2]formula.Node
	if k, ok := makeorbuy.OnceKey(o, v.stated.Migration); ok {
		out[0] = v.leaves.Migration[k]
	}
	if k, ok := makeorbuy.OnceKey(o, v.stated.Exit); ok {
		out[1] = v.leaves.Exit[k]
	}
	return out
}

// yearRoots are the figures a year of the option is made from.
func (v *reviewed) yearRoots(o *model.Option) []formula.Node {
	var ns []formula.Node
	if v.load.OK() {
		ns = append(ns, v.load)
	}
	for _, l := range o.Lines {
		ns = append(ns, l.Converted)
		for _, n := range []formula.Node{l.Billed, l.FX, l.Taxed} {
			if n.OK() {
				ns = append(ns, n)
			}
		}
	}
	for _, l := range o.Limits {
		ns = append(ns, l.Value, l.Max)
	}
	if o.Own != nil {
		ns = append(ns, o.Own.Servers)
		if o.Own.Price.OK() {
			ns = append(ns, o.Own.Price, o.Own.Life, o.Own.Residual)
		}
	}
	return ns
}

// countYears adds the figures that only the review needs.
func (p *plan) countYears(uses []int) error {
	if p.years == nil {
		return nil
	}
	roots := p.years.roots()
	read, err := p.g.Evaluate(nil, roots...)
	if err != nil {
		return err
	}
	for _, i := range p.below(slices.Values(roots)) {
		if uses[i] == 0 {
			uses[i] = 1
			p.values[i] = read
		}
	}
	return nil
}
