package advice_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/advice"
	"github.com/sovcost/sovcost/model/modeltest"
)

const base = `schema = "scenario/1"
name = "test"
as_of = 2026-11-23
currency = "EUR"
[workload]
requests = "%s requests/month"
duration = "200ms"
memory = "512MiB"
concurrency = "10"
init = "%s"
http = false
%s
`

func compare(t *testing.T, requests, start, rest string) *model.Comparison {
	t.Helper()
	return modeltest.Compare(t, "s.toml", fmt.Sprintf(base, requests, start, rest)+"\n[candidates]\nsheets = [\"scaleway-fr-par\"]\n")
}

// The path asks for isolation first, then for the load, then for cold starts.
func TestPath(t *testing.T) {
	for _, c := range []struct{ name, start, rest, want string }{
		{"isolation comes first, whatever the load", "100ms", "[workload.load]\nshape = \"flat\"\n[isolation]\nrequired = \"vm\"", "VM or microVM"},
		{"a microVM is strong too", "100ms", "[isolation]\nrequired = \"microvm\"", "VM or microVM"},
		{"a kernel of one's own is not", "100ms", "[workload.load]\nshape = \"flat\"\n[isolation]\nrequired = \"user-space-kernel\"", model.OnCluster},
		{"steady", "100ms", "[workload.load]\nshape = \"flat\"", model.OnCluster},
		{"bursty, starts fit", "100ms", "cold_budget = \"100ms\"\n[workload.load]\nshape = \"office-hours\"", "function"},
		{"bursty, starts do not fit but are rare", "101ms", "cold_budget = \"100ms\"\n[workload.load]\nshape = \"office-hours\"", "function"},
	} {
		a := advice.Of(compare(t, "1M", c.start, c.rest))
		if a.Path != c.want {
			t.Errorf("%s: %s, want %s", c.name, a.Path, c.want)
		}
		for _, s := range a.Steps {
			if len(s.Facts) == 0 || s.Then == "" {
				t.Errorf("%s: step %q without facts", c.name, s.Question)
			}
		}
	}
	rare := advice.Of(compare(t, "2000", "3s", "cold_budget = \"100ms\"\n[workload.load]\nshape = \"office-hours\""))
	if rare.Path != "container" {
		t.Errorf("starts that are frequent and too long: %s", rare.Path)
	}
}

// Where nobody stated a budget the answer is unknown, not yes.
func TestUnstatedBudgetIsUnknown(t *testing.T) {
	a := advice.Of(compare(t, "1M", "100ms", "[workload.load]\nshape = \"office-hours\""))
	last := a.Steps[len(a.Steps)-1]
	if last.Answer != "unknown" || !strings.Contains(last.Then, "if it is") {
		t.Errorf("%+v", last)
	}
}

// A function tips at the crossing with the next runtime: below it is near, above
// it has tipped.
func TestFunctionTipsAtTheCrossing(t *testing.T) {
	state := func(requests string) (advice.Finding, *model.Comparison) {
		c := compare(t, requests, "100ms", "cold_budget = \"1s\"\n[workload.load]\nshape = \"flat\"")
		for _, o := range c.Options {
			if o.Kind == "function" && o.Status == model.Priced {
				return advice.Findings(c, o)[0], c
			}
		}
		t.Fatal("no function")
		return advice.Finding{}, nil
	}
	f, _ := state("10M")
	var n int
	text := strings.ReplaceAll(f.Text, ",", "")
	i := strings.Index(text, "above ")
	if i < 0 {
		t.Fatalf("no crossing in %q", f.Text)
	}
	if _, err := fmt.Sscanf(text[i:], "above %d", &n); err != nil || n <= 0 {
		t.Fatalf("%q: %v", f.Text, err)
	}
	for _, c := range []struct {
		load int
		want advice.State
	}{{n / 2, advice.Safe}, {n * 98 / 100, advice.Near}, {n + n/50, advice.Tipped}} {
		if g, _ := state(fmt.Sprint(c.load)); g.State != c.want {
			t.Errorf("%d of %d requests: %s, want %s (%s)", c.load, n, g.State, c.want, g.Text)
		}
	}
}

func TestColdStartAtTheBudget(t *testing.T) {
	for _, c := range []struct {
		start string
		want  advice.State
	}{{"999ms", advice.Safe}, {"1000ms", advice.Safe}, {"1001ms", advice.Near}} {
		cmp := compare(t, "1M", c.start, "cold_budget = \"1s\"")
		for _, o := range cmp.Options {
			for _, f := range advice.Findings(cmp, o) {
				if f.Key == "cold_start" && f.State != c.want {
					t.Errorf("start %s: %s (%s)", c.start, f.State, f.Text)
				}
			}
		}
	}
}

// A VM that nobody needs has tipped, one that is asked for has not.
func TestVMOutOfHabit(t *testing.T) {
	for rest, want := range map[string]advice.State{"": advice.Tipped, "[isolation]\nrequired = \"vm\"": advice.Safe} {
		c := compare(t, "1M", "100ms", "[operations]\nhourly_rate = \"100 EUR/h\"\n"+rest)
		found := false
		for _, o := range c.Options {
			for _, f := range advice.Findings(c, o) {
				if f.Key == "vm_habit" {
					found = true
					if f.State != want || f.Text == "" {
						t.Errorf("%q: %s (%s)", rest, f.State, f.Text)
					}
				}
			}
		}
		if !found {
			t.Error("no VM")
		}
	}
}

// One service has no mesh; every further one adds calls, spans and logs.
func TestCutGrowsWithServices(t *testing.T) {
	read := func(n string) []float64 {
		c := compare(t, "10M", "100ms", "services = \""+n+"\"")
		cut := advice.Of(c).Cut
		v, err := cut.Read(c)
		if err != nil {
			t.Fatal(err)
		}
		var out []float64
		for _, l := range cut.Lines {
			out = append(out, v.Of(l.Node).Float())
			if l.Reason == "" {
				t.Errorf("%s without its assumption", l.Label)
			}
		}
		return append(out, cut.Rounding)
	}
	one, two, ten := read("1"), read("2"), read("10")
	if one[0] != 0 || one[1] != 0 {
		t.Errorf("a monolith with a mesh: %v", one)
	}
	for i := range one {
		if two[i] < one[i] || ten[i] < two[i] || i < 4 && ten[i] <= two[i] {
			t.Errorf("line %d: %g, %g, %g", i, one[i], two[i], ten[i])
		}
	}
}

func TestLadderHoldsEveryOption(t *testing.T) {
	c := compare(t, "1M", "100ms", "")
	a := advice.Of(c)
	n, without := 0, 0
	for _, r := range a.Ladder {
		n += r.Options
		if r.Source == "" {
			t.Errorf("%s without a source", r.Word)
		}
	}
	for _, o := range c.Options {
		if o.IsolationRung() == "" {
			without++
		}
	}
	if n+without != len(c.Options) {
		t.Errorf("%d on the ladder, %d unknown, %d options", n, without, len(c.Options))
	}
	if len(a.Effort) < 3 || len(a.Why) == 0 {
		t.Errorf("%d runtimes, why %v", len(a.Effort), a.Why)
	}
}
