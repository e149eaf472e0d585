package portfolio

import (
	"slices"
	"sync"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/formula"
)

// family are rows that share everything but figures. Each of them has servers of
// its own best size, chosen as a comparison chooses; its graphs hold every size
// that one of the rows needs.
type family struct {
	key   string // what its rows have in common
	set   []scenario.Setting
	build Build
	cols  []column
	rows  []int // of the table

	lock    sync.Mutex
	ready   bool
	err     error
	latency bool          // replicas are read from a table that is solved for the duration
	sizing  *model.Sizing // nil where every size is pinned
	sizes   model.Sizes
	choice  []uint16           // per row and place of the sizing
	terms   []scenario.Setting // the smallest workload: every size a row needs carries it
}

// prepare chooses sizes for all rows, once.
func (f *family) prepare(r *run) error {
	f.lock.Lock()
	defer f.lock.Unlock()
	if !f.ready {
		f.ready = true
		f.err = f.choose(r)
	}
	return f.err
}

func (f *family) choose(r *run) error {
	root, err := f.build(f.set, nil)
	if err != nil {
		return err
	}
	f.terms, f.latency = f.smallest(r, root), root.Scenario.Sizing.Latency.IsSet()
	var keys []string
	var cols []int
	for i, c := range f.cols {
		if c.node.OK() {
			keys, cols = append(keys, c.key), append(cols, i)
		}
	}
	if f.sizing, err = root.NewSizing(keys); err != nil || f.sizing == nil {
		return err
	}
	n := len(f.sizing.Places)
	f.choice = make([]uint16, n*len(f.rows))
	blocks := (len(f.rows) + blockRows - 1) / blockRows
	errs := make([]error, blocks)
	each(blocks, func(_, b int) {
		z := f.sizing.Sizer()
		values := make([]float64, len(keys))
		for k := b * blockRows; k < min((b+1)*blockRows, len(f.rows)) && r.o.Stop() == nil && errs[b] == nil; k++ {
			for i, col := range cols {
				values[i] = f.value(root, f.cols[col], r.Table.Rows[f.rows[k]].Values[col])
			}
			errs[b] = z.Choose(func(key int) float64 { return values[key] }, f.choice[k*n:(k+1)*n])
		}
	})
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	f.gather()
	return nil
}

// value is a cell in base units; what cannot be read is told when the row is
// ranked.
func (f *family) value(root *model.Comparison, c column, text string) float64 {
	if text != "" {
		if x, err := root.AxisValue(c.node, text); err == nil {
			return x.Float()
		}
	}
	if n, ok := root.Graph.Find(c.key); ok {
		return leafValue(n).Float()
	}
	return leafValue(c.node).Float()
}

// packed are the inputs that decide whether a server carries an instance at all.
var packed = []string{"workload.memory", "workload.vcpu", "sizing.pod_memory"}

// smallest is the workload that fits wherever one of the rows does.
func (f *family) smallest(r *run, root *model.Comparison) []scenario.Setting {
	var out []scenario.Setting
	for i, c := range f.cols {
		if !slices.Contains(packed, c.key) || !c.node.OK() {
			continue
		}
		n, ok := root.Graph.Find(c.key)
		if !ok {
			continue
		}
		least := leafValue(n)
		for _, row := range f.rows {
			if x, err := root.AxisValue(n, r.Table.Rows[row].Values[i]); err == nil && x.Sign() > 0 && x.Less(least) {
				least = x
			}
		}
		q, _ := least.Quo(n.Unit().Factor)
		out = append(out, scenario.Setting{Key: c.key, Value: formula.Text(q) + " " + n.Unit().Name})
	}
	return out
}

// answer is a graph with these sizes.
func (f *family) answer(set []scenario.Setting, sizes model.Sizes) (*model.Comparison, error) {
	if f.sizes == nil {
		return f.build(set, nil)
	}
	all := slices.Clone(f.terms)
	for _, s := range set {
		if !slices.ContainsFunc(all, func(t scenario.Setting) bool { return t.Key == s.Key }) {
			all = append(all, s)
		}
	}
	return f.build(all, sizes)
}

// gather lists the sizes that some row needs, in the order of the sheets.
func (f *family) gather() {
	n := len(f.sizing.Places)
	f.sizes = model.Sizes{}
	for p, place := range f.sizing.Places {
		need := make([]bool, len(f.sizing.IDs[p]))
		for k := range f.rows {
			if at := f.choice[k*n+p]; at != model.NoSize {
				need[at] = true
			}
		}
		for i, id := range f.sizing.IDs[p] {
			if need[i] {
				f.sizes[place] = append(f.sizes[place], id)
			}
		}
	}
}

// slot is where an option's size stands among the choices; place -1 for options
// whose size nobody chooses.
func (f *family) slot(o *model.Option) (place int, size uint16) {
	if f == nil || f.sizing == nil || !o.Sized {
		return -1, 0
	}
	place = slices.Index(f.sizing.Places, model.SizePlace{Sheet: o.Sheet.ID, Cluster: o.Nodes != nil})
	if place < 0 {
		return -1, 0
	}
	id := o.Product.ID
	if o.Nodes != nil {
		id = o.Nodes.ID
	}
	return place, uint16(slices.Index(f.sizing.IDs[place], id))
}

// chosen are the sizes of a row, by place.
func (f *family) chosen(row int) []uint16 {
	if f == nil || f.sizing == nil {
		return nil
	}
	k, _ := slices.BinarySearch(f.rows, row)
	n := len(f.sizing.Places)
	return f.choice[k*n : (k+1)*n]
}
