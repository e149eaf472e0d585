package breakeven

import (
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// oracle builds the three plans of cases M34a to M34c: list prices of AWS Lambda
// (0.20 USD per million requests above 1 million, 0.0000166667 USD per GB-s above
// 400,000; 200 ms at 0.5 GB), Fargate tasks (0.5 vCPU at 0.04048 and 1 GB at
// 0.004445 USD an hour, 730 h, 12 million requests each) and VMs (0.0416 USD an
// hour, 30 million requests each, at least two). x counts million requests.
// The crossings were found by an independent piecewise-affine intersection and
// confirmed by a brute-force scan.
func oracle() *plans {
	p := newPlans()
	gbs := p.Product("GB-s", p.x, p.c("1000000"), p.c("0.2"), p.c("0.5"))
	p.add("function", p.Sum("function", p.perUse("0.20", "1"), p.Product("duration", p.above(gbs, "400000"), p.c("0.0000166667"))))
	hour := p.Sum("task hour", p.Product("cpu", p.c("0.5"), p.c("0.04048")), p.Product("memory", p.c("1"), p.c("0.004445")))
	tasks := p.Max("tasks", p.RoundUp("whole", p.Quotient("needed", p.x, p.c("12")), p.c("1")), p.c("1"))
	p.add("container", p.Product("container", tasks, hour, p.c("730")))
	p.add("vm", p.units("30", "2", "30.368"))
	return p
}

func TestOracleCrossings(t *testing.T) {
	r := oracle().find(t, "0", "400")
	for i, want := range []string{
		"22.985734 root up, 24 jump down, 32.639315 root up, 36 jump down, 42.292896 root up, 48 jump down, 51.946477 root up, 60 jump down, 61.600058 root up", // M34a
		"36.215657 root up", // M34b
		"36 jump up",        // M34c
	} {
		if got := told(r.Pairs[i].Crossings); got != want {
			t.Errorf("%s and %s:\n got %s\nwant %s", r.Options[r.Pairs[i].A].Name, r.Options[r.Pairs[i].B].Name, got, want)
		}
	}
	want := "[0,22.985734] function; (22.985734,24] container; (24,32.639315] function; (32.639315,36] container; (36,36.215657] function; (36.215657,400] vm"
	if got := envelopeOf(r); got != want {
		t.Errorf("envelope\n got %s\nwant %s", got, want)
	}
}

// The exact place of the first root of M34a, by hand: 0.2(x-1) + 0.0000166667 ×
// (100,000x - 400,000) = 36.0401 gives x = 42.906780/1.86667.
func TestRootsAreExact(t *testing.T) {
	r := oracle().find(t, "0", "400")
	want, _ := num("42.906780").Quo(num("1.86667"))
	c := r.Pairs[0].Crossings[0]
	if !c.X.Equal(want) || !c.CostA.Equal(c.CostB) || c.CostB.String() != "36.0401" {
		t.Errorf("first crossing at %s with %s and %s, want x = %s", c.X, c.CostA, c.CostB, want)
	}
	// At the jump just above 24 the container goes from two to three tasks.
	c = r.Pairs[0].Crossings[1]
	if c.CostB.String() != "36.0401" || c.AboveB.String() != "54.06015" || !c.CostA.Equal(c.AboveA) {
		t.Errorf("jump: %s, just above %s", c.CostB, c.AboveB)
	}
}

// M34d: 1 GB for 200 ms without free quantities, against a fixed 36.0401 a
// month: 10,200,009 requests, 3.8813 a second at 730 h.
func TestFixedCostOracle(t *testing.T) {
	p := newPlans()
	perRequest := p.Sum("per request", p.Product("requests", p.c("0.20"), p.c("0.000001")), p.Product("GB-s", p.c("0.2"), p.c("0.0000166667")))
	p.add("function", p.Product("function", p.x, perRequest))
	p.add("fixed", p.c("36.0401"))
	cs := p.find(t, "0", "400000000").Pairs[0].Crossings
	if len(cs) != 1 || cs[0].Kind != Root || cs[0].Direction() != "up" {
		t.Fatalf("crossings %s", told(cs))
	}
	want, _ := num("36.0401").Quo(num("0.00000353334"))
	rate, _ := cs[0].X.Quo(exact.Int(730 * 3600))
	if !cs[0].X.Equal(want) || rate.Fixed(4) != "3.8813" || cs[0].X.Fixed(0) != "10200009" {
		t.Errorf("crossing at %s (%s a second)", cs[0].X, rate)
	}
}

func TestHowFarFromTheFlip(t *testing.T) {
	r := oracle().find(t, "0", "400")
	for _, c := range []struct{ load, here, below, above string }{
		{"20", "function", "", "14.93"},
		{"24", "container", "-4.23", "0.00"},
		{"30", "function", "-20.00", "8.80"},
		{"36.1", "function", "-0.28", "0.32"},
		{"100", "vm", "-63.78", ""},
		{"0", "function", "", "never"},
	} {
		below, above := r.Nearest(num(c.load))
		show := func(f *Flip) string {
			if f == nil {
				return ""
			}
			if !f.Relative {
				return "never"
			}
			return f.Percent.Fixed(2)
		}
		here := r.Options[r.CheapestAt(num(c.load))[0]].Name
		if here != c.here || show(below) != c.below || show(above) != c.above {
			t.Errorf("at %s: %s, flips %s and %s; want %s, %s and %s", c.load, here, show(below), show(above), c.here, c.below, c.above)
		}
	}
	if r.CheapestAt(num("401")) != nil {
		t.Error("an answer outside the range")
	}
}

func TestASingleOptionIsAlwaysCheapest(t *testing.T) {
	p := newPlans()
	p.add("one", p.Band("b", p.x, p.c("1"), formula.Node{}))
	r := p.find(t, "0", "3")
	if got := envelopeOf(r); got != "[0,3] one" || len(r.Pairs) != 0 {
		t.Errorf("a single option: %s", got)
	}
}
