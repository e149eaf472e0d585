package exit_test

import (
	"math"
	"os"
	"testing"

	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
)

// The exit of every option of the webshop is a formula: the compiled reader gives
// what the exact one gives, at the scenario's figures and at others.
func TestReadersAgreeOnExits(t *testing.T) {
	text, err := os.ReadFile("../../testdata/webshop.toml")
	if err != nil {
		t.Fatal(err)
	}
	c := modeltest.Compare(t, "webshop.toml", string(text))
	var inputs []formula.Node
	for _, key := range []string{"exit.data", "exit.ksloc", "exit.parallel_run", "workload.requests", "operations.hourly_rate"} {
		n, ok := c.Graph.Find(key)
		if !ok {
			t.Fatalf("%s is not an input of the graph", key)
		}
		inputs = append(inputs, n)
	}
	var roots []formula.Node
	for _, o := range c.Options {
		roots = append(roots, o.Exit.Nodes()...)
	}
	program, err := fast.Compile(c.Graph, roots, inputs)
	if err != nil {
		t.Fatal(err)
	}
	run := program.NewRunner()
	for _, factor := range []string{"1", "1/2", "3", "17/10"} {
		f := exact.MustParse(factor)
		set := formula.Inputs{}
		values := make([][]float64, len(inputs))
		for i, n := range inputs {
			l, _ := n.Leaf()
			v := l.Value.Mul(f)
			set[n.Index()] = v
			values[i] = []float64{v.Float()}
		}
		out := make([][]float64, len(roots))
		for i := range out {
			out[i] = make([]float64, 1)
		}
		if err := run.Run(values, out); err != nil {
			t.Fatal(err)
		}
		v, err := c.Graph.Evaluate(set, roots...)
		if err != nil {
			t.Fatal(err)
		}
		for i, n := range roots {
			want := v.Base(n).Float()
			if d := math.Abs(out[i][0] - want); d > 1e-9*math.Max(1, math.Abs(want)) {
				t.Errorf("× %s, %s: compiled %g, exact %g", factor, n.Label(), out[i][0], want)
			}
		}
	}
	t.Logf("%d figures of %d options", len(roots), len(c.Options))
}
