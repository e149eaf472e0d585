package breakeven

import (
	"fmt"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
	"github.com/sovcost/sovcost/pricing/unit"
)

// week is a load shape of 168 hours with a day and a weekend in it: 47 levels.
func week() []exact.Num {
	slots := make([]exact.Num, 168)
	sum := int64(0)
	level := func(s int) int64 {
		day, hour := s/24, s%24
		v := int64(20 + 7*min(hour, 24-hour)*min(hour, 24-hour)/4 + hour%5)
		if day >= 5 {
			v = v * 2 / 5
		}
		return v
	}
	for s := range slots {
		sum += level(s)
	}
	for s := range slots {
		slots[s], _ = exact.Frac(level(s), sum)
	}
	return slots
}

// twelve builds four functions, four container services and four VM fleets on
// the same week. x is requests a month of 730 h.
func twelve() *plans {
	p := newPlans()
	share := p.Leaf(formula.Given, "share of the week", unit.None, formula.Leaf{Key: "share", Slots: week()})
	// requests in this slot of the week ÷ 3600 s; a month has 730/168 weeks
	rate := p.Quotient("requests per second", p.Product("in the slot", p.x, share), p.Product("seconds", p.c("3600"), p.Quotient("weeks", p.c("730"), p.c("168"))))
	for i, memory := range []string{"0.5", "1", "1.75", "3"} {
		gbs := p.Product("GB-s", p.x, p.c("0.12"), p.c(memory))
		tiers := p.Sum("duration", p.Product("t1", p.Band("to 6B", gbs, p.c("400000"), p.c("6000000000")), p.c("0.0000166667")),
			p.Product("t2", p.above(gbs, "6000000000"), p.c("0.000015")))
		p.add(fmt.Sprint("function ", i), p.Sum("function", p.perUse("0.0000002", "1000000"), tiers))
	}
	hours := p.Quotient("weeks in the month", p.c("730"), p.c("168"))
	for i, cap := range []string{"0.7", "1.4", "2.8", "5.6"} {
		n := p.Max("tasks", p.RoundUp("whole", p.Quotient("needed", rate, p.c(cap)), p.c("1")), p.c("2"))
		price := []string{"0.0061", "0.0123", "0.0247", "0.0494"}[i]
		p.add(fmt.Sprint("container ", i), p.Sum("container", p.Product("tasks", p.Total("task hours", n), hours, p.c(price)), p.Product("egress", p.x, p.c("0.0000018"))))
	}
	for i, cap := range []string{"1.7", "3.4", "6.8", "13.6"} {
		n := p.Max("fleet", p.RoundUp("whole", p.Quotient("needed", p.Peak("peak", rate), p.c(cap)), p.c("1")), p.c("2"))
		price := []string{"0.0104", "0.0208", "0.0416", "0.0832"}[i]
		p.add(fmt.Sprint("vm ", i), p.Sum("vm", p.Product("fleet", n, p.c("730"), p.c(price)), p.Product("egress", p.x, p.c("0.0000018"))))
	}
	return p
}

func TestTwelveOptions(t *testing.T) {
	r := twelve().find(t, "0", "1000000000")
	crossings, knots := 0, 0
	for _, p := range r.Pairs {
		crossings += len(p.Crossings)
		for _, c := range p.Crossings {
			if c.CostA.Cmp(c.CostB) != c.At || c.AboveA.Cmp(c.AboveB)*c.After < 0 {
				t.Fatalf("crossing of %d and %d at %s: costs %s and %s do not bear out order %d", c.A, c.B, c.X, c.CostA, c.CostB, c.After)
			}
		}
	}
	for _, o := range r.Options {
		knots += o.Cost.Len()
	}
	t.Logf("%d pieces, %d crossings of %d pairs, %d intervals", knots, crossings, len(r.Pairs), len(r.Cheapest))
	if crossings < 900 || knots < 20_000 {
		t.Errorf("only %d crossings and %d pieces: too easy a case for the benchmark", crossings, knots)
	}
}

// BenchmarkTwelveOptions finds all crossings of twelve options up to 10^9
// requests a month; the bar is 200 ms.
func BenchmarkTwelveOptions(b *testing.B) {
	p := twelve()
	for b.Loop() {
		p.find(b, "0", "1000000000")
	}
}

func BenchmarkReadTwelveOptions(b *testing.B) {
	p := twelve()
	for b.Loop() {
		if _, err := piecewise.ReadAll(p.Graph, p.costs, p.x, exact.Zero, exact.Int(1_000_000_000), piecewise.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
