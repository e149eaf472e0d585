package breakeven

import (
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
)

// crossings names the turns of a pair: roots and jumps where the order changes,
// touches, and ties from their first to their last point.
func crossings(options []Option, a, b int, ts []turn) []Crossing {
	f, g := options[a].Cost, options[b].Cost
	_, to := f.Domain()
	var out []Crossing
	tie := -1
	for n, t := range ts {
		first, last := n == 0, t.x.Equal(to)
		c := Crossing{A: a, B: b, X: t.x, To: t.x, Before: int(t.before), At: int(t.at), After: int(t.after)}
		switch {
		case first && t.after == 0:
			c.Kind = Tie
		case first, last && t.before != 0:
			continue // an end of the range is not a crossing
		case tie >= 0 && t.after != 0 || last:
			out[tie].To, out[tie].After = t.x, int(t.after)
			tie = -1
			continue
		case t.after == 0 && t.before != 0:
			c.Kind = Tie
		case t.before == t.after:
			c.Kind = Touch
		case t.smooth:
			c.Kind = Root
		default:
			c.Kind = Jump
		}
		c.CostA, c.AboveA = costs(f, c)
		c.CostB, c.AboveB = costs(g, c)
		if c.Kind == Tie {
			tie = len(out)
		}
		out = append(out, c)
	}
	if tie >= 0 {
		out[tie].To = to
	}
	return out
}

func costs(f *piecewise.Function, c Crossing) (at, above exact.Num) {
	at, _ = f.At(c.X)
	above, ok := f.Above(c.X)
	if !ok {
		above = at
	}
	return at, above
}
