package pricing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// checker collects what is wrong with the meaning of a sheet.
type checker struct {
	s  *Sheet
	ps factsheet.Problems
}

func (c *checker) add(key, hint, format string, args ...any) {
	c.ps = append(c.ps, c.s.Doc.Problem(key, fmt.Sprintf(format, args...), hint))
}

// check finds everything that is wrong with a decoded sheet.
func (s *Sheet) check() factsheet.Problems {
	c := &checker{s: s}
	c.header()
	c.sources()
	c.products()
	c.allowances()
	if len(c.ps) == 0 {
		c.units()
	}
	return c.ps
}

func (c *checker) header() {
	s := c.s
	if s.Schema != Schema {
		c.add("schema", fmt.Sprintf("write schema = %q on the first line", Schema), "%q is not a price sheet of a version this program reads", s.Schema)
	}
	for _, f := range []struct{ key, val, hint string }{
		{"id", s.ID, `for example "acme-zrh"`}, {"provider", s.Provider, `for example "acme"`},
		{"region", s.Region, `the provider's own name of the place, or "global"`}, {"country", s.Country, `the ISO code of the region's country, for example "CH", or "unknown"`},
	} {
		if f.val == "" {
			c.add(f.key, f.hint, "missing")
		}
	}
	if !s.Currency.Valid() {
		c.add("currency", `an ISO 4217 code such as "CHF", "EUR" or "USD"`, "%q is not a currency", s.Currency)
	}
	switch s.VAT {
	case "excluded", "unknown":
	case "included":
		c.add("vat", `divide the prices by 1 + the rate and write vat = "excluded"`, "prices with VAT cannot be compared across borders")
	default:
		c.add("vat", `write vat = "excluded" or vat = "unknown"`, "%q is not known", s.VAT)
	}
	for i, p := range s.Places {
		if p.ID == "" || p.Region == "" || p.Country == "" || p.Title == "" {
			c.add(fmt.Sprintf("place[%d]", i), "write id, title, region and country", "a place is a sheet of its own and needs its names")
		}
	}
	if s.Month.IsSet() && s.Month.Unit.Dim != "s" {
		c.add("month", `for example "730h", "720h" or "744h"`, "%q is not a length of time", s.Month)
	}
	if !s.ValidUntil.IsZero() && s.ValidUntil.Before(s.ValidFrom) {
		c.add("valid_until", "", "the sheet ends on %s, before it begins on %s", s.ValidUntil, s.ValidFrom)
	}
}

func (c *checker) sources() {
	seen := map[string]bool{}
	if len(c.s.Sources) == 0 {
		c.add("source", "add a [[source]] with id, title, as_of and confidence", "a sheet without a source is hearsay")
	}
	for i, src := range c.s.Sources {
		key := fmt.Sprintf("source[%d]", i)
		if src.ID == "" || src.Title == "" {
			c.add(key, "give it an id and a title", "id or title is missing")
		}
		if seen[src.ID] {
			c.add(key+".id", "", "there are two sources %q", src.ID)
		}
		seen[src.ID] = true
		if err := factsheet.CheckConfidence(src.Confidence); err != nil {
			c.add(key+".confidence", "", "%v", err)
		}
	}
}

func (c *checker) sourced(key, id string, conf string) {
	if _, ok := c.s.Source(id); !ok {
		var ids []string
		for _, s := range c.s.Sources {
			ids = append(ids, s.ID)
		}
		hint := "name one of: " + strings.Join(ids, ", ")
		if id == "" {
			c.add(key+".source", hint, "every price needs its source")
		} else {
			if d := factsheet.Suggest(id, ids); d != "" {
				hint = fmt.Sprintf("did you mean %q?", d)
			}
			c.add(key+".source", hint, "no source %q in this sheet", id)
		}
	}
	if conf != "" {
		if err := factsheet.CheckConfidence(conf); err != nil {
			c.add(key+".confidence", "", "%v", err)
		}
	}
}

func (c *checker) status(key string, s Offer) {
	if s != Offered && s != NotOffered && s != Unknown {
		c.add(key+".status", `write "offered", "not_offered" or "unknown"`, "%q is not known", s)
	}
}

func (c *checker) products() {
	seen := map[string]bool{}
	for _, p := range c.s.Products {
		key := p.key
		if p.ID == "" || strings.ContainsAny(p.ID, "# \t.") {
			c.add(key+".id", "use letters, digits and hyphens", "%q cannot name a product", p.ID)
		} else if seen[p.ID] {
			c.add(key+".id", "", "there are two products %q", p.ID)
		}
		seen[p.ID] = true
		if !slices.Contains(kinds, p.Kind) {
			hint := "one of: " + strings.Join(kinds, ", ")
			if d := factsheet.Suggest(p.Kind, kinds); d != "" {
				hint = fmt.Sprintf("did you mean %q?", d)
			}
			c.add(key+".kind", hint, "%q is not a kind of product", p.Kind)
		}
		c.status(key, p.Status)
		c.sized(key, p)
		c.inputs(p)
		c.meters(p)
		c.commitments(p)
	}
}

