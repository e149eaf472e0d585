package model

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/sovereignty"
)

// severalText is a scenario with n workloads of different size and shape.
func severalText(n int, seed uint64, sheetIDs string) string {
	rng := rand.New(rand.NewPCG(seed, 7))
	var b strings.Builder
	b.WriteString("schema = \"scenario/1\"\nname = \"several\"\nas_of = 2026-11-23\ncurrency = \"EUR\"\n[[fx]]\nfrom = \"EUR\"\nto = \"USD\"\nrate = \"1.16\"\nas_of = 2026-11-20\nsource = \"made up for a test\"\n[operations]\nhourly_rate = \"" + []string{"0", "20"}[seed%2] + " EUR/h\"\n")
	fmt.Fprintf(&b, "[candidates]\nsheets = [%s]\n", sheetIDs)
	for i := range n {
		head := "[[workloads]]"
		if i == 0 {
			head = "[workload]"
		}
		shape := []string{"flat", "diurnal", "office-hours", "campaign"}[rng.IntN(4)]
		fmt.Fprintf(&b, "%s\nname = \"w%d\"\nrequests = \"%dM requests/month\"\nduration = \"%dms\"\nmemory = \"%dMiB\"\nconcurrency = \"%d\"\nhttp = false\nload = { shape = \"%s\" }\n",
			head, i, 1+rng.IntN(150), 20+rng.IntN(300), []int{256, 512, 1024}[rng.IntN(3)], 1+rng.IntN(20), shape)
	}
	return b.String()
}

func mixOf(t testing.TB, text string) (*Mixture, error) {
	t.Helper()
	s, err := scenario.Load(fstest.MapFS{"s.toml": {Data: []byte(text)}}, "s.toml")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rb, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return Mix(s, Sources{Library: lib, Rules: rb}, func(one *scenario.Scenario) (traffic.Profile, error) {
		return Profile(one, func(string) (traffic.Profile, error) { return traffic.Profile{}, nil })
	})
}

// brute tries every mixture.
func brute(t *testing.T, mix *Mixture) exact.Num {
	t.Helper()
	m := &mixer{s: mix.Scenario, readings: map[*Option]*reading{}, fits: map[string]exact.Num{}, alone: mix.Workloads}
	m.init()
	for _, c := range mix.Workloads {
		if err := m.take(c); err != nil {
			t.Fatal(err)
		}
	}
	best, found, tried := exact.Zero, false, 0
	var walk func(ms []member)
	walk = func(ms []member) {
		if len(ms) == len(m.choices) {
			tried++
			v, err := m.joint.cost(append([]member(nil), ms...))
			if err != nil {
				t.Fatal(err)
			}
			if !found || v.Less(best) {
				best, found = v, true
			}
			return
		}
		for _, o := range m.choices[len(ms)] {
			walk(append(ms, member{len(ms), o}))
		}
	}
	walk(nil)
	t.Logf("%d mixtures tried, the cheapest costs %s", tried, best.Fixed(2))
	return best
}

// Branch and bound finds what trying everything finds.
func TestMixtureIsTheCheapest(t *testing.T) {
	for seed := range uint64(4) {
		mix, err := mixOf(t, severalText(3, seed, `"scaleway-fr-par", "exoscale-ch-gva-2", "infomaniak-ch-gva-eur"`))
		if err != nil {
			t.Fatal(err)
		}
		if want := brute(t, mix); !mix.Proven || want.Less(mix.Total.Sub(cent)) {
			t.Errorf("seed %d: mixture %s, cheapest %s, proven %v", seed, mix.Total.Fixed(4), want.Fixed(4), mix.Proven)
		}
	}
}

// One workload on one account costs what the comparison says, on every option:
// the joint bill and the single one are the same rules.
func TestJointBillOfOneIsItsOwn(t *testing.T) {
	mix, err := mixOf(t, severalText(2, 3, `"scaleway-fr-par", "aws-eu-central-1", "gcp-europe-west3", "exoscale-ch-gva-2", "infomaniak-ch-gva-eur"`))
	if err != nil {
		t.Fatal(err)
	}
	m := &mixer{s: mix.Scenario, readings: map[*Option]*reading{}, fits: map[string]exact.Num{}, alone: mix.Workloads}
	m.init()
	n := 0
	for i, c := range mix.Workloads {
		if err := m.take(c); err != nil {
			t.Fatal(err)
		}
		for _, o := range m.choices[i] {
			v, err := m.joint.cost([]member{{i, o}})
			if err != nil {
				t.Fatal(err)
			}
			n++
			if d := v.Sub(o.Monthly).Float(); d > 0.006 || d < -0.006 {
				t.Errorf("%s of w%d: joint %s, alone %s", o.ID, i, v.Fixed(4), o.Monthly.Fixed(4))
			}
		}
	}
	if n < 10 {
		t.Fatalf("only %d options", n)
	}
}

// Sharing a cluster never costs more than a cluster each, and one more workload
// never costs more than a cluster of its own.
func TestSharedClustersAreShared(t *testing.T) {
	mix, err := mixOf(t, severalText(4, 5, `"scaleway-fr-par", "exoscale-ch-gva-2", "infomaniak-ch-gva-eur"`))
	if err != nil {
		t.Fatal(err)
	}
	if len(mix.Clusters) == 0 {
		t.Fatal("no cluster")
	}
	for _, c := range mix.Clusters {
		apart := exact.Zero
		for i := range c.Alone {
			apart = apart.Add(c.Alone[i])
			if c.Alone[i].Add(cent).Less(c.Marginal[i]) {
				t.Errorf("%s: w%d adds %s, a cluster of its own costs %s", c.Sheet.ID, i, c.Marginal[i].Fixed(2), c.Alone[i].Fixed(2))
			}
		}
		if apart.Less(c.Total) {
			t.Errorf("%s: shared %s, apart %s", c.Sheet.ID, c.Total.Fixed(2), apart.Fixed(2))
		}
	}
}

// Twelve workloads are proven, thirteen are not and say how far off they may be.
func TestProofEndsAtTwelve(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	for n, proven := range map[int]bool{ExactUpTo: true, ExactUpTo + 1: false} {
		mix, err := mixOf(t, severalText(n, 11, `"scaleway-fr-par", "infomaniak-ch-gva-eur"`))
		if err != nil {
			t.Fatal(err)
		}
		if mix.Proven != proven || mix.Total.Less(mix.Bound) || len(mix.Picks) != n {
			t.Errorf("%d workloads: proven %v, total %s, bound %s", n, mix.Proven, mix.Total.Fixed(2), mix.Bound.Fixed(2))
		}
		if mix.Together.Less(mix.Total) {
			t.Errorf("%d workloads: the mixture costs more than the best options on one account", n)
		}
	}
}

func TestWrongWorkloadsAreRefused(t *testing.T) {
	_, err := scenario.Load(fstest.MapFS{"s.toml": {Data: []byte(severalText(2, 1, `"scaleway-fr-par"`) + "[[workloads]]\nname = \"w0\"\nduration = \"3 GB\"\n")}}, "s.toml")
	for _, want := range []string{"there are two workloads \"w0\"", "workloads[1].requests: missing", "workloads[1].duration: \"3 GB\" has the wrong kind of unit", "workloads[1].memory: missing"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in:\n%v", want, err)
		}
	}
}
