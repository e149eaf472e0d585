package portfolio

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// structural keys change a graph, not only its inputs: solved tables depend on
// them. Rows that differ in them get a graph of their own.
var structural = map[string]bool{"workload.duration": true, "workload.init": true, "workload.keep_alive": true, "workload.concurrency": true,
	"workload.provisioned": true, "workload.max_instances": true, "workload.services": true}

// column is one key of the table.
type column struct {
	key   string       // in full
	node  formula.Node // of the template; a zero Node for keys that are words
	fixed bool         // the key is structural: a graph holds one value of it
	alone bool         // a price or rate: rows that set it have a bill of their own
	fits  []exact.Num  // sizes above which some product does not take the workload
}

const durationKey = "workload.duration"

// Durations beyond so many different ones are read between two solved graphs,
// perDecade of them per power of ten.
const (
	mostDurations = 24
	perDecade     = 12
)

// plan sorts the rows into groups that share a graph.
func (r *run) plan(build Build) ([]*group, error) {
	if len(r.Table.Rows) > 0 && r.Table.Rows[0].Answer != nil {
		var groups []*group
		for i, row := range r.Table.Rows {
			groups = append(groups, &group{rows: []int{i}, sides: []*side{{answer: row.Answer}}})
		}
		return groups, nil
	}
	base, err := build(nil, nil)
	if err != nil {
		return nil, err
	}
	r.Template = base
	cols, err := columns(r.Table, base)
	if err != nil {
		return nil, err
	}
	r.cols = cols
	p := &planner{run: r, base: base, cols: cols, build: build, sides: map[string]*side{}, groups: map[string]*group{}, families: map[string]*family{}}
	p.duration = slices.IndexFunc(cols, func(c column) bool { return c.key == durationKey && c.fixed })
	p.between = p.duration >= 0 && p.distinct(p.duration) > mostDurations
	for i, row := range r.Table.Rows {
		p.place(i, row)
	}
	// Neighbours share a graph: one after the other, it is held shortly.
	slices.SortStableFunc(p.order, func(a, b *group) int { return cmp.Compare(a.low, b.low) })
	return p.order, nil
}

type planner struct {
	run      *run
	base     *model.Comparison
	cols     []column
	build    Build
	duration int  // its column, or -1
	between  bool // durations are read between two graphs

	sides    map[string]*side
	groups   map[string]*group
	families map[string]*family
	order    []*group
}

func (p *planner) distinct(col int) int {
	seen := map[string]bool{}
	for _, r := range p.run.Table.Rows {
		seen[r.Values[col]] = true
	}
	return len(seen)
}

// place puts a row into its group.
func (p *planner) place(i int, row Row) {
	var key, kin strings.Builder // of the group, and of its family: without the duration
	var set []scenario.Setting
	low, high := 0, 0 // of the duration, in steps of perDecade
	between := false
	for k, c := range p.cols {
		text := row.Values[k]
		switch {
		case k == p.duration && p.between && text != "":
			if x, err := p.base.AxisValue(c.node, text); err == nil && x.Sign() > 0 {
				at := math.Log10(x.Float()) * perDecade
				low, high, between = int(math.Floor(at)), int(math.Ceil(at)), true
				fmt.Fprintf(&key, "%d\x00%d\x00", low, c.class(x))
				fmt.Fprintf(&kin, "%d\x00", c.class(x))
				continue
			}
		case len(c.fits) > 0 && !c.fixed && text != "":
			if x, err := p.base.AxisValue(c.node, text); err == nil {
				if n := c.class(x); n != c.class(leafValue(c.node)) {
					fmt.Fprintf(&key, "fits %d", n)
					fmt.Fprintf(&kin, "fits %d", n)
					set = append(set, p.setting(c, text))
				}
			}
		}
		if c.fixed || !c.node.OK() {
			key.WriteString(text)
			kin.WriteString(text)
			if text != "" {
				set = append(set, p.setting(c, text))
			}
		}
		key.WriteByte(0)
		kin.WriteByte(0)
	}
	f := p.family(kin.String(), set)
	f.rows = append(f.rows, i)
	g := p.groups[key.String()]
	if g == nil {
		g = &group{family: f, sides: []*side{p.side(f, set)}}
		if between {
			p.run.Between = true
			g = &group{family: f, spread: p.duration + 1, low: step(low).Float(), sides: []*side{p.own(f, row.Values[p.duration])}, near: []*side{p.solved(f, low)}}
			if high > low {
				g.high, g.near = step(high).Float(), append(g.near, p.solved(f, high))
			}
		}
		p.groups[key.String()], p.order = g, append(p.order, g)
	}
	g.rows = append(g.rows, i)
}

// setting is the key as a scenario takes it; what cannot be read there is told
// when the graph is built.
func (p *planner) setting(c column, text string) scenario.Setting {
	if c.node.OK() && checkUnit(c.node, text) == nil {
		if s, err := p.base.Setting(c.key, text); err == nil {
			return s
		}
	}
	return scenario.Setting{Key: c.key, Value: text}
}

// step is a solved duration in seconds.
func step(n int) exact.Num {
	f := math.Pow(10, float64(n)/perDecade)
	q, _ := exact.FromFloat(f)
	return q.Round(6 - int(math.Floor(math.Log10(f))))
}

