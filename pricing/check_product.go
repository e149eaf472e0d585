package pricing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/unit"
)

func (c *checker) products() {
	seen := map[string]bool{}
	for _, p := range c.s.Products {
		key := p.key
		if p.ID == "" || strings.ContainsAny(p.ID, "# \t.") {
			c.add(key+".id", "use letters, digits and hyphens", "%q cannot name a product", p.ID)
		} else if seen[p.ID] {
			c.add(key+".id", "keep one, or give one of them another id", "there are two products %q", p.ID)
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
		c.words(key, p)
		c.runtime(p)
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

func (c *checker) commitments(p *Product) {
	seen := map[string]bool{}
	for _, id := range p.unsold {
		c.add(p.key+".commit."+id, "add [[product.commitment]] with that id to the family", "the family has no commitment %q", id)
	}
	for _, cm := range p.Commitments {
		c.unique(cm.key, cm.ID, "commitment", seen)
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
		if cm.Kind == "spend" && cm.Per == "month" {
			c.add(cm.key+".per", `for example per = "h"`, "a plan has a rate for what it covers, not a price a month")
		}
		if cm.Kind == "spend" && cm.Upfront.IsSet() && cm.Upfront.Decimal().Sign() != 0 {
			c.add(cm.key+".upfront", "leave upfront out and write the rate of this payment option as recurring", "a promise of money an hour is all there is to pay, however much of it in advance")
		}
	}
}

// words holds the product's closed vocabularies. Whoever sizes a workload
// compares these words, so a typo would quietly take the product out.
func (c *checker) words(key string, p *Product) {
	for _, f := range []struct {
		name, val string
		known     []string
	}{
		{"arch", p.Arch, []string{"x86", "arm"}},
		{"stopped", p.Stopped, []string{"billed", "free", "unknown"}},
		{"billing", p.Billing, []string{"instance", "request"}},
		{"gateway", p.Gateway, []string{"needed", "included", "unknown"}},
		{"isolation", p.Isolation, []string{"shared-process", "shared-kernel", "user-space-kernel", "microvm", "vm", "dedicated-host", "own-hardware"}},
	} {
		if f.val == "" || slices.Contains(f.known, f.val) {
			continue
		}
		hint := "one of: " + strings.Join(f.known, ", ")
		if d := factsheet.Suggest(f.val, f.known); d != "" {
			hint = fmt.Sprintf("did you mean %q?", d)
		}
		c.add(key+"."+f.name, hint, "%q is not known", f.val)
	}
}
