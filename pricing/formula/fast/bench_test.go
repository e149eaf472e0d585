package fast

import (
	"math"
	"testing"
	"time"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// week is a load shape of 168 different hours that adds up to 1.
func week() (slots []exact.Num, floats []float64) {
	sum := int64(0)
	level := func(s int) int64 { return int64(2000 + (s%24)*(24-s%24)*30 + s*7) }
	for s := range 168 {
		sum += level(s)
	}
	for s := range 168 {
		q, _ := exact.Frac(level(s), sum)
		slots, floats = append(slots, q), append(floats, q.Float())
	}
	return slots, floats
}

// three builds a function, a container service and a VM fleet on one week; the
// variables are requests a month, billed seconds, GB and the price of a task hour.
func three(t testing.TB) (g *formula.Graph, roots, vars []formula.Node, shares []float64) {
	g = formula.New()
	slots, shares := week()
	c := func(v string) formula.Node { return g.Number(num(v), v, "benchmark") }
	given := func(key, v string) formula.Node { return g.Given(key, key, unit.Of(num(v), unit.None)) }
	requests, seconds, memory, price := given("requests", "30000000"), given("seconds", "0.12"), given("memory", "0.5"), given("price", "0.04937")
	share := g.Leaf(formula.Given, "share", unit.None, formula.Leaf{Key: "share", Slots: slots})
	rate := g.Quotient("rate", g.Product("in slot", requests, share), g.Product("slot seconds", c("3600"), g.Quotient("weeks", c("730"), c("168"))))
	gbs := g.Product("GB-s", requests, seconds, memory)
	function := g.Sum("function",
		g.Product("requests", g.Band("billed", requests, c("1000000"), formula.Node{}), c("0.0000002")),
		g.Product("tier 1", g.Band("to 6B", gbs, c("400000"), c("6000000000")), c("0.0000166667")),
		g.Product("tier 2", g.Band("above 6B", gbs, c("6000000000"), formula.Node{}), c("0.000015")))
	busy := g.Product("busy", rate, seconds)
	tasks := g.Max("tasks", g.RoundUp("whole", g.Quotient("needed", busy, c("0.7")), c("1")), c("2"))
	container := g.Product("container", g.Total("task hours", tasks), g.Quotient("weeks", c("730"), c("168")), price)
	fleet := g.Max("fleet", g.RoundUp("whole", g.Quotient("needed", g.Peak("peak", busy), c("5.6")), c("1")), c("2"))
	vm := g.Product("vm", fleet, c("730"), c("0.0832"))
	if err := g.Err(); err != nil {
		t.Fatal(err)
	}
	return g, []formula.Node{function, container, vm}, []formula.Node{requests, seconds, memory, price}, shares
}

// byHand is the loop one would write for these three plans with care: what does
// not change from slot to slot is taken out, and a server is snapped as in the
// reader.
func byHand(shares []float64, requests, seconds, memory, price float64) (function, container, vm float64) {
	const weeks = 730.0 / 168
	gbs := requests * seconds * memory
	function = math.Max(0, requests-1e6)*0.0000002 + math.Max(0, math.Min(gbs, 6e9)-4e5)*0.0000166667 + math.Max(0, gbs-6e9)*0.000015
	hours, peak := 0.0, 0.0
	busyAll := requests * seconds / (3600 * weeks)
	perTask := busyAll / 0.7
	for _, s := range shares {
		busy := busyAll * s
		n := math.Ceil(perTask*s - 1e-9)
		if n < 2 {
			n = 2
		}
		hours += n
		if busy > peak {
			peak = busy
		}
	}
	fleet := math.Ceil(peak/5.6 - 1e-9)
	if fleet < 2 {
		fleet = 2
	}
	return function, hours * weeks * price, fleet * 730 * 0.0832
}

func columns(draws int) [][]float64 {
	cols := make([][]float64, 4)
	for v := range cols {
		cols[v] = make([]float64, draws)
	}
	for i := range draws {
		u := float64(i*7919%draws) / float64(draws)
		cols[0][i], cols[1][i], cols[2][i], cols[3][i] = 1e6+1e9*u, 0.05+0.3*u, 0.5+2*u, 0.04+0.02*u
	}
	return cols
}

func TestHandLoopAgrees(t *testing.T) {
	g, roots, vars, shares := three(t)
	p, err := Compile(g, roots, vars)
	if err != nil {
		t.Fatal(err)
	}
	in := columns(1000)
	out := [][]float64{make([]float64, 1000), make([]float64, 1000), make([]float64, 1000)}
	if err := p.Run(in, out); err != nil {
		t.Fatal(err)
	}
	for i := range in[0] {
		f, c, v := byHand(shares, in[0][i], in[1][i], in[2][i], in[3][i])
		for k, want := range []float64{f, c, v} {
			if math.Abs(out[k][i]-want) > 1e-9*want {
				t.Fatalf("draw %d, plan %d: %v, by hand %v", i, k, out[k][i], want)
			}
		}
	}
}

func TestNoAllocationPerRun(t *testing.T) {
	g, roots, vars, _ := three(t)
	p, err := Compile(g, roots, vars)
	if err != nil {
		t.Fatal(err)
	}
	in, out, r := columns(100), [][]float64{make([]float64, 100), make([]float64, 100), make([]float64, 100)}, p.NewRunner()
	if n := testing.AllocsPerRun(20, func() {
		if err := r.Run(in, out); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations in a run of 100 draws", n)
	}
}

// BenchmarkThreePlans times the reader and the hand-written loop in one run:
// ratio is hand time ÷ reader time, the bar is 0.5; options/s is per core, the
// bar is 1,000,000.
func BenchmarkThreePlans(b *testing.B) {
	g, roots, vars, shares := three(b)
	p, err := Compile(g, roots, vars)
	if err != nil {
		b.Fatal(err)
	}
	const draws = 4096
	in := columns(draws)
	out := [][]float64{make([]float64, draws), make([]float64, draws), make([]float64, draws)}
	r := p.NewRunner()
	var reader, hand time.Duration
	sum := 0.0
	for b.Loop() {
		start := time.Now()
		if err := r.Run(in, out); err != nil {
			b.Fatal(err)
		}
		reader += time.Since(start)
		start = time.Now()
		for i := range draws {
			f, c, v := byHand(shares, in[0][i], in[1][i], in[2][i], in[3][i])
			sum += f + c + v
		}
		hand += time.Since(start)
	}
	if math.IsNaN(sum) {
		b.Fatal("the loop by hand gave no number")
	}
	b.ReportMetric(float64(reader.Nanoseconds())/float64(b.N*draws), "ns/reader")
	b.ReportMetric(float64(hand.Nanoseconds())/float64(b.N*draws), "ns/hand")
	b.ReportMetric(hand.Seconds()/reader.Seconds(), "ratio")
	b.ReportMetric(3*float64(b.N*draws)/reader.Seconds(), "options/s")
}

// BenchmarkHundredThousandDraws runs ten container options, the kind with a step
// in every slot, on 100,000 draws and two goroutines; the bar is 1.5 s.
func BenchmarkHundredThousandDraws(b *testing.B) {
	g, roots, vars, _ := three(b)
	busy := roots[1].Inputs()[0].Inputs()[0].Inputs()[0].Inputs()[0].Inputs()[0] // of the task count
	options := roots[:0:0]
	for _, capacity := range []string{"0.5", "0.7", "0.9", "1.1", "1.3", "1.5", "1.7", "1.9", "2.1", "2.3"} {
		c := g.Number(num(capacity), "capacity of "+capacity, "benchmark")
		tasks := g.Max("tasks", g.RoundUp("whole", g.Quotient("needed", busy, c), g.Number(num("1"), "1", "benchmark")), g.Number(num("2"), "2", "benchmark"))
		options = append(options, g.Product("cost", g.Total("task hours", tasks), vars[3]))
	}
	p, err := Compile(g, options, vars)
	if err != nil {
		b.Fatal(err)
	}
	const draws = 100_000
	in, out := columns(draws), make([][]float64, len(options))
	for i := range out {
		out[i] = make([]float64, draws)
	}
	for b.Loop() {
		if err := p.RunParallel(in, out, 2); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	g, roots, vars, _ := three(b)
	for b.Loop() {
		if _, err := Compile(g, roots, vars); err != nil {
			b.Fatal(err)
		}
	}
}
