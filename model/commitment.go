package model

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/capacity/commit"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// unknownCommitment refuses a commitment the product does not have: a typo must
// not quietly price the option on demand.
func (e *engine) unknownCommitment(key, id string, c candidate) *factsheet.Problem {
	if id == "" {
		return nil
	}
	p := rented(c.product, c.nodes)
	var ids []string
	for _, cm := range p.Commitments {
		if cm.ID == id && cm.Status == pricing.Offered {
			return nil
		}
		if cm.Status == pricing.Offered {
			ids = append(ids, cm.ID)
		}
	}
	hint := "the sheet has none for it"
	if len(ids) > 0 {
		hint = "the sheet has " + strings.Join(ids, ", ")
	}
	if d := factsheet.Suggest(id, ids); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	problem := e.s.Doc.Problem(key+".commitment", fmt.Sprintf("no priced commitment %q for %s", id, p.Title), hint)
	return &problem
}

// rented is the product whose servers are committed to.
func rented(product, nodes *pricing.Product) *pricing.Product {
	if nodes != nil {
		return nodes
	}
	return product
}

// commitment is what a pinned option promises. What servers need above the
// promise is added up slot by slot: a quiet night does not pay for a busy day.
func (e *engine) commitment(c candidate, p *pricing.Product, o *Option) *pricing.CommitUse {
	for _, cm := range p.Commitments {
		if cm.ID != c.commit || cm.Status != pricing.Offered {
			continue
		}
		use := &pricing.CommitUse{Commitment: cm, Count: c.count}
		o.Promise = &Promise{Commitment: cm}
		if c.best {
			n, err := e.bestLevel(c, cm, p, o)
			if err != nil {
				e.in.Fail(err)
				return nil
			}
			o.Promise.Held = e.g.Leaf(formula.Assumed, "still promised from before", n.Unit(), formula.Leaf{Reason: "nothing in a single month; over years, what a term still binds"})
			n = e.g.Max("committed pieces", n, o.Promise.Held)
			use.Count = n
			o.Figures = append(o.Figures, Figure{"committed", "committed pieces", n, "level that costs least on the load's hours"})
		}
		o.Promise.Count = use.Count
		if o.Servers.OK() && o.Servers.IsSeries() {
			covered := use.Count
			if cm.Kind == "spend" {
				covered = e.g.Quotient("servers the promise pays for", use.Count, e.planRate(cm, p))
			}
			over := e.g.Band("servers above the commitment", o.Servers, covered, formula.Node{})
			use.Over = e.demand.OverMonth(e.in, "server time above the commitment", over)
		}
		return use
	}
	return nil
}

