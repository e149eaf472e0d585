package model

import (
	"fmt"
	"slices"
	"time"

	"github.com/sovcost/sovcost/model/exit"
	"github.com/sovcost/sovcost/model/exit/effort"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/sovereignty/lockin"
)

// leave adds what leaving each option takes. It comes after the ranking, because
// one leaves for another option.
func (e *engine) leave(c *Comparison) error {
	table := e.src.LockIn
	if table == nil {
		var err error
		if table, err = lockin.Embedded(); err != nil {
			return err
		}
	}
	book := exit.NewBook(e.in, e.currency, table, e.statute())
	c.Levels = table
	to, err := e.refuges(c, book)
	if err != nil {
		return err
	}
	moves := map[string]egressMove{}
	var roots []formula.Node
	for _, o := range c.Options {
		out := egressMove{why: "no price sheet has it"}
		if o.Sheet != nil {
			var ok bool
			if out, ok = moves[o.Sheet.ID]; !ok {
				out = e.carryOut(o.Sheet)
				moves[o.Sheet.ID] = out
			}
		}
		x, err := e.caseOf(o, book, to, out)
		if err != nil {
			return err
		}
		if o.Exit, err = book.Plan(x); err != nil {
			return err
		}
		roots = append(roots, o.Exit.Nodes()...)
	}
	v, err := e.g.Evaluate(nil, roots...)
	if err != nil {
		return err
	}
	for _, o := range c.Options {
		o.exit = v
	}
	return nil
}

// statute is what the EU Data Act grants this customer on the scenario's day; a
// customer whose seat nobody stated is taken for one outside.
func (e *engine) statute() effort.Switching {
	inEU := false
	if f, ok := e.facts["customer.location"]; ok {
		for _, country := range f.Value.Words() {
			inEU = inEU || e.src.Rules.InGroup(country, "EU", e.s.AsOf)
		}
	}
	d := e.s.AsOf
	return effort.SwitchingOn(time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC), inEU)
}

// egressMove is the price of carrying the data out of a sheet's region.
type egressMove struct {
	node formula.Node
	why  string
}

// carryOut rates the data at the sheet's own egress prices. Monthly grants are
// left out: ordinary traffic uses them.
func (e *engine) carryOut(s *pricing.Sheet) egressMove {
	if !e.s.Exit.Data.IsSet() {
		return egressMove{why: "state exit.data"}
	}
	none := e.g.Leaf(formula.Assumed, "0", unit.None, formula.Leaf{Key: "const:0", Reason: "turns rounding up into rounding down"})
	data := e.in.Get("exit.data", "data to carry out", e.s.Exit.Data, "", "")
	zero := e.g.Product("no servers' time", none, e.demand.Month)
	u, ok := e.find(s, "egress", map[string]formula.Node{"data": data, "instances": none, "instance_time": zero})
	if !ok {
		return egressMove{why: "the price sheet " + s.ID + " has no egress price"}
	}
	acc := &pricing.Account{G: e.g, Month: e.monthOf(s), AsOf: e.s.AsOf}
	u.Name = "exit"
	acc.Add(u)
	est, err := acc.Bill(s)
	if err != nil || len(est.Gaps) > 0 || !est.Total.OK() {
		return egressMove{why: "the price sheet " + s.ID + " has no complete egress price"}
	}
	fx, err := e.fx.rate(s.Currency)
	if err != nil {
		return egressMove{why: err.Error()}
	}
	n := est.Total.Relabel("carrying the data out of " + s.ID)
	if fx.OK() {
		n = e.g.Product("carrying the data out, in "+string(e.s.Currency), n, fx)
	}
	if e.vat != nil && e.vat.Load.OK() {
		n = e.g.Sum("carrying the data out, with VAT that is not deducted", n, e.g.Product("VAT on carrying the data out", n, e.vat.Load).As(e.currency))
	}
	return egressMove{node: n.As(e.currency)}
}

// refuges are the options one leaves for, the same few for every option.
type refuges struct {
	// providers is the cheapest priced option of all and the cheapest of any other
	// provider.
	providers []*Option
	// levels are the options no cheaper one of which is bound as little: their
	// lock-in levels fall.
	levels []refuge
}

type refuge struct {
	option *Option
	level  int
}

// refuges looks through the options once; they are ranked by cost.
func (e *engine) refuges(c *Comparison, book *exit.Book) (refuges, error) {
	var to refuges
	for i, o := range c.Options {
		if i > 0 && o.Status != Priced {
			continue
		}
		p, err := book.Portability(o.Kind, o.Nodes != nil)
		if err != nil {
			return to, err
		}
		if o.Status != Priced {
			continue
		}
		if n := len(to.providers); n == 0 || n == 1 && o.Provider != to.providers[0].Provider {
			to.providers = append(to.providers, o)
		}
		if n := len(to.levels); n == 0 || p.Level < to.levels[n-1].level {
			to.levels = append(to.levels, refuge{o, p.Level})
		}
	}
	return to, nil
}

// caseOf gathers what the exit of an option depends on.
func (e *engine) caseOf(o *Option, book *exit.Book, to refuges, out egressMove) (exit.Case, error) {
	x := exit.Case{ID: o.ID, Kind: o.Kind, Orchestrated: o.Nodes != nil, Committed: o.committed, Egress: out.node, EgressWhy: out.why, TransferBasis: restsOnFramework(o)}
	if len(o.Gaps) == 0 {
		x.Monthly = o.Total
	}
	mine, err := book.Portability(o.Kind, o.Nodes != nil)
	if err != nil {
		return x, err
	}
	if i := slices.IndexFunc(to.providers, func(p *Option) bool { return p.Provider != o.Provider }); i >= 0 {
		x.Next, x.NextID = to.providers[i].Total, to.providers[i].ID
	}
	if i := slices.IndexFunc(to.levels, func(r refuge) bool { return r.level < mine.Level }); i >= 0 {
		x.Less, x.LessID = to.levels[i].option.Total, to.levels[i].option.ID
	}
	return x, nil
}

// restsOnFramework: personal data at a provider with an owner in the USA, whose
// transfers rest on a framework that courts may strike down.
func restsOnFramework(o *Option) bool {
	personal, ok := o.Facts["data.personal"]
	if !ok || personal.Value.String() != "yes" {
		return false
	}
	return slices.Contains(o.Facts["provider.parent_chain"].Value.Words(), "US")
}

// FlipText says in words when being bound stops paying, "" where that is not
// known.
func (o *Option) FlipText() string {
	p := o.Exit
	if p == nil || !p.Flip.OK() {
		return ""
	}
	share := o.exit.Of(p.Flip)
	atMost := ""
	if len(p.Unknown()) > 0 {
		atMost = "at most " // the cost is a lower bound, so the flip point is an upper one
	}
	switch {
	case share.Sign() <= 0:
		return fmt.Sprintf("%s is bound less and costs no more", p.Against)
	case exact.Int(100).Less(share):
		return fmt.Sprintf("pays against %s even if an exit every year were certain", p.Against)
	}
	return fmt.Sprintf("pays against %s unless an exit is likelier than %s%s %% a year", p.Against, atMost, share.Fixed(1))
}
