package exit

import (
	"fmt"
	"math"
	"slices"

	"github.com/sovcost/sovcost/model/exit/effort"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/sovereignty/lockin"
)

// Dependency is one thing the option is bound to.
type Dependency struct {
	Name       string
	Service    string
	Level      int
	Words      string // what the level means
	Substitute string
	KSLOC      formula.Node // zero Node: nobody said how much code touches it
	Change     formula.Node // share of that code to change
	Source     string
}

// Portability is how hard a runtime with its dependencies is to leave: two
// readings, never one number, and how much of it is known.
type Portability struct {
	Runtime      string
	Dependencies []Dependency
	Level        int          // the binding level: the highest of all
	Binding      formula.Node // the same as a node
	Weighted     formula.Node // mean level by code, 0 to 100 %; zero Node without any code stated
	Coverage     formula.Node // share of the dependencies whose code is stated
	Size         formula.Node // thousand lines of new code the change amounts to; zero Node when unknown
	Effort       formula.Node // person-months; zero Node when unknown
	Calendar     formula.Node // months the rewrite takes
}

// runtimeService is the kind of service each runtime is.
func runtimeService(kind string, orchestrated bool) string {
	switch {
	case kind == "function":
		return "function-http"
	case kind == "container" && orchestrated:
		return "container-kubernetes"
	case kind == "container":
		return "container-paas"
	}
	return "vm-image"
}

// Portability is the reading for a kind of option; it is built once per runtime.
func (b *Book) Portability(kind string, orchestrated bool) (*Portability, error) {
	service := runtimeService(kind, orchestrated)
	key := kind + " " + service
	if p, ok := b.runtimes[key]; ok {
		return p, nil
	}
	s, err := b.table.Service(service)
	if err != nil {
		return nil, err
	}
	p := &Portability{Runtime: s.Label}
	runtime := b.dependency("runtime", s.Label, s)
	if b.in.S.Exit.KSLOC.IsSet() {
		runtime.KSLOC = b.number("exit.ksloc", "code that touches the runtime", b.in.S.Exit.KSLOC, "0", "")
	}
	p.Dependencies = append(p.Dependencies, runtime)
	for i, d := range b.in.S.Dependency {
		if len(d.Kinds) > 0 && !slices.Contains(d.Kinds, kind) {
			continue
		}
		x, err := b.stated(fmt.Sprintf("dependency[%d]", i), d)
		if err != nil {
			return nil, err
		}
		p.Dependencies = append(p.Dependencies, x)
	}
	b.readings(p)
	b.rewrite(p)
	b.runtimes[key] = p
	return p, nil
}

func (b *Book) dependency(name, label string, s lockin.Service) Dependency {
	return Dependency{Name: name, Service: s.ID, Level: s.Level, Words: b.table.LevelLabel(s.Level), Substitute: s.Substitute, Source: s.Reference,
		Change: b.in.G.Leaf(formula.Listed, "share of the code to change, "+label, perCent, formula.Leaf{Key: "lockin." + s.ID + ".change", File: "lock-in levels",
			Value: share(s.ChangeLow, s.ChangeHigh).Mul(exact.Int(100)), Source: formula.Source{Title: s.Reference, AsOf: s.AsOf.String(), Confidence: s.Confidence}})}
}

// stated is a dependency the scenario writes out.
func (b *Book) stated(key string, d *scenario.Dependency) (Dependency, error) {
	x := Dependency{Name: d.Name}
	if d.Service != "" {
		s, err := b.table.Service(d.Service)
		if err != nil {
			return x, b.in.S.Doc.Problem(key+".service", err.Error(), "")
		}
		x = b.dependency(d.Name, s.Label, s)
		x.Name = d.Name
	}
	if d.Level != nil {
		x.Level, x.Words, x.Source = *d.Level, b.table.LevelLabel(*d.Level), "stated in the scenario"
	}
	if d.KSLOC.IsSet() {
		x.KSLOC = b.number("dependency."+d.Name+".ksloc", "code that touches "+d.Name, d.KSLOC, "0", "")
	}
	return x, nil
}