func (c *checker) sized(key string, p *Product) {
	for _, f := range []struct {
		name string
		q    unit.Quantity
		dim  unit.Dim
	}{{"vcpu", p.VCPU, "vCPU"}, {"memory", p.Memory, "B"}, {"disk", p.Disk, "B"}} {
		if f.q.IsSet() && f.q.Unit.Dim != f.dim {
			c.add(key+"."+f.name, "", "%q has the wrong kind of unit", f.q)
		} else if f.q.IsSet() && f.q.Value.Sign() < 0 {
			c.add(key+"."+f.name, "", "%q is negative", f.q)
		}
	}
	if p.Kind == "vm" && p.Status == Offered && (!p.VCPU.IsSet() || !p.Memory.IsSet()) {
		c.add(key, `add vcpu = "2 vCPU" and memory = "8GiB"`, "a VM needs its vcpu and memory")
	}
	for name, text := range p.Limits {
		if _, err := unit.ParseQuantity(text); err != nil {
			c.add(key+".limits."+name, "", "%v", err)
		}
	}
}

func (c *checker) inputs(p *Product) {
	seen := map[string]bool{"month": true, "one_month": true}
	for i, in := range p.Inputs {
		key := fmt.Sprintf("%s.input[%d]", p.key, i)
		if in.Name == "" || seen[in.Name] {
			c.add(key+".name", "", "%q is missing, taken or reserved", in.Name)
		}
		seen[in.Name] = true
		u, err := unit.Parse(in.Unit)
		if err != nil {
			c.add(key+".unit", "", "%v", err)
			continue
		}
		if std, ok := standard(p.Kind, in.Name); ok && !std.standardDim(u) {
			c.add(key+".unit", fmt.Sprintf("write unit = %q, or give the input another name", std.Unit), "%s of a %s is the %s on every sheet and cannot be in %s", in.Name, p.Kind, std.Label, in.Unit)
		}
		if in.Default.IsSet() {
			if in.Default.Unit.Dim != u.Dim {
				c.add(key+".default", "", "%q is not in %s", in.Default, in.Unit)
			}
			if in.Reason == "" {
				c.add(key+".reason", "say why this default is right when nobody states the figure", "a default needs its reason")
			}
		}
	}
	for i, d := range p.Derived {
		key := fmt.Sprintf("%s.derived[%d]", p.key, i)
		if d.Name == "" || seen[d.Name] {
			c.add(key+".name", "", "%q is missing, taken or reserved", d.Name)
		}
		seen[d.Name] = true
		if (d.Value == "") == (len(d.Lookup) == 0) {
			c.add(key, "write value, or of with [[…step]] rows", "a derived figure needs either value or steps")
		}
	}
}

func (c *checker) meters(p *Product) {
	seen := map[string]bool{}
	for _, m := range p.Meters {
		if m.ID == "" || seen[m.ID] {
			c.add(m.key+".id", "", "%q is missing or used twice in %s", m.ID, p.ID)
		}
		seen[m.ID] = true
		c.status(m.key, m.Status)
		for _, w := range append(slices.Clone(m.When), m.Unless...) {
			if _, ok := p.Input(w); !ok {
				c.add(m.key, "", "%s depends on %q, which is not an input of %s", m.ID, w, p.ID)
			}
		}
		if m.Status != Offered {
			continue
		}
		c.sourced(m.key, m.Source, m.Confidence)
		c.rate(m)
	}
	if len(p.Meters) == 0 && p.Status == Offered {
		c.add(p.key, `add [[product.meter]], or status = "unknown" when the price is not known`, "%s has no meter", p.ID)
	}
}

