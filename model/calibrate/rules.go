// Package calibrate holds last month's estimate against the bill that came:
// charges are mapped to the meters of an option by rules in a file, every charge
// is mapped, excluded by a named rule or listed as not mapped, and the inputs
// that explain the bill's quantities come back as a patch of the scenario.
package calibrate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Schema is the first key of every mapping file.
const Schema = "bill-map/1"

// Rules say which charges of a bill belong to which meter.
type Rules struct {
	Schema  string     `toml:"schema"`
	Maps    []*Map     `toml:"map"`
	Exclude []*Exclude `toml:"exclude"`

	Doc *factsheet.Document `toml:"-"`

	exclude, maps []matcher
}

// Quantities are the words for which quantity of a charge counts.
func Quantities() []string { return []string{"pricing", "consumed"} }

// Match is what a charge must look like; an empty field matches everything. "*"
// stands for any text, letters count in either case.
type Match struct {
	Service     string            `toml:"service"`
	SKU         string            `toml:"sku"`
	Meter       string            `toml:"sku_meter"`
	Region      string            `toml:"region"`
	Resource    string            `toml:"resource"`
	Account     string            `toml:"account"`
	Description string            `toml:"description"`
	Category    string            `toml:"category"` // Usage, Purchase, Tax, Credit or Adjustment
	Tags        map[string]string `toml:"tags"`
}

// Map gives charges to a meter of the option.
type Map struct {
	To       string        `toml:"to"`       // product.meter, or the id of another line
	Quantity string        `toml:"quantity"` // pricing | consumed; left out: pricing where the charge has it
	Per      unit.Quantity `toml:"per"`      // how much of the meter's unit one of the bill's is; left out: the same
	Solves   string        `toml:"solves"`   // scenario key that explains the quantity
	When     Match         `toml:"when"`
}

// Exclude leaves charges out by name: taxes, another team's.
type Exclude struct {
	Name string `toml:"name"`
	Why  string `toml:"why"`
	When Match  `toml:"when"`
}

// ParseRules reads a mapping file; the error is a factsheet.Problems.
func ParseRules(path string, data []byte) (*Rules, error) {
	r := &Rules{}
	doc, err := factsheet.Decode(path, data, r)
	r.Doc = doc
	ps, _ := err.(factsheet.Problems)
	if err != nil && ps == nil {
		return nil, err
	}
	add := func(key, msg, hint string) { ps = append(ps, doc.Problem(key, msg, hint)) }
	if r.Schema != Schema {
		add("schema", fmt.Sprintf("%q is not a mapping file of a version this program reads", r.Schema), fmt.Sprintf("write schema = %q on the first line", Schema))
	}
	if len(r.Maps) == 0 {
		add("map", "no charge is mapped", `add [[map]] with to = "product.meter" and [map.when]`)
	}
	for i, m := range r.Maps {
		key := fmt.Sprintf("map[%d]", i)
		if m.To == "" {
			add(key+".to", "missing", "sovcost explain --format json lists the ids of lines; product.meter takes all its tiers")
		}
		if m.Quantity != "" && !slices.Contains(Quantities(), m.Quantity) {
			add(key+".quantity", fmt.Sprintf("%q is not known", m.Quantity), strings.Join(Quantities(), " or "))
		}
		if m.Per.IsSet() && m.Per.Value.Sign() <= 0 {
			add(key+".per", fmt.Sprintf("%q is not above 0", m.Per), `say how much of the meter's unit one of the bill's is, for example "100 requests"`)
		}
		if what := m.When.check(); what != "" {
			add(key+".when.category", what, categories)
		}
		for j, other := range r.Maps[:i] {
			if m.Solves != "" && m.Solves == other.Solves && m.To != other.To {
				add(key+".solves", fmt.Sprintf("map[%d] solves %s from another meter", j, m.Solves), "remove one of the two: one meter explains an input")
			}
		}
	}
	seen := map[string]bool{}
	for i, x := range r.Exclude {
		key := fmt.Sprintf("exclude[%d]", i)
		if x.Name == "" || seen[x.Name] {
			add(key+".name", "a rule that leaves money out needs a name of its own", `for example "tax"`)
		}
		seen[x.Name] = true
		if what := x.When.check(); what != "" {
			add(key+".when.category", what, categories)
		}
	}
	r.compile()
	return r, ps.Err()
}

const categories = "Usage, Purchase, Tax, Credit or Adjustment"

// check finds a category no charge can have.
func (m *Match) check() string {
	for _, c := range strings.Split(categories, " ") {
		if m.Category == "" || newPattern(m.Category).takes(strings.Trim(c, ",")) {
			return ""
		}
	}
	return fmt.Sprintf("no charge has category %q", m.Category)
}

// Columns are the FOCUS columns the rules look at.
func (r *Rules) Columns() []string {
	var out []string
	look := func(m *Match) {
		for _, f := range m.fields() {
			if f.pattern != "" && !slices.Contains(out, f.column) {
				out = append(out, f.column)
			}
		}
		if len(m.Tags) > 0 && !slices.Contains(out, "Tags") {
			out = append(out, "Tags")
		}
	}
	for _, x := range r.Exclude {
		look(&x.When)
	}
	for _, m := range r.Maps {
		look(&m.When)
	}
	return out
}

// amount is the quantity a rule counts of a charge, its unit as the bill writes
// it, and whether it is the consumed one.
func (m *Map) amount(c *focusin.Charge) (q focusin.Number, unit string, consumed bool) {
	if m.Quantity == "consumed" || m.Quantity == "" && !c.PricingQuantity.Known {
		return c.ConsumedQuantity, c.ConsumedUnit, true
	}
	return c.PricingQuantity, c.PricingUnit, false
}

// uses reports whether a charge's quantity is usage: what a purchase, a credit or
// an unused commitment counts would be counted twice. A rule that names the
// category wants its quantity.
func (m *Map) uses(c *focusin.Charge) bool {
	named := m.When.Category != "" && !strings.Contains(m.When.Category, "*")
	return (c.Category == "Usage" || named) && c.CommitmentStatus != "Unused"
}
