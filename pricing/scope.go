package pricing

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// scope gives a product's expressions their names: inputs, derived figures,
// "month" (the length of the billing month, a time) and "one_month" (the month
// itself, for prices per GiB-month).
type scope struct {
	product *Product
	nodes   map[string]formula.Node
	wrote   map[string]bool // stated by the user, not a default
	granted map[string]formula.Node
}

func (s *scope) Name(n string) (formula.Node, bool) { v, ok := s.nodes[n]; return v, ok }
func (s *scope) Names() []string                    { return sortedKeys(s.nodes) }
func (s *scope) given(name string) bool             { return s.wrote[name] }

// InputError is one figure of a use that its product cannot be priced from.
type InputError struct {
	Use           int    // index of the use on the account
	Name          string // of the use, "" when it has none
	Key           string // the input or meter: "inputs.memory", "metered.request"
	Message, Hint string
}

func (e InputError) Error() string {
	who := ""
	if e.Name != "" {
		who = e.Name + ": "
	}
	return who + (factsheet.ValueError{Message: e.Message, Hint: e.Hint}).Error()
}

// InputErrors are all of them, one line each.
type InputErrors []InputError

func (es InputErrors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// scopeOf resolves the inputs of a use; what is missing or misnamed is reported
// all at once.
func (a *Account) scopeOf(i int, u Use) (*scope, error) {
	p := u.Product
	s := &scope{product: p, nodes: map[string]formula.Node{}, wrote: map[string]bool{}, granted: u.Granted}
	s.nodes["month"] = a.Month
	s.nodes["one_month"] = a.G.Leaf(formula.Assumed, "1 month", monthUnit, formula.Leaf{Key: "const:1 month", Value: exact.One, Reason: "an estimate covers one billing month"})
	wrong := append(u.unknownMeters(), u.unknownInputs()...)
	for _, in := range p.Inputs {
		want, err := unit.Parse(in.Unit)
		if err != nil {
			return nil, err
		}
		n, ok := u.Inputs[in.Name]
		switch {
		case ok && n.Unit().Dim == want.Dim.Div("month"): // "3M requests/month": this month's requests
			s.nodes[in.Name], s.wrote[in.Name] = a.G.Product(in.label()+" of the month", n, s.nodes["one_month"]).As(want), true
		case ok && n.Unit().Dim != want.Dim:
			wrong = append(wrong, InputError{Key: "inputs." + in.Name, Message: fmt.Sprintf("%s: %s must be in %s (%s), not in %s", p.ID, in.Name, in.unitName(), want.Dim, n.Unit().Dim)})
		case ok:
			s.nodes[in.Name], s.wrote[in.Name] = n, true
		case in.Default.IsSet():
			s.nodes[in.Name] = a.G.Assumed(p.Key()+".default."+in.Name, in.label(), in.Default, in.Reason)
		case in.Optional || u.Metered != nil:
			// absent on purpose: meters that need it name it under "when"
		default:
			wrong = append(wrong, InputError{Key: "inputs", Message: fmt.Sprintf("%s needs %s (in %s): %s", p.ID, in.Name, in.unitName(), in.label())})
		}
	}
	if wrong != nil {
		for k := range wrong {
			wrong[k].Use, wrong[k].Name = i, u.Name
		}
		return nil, InputErrors(wrong)
	}
	return s, a.derive(p, s)
}

// unknownInputs names figures that no rule of the product uses.
func (u Use) unknownInputs() []InputError {
	var wrong []InputError
	for _, name := range sortedKeys(u.Inputs) {
		if _, ok := u.Product.Input(name); !ok {
			wrong = append(wrong, InputError{Key: "inputs." + name, Message: fmt.Sprintf("%s has no input %q", u.Product.ID, name), Hint: oneOf(name, u.Product.inputNames(), "it takes ")})
		}
	}
	return wrong
}

// oneOf suggests the nearest known name, or lists them all.
func oneOf(name string, known []string, lead string) string {
	if d := factsheet.Suggest(name, known); d != "" {
		return fmt.Sprintf("did you mean %q?", d)
	}
	if len(known) == 0 {
		return ""
	}
	return lead + strings.Join(known, ", ")
}

var monthUnit = unit.Unit{Name: "month", Dim: "month", Factor: exact.One}

// unitName is the input's unit in words; a count has none.
func (in *Input) unitName() string {
	if in.Unit == "" || in.Unit == "1" {
		return "plain numbers"
	}
	return in.Unit
}

func (in *Input) label() string {
	if in.Label != "" {
		return in.Label
	}
	return strings.ReplaceAll(in.Name, "_", " ")
}

func (p *Product) inputNames() []string {
	names := make([]string, len(p.Inputs))
	for i, in := range p.Inputs {
		names[i] = in.Name
	}
	return names
}

// derive adds the product's intermediate figures. A figure whose inputs are
// absent on purpose is left out with them.
func (a *Account) derive(p *Product, s *scope) error {
	for i, d := range p.Derived {
		key := fmt.Sprintf("%s.derived[%d]", p.key, i)
		text := d.Value
		if len(d.Lookup) > 0 {
			text = d.Of
		}
		n, err := a.G.Expression(text, d.label(), s)
		if err != nil {
			if missingOptional(p, s, text) {
				continue
			}
			return p.Sheet.wrong(key, "%s.%s: %v", p.ID, d.Name, err)
		}
		u, err := unit.Parse(d.Unit)
		if err != nil {
			return err
		}
		if len(d.Lookup) > 0 {
			n = a.G.Lookup(d.label(), u, n, d.table(p))
		} else {
			n = a.own(d.label(), n, s).As(u)
		}
		s.nodes[d.Name] = n
	}
	return nil
}

// own is n as a step of its own where n is somebody else's figure: a meter that
// simply is an input must not change the unit the input is shown in elsewhere.
func (a *Account) own(label string, n formula.Node, s *scope) formula.Node {
	shared := n.OK() && n.Op().IsLeaf()
	for _, other := range s.nodes {
		shared = shared || other == n
	}
	if shared {
		return a.G.Sum(label, n)
	}
	return n
}

func (d *Derived) label() string {
	if d.Label != "" {
		return d.Label
	}
	return strings.ReplaceAll(d.Name, "_", " ")
}

// missingOptional reports whether text uses an optional input that was left out.
func missingOptional(p *Product, s *scope, text string) bool {
	used, err := formula.CheckExpression(text, append(p.names(), s.Names()...))
	if err != nil {
		return false
	}
	for _, u := range used {
		if _, ok := s.nodes[u]; !ok {
			return true
		}
	}
	return false
}

func (p *Product) names() []string {
	names := append(p.inputNames(), "month", "one_month")
	for _, d := range p.Derived {
		names = append(names, d.Name)
	}
	return names
}

func (d *Derived) table(p *Product) *formula.Table {
	t := &formula.Table{ID: p.Key() + "." + d.Name, Title: d.label(), X: d.Lookup[0].UpTo.Unit, Y: d.Lookup[0].Value.Unit, Mode: formula.StepUp,
		Method: "size table of the price sheet", Domain: "above the last row the last row's value holds"}
	for _, st := range d.Lookup {
		t.Points = append(t.Points, formula.Point{X: st.UpTo.Base(), Y: st.Value.Base()})
	}
	return t
}

// unknownMeters names metered figures the product does not count.
func (u Use) unknownMeters() []InputError {
	var wrong []InputError
	for _, id := range sortedKeys(u.Metered) {
		if m, ok := u.Product.Meter(id); ok {
			if per, err := m.per(); err == nil && per.Dim != u.Metered[id].Unit().Dim && len(m.PercentOf) == 0 {
				wrong = append(wrong, InputError{Key: "metered." + id, Message: fmt.Sprintf("%s.%s is priced per %s, it cannot be metered in %s", u.Product.ID, id, m.Per, u.Metered[id].Unit().Dim)})
			}
			continue
		}
		ids := make([]string, len(u.Product.Meters))
		for i, m := range u.Product.Meters {
			ids[i] = m.ID
		}
		wrong = append(wrong, InputError{Key: "metered." + id, Message: fmt.Sprintf("%s has no meter %q", u.Product.ID, id), Hint: oneOf(id, ids, "it counts ")})
	}
	return wrong
}
