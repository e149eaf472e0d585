package exit

import (
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// paths are contract, data and rewrite; they run side by side, so the longest
// decides.
func (b *Book) paths(p *Plan) {
	g := b.in.G
	contract, why := b.contract()
	p.Paths = append(p.Paths, Path{"contract", "notice and transition", contract, why})
	data, why := b.data()
	p.Paths = append(p.Paths, Path{"data", "moving the data", data, why})
	rewrite, why := b.rewriteTime(p)
	p.Paths = append(p.Paths, Path{"rewrite", "rewriting code", rewrite, why})
	var known []formula.Node
	for _, x := range p.Paths {
		if x.Node.OK() {
			known = append(known, x.Node)
		}
	}
	if len(known) > 0 {
		p.Time = g.Max("time to leave", known...).As(days)
	}
}

// month turns months into days.
func (b *Book) month() formula.Node {
	return b.in.G.Leaf(formula.Assumed, "days of a month", days, formula.Leaf{Key: "const:exit month", Value: exact.MustParse("30.4375"), Reason: "365.25 days of a year by 12"})
}

// contract is notice and transition: the contract's, or the longest the statute
// lets a provider ask for.
func (b *Book) contract() (formula.Node, string) {
	g, x := b.in.G, b.in.S.Exit
	one := g.Leaf(formula.Assumed, "1 day", days, formula.Leaf{Key: "const:exit day", Value: exact.One, Reason: "a day is a day"})
	if !x.NoticeMonths.IsSet() && !b.law.Terms {
		return formula.Node{}, "state exit.notice_months: no statute bounds the notice for this customer"
	}
	most, transition := "0", "0"
	why := ""
	if b.law.Terms {
		most, transition = exact.Int(int64(b.law.MaxNoticeMonths)).String(), exact.Int(int64(b.law.MaxTransitionDays)).String()
		why = "the longest the statute allows (" + b.law.Reference + ")"
	} else {
		why = "none stated"
	}
	notice := b.number("exit.notice_months", "notice, months", x.NoticeMonths, most, why)
	trans := b.number("exit.transition_days", "transition, days", x.TransitionDays, transition, why)
	return g.Sum("notice and transition", g.Product("notice", notice, b.month()), g.Product("transition", trans, one)).As(days), ""
}

// data is the volume over what the line gives a copy.
func (b *Book) data() (formula.Node, string) {
	g, x := b.in.G, b.in.S.Exit
	volume := b.given("exit.data", "data to carry out", x.Data)
	line := b.given("exit.bandwidth", "line out", x.Bandwidth)
	switch {
	case !volume.OK():
		return formula.Node{}, "state exit.data"
	case !line.OK():
		return formula.Node{}, "state exit.bandwidth"
	}
	usable := b.in.Get("exit.usable", "share of the line a copy gets", x.Usable, "60%", "ours: a long copy beside ordinary traffic")
	return g.Quotient("moving the data", volume, g.Product("what the copy gets", line, usable)).As(days), ""
}

// rewriteTime is person-months over the team, or COCOMO's own schedule.
func (b *Book) rewriteTime(p *Plan) (formula.Node, string) {
	if !p.Effort.OK() {
		return formula.Node{}, "state exit.ksloc, or ksloc of the dependencies"
	}
	g, x := b.in.G, b.in.S.Exit
	months := p.Calendar
	if x.Team.IsSet() {
		months = g.Quotient("months of the team", p.Effort, b.number("exit.team", "people who rewrite", x.Team, "1", ""))
	}
	return g.Product("rewriting code, time", months, b.month()).As(days), ""
}

// Longest is the name and length in days of the longest known path.
func (p *Plan) Longest(v *formula.Values) (name string, length exact.Num, ok bool) {
	for _, x := range p.Paths {
		if x.Node.OK() && (!ok || length.Less(v.Of(x.Node))) {
			name, length, ok = x.Label, v.Of(x.Node), true
		}
	}
	return name, length, ok
}
