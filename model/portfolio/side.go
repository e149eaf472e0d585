package portfolio

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/fast"
	"github.com/sovcost/sovcost/pricing/unit"
)

// side is one graph with its programs: the ranking of all options, and per option
// what it brings onto an account. After prepare the graph does not change, so
// several groups read it at once.
type side struct {
	answer func() (*model.Comparison, error)
	cols   []column
	family *family // nil for a scenario of its own
	moving bool    // rows differ in duration; the tables hold still
	part   bool    // it has not all options, so it may lack inputs

	users   int // groups that have not released it
	lock    sync.Mutex
	ready   bool
	err     error
	c       *model.Comparison
	nodes   []formula.Node // of the columns that are inputs, in this graph
	at      []int          // their places in a row
	options []*offer
	program *fast.Program
	roots   int
	zero    formula.Node
	owner   []int   // per root: the option it belongs to, or -1
	rootsOf [][]int // per option: its roots
	limits  []limit
}

// offer is an option that has a price.
type offer struct {
	*model.Option
	choice   *Choice
	metering *model.Metering // nil where it is billed alone
	cluster  string          // sheet and orchestrator, where it has one and may share it
	marginal int             // root of the program
	once     float64         // what its cluster costs besides; of the template
	place    int             // of its size among the family's choices, -1 for a size that is given
	size     uint16

	lock  sync.Mutex
	books *fast.Program // see books.go
}

// sizeID tells options of one name and several sizes apart.
func (o *offer) sizeID() string {
	id := o.ID + "\x00"
	if o.Product != nil {
		id += o.Product.ID
	}
	if o.Nodes != nil {
		id += "\x00" + o.Nodes.ID
	}
	return id
}

// limit is a size above which an option is not sold; value and max are roots of
// the program.
type limit struct{ option, value, max int }

// Roots of the ranking: the requests, then the total of every option.
const firstTotal = 1

// prepare builds graph and program, once.
func (s *side) prepare(r *run) error {
	if s.family != nil {
		if err := s.family.prepare(r); err != nil {
			return err
		}
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if !s.ready {
		s.ready = true
		if s.c, s.err = s.answer(); s.err == nil {
			s.err = s.compile(r.Apart)
		}
	}
	return s.err
}

// release lets go of the graph once the last group has; prepare builds it again.
func (s *side) release() {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.users--; s.users > 0 {
		return
	}
	s.ready, s.err, s.c, s.nodes, s.at, s.options, s.program, s.roots, s.owner, s.rootsOf, s.limits, s.zero = false, nil, nil, nil, nil, nil, nil, 0, nil, nil, nil, formula.Node{}
}

func (s *side) compile(apart bool) error {
	c := s.c
	for i, col := range s.cols {
		if !col.node.OK() || col.fixed && !(s.moving && col.key == durationKey) {
			continue
		}
		n, ok := c.Graph.Find(col.key)
		if !ok && s.part {
			continue
		}
		if !ok {
			return fmt.Errorf("column %s is not an input here", col.key)
		}
		s.nodes, s.at = append(s.nodes, n), append(s.at, i)
	}
	roots := []formula.Node{c.Demand.Requests}
	for _, o := range c.Options {
		if len(o.LastingGaps()) == 0 && o.Total.OK() {
			x := &offer{Option: o, choice: choiceOf(o)}
			x.place, x.size = s.family.slot(o)
			s.options = append(s.options, x)
		}
	}
	slices.SortFunc(s.options, func(a, b *offer) int { return strings.Compare(a.sizeID(), b.sizeID()) }) // the same places on every side
	s.owner = []int{-1}
	for i, o := range s.options {
		o.marginal = firstTotal + i
		roots, s.owner = append(roots, o.Total), append(s.owner, i)
	}
	if len(s.options) == 0 {
		return errors.New("no option has a price")
	}
	if !apart {
		more, err := s.together(len(roots))
		if err != nil {
			return err
		}
		roots = append(roots, more...)
	}
	for i, o := range s.options {
		for _, l := range o.Limits {
			s.limits = append(s.limits, limit{i, len(roots), len(roots) + 1})
			roots, s.owner = append(roots, l.Value, l.Max), append(s.owner, i, i)
		}
	}
	s.rootsOf = make([][]int, len(s.options))
	for r, o := range s.owner {
		if o >= 0 {
			s.rootsOf[o] = append(s.rootsOf[o], r)
		}
	}
	var err error
	s.roots = len(roots)
	s.program, err = fast.Compile(c.Graph, roots, s.nodes)
	return err
}

func choiceOf(o *model.Option) *Choice {
	return &Choice{ID: o.ID, Kind: o.Kind, Provider: o.Provider, Region: o.Region, Country: o.Country, Verdict: o.Verdict().String()}
}

// together builds what shared accounts need: the readings of every option and
// what it adds to an account that stands. Options that share nothing keep their
// own bill.
func (s *side) together(next int) ([]formula.Node, error) {
	s.zero = s.c.Graph.Leaf(formula.Assumed, "nothing", unit.None, formula.Leaf{Key: "const:nothing", Reason: "where an option brings no figure of a kind"})
	var roots, fixed []formula.Node
	var of []*offer
	for i, o := range s.options {
		m, err := s.c.Metering(o.Option)
		if err != nil {
			if s.c.Graph.Err() != nil {
				return nil, err
			}
			continue
		}
		cost, once, err := s.c.Marginal(o.Option)
		if err != nil {
			return nil, err
		}
		if !cost.OK() {
			continue
		}
		o.metering, o.marginal = m, next+len(roots)
		roots, s.owner = append(roots, cost), append(s.owner, i)
		if m.Cluster != nil {
			o.cluster = o.Sheet.ID + " " + o.Product.ID
			if once.OK() {
				fixed, of = append(fixed, once), append(of, o)
			}
		}
	}
	v, err := s.c.Graph.Evaluate(nil, fixed...)
	if err != nil {
		return nil, err
	}
	for i, o := range of {
		o.once = v.Base(fixed[i]).Float()
	}
	return roots, nil
}

// inputs reads the row's cells; each problem names its column.
func (s *side) inputs(r Row) (formula.Inputs, error) {
	in := formula.Inputs{}
	for v, n := range s.nodes {
		text := r.Values[s.at[v]]
		if text == "" {
			continue
		}
		x, err := s.c.AxisValue(n, text)
		if err == nil {
			err = checkUnit(n, text)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %v", s.cols[s.at[v]].key, err)
		}
		if x.Sign() < 0 {
			return nil, fmt.Errorf("%s: %q is negative", s.cols[s.at[v]].key, clip(text))
		}
		in[n.Index()] = x
	}
	return in, nil
}

// values writes a row's inputs into the columns of the fast reader.
func (s *side) values(in formula.Inputs, to [][]float64, k int) {
	for v, n := range s.nodes {
		x, ok := in[n.Index()]
		if !ok {
			x = leafValue(n)
		}
		to[v][k] = x.Float()
	}
}

// from picks the side's inputs out of the columns of another.
func (s *side) from(other *side, values [][]float64) [][]float64 {
	out := make([][]float64, len(s.at))
	for i, col := range s.at {
		out[i] = values[slices.Index(other.at, col)]
	}
	return out
}

// cell is the value of a column in a row, in base units.
func (s *side) cell(in formula.Inputs, col int) exact.Num {
	for v, at := range s.at {
		if at == col {
			if x, ok := in[s.nodes[v].Index()]; ok {
				return x
			}
			return leafValue(s.nodes[v])
		}
	}
	return exact.Zero
}
