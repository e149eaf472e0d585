package exit

import (
	"github.com/sovcost/sovcost/model/exit/effort"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Case is one option as leaving sees it. Amounts are in the scenario's currency.
type Case struct {
	ID           string
	Kind         string
	Orchestrated bool
	Committed    bool         // a commitment is part of the figure
	Monthly      formula.Node // what it costs a month
	Next         formula.Node // what the option one would go to costs a month; zero Node: none is priced
	NextID       string
	Egress       formula.Node // carrying the data out at list price; zero Node: unknown
	EgressWhy    string
	// TransferBasis: personal data rests on a framework that may fall.
	TransferBasis bool
	// Less is the cheapest allowed option that is bound less; zero Node for none.
	Less   formula.Node
	LessID string
}

// Plan builds the exit of one option.
func (b *Book) Plan(c Case) (*Plan, error) {
	port, err := b.Portability(c.Kind, c.Orchestrated)
	if err != nil {
		return nil, err
	}
	p := &Plan{Portability: port, Law: b.law}
	b.parts(p, c)
	b.total(p)
	b.paths(p)
	b.hazards(p, c)
	b.flip(p, c)
	return p, nil
}

// parts are the seven parts of the exit cost. What nobody stated stays unknown.
func (b *Book) parts(p *Plan, c Case) {
	g, x := b.in.G, b.in.S.Exit
	add := func(key, label string, n formula.Node, why string) {
		if n.OK() {
			n = n.As(b.currency)
			why = ""
		}
		p.Parts = append(p.Parts, Part{key, label, n, why})
	}
	nothing := func(why string) formula.Node {
		return g.Leaf(formula.Assumed, "nothing", b.currency, formula.Leaf{Key: "const:exit nothing " + why, Value: exact.Zero, Reason: why})
	}
	switch {
	case b.law.Charge == effort.ChargeZero:
		add("egress", "carrying the data out", nothing("switching is free for customers in the EU from 2027-01-12 ("+b.law.Reference+")"), "")
	case c.Egress.OK():
		add("egress", "carrying the data out", c.Egress, "")
	default:
		add("egress", "carrying the data out", formula.Node{}, c.EgressWhy)
	}
	add("conversion", "conversion of formats, images and keys", b.given("exit.conversion", "conversion", x.Conversion), "state exit.conversion")
	rewrite, why := b.rewriteCost(p)
	add("rewrite", "rewriting code", rewrite, why)
	var parallel formula.Node
	why = "state exit.parallel_run"
	if run := b.given("exit.parallel_run", "parallel run", x.ParallelRun); run.OK() {
		why = "no other allowed option has a price"
		if c.Next.OK() && c.Monthly.OK() {
			one := g.Leaf(formula.Assumed, "1 month", unit.Unit{Name: "month", Dim: "month", Factor: exact.One}, formula.Leaf{Key: "const:1 month", Value: exact.One, Reason: "an estimate covers one billing month"})
			p.Next, p.Both = c.NextID, g.Sum("both bills", c.Monthly, c.Next)
			parallel = g.Product("parallel run", g.Quotient("months of both", run, one), p.Both)
		}
	}
	add("parallel", "running both side by side", parallel, why)
	add("retraining", "retraining", b.given("exit.retraining", "retraining", x.Retraining), "state exit.retraining")
	add("penalty", "contract penalties", b.given("exit.penalty", "contract penalties", x.Penalty), "state exit.penalty (0 where the contract has none)")
	unused := b.given("exit.unused", "unused commitments", x.Unused)
	if !unused.OK() && !c.Committed {
		unused = nothing("the option has no commitment")
	}
	add("unused", "unused commitments", unused, "state exit.unused: the option rests on a commitment")
}

// rewriteCost is person-months times their price.
func (b *Book) rewriteCost(p *Plan) (formula.Node, string) {
	if !p.Effort.OK() {
		return formula.Node{}, "state exit.ksloc, or ksloc of the dependencies"
	}
	g, x := b.in.G, b.in.S.Exit
	rate := b.given("exit.person_month", "cost of a person-month", x.PersonMonth)
	if !rate.OK() {
		if !b.in.S.Operations.HourlyRate.IsSet() {
			return formula.Node{}, "state exit.person_month or operations.hourly_rate"
		}
		hours, _ := unit.ParseQuantity("152 h")
		month := g.Leaf(formula.Assumed, "hours of a person-month", hours.Unit, formula.Leaf{Key: "const:exit 152 h", Value: hours.Value, Reason: "COCOMO II convention"})
		rate = g.Product("cost of a person-month", b.in.Get("operations.hourly_rate", "cost of an hour of work", b.in.S.Operations.HourlyRate, "", ""), month)
	}
	return g.Product("rewriting code", p.Effort, rate), ""
}

// band is the error of effort estimates.
const bandReason = "-45 % to +80 %: published migration models report mean relative errors of 0.37 to 0.88 (Costa Silva, University of York 2016); the band is ours"

// total adds the known parts; the rewrite has the effort band.
func (b *Book) total(p *Plan) {
	g := b.in.G
	var base, low, high []formula.Node
	for _, x := range p.Parts {
		if !x.Node.OK() {
			continue
		}
		base = append(base, x.Node)
		l, h := x.Node, x.Node
		if x.Key == "rewrite" {
			l = g.Product("rewriting code, low", x.Node, b.constant("0.55", "low end of the band", bandReason)).As(b.currency)
			h = g.Product("rewriting code, high", x.Node, b.constant("1.8", "high end of the band", bandReason)).As(b.currency)
		}
		low, high = append(low, l), append(high, h)
	}
	if len(base) == 0 {
		return
	}
	p.Cost = g.Sum("exit cost", base...).As(b.currency)
	p.Low = g.Sum("exit cost, low", low...).As(b.currency)
	p.High = g.Sum("exit cost, high", high...).As(b.currency)
}

// hazards are the reasons to leave with how often a year they come: what the
// scenario states, else the two that somebody has counted.
func (b *Book) hazards(p *Plan, c Case) {
	g, x := b.in.G, b.in.S.Exit
	if x.HazardPerYear.IsSet() {
		p.Hazards = []Hazard{{"stated", "exits a year, as stated", b.number("exit.hazard_per_year", "exits a year", x.HazardPerYear, "0", "")}}
	} else {
		p.Hazards = []Hazard{{"voluntary", "the customer switches", b.constant("0.01", "voluntary switches a year", "below 1 % a year (UK CMA, cloud services market investigation, final decision of 2025-07-31); the upper end is taken")}}
		if c.TransferBasis {
			p.Hazards = append(p.Hazards, Hazard{"transfer_basis", "the basis of EU-US transfers falls", b.constant("20/226", "falls of the transfer basis a year",
				"2 invalidations in 22.6 years of instruments, 0.089 a year; exact 95 % interval 0.011 to 0.32")})
		}
	}
	nodes := make([]formula.Node, len(p.Hazards))
	for i, h := range p.Hazards {
		nodes[i] = h.Node
	}
	p.Hazard = g.Sum("exits a year", nodes...)
	if p.Cost.OK() {
		p.Yearly = g.Product("expected exit cost a year", p.Hazard, p.Cost).As(b.currency)
	}
}

// flip is the yearly probability of an exit above which the saving against the
// option that is bound less does not pay.
func (b *Book) flip(p *Plan, c Case) {
	if !c.Less.OK() || !c.Monthly.OK() {
		return
	}
	g, x := b.in.G, b.in.S.Exit
	p.Against = c.LessID
	year := b.constant("12", "months of a year", "12 months")
	p.Monthly = g.Difference("saving a month", c.Less, c.Monthly)
	p.Saving = g.Product("saving a year against "+c.LessID, p.Monthly, year).As(b.currency)
	if !p.Cost.OK() {
		return
	}
	saving := p.Saving
	if cond := b.given("exit.conditions", "conditions", x.Conditions); cond.OK() {
		years := b.number("exit.years", "years the conditions serve", x.Years, "5", "ours: contracts and audits last about so long")
		saving = g.Difference("saving less conditions", saving, g.Quotient("conditions a year", cond, years))
	}
	cent := g.Leaf(formula.Assumed, "one cent", b.currency, formula.Leaf{Key: "const:exit cent", Value: exact.MustParse("0.01"), Reason: "keeps the ratio from dividing by nothing"})
	p.Flip = g.Quotient("exits a year at which being bound stops paying", saving, g.Max("exit cost, at least a cent", p.Cost, cent)).As(perCent)
}
