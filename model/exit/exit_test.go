package exit

import (
	"math"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/exit/effort"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/sovereignty/lockin"
)

const base = `schema = "scenario/1"
as_of = 2026-11-23
currency = "CHF"
[workload]
requests = "1M requests/month"
duration = "100ms"
memory = "512MiB"
`

func book(t testing.TB, text string, law effort.Switching) (*Book, unit.Unit) {
	t.Helper()
	s, err := scenario.Load(fstest.MapFS{"s.toml": {Data: []byte(base + text)}}, "s.toml")
	if err != nil {
		t.Fatal(err)
	}
	chf, err := unit.Parse("CHF")
	if err != nil {
		t.Fatal(err)
	}
	table, err := lockin.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return NewBook(capacity.NewInputs(formula.New(), s), chf, table, law), chf
}

func read(t testing.TB, b *Book, p *Plan) *formula.Values {
	t.Helper()
	v, err := b.in.G.Evaluate(nil, p.Nodes()...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func plan(t testing.TB, text string, c Case, law effort.Switching) (*Plan, *formula.Values) {
	t.Helper()
	b, _ := book(t, text, law)
	p, err := b.Plan(c)
	if err != nil {
		t.Fatal(err)
	}
	return p, read(t, b, p)
}

func near(t *testing.T, what string, got exact.Num, want, tolerance float64) {
	t.Helper()
	if math.Abs(got.Float()-want) > tolerance {
		t.Errorf("%s: %g, want %g", what, got.Float(), want)
	}
}

// COCOMO oracle 3 through the graph: 10 thousand lines of which 25 % change
// (AAF 25) with AA 4, SU 30, UNFM 0.4 amount to 3.5 and take 11.66 person-months.
func TestCocomoThroughTheGraph(t *testing.T) {
	p, v := plan(t, `
[[dependency]]
name = "keys"
service = "keys-cloud-kms"
ksloc = "10"
[exit]
person_month = "20000 CHF"
`, Case{ID: "o", Kind: "vm"}, effort.Switching{Charge: effort.ChargeByContract})
	near(t, "new code", v.Of(p.Size), 3.5, 1e-9)
	near(t, "person-months", v.Of(p.Effort), 11.66, 0.005)
	near(t, "low end", v.Of(p.Low), 0.55*v.Of(p.Cost).Float(), 1e-6)
	near(t, "high end", v.Of(p.High), 1.8*v.Of(p.Cost).Float(), 1e-6)
}

// 50 TB over 60 % of 1 Gbit/s take 7.7 days, of 10 Gbit/s 18.5 hours.
func TestDataPath(t *testing.T) {
	for _, c := range []struct {
		line string
		want float64
	}{{"1 Gbit/s", 7.716}, {"10 Gbit/s", 18.5 / 24}} {
		p, v := plan(t, "[exit]\ndata = \"50TB\"\nbandwidth = \""+c.line+"\"\n", Case{ID: "o", Kind: "vm"}, effort.Switching{Charge: effort.ChargeByContract})
		near(t, c.line, v.Of(p.Paths[1].Node), c.want, 0.005)
	}
}

// A saving of 60,000 a year against an exit of 400,000 stops paying above 15 %.
func TestFlipPoint(t *testing.T) {
	b, chf := book(t, "[exit]\nconversion = \"400000 CHF\"\n", effort.Switching{Charge: effort.ChargeByContract})
	mine := b.in.G.Leaf(formula.Given, "mine", chf, formula.Leaf{Key: "mine", Value: exact.Int(1000)})
	less := b.in.G.Leaf(formula.Given, "less bound", chf, formula.Leaf{Key: "less", Value: exact.Int(6000)})
	p, err := b.Plan(Case{ID: "o", Kind: "function", Monthly: mine, Less: less, LessID: "free"})
	if err != nil {
		t.Fatal(err)
	}
	v := read(t, b, p)
	near(t, "saving", v.Of(p.Saving), 60_000, 0)
	near(t, "flip", v.Of(p.Flip), 15, 1e-9)
	near(t, "a year at 1 %", v.Of(p.Yearly), 4000, 1e-9)
	// As a formula: the same graph with twice the bill of the other option.
	n, _ := b.in.G.Find("less")
	w, err := b.in.G.Evaluate(formula.Inputs{n.Index(): exact.Int(11_000)}, p.Flip)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "flip at another price", w.Of(p.Flip), 30, 1e-9)
}

// Nothing stated is nothing known: no part is taken for 0 but what is known to be.
func TestUnknownIsNotZero(t *testing.T) {
	p, v := plan(t, "", Case{ID: "o", Kind: "function", EgressWhy: "no price"}, effort.Switching{Charge: effort.ChargeByContract})
	if got := strings.Join(p.Unknown(), "; "); got != "carrying the data out; conversion of formats, images and keys; rewriting code; running both side by side; retraining; contract penalties" {
		t.Errorf("unknown: %s", got)
	}
	for _, x := range p.Parts {
		if !x.Node.OK() && x.Why == "" {
			t.Errorf("%s is unknown without a word", x.Label)
		}
	}
	if p.Time.OK() || len(p.UnknownPaths()) != 3 {
		t.Errorf("time known: %v, unknown %v", p.Time.OK(), p.UnknownPaths())
	}
	if p.Level != 2 || p.Weighted.OK() || !v.Of(p.Coverage).IsZero() {
		t.Errorf("level %d, coverage %s", p.Level, v.Of(p.Coverage))
	}
	committed, _ := plan(t, "", Case{ID: "o", Kind: "vm", Committed: true}, effort.Switching{Charge: effort.ChargeByContract})
	if !strings.Contains(strings.Join(committed.Unknown(), " "), "unused commitments") {
		t.Error("a commitment that outlives the use was taken for nothing")
	}
}

// From 2027-01-12 a customer in the EU pays nothing for switching; one outside
// pays the list price.
func TestStatute(t *testing.T) {
	b, chf := book(t, "", effort.Switching{Charge: effort.ChargeZero, Terms: true, MaxNoticeMonths: 2, MaxTransitionDays: 30, Reference: "Art. 29"})
	egress := b.in.G.Leaf(formula.Given, "egress", chf, formula.Leaf{Key: "egress", Value: exact.Int(500)})
	p, err := b.Plan(Case{ID: "o", Kind: "vm", Egress: egress})
	if err != nil {
		t.Fatal(err)
	}
	v := read(t, b, p)
	near(t, "egress under the statute", v.Of(p.Parts[0].Node), 0, 0)
	near(t, "notice and transition", v.Of(p.Paths[0].Node), 2*30.4375+30, 1e-9)
	if name, length, ok := p.Longest(v); !ok || name != "notice and transition" || math.Abs(length.Float()-90.875) > 1e-9 {
		t.Errorf("longest %s %s %v", name, length, ok)
	}
}

// More code, a higher change share or a longer parallel run never make leaving
// cheaper or quicker; the reading keeps its bounds.
func TestMoreIsNeverLess(t *testing.T) {
	services := []string{"object-store-s3", "queue-proprietary", "workflow", "database-proprietary"}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 3).Draw(rt, "dependencies")
		text := ""
		for i := range n {
			text += "[[dependency]]\nname = \"d" + string(rune('a'+i)) + "\"\nservice = \"" + rapid.SampledFrom(services).Draw(rt, "service") + "\"\nksloc = \"" + rapid.SampledFrom([]string{"0", "0.5", "3", "20", "400"}).Draw(rt, "ksloc") + "\"\n"
		}
		exitKeys := "[exit]\nperson_month = \"20000 CHF\"\nksloc = \""
		less, v := plan(t, text+exitKeys+"5\"\n", Case{ID: "o", Kind: "function"}, effort.Switching{Charge: effort.ChargeByContract})
		more, w := plan(t, text+exitKeys+"6\"\n", Case{ID: "o", Kind: "function"}, effort.Switching{Charge: effort.ChargeByContract})
		if w.Of(more.Cost).Less(v.Of(less.Cost)) || w.Of(more.Time).Less(v.Of(less.Time)) {
			rt.Fatalf("more code is cheaper or quicker: %s", text)
		}
		if x := v.Of(less.Weighted).Float(); x < 0 || x > 100 {
			rt.Fatalf("mean by code %g", x)
		}
		if exact.Int(int64(less.Level)).Cmp(v.Of(less.Binding)) != 0 {
			rt.Fatalf("binding level %d, node %s", less.Level, v.Of(less.Binding))
		}
	})
}