func (c *checker) rate(m *Meter) {
	if m.Quantity == "" && len(m.PercentOf) == 0 {
		c.add(m.key+".quantity", `for example "requests * duration * memory"`, "%s.%s does not say what it counts", m.product.ID, m.ID)
	}
	if !m.Price.IsSet() && len(m.Tiers) == 0 {
		c.add(m.key+".price", `write the price, or status = "unknown" for a price nobody found: a missing price is never 0`, "no price")
	}
	if m.Price.IsSet() && len(m.Tiers) > 0 && !m.shared() {
		c.add(m.key+".price", "remove one of them, or write percent in every tier", "both a price and tiers")
	}
	for _, f := range []struct {
		key string
		d   factsheet.Decimal
	}{{"price", m.Price}, {"minimum", m.Minimum}, {"cap", m.Cap}} {
		if f.d.IsSet() && f.d.Decimal().Sign() < 0 {
			c.add(m.key+"."+f.key, "a discount is an allowance or a commitment", "%s is negative", f.d)
		}
	}
	switch m.Mode {
	case Flat, Graduated, Volume, Package, Size:
	default:
		c.add(m.key+".mode", `one of "flat", "graduated", "volume", "package", "size"`, "%q is not a mode", m.Mode)
		return
	}
	if (m.Mode == Flat || m.Mode == Package) != (len(m.Tiers) == 0) {
		c.add(m.key+".mode", `tiers need mode = "graduated", "volume" or "size"; flat and package need a price`, "mode %s does not go with what is written", m.Mode)
	}
	if m.Mode == Package && (!m.Block.IsSet() || m.Block.Value.Sign() <= 0) {
		c.add(m.key+".block", `for example block = "1M requests"`, "a package needs its size")
	}
	c.tiers(m)
}

// shared reports whether the tiers are percentages of the meter's own price.
func (m *Meter) shared() bool {
	return len(m.Tiers) > 0 && !slices.ContainsFunc(m.Tiers, func(t *Tier) bool { return !t.Percent.IsSet() })
}

func (c *checker) tiers(m *Meter) {
	var last unit.Quantity
	lastText := ""
	for i, t := range m.Tiers {
		key := fmt.Sprintf("%s.tier[%d]", m.key, i)
		if t.Percent.IsSet() && (!m.Price.IsSet() || m.Mode != Graduated || t.Price.IsSet() || t.Percent.Decimal().Sign() < 0) {
			c.add(key+".percent", "write the full price in the meter, mode = \"graduated\" and a percent of 0 or more in every tier", "a percentage of no price")
		}
		if !t.Price.IsSet() && !t.Flat.IsSet() && !t.Percent.IsSet() {
			c.add(key+".price", "a tier that is free has price = \"0\"", "the tier has no price")
		}
		if t.Price.IsSet() && t.Price.Decimal().Sign() < 0 || t.Flat.IsSet() && t.Flat.Decimal().Sign() < 0 {
			c.add(key, "", "the tier's price is negative")
		}
		c.contiguous(key, t, i, lastText)
		if t.UpTo == "" {
			if i != len(m.Tiers)-1 {
				c.add(key, "only the last tier may be open; write up_to", "the tier has no upper end, yet others follow")
			}
			continue
		}
		if i == len(m.Tiers)-1 && m.Mode != Size {
			c.add(key+".up_to", "leave up_to away in the last tier", "the last tier must be open: what lies above %s would have no price", t.UpTo)
		}
		q, err := unit.ParseQuantity(t.UpTo)
		if err == nil {
			if last.IsSet() && q.Unit.Dim == last.Unit.Dim && q.Base().Cmp(last.Base()) <= 0 {
				c.add(key+".up_to", "tiers rise", "%s is not above %s, the end of the tier before it", t.UpTo, lastText)
			}
			last = q
		}
		lastText = t.UpTo
	}
}

// contiguous holds a tier's written lower end against the tier before it.
func (c *checker) contiguous(key string, t *Tier, i int, lastText string) {
	if t.From == "" {
		return
	}
	from, err := unit.ParseQuantity(t.From)
	if err != nil {
		c.add(key+".from", "", "%v", err)
		return
	}
	if i == 0 {
		if !from.Value.IsZero() {
			c.add(key+".from", "", "the first tier begins at %s: what lies below has no price", t.From)
		}
		return
	}
	last, err := unit.ParseQuantity(lastText)
	if err != nil || last.Unit.Dim != from.Unit.Dim {
		return
	}
	switch cmp := from.Base().Cmp(last.Base()); {
	case cmp > 0:
		c.add(key+".from", fmt.Sprintf("begin at %s", lastText), "gap: nothing is priced between %s and %s", lastText, t.From)
	case cmp < 0:
		c.add(key+".from", fmt.Sprintf("begin at %s", lastText), "overlap: the tier before it ends at %s", lastText)
	}
}

