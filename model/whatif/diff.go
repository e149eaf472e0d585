package whatif

import (
	"sort"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
)

// Change is what happened to one option between two answers. The effects are
// taken in this order and add up to the difference exactly: first the question
// (load, sizing, people) at the old prices and rates, then the prices at the
// old exchange rates, then the exchange rates.
type Change struct {
	ID             string
	Before, After  *model.Option // nil where the option is on one side only
	Load, Price    exact.Num
	FX, Difference exact.Num
	Lines          []LineChange
	Comparable     bool // both sides have a price
}

// LineChange is one line of an option on both sides; an absent line is 0 there
// and says so.
type LineChange struct {
	Label         string
	Before, After exact.Num
	Has           [2]bool
}

// Steps are the comparisons between which the effects lie: the old answer, the
// new question at old prices and old rates, the new question at new prices and
// old rates, the new answer.
type Steps [4]*model.Comparison

// Diff splits the change of every option into its effects. Options are ordered
// as the new answer ranks them; what is gone comes last.
func Diff(s Steps) []Change {
	var out []Change
	seen := map[string]bool{}
	for _, after := range s[3].Options {
		seen[after.ID] = true
		out = append(out, change(s, after.ID))
	}
	for _, before := range s[0].Options {
		if !seen[before.ID] {
			out = append(out, change(s, before.ID))
		}
	}
	return out
}

func change(s Steps, id string) Change {
	var at [4]*model.Option
	for i, c := range s {
		for _, o := range c.Options {
			if o.ID == id {
				at[i] = o
			}
		}
	}
	x := Change{ID: id, Before: at[0], After: at[3]}
	for _, o := range at {
		if o == nil || len(o.Gaps) > 0 || !o.Total.OK() {
			return x
		}
	}
	x.Comparable = true
	x.Load = at[1].Monthly.Sub(at[0].Monthly)
	x.Price = at[2].Monthly.Sub(at[1].Monthly)
	x.FX = at[3].Monthly.Sub(at[2].Monthly)
	x.Difference = at[3].Monthly.Sub(at[0].Monthly)
	x.Lines = lineChanges(at[0], at[3])
	return x
}

func lineChanges(a, b *model.Option) []LineChange {
	byLabel := map[string]*LineChange{}
	var order []string
	side := func(o *model.Option, k int) {
		for _, l := range o.Lines {
			v := o.Values().Of(l.Converted)
			c := byLabel[l.Label]
			if c == nil {
				c = &LineChange{Label: l.Label}
				byLabel[l.Label] = c
				order = append(order, l.Label)
			}
			c.Has[k] = true
			if k == 0 {
				c.Before = c.Before.Add(v)
			} else {
				c.After = c.After.Add(v)
			}
		}
	}
	side(a, 0)
	side(b, 1)
	var out []LineChange
	for _, l := range order {
		if c := byLabel[l]; !c.Before.Equal(c.After) || c.Has[0] != c.Has[1] {
			out = append(out, *c)
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		return abs(out[j].After.Sub(out[j].Before)).Less(abs(out[i].After.Sub(out[i].Before)))
	})
	return out
}

func abs(q exact.Num) exact.Num {
	if q.Sign() < 0 {
		return q.Neg()
	}
	return q
}
