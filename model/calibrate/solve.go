package calibrate

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Correction is an input with the value that explains the bill.
type Correction struct {
	Key, Label string
	Was, Now   string
	Setting    scenario.Setting
	Off        float64 // how far the meter stays from the bill, as a share
}

// one unknown: an input and the quantity it must explain.
type unknown struct {
	rule   int
	node   formula.Node
	target exact.Num // base units, mean of the months
	value  exact.Num
}

const (
	rebuilds = 8
	sweeps   = 60
	settled  = 1e-12
	good     = 1e-6 // a meter this close to the bill is explained
	exactly  = 1e-9 // and this close, by as few digits as do it
)

// solve finds the inputs named by the rules so that the estimate's quantities
// are the bill's mean month. Tables that were solved for other inputs (cold
// starts) are made anew with what was found, until the inputs stand still.
func (r *Result) solve(c *model.Comparison, gross Gross, rules *Rules) error {
	was := map[string]string{}
	var set []scenario.Setting
	before := r.Notes
	for range rebuilds {
		o, err := find(c, r.Option.ID)
		if err != nil {
			return err
		}
		r.Patch, r.Notes = nil, slices.Clone(before)
		if err := r.once(c, o, rules); err != nil {
			return err
		}
		var next []scenario.Setting
		for i, p := range r.Patch {
			if _, ok := was[p.Key]; !ok {
				was[p.Key] = p.Was
			}
			r.Patch[i].Was = was[p.Key]
			next = append(next, p.Setting)
		}
		if slices.Equal(next, set) {
			return nil
		}
		if c, err = gross(next); err != nil {
			// The bill may be of far more than this question: the split still holds.
			r.Patch, r.Notes = nil, append(r.Notes, fmt.Sprintf("no inputs of the scenario explain the bill: %v", err))
			return nil
		}
		set = next
	}
	return nil
}

// once solves one input after the other, again and again, until nothing moves.
func (r *Result) once(c *model.Comparison, o *model.Option, rules *Rules) error {
	var us []*unknown
	for i, m := range rules.Maps {
		if m.Solves == "" {
			continue
		}
		if slices.ContainsFunc(rules.Maps[:i], func(o *Map) bool { return o.Solves == m.Solves }) {
			continue // of the same meter, which is solved as a whole
		}
		n, err := c.Axis(m.Solves)
		if err != nil {
			return rules.Doc.Problem(fmt.Sprintf("map[%d].solves", i), err.Error(), "")
		}
		target, ok := r.mean(rules, i, o)
		if !ok {
			r.Notes = append(r.Notes, fmt.Sprintf("%s cannot be solved: the bill has no quantity of %s, or one that is not above 0", m.Solves, m.To))
			continue
		}
		l, _ := n.Leaf()
		us = append(us, &unknown{i, n, target, l.Value})
	}
	in := func() formula.Inputs {
		out := formula.Inputs{}
		for _, u := range us {
			out[u.node.Index()] = u.value
		}
		return out
	}
	for range sweeps {
		moved := 0.0
		for _, u := range us {
			q, err := lineSum(c, o, rules.Maps[u.rule].To, in())
			if err != nil {
				return err
			}
			next, ok := u.step(q)
			if !ok {
				continue
			}
			moved = math.Max(moved, math.Abs(next.Sub(u.value).Float())/math.Max(math.Abs(u.value.Float()), 1e-300))
			u.value = next
		}
		if moved < settled {
			break
		}
	}
	return r.patch(c, o, rules, us, in)
}

// step scales the input by how far the quantity is off: one step where they are
// proportional, a few where they are not.
func (u *unknown) step(q exact.Num) (exact.Num, bool) {
	ratio, ok := u.target.Quo(q)
	if !ok || ratio.Sign() <= 0 {
		return exact.Zero, false
	}
	// Sixteen digits keep fractions from growing with every sweep.
	x, ok := exact.FromFloat(u.value.Mul(ratio).Float())
	return x, ok
}

// mean is the quantity of an ordinary month of the bill, over all rules of the
// meter, in base units.
func (r *Result) mean(rules *Rules, rule int, o *model.Option) (exact.Num, bool) {
	to := rules.Maps[rule].To
	sum, n := exact.Zero, int64(0)
	for _, row := range r.Rows {
		if row.To == to && row.HasQty {
			for _, l := range o.Lines {
				if l.ID == to || meterOf(l.ID) == to {
					sum = sum.Add(row.BillQty.Mul(l.Quantity.Unit().Factor))
					if r.Tally.months[row.Month] {
						n++ // a month of nothing but corrections belongs to the others
					}
					break
				}
			}
		}
	}
	if n == 0 || sum.Sign() <= 0 {
		return exact.Zero, false
	}
	return mustQuo(sum, exact.Int(n)), true
}

func mustQuo(a, b exact.Num) exact.Num { q, _ := a.Quo(b); return q }

// patch writes the solved inputs in their own units, with as few digits as
// explain the bill.
func (r *Result) patch(c *model.Comparison, o *model.Option, rules *Rules, us []*unknown, in func() formula.Inputs) error {
	off := func(u *unknown, x exact.Num) (float64, error) {
		u.value = x
		q, err := lineSum(c, o, rules.Maps[u.rule].To, in())
		return math.Abs(mustQuo(q.Sub(u.target), u.target).Float()), err
	}
	for _, u := range us {
		l, _ := u.node.Leaf()
		factor := u.node.Unit().Factor
		found := u.value
		far, err := off(u, found)
		if err != nil {
			return err
		}
		// Where a meter moves in steps (durations are billed by the millisecond) a
		// whole range explains the bill; its upper end is what was billed.
	search:
		for _, enough := range []float64{exactly, good} {
			for digits := 3; digits <= 12; digits++ {
				for _, up := range []bool{false, true} {
					x := short(mustQuo(found, factor), digits, up).Mul(factor)
					if far, err = off(u, x); err != nil {
						return err
					}
					if far < enough {
						break search
					}
				}
			}
		}
		now, was := mustQuo(u.value, factor), mustQuo(l.Value, factor)
		text := func(x exact.Num) string { return strings.TrimSpace(formula.Text(x) + " " + u.node.Unit().Name) }
		if far > good {
			r.Notes = append(r.Notes, fmt.Sprintf("%s stays %.2g %% off the bill at %s: other inputs must differ, too, or the meter moves in steps", rules.Maps[u.rule].To, 100*far, text(now)))
		}
		r.Patch = append(r.Patch, Correction{l.Key, u.node.Label(), text(was), text(now), scenario.Setting{Key: l.Key, Value: text(now)}, far})
	}
	return nil
}

// short keeps so many digits, to the nearest or up.
func short(x exact.Num, digits int, up bool) exact.Num {
	f := math.Abs(x.Float())
	if f == 0 {
		return x
	}
	places := digits - 1 - int(math.Floor(math.Log10(f)))
	step := exact.One
	for range max(places, -places) {
		step = step.Mul(exact.Int(10))
	}
	if places > 0 {
		step = step.Inv()
	}
	if up {
		return x.CeilTo(step)
	}
	return mustQuo(x, step).Round(0).Mul(step)
}

// TOML is the patch as a scenario that includes the old one.
func (r *Result) TOML(name string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# Inputs that explain the bill %s; everything else is as in %s.\nschema = \"scenario/1\"\ninclude = [%q]\n", oneLine(r.Read.File), oneLine(name), name)
	for _, p := range r.Patch {
		line, err := p.Setting.TOML()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%s # was %s\n", strings.TrimSuffix(line, "\n"), p.Was)
	}
	return b.String(), nil
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
}
