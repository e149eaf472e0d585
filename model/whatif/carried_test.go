package whatif_test

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

func memoryTimes(t *testing.T, c *model.Comparison, factors ...string) (formula.Node, []formula.Inputs) {
	t.Helper()
	n, ok := c.Graph.Find("workload.memory")
	if !ok {
		t.Fatal("no memory")
	}
	l, _ := n.Leaf()
	var each []formula.Inputs
	for _, f := range factors {
		each = append(each, formula.Inputs{n.Index(): l.Value.Mul(exact.MustParse(f))})
	}
	return n, each
}

// What no longer carries an instance is left out; the others keep their costs.
func TestCarried(t *testing.T) {
	c := modeltest.Example(t, "../../testdata", "webshop.toml")
	all := whatif.Options(c)
	_, each := memoryTimes(t, c, "1", "2", "40")
	some, costs, err := whatif.Carried(c, all, each)
	if err != nil || len(costs) != 3 || len(some) == 0 || len(some) >= len(all) {
		t.Fatalf("%d of %d options, %d points, %v", len(some), len(all), len(costs), err)
	}
	for i, o := range some {
		if o.Kind == "vm" {
			t.Errorf("%s carries 40 times the memory", o.ID)
		}
		if !costs[0][i].Round(2).Equal(o.Monthly) {
			t.Errorf("%s costs %s, in the base case %s", o.ID, costs[0][i], o.Monthly)
		}
	}
	if same, _, err := whatif.Carried(c, all, each[:2]); err != nil || len(same) != len(all) {
		t.Errorf("%d of %d options at twice the memory, %v", len(same), len(all), err)
	}
	var fleets []*model.Option
	for _, o := range all {
		if o.Kind == "vm" {
			fleets = append(fleets, o)
		}
	}
	if _, _, err := whatif.Carried(c, fleets, each); err == nil || !strings.Contains(err.Error(), "no option has a cost at all of these values") {
		t.Errorf("fleets alone: %v", err)
	}
}

// A range at whose end the winner carries no instance is refused by its name; one
// at whose end only others carry none is read.
func TestTornadoBeyondServers(t *testing.T) {
	c := modeltest.Example(t, "../../testdata", "webshop.toml")
	n, each := memoryTimes(t, c, "1", "40")
	wide := whatif.Input{Key: "workload.memory", Node: n, Base: each[0][n.Index()], Low: each[0][n.Index()], High: each[1][n.Index()]}
	winner, base, bars, err := whatif.Tornado(c, []whatif.Input{wide})
	if err != nil || winner.Kind == "vm" || len(bars) != 1 || !base.Less(bars[0].CostHigh) {
		t.Fatalf("%v, %d bars", err, len(bars))
	}
	only := modeltest.Example(t, "../../testdata", "regulated-vm.toml")
	n, each = memoryTimes(t, only, "1", "40")
	wide = whatif.Input{Key: "workload.memory", Node: n, Base: each[0][n.Index()], Low: each[0][n.Index()], High: each[1][n.Index()]}
	if _, _, _, err := whatif.Tornado(only, []whatif.Input{wide}); err == nil || !strings.Contains(err.Error(), "no cost at") && !strings.Contains(err.Error(), "has a cost") {
		t.Errorf("servers alone: %v", err)
	}
}

// A range that leaves out the scenario's own value is told in the user's units.
func TestRangeWithoutTheBase(t *testing.T) {
	c := modeltest.Example(t, "../../testdata", "steady-api.toml")
	low, _ := unit.ParseQuantity("128MiB")
	high, _ := unit.ParseQuantity("900MiB")
	c.Scenario.Uncertain = map[string]scenario.Uncertain{"workload.memory": {Low: low, High: high}}
	_, err := whatif.Inputs(c)
	if err == nil || !strings.Contains(err.Error(), "own value, 1 GiB, is not between low 128MiB and high 900MiB") {
		t.Errorf("%v", err)
	}
}
