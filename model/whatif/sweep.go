package whatif

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// MostCells bounds a sweep: points times options.
const MostCells = 2_000_000

// Axis is one input of a sweep with its values.
type Axis struct {
	Key    string
	Node   formula.Node
	Values []exact.Num // base units, rising
}

// ParseAxis reads "requests=1M requests/month..100M requests/month:20", or with
// plain numbers in the input's own unit, or multiples: "requests=x0.1..x10:20".
func ParseAxis(c *model.Comparison, text string) (Axis, error) {
	key, span, ok := strings.Cut(text, "=")
	if !ok {
		return Axis{}, fmt.Errorf("--sweep %q: write key=from..to:steps, for example requests=x0.5..x4:8", text)
	}
	n, err := c.Axis(strings.TrimSpace(key))
	if err != nil {
		return Axis{}, fmt.Errorf("--sweep: %w", err)
	}
	i := strings.LastIndexByte(span, ':')
	if i < 0 {
		return Axis{}, fmt.Errorf("--sweep %q: say how many steps, for example %s:10", text, text)
	}
	steps, err := strconv.Atoi(strings.TrimSpace(span[i+1:]))
	if err != nil || steps < 1 || steps > 100_000 {
		return Axis{}, fmt.Errorf("--sweep %q: %q steps are not possible; from 1 to 100000 are", text, span[i+1:])
	}
	lo, hi, ok := strings.Cut(span[:i], "..")
	if !ok {
		return Axis{}, fmt.Errorf("--sweep %q: write the range as from..to", text)
	}
	from, err := c.AxisValue(n, lo)
	if err != nil {
		return Axis{}, fmt.Errorf("--sweep %s: %w", key, err)
	}
	to, err := c.AxisValue(n, hi)
	if err != nil {
		return Axis{}, fmt.Errorf("--sweep %s: %w", key, err)
	}
	if from.Sign() < 0 || !from.Less(to) {
		return Axis{}, fmt.Errorf("--sweep %q: the range must begin at zero or above and rise", text)
	}
	l, _ := n.Leaf()
	a := Axis{Key: l.Key, Node: n}
	for k := range steps + 1 {
		share, _ := exact.Frac(int64(k), int64(steps))
		a.Values = append(a.Values, from.Add(to.Sub(from).Mul(share)))
	}
	return a, nil
}

// Cell is one point of a sweep: what every option costs there.
type Cell struct {
	At    []exact.Num // one value per axis, base units
	Costs []exact.Num // in the order of Options
	Best  int
}

// Sweep reads the options at every combination of one or two axes, exactly. An
// option that has no cost at one of them is not among those it returns.
func Sweep(c *model.Comparison, axes []Axis) ([]*model.Option, []Cell, error) {
	options := Options(c)
	if len(options) == 0 {
		return nil, nil, errNoOption
	}
	n := len(options)
	for _, a := range axes {
		n *= len(a.Values)
	}
	if n > MostCells {
		return nil, nil, fmt.Errorf("%d readings are more than the %d this may take; use fewer steps or options", n, MostCells)
	}
	points := [][]exact.Num{nil}
	for _, a := range axes {
		var next [][]exact.Num
		for _, p := range points {
			for _, v := range a.Values {
				next = append(next, append(append([]exact.Num{}, p...), v))
			}
		}
		points = next
	}
	changed := make([]formula.Inputs, len(points))
	for k, p := range points {
		changed[k] = formula.Inputs{}
		for i, a := range axes {
			changed[k][a.Node.Index()] = p[i]
		}
	}
	options, all, err := Carried(c, options, changed)
	if err != nil {
		return nil, nil, err
	}
	var out []Cell
	for k, costs := range all {
		out = append(out, Cell{points[k], costs, cheapest(costs)})
	}
	return options, out, nil
}
