package pricing

import (
	"fmt"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

var noDate factsheet.PartialDate

// hoursPerMonth turns a term in months into the hours vendors amortise over:
// 8,760 h a year.
var hoursPerMonth = exact.Int(730 * 3600)

// commit adds the rows of a commitment and returns what is left on demand. The
// promise is paid for every hour, used or not; an upfront payment is spread over
// the term, so that "all upfront" is never free.
func (r *rater) commit(q formula.Node, c *CommitUse) formula.Node {
	g, cm := r.a.G, c.Commitment
	cur := r.currency()
	key := r.m.product.Key() + ".commitment." + cm.ID
	src := r.e.Sheet.Provenance(cm.Source, cm.AsOf, cm.Confidence, cm.Note)
	leaf := func(path string, v exact.Num) formula.Leaf {
		return formula.Leaf{Key: key + path, File: r.e.Sheet.ID, Value: v, Source: src}
	}
	promised := c.Count
	if cm.Kind != "spend" {
		promised = g.Product("committed "+r.m.Label, c.Count, r.a.Month).As(r.per)
	}
	if cm.Recurring.IsSet() {
		r.recurring(cm, c, promised, leaf, cur)
	}
	if cm.Upfront.IsSet() && cm.Upfront.Decimal().Sign() > 0 {
		r.upfront(cm, c, leaf, cur)
	}
	if cm.Kind == "spend" {
		rate := g.Leaf(formula.Listed, cm.Label+", rate", r.price, leaf(".recurring", exact.FromDecimal(cm.Recurring.Decimal())))
		promised = g.Quotient("covered "+r.m.Label, g.Product("promised spend", c.Count, r.a.Month), rate).As(r.per)
	}
	if c.Over.OK() {
		return c.Over.As(r.per)
	}
	return g.Band(r.m.Label+" above the commitment", q, promised, formula.Node{}).As(r.per)
}

// counts is what a commitment is bought in: pieces, or money an hour.
func (cm *Commitment) counts(cur money.Currency) (d unit.Dim, example string) {
	if cm.Kind == "spend" {
		return unit.Dim(cur).Div("s"), "10 " + string(cur) + "/h"
	}
	return unit.Pure, "2 instances"
}

func (r *rater) recurring(cm *Commitment, c *CommitUse, promised formula.Node, leaf func(string, exact.Num) formula.Leaf, cur unit.Unit) {
	g := r.a.G
	if cm.Kind == "spend" {
		spend := g.Product("promised spend", c.Count, r.a.Month).As(cur)
		r.line(cm.Label, spend, g.Number(exact.One, "1", "the promised spend is charged as it is"), "charged every hour, used or not")
		return
	}
	price, q := r.price, promised
	if cm.Per == "month" {
		price = cur.Per(monthUnit)
		q = g.Product("committed pieces × months", c.Count, r.sc.nodes["one_month"]).As(monthUnit)
	}
	r.line(cm.Label, q, g.Leaf(formula.Listed, cm.Label+", price", price, leaf(".recurring", exact.FromDecimal(cm.Recurring.Decimal()))), "charged for every hour of the term, used or not")
}

// upfront spreads the payment over the term and keeps the cash view beside it.
func (r *rater) upfront(cm *Commitment, c *CommitUse, leaf func(string, exact.Num) formula.Leaf, cur unit.Unit) {
	g := r.a.G
	fee := g.Leaf(formula.Listed, cm.Label+", upfront", cur, leaf(".upfront", exact.FromDecimal(cm.Upfront.Decimal())))
	hours, _ := unit.Parse("h")
	term := g.Leaf(formula.Listed, cm.Label+", term", hours, leaf(".term", cm.Term.Base().Mul(hoursPerMonth).Mul(hours.Factor.Inv())))
	share := g.Quotient("share of the term in one month", r.a.Month, term)
	pieces := g.Product("pieces × share of the term", c.Count, share)
	r.line(cm.Label+", upfront spread over the term", pieces, fee, "paid once at the start; shown here per month")
	l := &r.lines[len(r.lines)-1]
	l.Billed = g.Leaf(formula.Assumed, "0", cur, formula.Leaf{Key: "const:0 " + cur.Name, Reason: "an upfront payment is not on an ordinary month's invoice"})
	full := g.Product(cm.Label+", upfront payment", c.Count, fee).As(cur)
	r.e.Upfront = append(r.e.Upfront, Line{ID: fmt.Sprintf("%s.%s.upfront", r.m.product.ID, cm.ID), Label: cm.Label + ", upfront payment", Category: "commitment",
		Product: r.m.product, Quantity: c.Count, Price: fee, Amount: full})
}
