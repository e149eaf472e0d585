package flips

import (
	"github.com/sovcost/sovcost/model/breakeven"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// data is the machine form, with every crossing of every pair.
func (w *writer) data(words []string) Data {
	res := w.f.Result
	l, _ := w.f.Axis.Leaf()
	d := Data{Axis: l.Key, Unit: w.f.Axis.Unit().Name, Now: formula.Text(w.at(w.f.Now)), From: formula.Text(w.at(res.From)), To: formula.Text(w.at(res.To)), Currency: w.cur,
		Options: []Option{}, Cheapest: []Interval{}, Crossings: []Crossing{}, Words: words}
	for _, o := range w.f.Options {
		x := Option{ID: o.ID, Now: o.Monthly.Fixed(2)}
		for _, s := range w.f.Same[o] {
			x.Same = append(x.Same, s.ID)
		}
		d.Options = append(d.Options, x)
	}
	for _, iv := range res.Cheapest {
		d.Cheapest = append(d.Cheapest, Interval{From: formula.Text(w.at(iv.From)), To: formula.Text(w.at(iv.To)), RateFrom: w.rateText(iv.From), RateTo: w.rateText(iv.To), Cheapest: w.list(iv.Cheapest)})
	}
	below, above := res.Nearest(w.f.Now)
	d.NextBelow, d.NextAbove = w.flip(below), w.flip(above)
	for _, p := range res.Pairs {
		for _, x := range p.Crossings {
			c := Crossing{A: w.name(x.A), B: w.name(x.B), Kind: x.Kind.String(), At: formula.Text(w.at(x.X)), Rate: w.rateText(x.X), Cheaper: w.side(x, x.Before), CheaperX: w.side(x, x.After),
				CostA: formula.Text(x.CostA), CostB: formula.Text(x.CostB), AboveA: formula.Text(x.AboveA), AboveB: formula.Text(x.AboveB)}
			if x.Kind == breakeven.Tie {
				c.Until = formula.Text(w.at(x.To))
			}
			d.Crossings = append(d.Crossings, c)
		}
	}
	return d
}

func (w *writer) list(options []int) []string {
	out := make([]string, len(options))
	for i, o := range options {
		out[i] = w.name(o)
	}
	return out
}

func (w *writer) rateText(x exact.Num) string {
	if w.rate.IsZero() {
		return ""
	}
	return formula.Text(x.Mul(w.rate).Round(9))
}

func (w *writer) flip(f *breakeven.Flip) *Flip {
	if f == nil {
		return nil
	}
	x := &Flip{At: formula.Text(w.at(f.X)), From: w.list(f.From), To: w.list(f.To)}
	if f.Relative {
		x.Percent = formula.Text(f.Percent.Round(6))
	}
	return x
}

// mostCurves keeps a picture readable.
const mostCurves = 6

// chart draws the options that are ever cheapest, and the cheapest of the
// others in the base case, with the flips marked.
func (w *writer) chart() *reports.Chart {
	res := w.f.Result
	var shown []int
	seen := map[int]bool{}
	take := func(i int) {
		if !seen[i] && len(shown) < mostCurves {
			seen[i] = true
			shown = append(shown, i)
		}
	}
	for _, iv := range res.Cheapest {
		for _, i := range iv.Cheapest {
			take(i)
		}
	}
	kinds := map[string]bool{}
	for i, o := range w.f.Options { // ranked: the best of every other kind
		if !kinds[o.Kind] {
			kinds[o.Kind] = true
			take(i)
		}
	}
	scale, name := axisScale(w.at(res.To))
	ch := &reports.Chart{ID: "curves", Title: "Monthly cost over " + w.f.Axis.Label(), Kind: reports.ChartLine,
		X: reports.Axis{Title: w.f.Axis.Label(), Unit: name + w.f.Axis.Unit().Name}, Y: reports.Axis{Title: "monthly cost", Unit: w.cur}}
	for _, i := range shown {
		ch.Curves = append(ch.Curves, reports.Curve{Label: w.name(i), Points: w.points(i, scale)})
	}
	for k := 1; k < len(res.Cheapest) && k <= 8; k++ {
		iv := res.Cheapest[k]
		if y, ok := res.Options[iv.Cheapest[0]].Cost.At(iv.From); ok {
			ch.Marks = append(ch.Marks, reports.Mark{Label: Short(w.at(iv.From)), X: w.at(iv.From).Float() / scale, Y: y.Float()})
		}
	}
	return ch
}

func axisScale(top exact.Num) (float64, string) {
	switch f := top.Float(); {
	case f >= 2e9:
		return 1e9, "billion "
	case f >= 2e6:
		return 1e6, "million "
	}
	return 1, ""
}

// mostPoints bounds the points drawn of one curve.
const mostPoints = 2000

// points are the curve's ends of pieces; a curve of very many pieces is sampled.
func (w *writer) points(i int, scale float64) []reports.Point {
	fn := w.f.Result.Options[i].Cost
	var out []reports.Point
	add := func(x, y exact.Num) {
		out = append(out, reports.Point{X: w.at(x).Float() / scale, Y: y.Float()})
	}
	if fn.Len() <= mostPoints/2 {
		for p := range fn.Pieces() {
			add(p.From, p.Starts)
			add(p.To, p.Ends)
		}
		return out
	}
	from, to := fn.Domain()
	for k := range mostPoints + 1 {
		share, _ := exact.Frac(int64(k), mostPoints)
		x := from.Add(to.Sub(from).Mul(share))
		if y, ok := fn.At(x); ok {
			add(x, y)
		}
	}
	return out
}
