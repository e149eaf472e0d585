package portfolio

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/sovereignty"
)

func sources(tb testing.TB) model.Sources {
	tb.Helper()
	lib, err := sheets.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	rules, err := sovereignty.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return model.Sources{Library: lib, Rules: rules}
}

func shape(s *scenario.Scenario) (traffic.Profile, error) {
	return model.Profile(s, func(string) (traffic.Profile, error) { return traffic.Profile{}, nil })
}

// several is a scenario with n workloads on a few sheets.
func several(tb testing.TB, n int, seed uint64, candidates string) *scenario.Scenario {
	tb.Helper()
	rng := rand.New(rand.NewPCG(seed, 7))
	var b strings.Builder
	b.WriteString("schema = \"scenario/1\"\nname = \"several\"\nas_of = 2026-11-23\ncurrency = \"EUR\"\n[[fx]]\nfrom = \"EUR\"\nto = \"USD\"\nrate = \"1.16\"\nas_of = 2026-11-20\nsource = \"made up for a test\"\n[[fx]]\nfrom = \"EUR\"\nto = \"CHF\"\nrate = \"0.94\"\nas_of = 2026-11-20\nsource = \"made up for a test\"\n")
	fmt.Fprintf(&b, "[operations]\nhourly_rate = \"%d EUR/h\"\n[candidates]\n%s\n", 20*(seed%2), candidates)
	for i := range n {
		head := "[[workloads]]"
		if i == 0 {
			head = "[workload]"
		}
		fmt.Fprintf(&b, "%s\nname = \"w%d\"\nrequests = \"%dM requests/month\"\nduration = \"%dms\"\nmemory = \"%dMiB\"\nconcurrency = \"%d\"\nresponse = \"%dkB\"\nhttp = false\nload = { shape = \"%s\" }\n",
			head, i, 1+rng.IntN(150), 20+rng.IntN(300), []int{256, 512, 1024}[rng.IntN(3)], 1+rng.IntN(20), rng.IntN(90), []string{"flat", "diurnal", "campaign"}[rng.IntN(3)])
	}
	s, err := scenario.Load(fstest.MapFS{"s.toml": {Data: []byte(b.String())}}, "s.toml")
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// scenarios is a table of the scenario's workloads.
func scenarios(s *scenario.Scenario, src model.Sources) *Table {
	t := &Table{File: "folder"}
	for _, one := range s.Each() {
		t.Rows = append(t.Rows, Row{File: one.Workload.Name + ".toml", Name: one.Workload.Name, Answer: func() (*model.Comparison, error) {
			p, err := shape(one)
			if err != nil {
				return nil, err
			}
			from := src
			from.Profile = p
			return model.Compare(one, from)
		}})
	}
	return t
}

func quietly(apart bool) Options {
	return Options{Apart: apart, Progress: func(int) {}, Stop: func() error { return nil }}
}

// The same options on one account cost what a mixture says, whether graphs are
// kept or not; and what is chosen is never cheaper than the mixture's proof.
func TestOneAccountIsAMixture(t *testing.T) {
	src := sources(t)
	for seed, candidates := range []string{
		`sheets = ["scaleway-fr-par", "exoscale-ch-gva-2", "infomaniak-ch-gva-eur"]`,
		`sheets = ["aws-eu-central-1", "gcp-europe-west3", "hetzner-fsn1"]`,
		"sheets = [\"exoscale-ch-gva-2\", \"scaleway-fr-par\"]\nkinds = [\"container\", \"vm\"]",
		"sheets = [\"gcp-europe-west3\", \"gcp-europe-west1\"]",
	} {
		for _, n := range []int{3, 14} { // 14 graphs are not kept
			s := several(t, n, uint64(seed), candidates)
			mix, err := model.Mix(s, src, shape)
			if err != nil {
				t.Fatal(err)
			}
			r := newRun(scenarios(s, src), quietly(false))
			groups, a := accountOf(t, r)
			b, err := r.bill(groups, a.members, a.ways[0][0], 0)
			if err != nil {
				t.Fatal(err)
			}
			if d := b.total.Sub(mix.Together).Float(); math.Abs(d) > 0.006*float64(len(b.bills)) {
				t.Errorf("seed %d, %d workloads: together %s, the mixture %s", seed, n, b.total.Fixed(2), mix.Together.Fixed(4))
			}
			best, err := r.cheapestOf(groups, a, 0)
			if err != nil {
				t.Fatal(err)
			}
			if best.total.Less(mix.Bound.Sub(exact.One)) {
				t.Errorf("seed %d, %d workloads: %s is below the bound %s", seed, n, best.total.Fixed(2), mix.Bound.Fixed(2))
			}
			t.Logf("seed %d, %d workloads: apart %s, together %s, chosen %s (%s), mixture %s, proven %v", seed, n, mix.Apart.Fixed(2), b.total.Fixed(2), best.total.Fixed(2), best.method, mix.Total.Fixed(2), mix.Proven)
			sum := exact.Zero
			for _, x := range best.shares {
				sum = sum.Add(x)
			}
			if !sum.Equal(best.total) {
				t.Errorf("seed %d: shares add up to %s, the bills to %s", seed, sum.Fixed(2), best.total.Fixed(2))
			}
		}
	}
}

// accountOf ranks the rows and books the one account they are on.
func accountOf(t *testing.T, r *run) ([]*group, *account) {
	t.Helper()
	groups, err := r.plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		g.sides[0].users++
	}
	r.keep = len(groups) <= mostKept
	if err := r.rank(groups); err != nil {
		t.Fatal(err)
	}
	a := &account{}
	for i, g := range groups {
		if r.Results[i].Problem != "" {
			t.Fatal(r.Results[i].Problem)
		}
		for pos, row := range g.rows {
			a.members = append(a.members, member{row, i, int32(pos)})
		}
	}
	for mode := range 2 {
		a.ways[mode] = r.waysOf(groups, a.members, mode)
	}
	if err := r.book(groups, []*account{a}); err != nil {
		t.Fatal(err)
	}
	return groups, a
}