func TestWrongDependenciesAreRefused(t *testing.T) {
	_, err := scenario.Load(fstest.MapFS{"s.toml": {Data: []byte(base + "[exit]\nusable = \"120%\"\nteam = \"0\"\n[[dependency]]\nlevel = 5\n")}}, "s.toml")
	for _, want := range []string{"exit.usable", "exit.team: 0 is out of range", "dependency[0].name: missing", "level 5 is not known"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no word of %q in:\n%v", want, err)
		}
	}
	b, _ := book(t, "[[dependency]]\nname = \"q\"\nservice = \"queue-propietary\"\n", effort.Switching{})
	if _, err := b.Plan(Case{Kind: "vm"}); err == nil || !strings.Contains(err.Error(), `did you mean "queue-proprietary"?`) {
		t.Error(err)
	}
}

// Figures are exactly the known ones, the sums before what they are made of;
// Nodes have the readings and hazards besides.
func TestFiguresAreTheKnownOnes(t *testing.T) {
	b, chf := book(t, "[exit]\nconversion = \"400000 CHF\"\n", effort.Switching{Charge: effort.ChargeByContract})
	mine := b.in.G.Leaf(formula.Given, "mine", chf, formula.Leaf{Key: "mine", Value: exact.Int(1000)})
	less := b.in.G.Leaf(formula.Given, "less bound", chf, formula.Leaf{Key: "less", Value: exact.Int(6000)})
	for _, x := range []struct {
		name string
		c    Case
		want func(p *Plan) []formula.Node
	}{
		{"no bill", Case{ID: "o", Kind: "function"}, func(p *Plan) []formula.Node {
			return []formula.Node{p.Cost, p.Low, p.High, p.Hazard, p.Yearly, p.Parts[1].Node, p.Parts[6].Node}
		}},
		{"a saving", Case{ID: "o", Kind: "function", Committed: true, Monthly: mine, Less: less, LessID: "free"}, func(p *Plan) []formula.Node {
			return []formula.Node{p.Cost, p.Low, p.High, p.Hazard, p.Yearly, p.Monthly, p.Saving, p.Flip, p.Parts[1].Node}
		}},
	} {
		p, err := b.Plan(x.c)
		if err != nil {
			t.Fatal(err)
		}
		want := x.want(p)
		if got := p.Figures(); !slices.Equal(got, want) {
			t.Errorf("%s: %d figures, want %d", x.name, len(got), len(want))
		}
		if got, want := p.Nodes(), append(want, p.Binding, p.Coverage, p.Hazards[0].Node); !slices.Equal(got, want) {
			t.Errorf("%s: %d nodes, want %d", x.name, len(got), len(want))
		}
	}
}