// family is that of rows with these settings.
func (p *planner) family(key string, set []scenario.Setting) *family {
	f := p.families[key]
	if f == nil {
		build, base := p.build, p.base // not p: it holds every graph
		f = &family{key: key, set: set, cols: p.cols, build: func(set []scenario.Setting, sizes model.Sizes) (*model.Comparison, error) {
			if len(set) == 0 && sizes == nil {
				return base, nil
			}
			return build(set, sizes)
		}}
		p.families[key] = f
	}
	return f
}

// solved is the graph at one of the steps. Only what tables are solved for is read
// from it, so it has no servers whose size is the engine's choice.
func (p *planner) solved(f *family, n int) *side {
	return p.moving(f, step(n).Decimal(12).String()+"s", "solved", func(set []scenario.Setting) (*model.Comparison, error) {
		if f.latency {
			return f.answer(set, f.sizes)
		}
		return f.answer(set, model.Sizes{})
	})
}

// own is the family's graph for everything that no table is solved for. The
// duration is one of its rows': products take all of them or none.
func (p *planner) own(f *family, duration string) *side {
	if old := p.sides[f.key+"own"]; old != nil {
		return old
	}
	return p.moving(f, p.setting(p.cols[p.duration], duration).Value, "own", func(set []scenario.Setting) (*model.Comparison, error) { return f.answer(set, f.sizes) })
}

func (p *planner) moving(f *family, duration, what string, answer func([]scenario.Setting) (*model.Comparison, error)) *side {
	key := f.key + what
	if what == "solved" {
		key += duration
	}
	if old := p.sides[key]; old != nil {
		return old
	}
	set := append(slices.Clone(f.set), scenario.Setting{Key: durationKey, Value: duration})
	s := &side{cols: p.cols, family: f, moving: true, part: what == "solved", answer: func() (*model.Comparison, error) { return answer(set) }}
	p.sides[key] = s
	return s
}

// side is the graph of the settings; groups that need the same one share it.
func (p *planner) side(f *family, set []scenario.Setting) *side {
	key := fmt.Sprintf("%s%q", f.key, set)
	if old := p.sides[key]; old != nil {
		return old
	}
	s := &side{cols: p.cols, family: f, answer: func() (*model.Comparison, error) { return f.answer(set, f.sizes) }}
	p.sides[key] = s
	return s
}

// class is how many of the products' limits lie below a size.
func (c column) class(x exact.Num) int {
	n := 0
	for _, f := range c.fits {
		if f.Less(x) {
			n++
		}
	}
	return n
}

func leafValue(n formula.Node) exact.Num {
	l, _ := n.Leaf()
	return l.Value
}

// columns finds every key in the template; all that are wrong are told at once.
func columns(t *Table, base *model.Comparison) ([]column, error) {
	var out []column
	var wrong []string
	tables := false
	for i := range base.Graph.Len() {
		tables = tables || base.Graph.At(i).Op() == formula.Lookup
	}
	seen := map[string]bool{}
	for _, k := range t.Keys {
		c := column{key: k}
		n, err := base.Axis(k)
		switch {
		case err == nil:
			l, _ := n.Leaf()
			c.key, c.node = l.Key, n
			c.fixed = structural[l.Key] && tables
			c.alone = strings.ContainsAny(l.Key, "#/") || l.Key == "month" || strings.HasPrefix(l.Key, "vat.")
			c.fits = fits(base, l.Key)
		case !strings.Contains(k, "."):
			wrong = append(wrong, fmt.Sprintf("%s:1: column %q: %s", t.File, clip(k), columnHint(k, base, err)))
		}
		if seen[c.key] {
			wrong = append(wrong, fmt.Sprintf("%s:1: column %q stands twice; remove one", t.File, clip(k)))
		}
		seen[c.key] = true
		out = append(out, c)
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(wrong, "\n"))
	}
	return out, nil
}

// columnHint says what to do about a name that is no key.
func columnHint(k string, base *model.Comparison, err error) string {
	switch strings.ToLower(k) {
	case "currency":
		return fmt.Sprintf("a portfolio has one currency, the template's (%s); prices of others are converted by its [[fx]]; remove the column", base.Currency())
	case "":
		return "has no name; name a key of a scenario, for example requests, or remove the column"
	}
	return err.Error()
}

// fits are the sizes at which some product stops taking the workload. Options
// that the template pins are taken as they are.
func fits(base *model.Comparison, key string) []exact.Num {
	limit := map[string]string{"workload.memory": "max_memory", durationKey: "max_duration", "workload.vcpu": "max_vcpu"}[key]
	if limit == "" || len(base.Scenario.Options) > 0 {
		return nil
	}
	var out []exact.Num
	for _, s := range base.Library.Sheets() {
		for _, p := range s.Products {
			if q, err := unit.ParseQuantity(p.Limits[limit]); err == nil {
				out = append(out, q.Base())
			}
		}
	}
	slices.SortFunc(out, exact.Num.Cmp)
	return slices.CompactFunc(out, exact.Num.Equal)
}

// checkUnit refuses a bare number where a unit is needed. A number of requests
// is a count and needs none.
func checkUnit(n formula.Node, text string) error {
	if last := text[len(text)-1]; last != '.' && (last < '0' || last > '9') {
		return nil
	}
	q, err := unit.ParseQuantity(text)
	if l, _ := n.Leaf(); err != nil || q.Unit.Dim != unit.Pure || slices.Contains([]unit.Dim{unit.Pure, "request", "request/month"}, n.Unit().Dim) || strings.HasPrefix(l.Key, "fx.") {
		return nil
	}
	return fmt.Errorf("%q has no unit; write for example %q", text, text+" "+n.Unit().Name)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
