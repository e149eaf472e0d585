package flips

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/model/breakeven"
	"github.com/sovcost/sovcost/pricing/exact"
)

// human prints an axis value shortly: 22.99M requests/month.
func (w *writer) human(x exact.Num) string {
	v := w.at(x)
	unit := strings.TrimPrefix(w.f.Axis.Unit().Name, "1")
	return strings.TrimSpace(Short(v) + " " + unit)
}

// Short prints a number with k, M or B and four significant digits.
func Short(v exact.Num) string {
	f := v.Float()
	for _, s := range []struct {
		at   float64
		name string
	}{{1e9, "B"}, {1e6, "M"}, {1e4, "k"}} {
		if f >= s.at || -f >= s.at {
			return trim(fmt.Sprintf("%.2f", f/s.at*scaleOf(s.name))) + s.name
		}
	}
	return trim(fmt.Sprintf("%.4g", f))
}

// scaleOf counts 10k as 10 thousands although the step to k is at ten thousand.
func scaleOf(name string) float64 {
	if name == "k" {
		return 10
	}
	return 1
}

func trim(s string) string {
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func (w *writer) answer() []string {
	res := w.f.Result
	now := res.CheapestAt(w.f.Now)
	below, above := res.Nearest(w.f.Now)
	first := fmt.Sprintf("At %s %s is cheapest; the answer never flips between %s and %s.", w.human(w.f.Now), w.names(now), w.human(res.From), w.human(res.To))
	if below != nil || above != nil {
		var parts []string
		if above != nil {
			parts = append(parts, fmt.Sprintf("above %s (%s) %s takes over", w.human(above.X), percent(above), w.names(above.To)))
		}
		if below != nil {
			parts = append(parts, fmt.Sprintf("below %s (%s) %s", w.human(below.X), percent(below), w.names(below.To)))
		}
		first = fmt.Sprintf("At %s %s is cheapest; %s.", w.human(w.f.Now), w.names(now), strings.Join(parts, ", "))
	}
	if now == nil {
		first = w.elsewhere()
	}
	return []string{first, fmt.Sprintf("%s between %s and %s, %d options compared.", stretches(len(res.Cheapest)), w.human(res.From), w.human(res.To), len(w.f.Options))}
}

// elsewhere is the answer for a range that the scenario's own value is not in.
func (w *writer) elsewhere() string {
	const named = 4
	res := w.f.Result
	var parts []string
	for i, v := range res.Cheapest {
		if i == named {
			parts = append(parts, "then others")
			break
		}
		parts = append(parts, fmt.Sprintf("%s up to %s", w.names(v.Cheapest), w.human(v.To)))
	}
	return fmt.Sprintf("From %s the cheapest is %s; the scenario's own %s lies outside.", w.human(res.From), strings.Join(parts, ", "), w.human(w.f.Now))
}

func stretches(n int) string {
	if n == 1 {
		return "1 stretch"
	}
	return fmt.Sprintf("%d stretches", n)
}

func percent(f *breakeven.Flip) string {
	if !f.Relative {
		return "from nothing"
	}
	s := f.Percent.Fixed(1) + " %"
	if f.Percent.Sign() >= 0 {
		s = "+" + s
	}
	return s
}

// words tells each curve's fate: always, never, or from where to where.
func (w *writer) words() []string {
	res := w.f.Result
	wins := make([][]breakeven.Interval, len(w.f.Options))
	for _, iv := range res.Cheapest {
		for _, i := range iv.Cheapest {
			wins[i] = append(wins[i], iv)
		}
	}
	var out []string
	var never []string
	for i, list := range wins {
		list = joined(list)
		switch {
		case len(list) == 0:
			never = append(never, w.name(i))
		case len(list) == 1 && list[0].From.Equal(res.From) && list[0].To.Equal(res.To):
			out = append(out, fmt.Sprintf("%s is always cheapest in this range.", w.name(i)))
		default:
			var spans []string
			for _, iv := range list {
				spans = append(spans, w.span(iv))
			}
			if len(spans) > 4 {
				spans = append(spans[:4], fmt.Sprintf("%d more stretches", len(spans)-4))
			}
			out = append(out, fmt.Sprintf("%s is cheapest %s.", w.name(i), strings.Join(spans, ", ")))
		}
	}
	if len(never) > 0 {
		out = append(out, "Never cheapest here: "+shortened(never, mostNever)+".")
	}
	return out
}

// mostNever is how many losers are named; the cheapest of them come first.
const mostNever = 4

func shortened(names []string, most int) string {
	if len(names) <= most+1 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d others", strings.Join(names[:most], ", "), len(names)-most)
}

// joined makes one stretch of stretches that touch.
func joined(list []breakeven.Interval) []breakeven.Interval {
	var out []breakeven.Interval
	for _, iv := range list {
		if n := len(out); n > 0 && out[n-1].To.Equal(iv.From) && (out[n-1].ToClosed || iv.FromClosed) {
			out[n-1].To, out[n-1].ToClosed = iv.To, iv.ToClosed
			continue
		}
		out = append(out, iv)
	}
	return out
}

func (w *writer) span(iv breakeven.Interval) string {
	if iv.From.Equal(iv.To) {
		return "at " + w.human(iv.From)
	}
	return fmt.Sprintf("from %s to %s", w.human(iv.From), w.human(iv.To))
}
