package breakeven

import (
	"fmt"
	"slices"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"pgregory.net/rapid"
)

const cells = 36 // the random options are compared on 0..cells

// drawCost draws a billing rule whose bends and jumps all stand on whole numbers:
// tiers, allowances, packages, minimum replicas, minimum charges and caps. Prices
// come from a short list, so that ties and touches are common.
func drawCost(t *rapid.T, p *plans) formula.Node {
	price := func() string {
		return rapid.SampledFrom([]string{"1", "2", "3", "1/2", "1/3", "0.7", "5"}).Draw(t, "price")
	}
	whole := func(what string, from, to int) string { return fmt.Sprint(rapid.IntRange(from, to).Draw(t, what)) }
	var parts []formula.Node
	for range rapid.IntRange(1, 3).Draw(t, "parts") {
		var n formula.Node
		switch rapid.IntRange(0, 6).Draw(t, "rule") {
		case 0:
			n = p.perUse(price(), whole("free", 0, 20))
		case 1:
			n = p.graduated([]string{price(), price(), price()}, []string{whole("bound", 1, 15), whole("bound", 16, 30)})
		case 2:
			n = p.volume([]string{price(), price(), price()}, []string{whole("bound", 1, 15), whole("bound", 16, 30)})
		case 3:
			n = p.units(whole("capacity", 1, 12), whole("minimum", 0, 4), price())
		case 4:
			n = p.c(whole("fixed", 0, 30))
		case 5: // a minimum charge, reached at a whole number
			c := price()
			n = p.Max("minimum charge", p.perUse(c, "0"), p.c(num(c).Mul(num(whole("reached", 0, 30))).Rat().RatString()))
		case 6:
			c := price()
			n = p.Min("cap", p.perUse(c, "0"), p.c(num(c).Mul(num(whole("reached", 1, 30))).Rat().RatString()))
		}
		parts = append(parts, n)
	}
	return p.Sum("option", parts...)
}

// scan is the exact reader's word on the costs at 0, 1/4, 3/4, 1, 5/4, …: with
// bends only on whole numbers it knows every line without the piecewise reader.
type scan struct {
	t     *rapid.T
	p     *plans
	quart [][]exact.Num // [4*x] -> cost of each option; 4x+2 is left out
}

func newScan(t *rapid.T, p *plans) *scan {
	s := &scan{t, p, make([][]exact.Num, 4*cells+1)}
	for q := range s.quart {
		if q%4 == 2 {
			continue
		}
		x, _ := exact.Frac(int64(q), 4)
		v, err := p.Evaluate(formula.Inputs{p.x.Index(): x}, p.costs...)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.costs {
			s.quart[q] = append(s.quart[q], v.Base(c))
		}
	}
	return s
}

// limits are the costs of an option just above cell and just below cell + 1.
func (s *scan) limits(cell, option int) (above, below exact.Num) {
	a, b := s.quart[4*cell+1][option], s.quart[4*cell+3][option]
	quarter := b.Sub(a).Mul(num("1/2"))
	return a.Sub(quarter), b.Add(quarter)
}

// crossings lists, by brute force, what happens between options a and b.
func (s *scan) crossings(a, b int) []string {
	var out []string
	tie := "" // the tie that is running
	event := func(x exact.Num, before, at, after int, smooth bool) {
		switch {
		case before == at && at == after:
		case tie != "" && before == 0 && after != 0:
			out = append(out, fmt.Sprintf(tie, x, after))
			tie = ""
		case after == 0 && before != 0:
			tie = fmt.Sprintf("tie %s..%%s %d>%%d", x, before)
		case before == after:
			out = append(out, fmt.Sprintf("touch %s %d", x, after))
		case smooth:
			out = append(out, fmt.Sprintf("root %s %d", x, after))
		default:
			out = append(out, fmt.Sprintf("jump %s %d", x, after))
		}
	}
	before, reached := 0, exact.Zero
	for cell := range cells {
		fa, fb := s.limits(cell, a)
		ga, gb := s.limits(cell, b)
		da, db := fa.Sub(ga), fb.Sub(gb)
		at := s.quart[4*cell][a].Cmp(s.quart[4*cell][b])
		first, last := da.Sign(), db.Sign()
		if first == 0 {
			first = last
		}
		if last == 0 {
			last = first
		}
		x := exact.Int(int64(cell))
		if cell > 0 {
			event(x, before, at, first, at == 0 && da.IsZero() && reached.IsZero())
		} else if first == 0 {
			tie = "tie 0..%s 0>%d"
		}
		if first != last {
			share, _ := da.Quo(da.Sub(db))
			event(x.Add(share), first, 0, last, true)
		}
		before, reached = last, db
	}
	if tie != "" {
		out = append(out, fmt.Sprintf(tie, exact.Int(cells), 0))
	}
	return out
}

func found(p Pair) []string {
	var out []string
	for _, c := range p.Crossings {
		if c.Kind == Tie {
			out = append(out, fmt.Sprintf("tie %s..%s %d>%d", c.X, c.To, c.Before, c.After))
		} else {
			out = append(out, fmt.Sprintf("%s %s %d", c.Kind, c.X, c.After))
		}
	}
	return out
}

// No crossing is missed and none invented: 2,000 random pairs of options against
// a brute-force scan of the exact reader.
func TestRandomPairsAgainstBruteForce(t *testing.T) {
	pairs, kinds := 0, map[Kind]int{}
	rapid.Check(t, func(rt *rapid.T) {
		for range 7 {
			p := newPlans()
			for i := range rapid.IntRange(2, 4).Draw(rt, "options") {
				p.add(fmt.Sprint("option ", i), drawCost(rt, p))
			}
			r, s := p.find(t, "0", fmt.Sprint(cells)), newScan(rt, p)
			for _, pair := range r.Pairs {
				pairs++
				got, want := found(pair), s.crossings(pair.A, pair.B)
				if !slices.Equal(got, want) && !sameTies(got, want) {
					rt.Fatalf("options %d and %d:\n got %v\nwant %v", pair.A, pair.B, got, want)
				}
				for _, c := range pair.Crossings {
					kinds[c.Kind]++
					if c.CostA.Cmp(c.CostB) != c.At {
						rt.Fatalf("crossing at %s: costs %s and %s, order %d", c.X, c.CostA, c.CostB, c.At)
					}
				}
			}
			checkEnvelope(rt, r, s)
		}
	})
	t.Logf("%d pairs: %v", pairs, kinds)
	if pairs < 2000 || len(kinds) != 4 {
		t.Errorf("only %d pairs with kinds %v", pairs, kinds)
	}
}

// sameTies orders a touch inside a tie, which the scan tells before the tie ends.
func sameTies(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// checkEnvelope compares the cheapest options with the smallest cost everywhere
// on the scan.
func checkEnvelope(t *rapid.T, r *Result, s *scan) {
	for i := 1; i < len(r.Cheapest); i++ {
		v, w := r.Cheapest[i-1], r.Cheapest[i]
		if !v.To.Equal(w.From) || v.ToClosed == w.FromClosed {
			t.Fatalf("gap or overlap between %v and %v", v, w)
		}
	}
	for q, costs := range s.quart {
		if costs == nil {
			continue
		}
		x, _ := exact.Frac(int64(q), 4)
		least := slices.MinFunc(costs, exact.Num.Cmp)
		got := r.CheapestAt(x)
		if len(got) == 0 {
			t.Fatalf("no answer at %s", x)
		}
		for _, i := range got {
			if !costs[i].Equal(least) {
				t.Fatalf("at %s option %d costs %s, the least is %s", x, i, costs[i], least)
			}
		}
	}
}
