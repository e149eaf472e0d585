package pricing

import (
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// bounds applies minimum and cap to the meter's lines, as rows of their own so
// that quantity × price stays true on every row.
func (r *rater) bounds(cur unit.Unit) error {
	if r.m.Minimum.IsSet() {
		floor, err := r.bounded(".minimum", "minimum charge", exact.FromDecimal(r.m.Minimum.Decimal()), r.m.Each, cur)
		if err != nil {
			return err
		}
		missing := r.a.G.Max("short of the minimum", r.a.G.Difference("minimum less charge", floor, r.sum()), r.nothing(cur)).As(cur)
		r.adjust("up to the minimum charge", missing, exact.One)
	}
	if r.m.Cap.IsSet() {
		top, err := r.bounded(".cap", "largest charge", exact.FromDecimal(r.m.Cap.Decimal()), r.m.CapTimes, cur)
		if err != nil {
			return err
		}
		excess := r.a.G.Max("above the cap", r.a.G.Difference("charge less cap", r.sum(), top), r.nothing(cur)).As(cur)
		r.adjust("capped at "+r.m.Cap.String()+" "+cur.Name+capWords(r.m.CapTimes), excess, exact.One.Neg())
	}
	return nil
}

// capWords says what the cap is for: "for each instance", "for each 1GB of stored".
func capWords(times string) string {
	if times == "" {
		return " a month"
	}
	what, size, shared := strings.Cut(times, " / ")
	switch {
	case strings.ContainsAny(what+size, " *+-/()"): // an expression stays as the price list writes it
	case shared:
		return " a month for each " + bracketless(size) + " of " + bracketless(what)
	case strings.HasSuffix(what, "s"):
		return " a month for each " + strings.ReplaceAll(strings.TrimSuffix(what, "s"), "_", " ")
	}
	return " a month for each of " + bracketless(times)
}

func (r *rater) sum() formula.Node {
	parts := make([]formula.Node, len(r.lines))
	for i, l := range r.lines {
		parts[i] = l.Amount
	}
	return r.a.G.Sum(r.m.Label+", before bounds", parts...)
}

func (r *rater) nothing(cur unit.Unit) formula.Node {
	return r.a.G.Leaf(formula.Assumed, "0", cur, formula.Leaf{Key: "const:0 " + cur.Name, Reason: "a correction is never negative"})
}

func (r *rater) bounded(path, label string, v exact.Num, times string, cur unit.Unit) (formula.Node, error) {
	n := r.a.G.Leaf(formula.Listed, r.m.Label+", "+label, cur, r.leaf(path, v))
	if times == "" {
		return n, nil
	}
	k, err := r.a.G.Expression(times, "pieces", r.sc)
	if err != nil {
		return n, r.wrong(path, "%v", err)
	}
	if k.Unit().Dim != unit.Pure {
		return n, r.wrong(path, "the number of pieces must be a pure number, not in %s", k.Unit().Dim)
	}
	return r.a.G.Product(label, n, k).As(cur), nil
}

// adjust adds a correction row: so much money, times +1 or -1.
func (r *rater) adjust(label string, amount formula.Node, sign exact.Num) {
	each := r.each
	r.each = formula.Node{}
	r.line(label, amount, r.a.G.Number(sign, "sign of a correction", "a correction in money: +1 adds, -1 takes off"), "")
	r.each = each
}