func (c *checker) commitments(p *Product) {
	seen := map[string]bool{}
	for _, cm := range p.Commitments {
		if cm.ID == "" || seen[cm.ID] {
			c.add(cm.key+".id", "", "%q is missing or used twice", cm.ID)
		}
		seen[cm.ID] = true
		if cm.Status != Offered {
			continue
		}
		c.sourced(cm.key, cm.Source, cm.Confidence)
		if _, ok := p.Meter(cm.Meter); !ok {
			c.add(cm.key+".meter", "", "%s has no meter %q to commit to", p.ID, cm.Meter)
		}
		if !cm.Term.IsSet() || cm.Term.Unit.Dim != "month" || cm.Term.Value.Sign() <= 0 {
			c.add(cm.key+".term", `for example "1 year" or "36 months"`, "a commitment needs its term")
		}
		if !cm.Recurring.IsSet() && !cm.Upfront.IsSet() {
			c.add(cm.key, "write upfront, recurring or both; status = \"unknown\" when one of them is not known", "a commitment without a price would be free")
		}
		if cm.Kind != "resource" && cm.Kind != "spend" {
			c.add(cm.key+".kind", `"resource" or "spend"`, "%q is not known", cm.Kind)
		}
	}
}

func (c *checker) allowances() {
	seen := map[string]bool{}
	for _, a := range c.s.Allowances {
		if a.ID == "" || seen[a.ID] {
			c.add(a.key+".id", "", "%q is missing or used twice", a.ID)
		}
		seen[a.ID] = true
		if a.Scope == "" {
			c.add(a.key+".scope", `for example "account", "project" or "instance"`, "nobody can tell who shares this allowance")
		}
		if a.Carry != "" && a.Carry != "none" {
			c.add(a.key+".carry", "leave it away; price each month on its own", "allowances carried into the next month are refused: a month's bill would depend on the months before it")
		}
		if a.Apply != "" && a.Apply != "shift" && a.Apply != "band" {
			c.add(a.key+".apply", `"shift" (before the tiers) or "band" (inside the first tier)`, "%q is not known", a.Apply)
		}
		n := 0
		for _, has := range []bool{a.Quantity != "", a.Credit.IsSet(), len(a.Valued) > 0} {
			if has {
				n++
			}
		}
		if n != 1 {
			c.add(a.key, "write one of quantity, credit and [[allowance.valued]]", "an allowance is one of a quantity, a credit or valued quantities")
		}
		c.sourced(a.key, a.Source, "")
		names := slices.Clone(a.Meters)
		for _, v := range a.Valued {
			names = append(names, v.meters()...)
		}
		if len(names) == 0 {
			c.add(a.key+".meters", `for example ["lambda-x86.requests"]`, "no meter may draw on it")
		}
		for _, m := range names {
			if !c.s.hasMeter(m) {
				c.add(a.key+".meters", "write product.meter", "%q is not a meter of this sheet", m)
			}
		}
		if a.Credit.IsSet() && string(a.Credit.Unit.Dim) != string(c.s.Currency) {
			c.add(a.key+".credit", "", "the credit is in %s, the sheet in %s", a.Credit.Unit.Dim, c.s.Currency)
		}
	}
}

func (s *Sheet) hasMeter(name string) bool {
	p, m, _ := strings.Cut(name, ".")
	prod, ok := s.Find(p)
	if !ok {
		return false
	}
	_, ok = prod.Meter(m)
	return ok
}

// units bills every product once with one of everything: what does not fit
// together in a sheet shows here and not in somebody's comparison.
func (c *checker) units() {
	for _, p := range c.s.Products {
		if p.Status != Offered {
			continue
		}
		g := formula.New()
		acc := &Account{G: g, FreeTier: true, Month: g.Given("month", "month", mustQuantity("730h"))}
		u := Use{Product: p, Inputs: map[string]formula.Node{}}
		for _, in := range p.Inputs {
			if in.Default.IsSet() {
				continue
			}
			u.Inputs[in.Name] = g.Given(in.Name, in.label(), mustQuantity("1 "+in.Unit))
		}
		// Rates that switch on and off are both tried.
		var dropped []string
		for _, m := range p.Meters {
			dropped = append(dropped, m.Unless...)
		}
		acc.Add(u)
		c.try(p, acc)
		if len(dropped) > 0 {
			without := Use{Product: p, Inputs: map[string]formula.Node{}}
			for k, n := range u.Inputs {
				if in, _ := p.Input(k); !slices.Contains(dropped, k) || !in.Optional {
					without.Inputs[k] = n
				}
			}
			alt := &Account{G: g, FreeTier: true, Month: acc.Month}
			alt.Add(without)
			c.try(p, alt)
		}
	}
}

func (c *checker) try(p *Product, acc *Account) {
	e, err := acc.Bill(c.s)
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			line = strings.TrimPrefix(line, c.s.Doc.At(p.key).String()+": ")
			c.add(p.key, "", "%s", line)
		}
		return
	}
	for _, w := range e.Warnings {
		c.add(p.key, "", "%s", w)
	}
}

func mustQuantity(s string) unit.Quantity {
	q, err := unit.ParseQuantity(s)
	if err != nil {
		return unit.Quantity{Unit: unit.None}
	}
	return q
}