// commitSteps are the loads, as shares of the scenario's, at which the best
// level is solved.
var commitSteps = []string{"0", "0.05", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1", "1.1", "1.25", "1.5", "1.75", "2", "2.5", "3", "4", "5", "6", "8", "10"}

// bestLevel is the level that costs least, as a step table of the requests of
// the month: it follows the load wherever the graph is read.
func (e *engine) bestLevel(c candidate, cm *pricing.Commitment, p *pricing.Product, o *Option) (formula.Node, error) {
	offer, err := e.offer(cm, p)
	if err != nil {
		return formula.Node{}, e.s.Doc.Problem(c.key+".commit_level", err.Error(), `write committed = "2 instances" instead`)
	}
	requests, ok := e.g.Find("workload.requests")
	if !ok {
		return formula.Node{}, fmt.Errorf("%s: no requests to follow", o.ID)
	}
	now, _ := requests.Leaf()
	t := &formula.Table{ID: "commit-" + o.ID, Title: "best level of " + cm.Label, X: requests.Unit(), Y: unit.None, Mode: formula.StepUp,
		Method: "cheapest level over the hours of the load, at the quantile 1 - committed/on demand of the servers in use",
		Domain: "between two solved loads the level of the larger one; above ten times the scenario's load its level stays"}
	for _, step := range commitSteps {
		x := now.Value.Mul(exact.MustParse(step))
		demand, err := e.serversAt(requests, x, o.Servers)
		if err != nil {
			return formula.Node{}, err
		}
		a, err := offer.Best(demand)
		if err != nil {
			return formula.Node{}, fmt.Errorf("%s: %w", o.ID, err)
		}
		if n := len(t.Points); n == 0 || t.Points[n-1].X.Less(x) {
			t.Points = append(t.Points, formula.Point{X: x, Y: exact.Int(int64(math.Round(a.Level)))})
		}
	}
	n := e.g.Lookup("committed pieces", unit.None, requests, t)
	if cm.Kind == "spend" {
		// Spend is promised in money an hour: pieces times their committed price.
		n = e.g.Product("promised spend an hour", n, e.planRate(cm, p))
	}
	return n, e.g.Err()
}

// planRate is what an hour of one piece takes of a promise of money.
func (e *engine) planRate(cm *pricing.Commitment, p *pricing.Product) formula.Node {
	u := mustUnit(string(p.Sheet.Currency) + "/h")
	return e.g.Leaf(formula.Listed, cm.Label+", rate", u, formula.Leaf{Key: p.Key() + ".commitment." + cm.ID + ".recurring", File: p.Sheet.ID, Value: exact.FromDecimal(cm.Recurring.Decimal()),
		Source: p.Sheet.Provenance(cm.Source, cm.AsOf, cm.Confidence, cm.Note)})
}

// Promise is the commitment an option is priced with.
type Promise struct {
	Commitment *pricing.Commitment
	Count      formula.Node // pieces, or money an hour
	// Held is what is still promised from earlier months, of a level that follows
	// the load: Count never falls below it. 0 unless a reader sets it; a zero Node
	// where the level is fixed.
	Held formula.Node
}

// serversAt are the servers in use in every slot at a load.
func (e *engine) serversAt(requests formula.Node, x exact.Num, servers formula.Node) ([]float64, error) {
	v, err := e.g.Evaluate(formula.Inputs{requests.Index(): x}, servers)
	if err != nil {
		return nil, err
	}
	if !servers.IsSeries() {
		return []float64{v.Base(servers).Float()}, nil
	}
	var out []float64
	for _, n := range v.SlotsOf(servers) {
		out = append(out, n.Float())
	}
	return out, nil
}

// offer is a commitment against the list price of an hour.
func (e *engine) offer(cm *pricing.Commitment, p *pricing.Product) (commit.Offer, error) {
	month, _ := e.demand.Month.Leaf()
	return offerOf(cm, p, month.Value.Float()/3600)
}

// yearHours are the hours a vendor spreads a year over.
const yearHours = 8760

func offerOf(cm *pricing.Commitment, p *pricing.Product, monthHours float64) (commit.Offer, error) {
	list, ok := hourly(p)
	if !ok {
		return commit.Offer{}, fmt.Errorf("%s has no list price of an hour to compare with", p.Title)
	}
	term := cm.Term.Base().Float() / 12 * yearHours // months
	recurring := cm.Recurring.Decimal().InexactFloat64()
	if cm.Per == "month" {
		recurring /= monthHours
	}
	upfront := 0.0
	if cm.Upfront.IsSet() {
		upfront = cm.Upfront.Decimal().InexactFloat64() / term
	}
	o := commit.Offer{OnDemand: list, Committed: recurring + upfront, TermHours: term, Step: 1}
	if o.Committed > 0 {
		o.Upfront = upfront / o.Committed
	}
	return o, nil
}

// CommitAdvice is the level of one commitment that costs least for an option's
// servers, per month and in the sheet's currency.
type CommitAdvice struct {
	Option     *Option
	Product    *pricing.Product
	Commitment *pricing.Commitment
	Offer      commit.Offer
	Advice     commit.Advice // money and hours of one month
	Checked    bool          // trying every level found the same cost
}

// Share is the saving as a share of the list price, which compares across
// currencies.
func (a CommitAdvice) Share() float64 {
	if a.Advice.OnDemand <= 0 {
		return 0
	}
	return a.Advice.Saving / a.Advice.OnDemand
}

// Commitments advises on every commitment the options' servers can have, the
// largest saving first. Skipped names options whose servers have none.
func (c *Comparison) Commitments(options []*Option) (advice []CommitAdvice, skipped []string, err error) {
	month, _ := c.Demand.Month.Leaf()
	hours := month.Value.Float() / 3600
	for _, o := range options {
		if !o.Servers.OK() {
			continue
		}
		p := rented(o.Product, o.Nodes)
		n := len(advice)
		for _, cm := range p.Commitments {
			if cm.Status != pricing.Offered {
				continue
			}
			a, err := c.adviseOn(o, p, cm, hours)
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", o.ID, err)
			}
			advice = append(advice, a)
		}
		if len(advice) == n {
			skipped = append(skipped, o.ID)
		}
	}
	sort.SliceStable(advice, func(i, j int) bool { return advice[i].Share() > advice[j].Share() })
	return advice, skipped, nil
}

func (c *Comparison) adviseOn(o *Option, p *pricing.Product, cm *pricing.Commitment, hours float64) (CommitAdvice, error) {
	a := CommitAdvice{Option: o, Product: p, Commitment: cm}
	var err error
	if a.Offer, err = offerOf(cm, p, hours); err != nil {
		return a, err
	}
	v, err := c.Graph.Evaluate(nil, o.Servers)
	if err != nil {
		return a, err
	}
	demand := []float64{v.Base(o.Servers).Float()}
	if o.Servers.IsSeries() {
		demand = demand[:0]
		for _, n := range v.SlotsOf(o.Servers) {
			demand = append(demand, n.Float())
		}
	}
	if a.Advice, err = a.Offer.Best(demand); err != nil {
		return a, err
	}
	if _, cost, err := a.Offer.BruteForce(demand); err == nil {
		a.Checked = math.Abs(cost-a.Advice.Cost.Amortised) <= 1e-9*math.Max(1, cost)
	}
	// The profile's slots stand for the month.
	scale := hours / float64(len(demand))
	x := &a.Advice
	x.Idle, x.Overage, x.OnDemand, x.Saving = x.Idle*scale, x.Overage*scale, x.OnDemand*scale, x.Saving*scale
	x.Cost.Amortised, x.Cost.RunningCash = x.Cost.Amortised*scale, x.Cost.RunningCash*scale
	return a, nil
}
