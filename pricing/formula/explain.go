package formula

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Figure is one step of an explanation: enough to compute the value again from
// its inputs without this program. Values are counted in Unit; Factor is how
// many base units (seconds, bytes, …) one Unit holds, so value × factor of the
// inputs combine to value × factor of the figure.
type Figure struct {
	ID     string   `json:"id"`
	Label  string   `json:"label"`
	Op     string   `json:"op"`
	Inputs []string `json:"inputs,omitempty"`
	Value  string   `json:"value,omitempty"`
	Slots  []string `json:"slots,omitempty"`
	Unit   string   `json:"unit"`
	Factor string   `json:"factor"`
	Key    string   `json:"key,omitempty"`
	File   string   `json:"file,omitempty"`
	Source string   `json:"source,omitempty"`
	URL    string   `json:"url,omitempty"`
	AsOf   string   `json:"as_of,omitempty"`
	Conf   string   `json:"confidence,omitempty"`
	Reason string   `json:"reason,omitempty"`
	Table  string   `json:"table,omitempty"`

	// Of a lookup: how the table is read between its points ("step_up" takes the
	// first point that is not below the input, "linear" joins them), and the
	// points, x and y in base units. Outside them the nearest y holds.
	Read   string      `json:"read,omitempty"`
	Points [][2]string `json:"points,omitempty"`
}

// Text prints a number so that it reads back exactly: as a decimal where that
// ends, else as a fraction.
func Text(q exact.Num) string {
	if q.Terminates() {
		return q.String()
	}
	return q.Rat().RatString()
}

// Explain lists every figure the roots depend on, inputs first, as read in v.
// A figure that feeds several others stands once; Inputs name it by id.
func (v *Values) Explain(roots ...Node) []Figure {
	var out []Figure
	p := v.part.g.Part(roots...)
	for k := range p.Len() {
		if n := p.At(k); v.Has(n) {
			out = append(out, v.figure(n))
		}
	}
	return out
}

// ID is the figure's name in an explanation: f1, f2, … in order of building.
func (n Node) ID() string { return fmt.Sprintf("f%d", n.id) }

func (v *Values) figure(n Node) Figure {
	f := Figure{ID: n.ID(), Label: n.Label(), Op: n.Op().String(), Unit: n.Unit().Name, Factor: Text(n.Unit().Factor)}
	for _, in := range n.Inputs() {
		f.Inputs = append(f.Inputs, in.ID())
	}
	if n.IsSeries() {
		for _, s := range v.SlotsOf(n) {
			f.Slots = append(f.Slots, Text(s))
		}
	} else {
		f.Value = Text(v.Of(n))
	}
	if l, ok := n.Leaf(); ok {
		f.Key, f.File, f.Reason = l.Key, l.File, l.Reason
		f.Source, f.URL, f.AsOf, f.Conf = l.Source.Title, l.Source.URL, l.Source.AsOf, l.Source.Confidence
	}
	if t := n.Table(); t != nil {
		f.Table, f.Read = t.ID, t.Mode.String()
		for _, p := range t.Points {
			f.Points = append(f.Points, [2]string{Text(p.X), Text(p.Y)})
		}
	}
	return f
}

// Sentence says in one line how the node came about, with its inputs' values:
// "540,000 GiB-s - 400,000 GiB-s". Steps of an expression that nobody named are
// told through to the figures they are made of.
func (v *Values) Sentence(n Node) string {
	in := n.Inputs()
	parts := make([]string, len(in))
	for i := range in {
		parts[i] = v.words(n, in[i], i)
	}
	switch n.Op() {
	case Given, Listed, Assumed, Solved:
		return v.Show(n)
	case Sum:
		return strings.Join(parts, " + ")
	case Difference:
		if x, ok := n.roundedDown(); ok {
			return v.Show(x) + ", whole ones"
		}
		return strings.Join(parts, " - ")
	case Product:
		return strings.Join(parts, " × ")
	case Quotient:
		if in[1].isOne() { // "per request", said for the units' sake
			return parts[0]
		}
		return strings.Join(parts, " ÷ ")
	case Band:
		if len(parts) == 2 {
			return fmt.Sprintf("%s above %s", parts[0], parts[1])
		}
		return fmt.Sprintf("%s between %s and %s", parts[0], parts[1], parts[2])
	case RoundUp:
		return fmt.Sprintf("%s up to a multiple of %s", parts[0], parts[1])
	case Lookup:
		return fmt.Sprintf("%s at %s", n.Table().Title, parts[0])
	}
	return fmt.Sprintf("%s(%s)", n.Op(), strings.Join(parts, ", "))
}

// words is the i-th input of n in words.
func (v *Values) words(n, in Node, i int) string {
	switch {
	case in.IsSeries():
		return in.Label() + " per slot"
	case in.Op().IsLeaf() || in.Label() != in.trace():
		return v.Show(in)
	}
	s := v.Sentence(in)
	chain := n.Op() == in.Op() && (n.Op() == Product || n.Op() == Sum) || n.Op() == Quotient && in.Op() == Product && i == 0 || n.Op() == Product && in.Op() == Quotient && i == 0
	if chain || !strings.Contains(s, " ") {
		return s
	}
	return "(" + s + ")"
}

// roundedDown recognises 0 - roundup(0 - x, 1), which is how rounding down is
// said with the nodes there are, and returns x.
func (n Node) roundedDown() (Node, bool) {
	in := n.Inputs()
	if !in[0].isZero() || in[1].Op() != RoundUp {
		return n, false
	}
	neg := in[1].Inputs()[0]
	if neg.Op() != Difference || !neg.Inputs()[0].isZero() {
		return n, false
	}
	return neg.Inputs()[1], true
}

func (n Node) isZero() bool {
	l := n.at().leaf
	return l != nil && l.Slots == nil && l.Value.IsZero() && n.Op() == Assumed
}

// Unnamed reports whether the node is a step of an expression that only its
// parent's sentence tells.
func (n Node) Unnamed() bool { return !n.Op().IsLeaf() && n.Label() == n.trace() }

// isOne reports a constant 1 of some unit.
func (n Node) isOne() bool {
	l := n.at().leaf
	return l != nil && strings.HasPrefix(l.Key, "const:1 ") && l.Value.Equal(exact.One)
}

// Show prints a node's value with thousands commas and its unit.
func (v *Values) Show(n Node) string {
	return strings.TrimSpace(Group(readable(v.Of(n))) + " " + UnitText(n.Unit().Name))
}

// UnitText is a unit's name after a number: "× 1M requests" where the unit
// itself begins with one.
func UnitText(name string) string {
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		return "× " + name
	}
	return name
}

// readable keeps an ending decimal whole and cuts an unending one to 8 digits.
func readable(q exact.Num) string {
	s := q.String()
	if i := strings.IndexByte(s, '.'); i >= 0 && len(s)-i > 13 {
		cut := q.Decimal(10)
		if !cut.IsZero() {
			return cut.String()
		}
	}
	return s
}

// Group puts commas between the thousands of a plain decimal.
func Group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, frac, has := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if has {
		return sign + b.String() + "." + frac
	}
	return sign + b.String()
}
