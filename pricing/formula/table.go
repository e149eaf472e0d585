package formula

import (
	"errors"
	"sort"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

// TableMode says how a table is read between its points.
type TableMode uint8

const (
	// StepUp takes the value of the first point that is not below the input:
	// a disk of 33 GiB is billed as the next size. It is continuous from the
	// left: at a point the point's own value holds.
	StepUp TableMode = iota + 1
	// Linear joins the points with straight lines.
	Linear
)

// String is the mode's name as it stands in JSON.
func (m TableMode) String() string {
	if m == Linear {
		return "linear"
	}
	return "step_up"
}

// Point is one point of a table, in base units.
type Point struct{ X, Y exact.Num }

// Table is a computed or listed function of one input: size steps of a price
// list, or the points at which the engine solved a model that has no formula.
// Below the first and above the last point the nearest value holds; Domain says
// in words what that means for the figure.
//
// Every reader reads this same table, so workbook and engine agree to the cent;
// the base case should be one of its points.
type Table struct {
	ID     string // stable name, for sheets and JSON
	Title  string
	X, Y   unit.Unit
	Mode   TableMode
	Points []Point
	Method string // how the values were found
	Domain string // what lies outside the points
	// Fixed are the keys of inputs the values were solved for besides X: along
	// those the table stays as it is, and whoever varies one should say so.
	Fixed []string
}

func (t *Table) check() error {
	if len(t.Points) == 0 {
		return errors.New("the table has no points")
	}
	for i := 1; i < len(t.Points); i++ {
		if !t.Points[i-1].X.Less(t.Points[i].X) {
			return errors.New("the table's points must rise")
		}
	}
	return nil
}

// Read is the table's value at x, both in base units.
func (t *Table) Read(x exact.Num) exact.Num {
	i := sort.Search(len(t.Points), func(i int) bool { return !t.Points[i].X.Less(x) })
	if i == len(t.Points) {
		return t.Points[i-1].Y
	}
	p := t.Points[i]
	if t.Mode == StepUp || i == 0 || p.X.Equal(x) {
		return p.Y
	}
	q := t.Points[i-1]
	share, _ := x.Sub(q.X).Quo(p.X.Sub(q.X))
	return q.Y.Add(p.Y.Sub(q.Y).Mul(share))
}
