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
	seen := v.g.reachable(roots)
	var out []Figure
	for i := range v.g.nodes {
		if seen[i] && v.seen[i] {
			out = append(out, v.figure(Node{v.g, i + 1}))
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
		f.Table = t.ID
	}
	return f
}

// Sentence says in one line how the node came about, with its inputs' values:
// "540,000 GiB-s - 400,000 GiB-s".
func (v *Values) Sentence(n Node) string {
	in := n.Inputs()
	part := func(i int) string {
		if in[i].IsSeries() {
			return in[i].Label() + " per slot"
		}
		return v.Show(in[i])
	}
	parts := make([]string, len(in))
	for i := range in {
		parts[i] = part(i)
	}
	switch n.Op() {
	case Given, Listed, Assumed, Solved:
		return v.Show(n)
	case Sum:
		return strings.Join(parts, " + ")
	case Difference:
		return strings.Join(parts, " - ")
	case Product:
		return strings.Join(parts, " × ")
	case Quotient:
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

// Show prints a node's value with thousands commas and its unit.
func (v *Values) Show(n Node) string {
	return strings.TrimSpace(Group(readable(v.Of(n))) + " " + n.Unit().Name)
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
