package model

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/sovereignty"
)

const daily = `schema = "scenario/1"
name = "daily"
as_of = 2026-11-23
currency = "USD"
month = "730h"
[workload]
requests = "3000M requests/month"
duration = "180ms"
memory = "1GiB"
vcpu = "1 vCPU"
http = false
arch = "x86"
[workload.load]
shape = "diurnal"
[sizing]
fleet = "scaled"
[[option]]
id = "vm"
kind = "vm"
sheet = "gcp-europe-west6"
product = "e2-standard-4"
`

func compareText(t testing.TB, text string) (*Comparison, error) {
	t.Helper()
	s, err := scenario.Load(fstest.MapFS{"s.toml": {Data: []byte(text)}}, "s.toml")
	if err != nil {
		return nil, err
	}
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p, err := Profile(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	return Compare(s, Sources{Library: lib, Rules: rules, Profile: p})
}

// The advised level is what the engine then bills: advice and invoice agree to
// the cent, trying every level agrees, and no other level is cheaper.
func TestCommitAdviceIsWhatTheEngineBills(t *testing.T) {
	c, err := compareText(t, daily)
	if err != nil {
		t.Fatal(err)
	}
	advice, _, err := c.Commitments(c.Options)
	if err != nil || len(advice) == 0 {
		t.Fatal(advice, err)
	}
	for _, a := range advice {
		if !a.Checked || a.Advice.Level < 10 || a.Advice.Overage <= 0 || a.Advice.Saving <= 0 {
			t.Errorf("%s: %+v", a.Commitment.ID, a.Advice)
		}
		bill := func(level string) float64 {
			c, err := compareText(t, daily+"commitment = \""+a.Commitment.ID+"\"\n"+level+"\n")
			if err != nil {
				t.Fatal(err)
			}
			return c.Options[0].Monthly.Float()
		}
		best := bill(`commit_level = "best"`)
		if d := best - c.Options[0].Monthly.Float() + a.Advice.Saving; math.Abs(d) > 0.011 {
			t.Errorf("%s: the bill falls by %v less than advised", a.Commitment.ID, d)
		}
		for _, other := range []float64{a.Advice.Level - 1, a.Advice.Level + 1} {
			if got := bill(`committed = "` + exact.Int(int64(other)).String() + `"`); got < best-0.005 {
				t.Errorf("%s: %v pieces cost %v, the advised %v cost %v", a.Commitment.ID, other, got, a.Advice.Level, best)
			}
		}
	}
}

// The level follows the load wherever the graph is read.
func TestCommitLevelFollowsTheLoad(t *testing.T) {
	c, err := compareText(t, daily+"commitment = \"3y\"\ncommit_level = \"best\"\n")
	if err != nil {
		t.Fatal(err)
	}
	var level formula.Node
	for _, f := range c.Options[0].Figures {
		if f.Key == "committed" {
			level = f.Node
		}
	}
	requests, _ := c.Graph.Find("workload.requests")
	l, _ := requests.Leaf()
	last := 0.0
	for _, k := range []string{"0.5", "1", "2"} {
		v, err := c.Graph.Evaluate(formula.Inputs{requests.Index(): l.Value.Mul(exact.MustParse(k))}, level)
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Base(level).Float(); got < 1.8*last || got < 5 {
			t.Errorf("%s times the load: level %v after %v", k, got, last)
		} else {
			last = got
		}
	}
}

// A misspelt commitment is refused, not priced on demand.
func TestUnknownCommitment(t *testing.T) {
	for _, c := range []struct{ more, want string }{
		{"commitment = \"4y\"\n", `option[0].commitment: no priced commitment "4y" for`},
		{"commitment = \"3y\"\ncommit_level = \"bset\"\n", `did you mean "best"?`},
		{"commitment = \"3y\"\ncommitted = \"2\"\ncommit_level = \"best\"\n", "both committed and commit_level"},
		{"commit_level = \"best\"\n", "a level of no commitment"},
	} {
		if _, err := compareText(t, daily+c.more); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.more, err, c.want)
		}
	}
}