// readings are the binding level, the mean by code and the coverage.
func (b *Book) readings(p *Portability) {
	g := b.in.G
	var levels, weighted, weights []formula.Node
	known := 0
	for _, d := range p.Dependencies {
		p.Level = max(p.Level, d.Level)
		level := g.Leaf(formula.Listed, "lock-in level of "+d.Name, unit.None, formula.Leaf{Key: "lockin.level." + p.Runtime + "." + d.Name, File: "lock-in levels", Value: exact.Int(int64(d.Level)),
			Source: formula.Source{Title: d.Source, Confidence: "low"}})
		levels = append(levels, level)
		if d.KSLOC.OK() {
			known++
			weights = append(weights, d.KSLOC)
			weighted = append(weighted, g.Product("level × code of "+d.Name, level, d.KSLOC))
		}
	}
	p.Binding = g.Max("binding lock-in level", levels...)
	n, _ := exact.Int(int64(known)).Quo(exact.Int(int64(len(p.Dependencies))))
	p.Coverage = g.Leaf(formula.Solved, "dependencies whose code is stated", perCent, formula.Leaf{Value: n.Mul(exact.Int(100)), Reason: "counted"})
	if known == 0 {
		return
	}
	least := b.constant("1/1000", "a thousandth of a thousand lines", "keeps the mean from dividing by nothing")
	mean := g.Quotient("mean level", g.Sum("level × code", weighted...), g.Max("code, at least a line", g.Sum("code", weights...), least))
	p.Weighted = g.Quotient("lock-in by code", mean, b.constant("4", "highest level", "levels go from 0 to 4")).As(perCent)
}

// rewrite is the effort of changing the code: COCOMO II's reuse model with the
// change share of the lock-in table for design, code and integration alike.
func (b *Book) rewrite(p *Portability) {
	g, x := b.in.G, b.in.S.Exit
	aa := b.number("exit.assessment", "assessment (AA)", x.Assessment, "4", "COCOMO II scale 0 to 8; the middle")
	su := b.number("exit.understanding", "understanding (SU)", x.Understanding, "30", "COCOMO II scale 10 to 50; nominal")
	unfm := b.number("exit.unfamiliarity", "unfamiliarity (UNFM)", x.Unfamiliarity, "0.4", "COCOMO II scale 0 to 1; somewhat familiar")
	hundred := b.constant("100", "100", "COCOMO II counts in percent")
	var sizes []formula.Node
	for _, d := range p.Dependencies {
		if !d.KSLOC.OK() || !d.Change.OK() {
			continue
		}
		aaf := g.Product("share to change, in percent (AAF)", d.Change, hundred)
		bend := g.Min("at most 1", g.Quotient("AAF ÷ 50", aaf, b.constant("50", "50", "COCOMO II: the penalty grows up to AAF 50")), b.constant("1", "1", "COCOMO II: above AAF 50 the penalty stays"))
		aam := g.Quotient("effort of a changed line against a new one (AAM)", g.Sum("AA + AAF + penalty", aa, aaf, g.Product("SU × UNFM × bend", su, unfm, bend)), hundred)
		sizes = append(sizes, g.Product("new code that "+d.Name+" amounts to", d.KSLOC, aam))
	}
	if len(sizes) == 0 {
		return
	}
	p.Size = g.Sum("new code the change amounts to, thousand lines", sizes...)
	v, err := g.Evaluate(nil, p.Size)
	if err != nil {
		return
	}
	pm, calendar := b.tables(v.Of(p.Size))
	p.Effort = g.Lookup("person-months", unit.None, p.Size, pm)
	p.Calendar = g.Lookup("calendar months", unit.None, p.Size, calendar)
}

// tables are COCOMO's power laws as points: four a decade, and the base case
// itself, so that there the figure is the formula's own.
func (b *Book) tables(base exact.Num) (months, schedule *formula.Table) {
	points := []exact.Num{exact.Zero, base}
	for e := -12; e <= 20; e++ {
		points = append(points, digits(math.Pow(10, float64(e)/4)))
	}
	slices.SortFunc(points, exact.Num.Cmp)
	points = slices.CompactFunc(points, exact.Num.Equal)
	const domain = "straight lines between the points, up to 100 million lines"
	months = &formula.Table{ID: "person-months", Title: "person-months by thousand lines", X: unit.None, Y: unit.None, Mode: formula.Linear, Method: "COCOMO II: 2.94 × KSLOC^1.0997 (nominal project)", Domain: domain}
	schedule = &formula.Table{ID: "calendar-months", Title: "calendar months by thousand lines", X: unit.None, Y: unit.None, Mode: formula.Linear, Method: "COCOMO II: 3.67 × PM^0.318 (nominal project)", Domain: domain}
	for _, x := range points {
		pm, err := effort.Nominal().PersonMonths(x.Float())
		if err != nil {
			continue
		}
		cal, err := effort.Nominal().ScheduleMonths(pm)
		if err != nil {
			continue
		}
		months.Points = append(months.Points, formula.Point{X: x, Y: digits(pm)})
		schedule.Points = append(schedule.Points, formula.Point{X: x, Y: digits(cal)})
	}
	return months, schedule
}

// digits keeps nine decimals of a solved figure.
func digits(f float64) exact.Num {
	q, ok := exact.FromFloat(f)
	if !ok {
		return exact.Zero
	}
	return q.Round(9)
}
