package compose

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog"
)

// servers puts rows with a size in vCPU and memory onto the sheet as virtual
// machines and returns the others.
func (b *builder) servers(rows []*catalog.Row) (rest []*catalog.Row) {
	caps := map[string]*catalog.Row{}
	hourly := map[string]bool{}
	for _, r := range rows {
		if r.Unit == "month_cap" {
			caps[r.Product] = r
		}
		if r.Unit == "hour" && r.Term == catalog.OnDemand {
			hourly[r.Product] = true
		}
	}
	for _, r := range rows {
		switch {
		case r.Unit == "month_cap":
			if !hourly[r.Product] {
				b.leave(LeftMonth, 1)
			} // else it goes with its hour price
		case r.Unit == "month" && hourly[r.Product]:
			b.leave(LeftMonth, 1)
		case (r.Unit == "hour" || r.Unit == "month") && (r.Term == catalog.OnDemand || r.Term == catalog.Spot) && r.VCPU.Valid && !r.TierFrom.Set():
			rest = b.server(r, caps[r.Product], rest)
		default:
			rest = append(rest, r)
			if c := caps[r.Product]; c != nil && r.Unit == "hour" {
				b.leave(LeftMonth, 1) // a cap on something that is no server
				delete(caps, r.Product)
			}
		}
	}
	return rest
}

// server is one machine. Where the list has no memory, a known sheet of the
// provider may know the size; else the price becomes a service.
func (b *builder) server(r, capRow *catalog.Row, rest []*catalog.Row) []*catalog.Row {
	id := aliases(b.place.key.provider, r.Product)
	memory := r.MemoryGiB
	known := b.c.sized(b.place.key.provider, id)
	if !memory.Valid && known == nil {
		if capRow != nil {
			b.leave(LeftMonth, 1)
		}
		return append(rest, r)
	}
	p := &pricing.Product{ID: id, Kind: "vm", Title: r.Product, VCPU: quantity(r.VCPU.Decimal, "vCPU"), Isolation: "vm", Arch: arch(r)}
	if memory.Valid {
		p.Memory = quantity(memory.Decimal, "GiB")
	}
	if known != nil {
		p.Memory, p.Family, p.DedicatedCPU, p.Limits, p.Stopped = or(known.Memory, p.Memory), known.Family, known.DedicatedCPU, known.Limits, known.Stopped
		if p.Arch == "" {
			p.Arch = known.Arch
		}
	}
	m := &pricing.Meter{ID: "instance", Label: "instance", Category: "compute", Quantity: "instance_time"}
	m.Per, m.Price, m.Source = "h", given(r.Price), b.source(r)
	if r.Unit == "month" {
		m.Quantity, m.Per = "instance_time / month * one_month", "month"
	}
	if r.Term == catalog.Spot {
		p.ID, p.Kind, m.Volatile = id+"-spot", "vm_spot", true
	}
	if capRow != nil {
		m.Cap, m.CapTimes = given(capRow.Price), "instances"
		b.use(1)
	}
	p.Meters = []*pricing.Meter{m}
	return b.place1(p, r, rest)
}

// place1 puts a product on the sheet: in place of one that had no price, or as a
// new one. A second price of the same product is left out.
func (b *builder) place1(p *pricing.Product, r *catalog.Row, rest []*catalog.Row) []*catalog.Row {
	i := slices.IndexFunc(b.sheet.Products, func(q *pricing.Product) bool { return q.ID == p.ID })
	switch {
	case i < 0:
		b.sheet.Products = append(b.sheet.Products, p)
	case b.sheet.Products[i].Status != pricing.Offered && b.sheet.Products[i].Status != "":
		b.sheet.Products[i] = p
	default:
		b.leave(LeftSecond, 1)
		return rest
	}
	b.c.res.Added[b.sheet.ID]++
	b.use(1)
	return rest
}

// sized is a product of the provider's known sheets that says how large it is.
func (c *Composer) sized(provider, id string) *pricing.Product {
	for _, s := range c.lib.Sheets() {
		if s.Provider != provider {
			continue
		}
		if p, ok := s.Find(id); ok && p.Memory.IsSet() {
			return p
		}
	}
	return nil
}

// arch reads the processor's architecture off the names that vendors give Arm
// machines; empty when nothing says so.
func arch(r *catalog.Row) string {
	text := strings.ToLower(r.Description + " " + r.Variant)
	switch {
	case strings.Contains(text, "arm64"), strings.Contains(text, "aarch64"), strings.Contains(text, "graviton"), strings.Contains(text, "ampere"):
		return "arm"
	case strings.Contains(text, "x86_64"):
		return "x86"
	}
	return ""
}

func or[T interface{ IsSet() bool }](a, b T) T {
	if a.IsSet() {
		return a
	}
	return b
}

// commitments puts reserved and plan prices on the servers they are for.
func (b *builder) commitments(rows []*catalog.Row) {
	type parts struct{ upfront, hourly []*catalog.Row }
	groups := map[string]*parts{}
	var order []string
	for _, r := range rows {
		key := aliases(b.place.key.provider, r.Product) + "\x00" + commitmentID(r)
		g := groups[key]
		if g == nil {
			g = &parts{}
			groups[key] = g
			order = append(order, key)
		}
		if r.Unit == "term" || r.Upfront {
			g.upfront = append(g.upfront, r)
		} else {
			g.hourly = append(g.hourly, r)
		}
	}
	for _, key := range order {
		g := groups[key]
		id, name, _ := strings.Cut(key, "\x00")
		all := append(slices.Clone(g.upfront), g.hourly...)
		if len(g.upfront) > 1 || len(g.hourly) > 1 || !b.commitment(id, name, all[0], first(g.upfront), first(g.hourly)) {
			b.leave(LeftCommit, len(all))
			continue
		}
		b.use(len(all))
	}
}

func first(rows []*catalog.Row) *catalog.Row {
	if len(rows) == 0 {
		return nil
	}
	return rows[0]
}

// commitmentID names a promise: kind, term, payment and class.
func commitmentID(r *catalog.Row) string {
	class := ""
	for part := range strings.SplitSeq(r.Variant, ";") {
		if c, ok := strings.CutPrefix(strings.TrimSpace(part), "class="); ok {
			class = c
		}
	}
	return slug(strings.Join([]string{string(r.Term), r.Purchase, class}, " "))
}

// commitment adds one promise to a server; false when a part of it is missing, for
// half of it would look like a bargain.
func (b *builder) commitment(product, id string, r, upfront, recurring *catalog.Row) bool {
	p, ok := b.sheet.Find(product)
	if !ok || p.Status != pricing.Offered && p.Status != "" || len(p.Meters) == 0 || p.Meters[0].Per != "h" {
		return false
	}
	needsBoth := strings.Contains(r.Purchase, "partial")
	monthlyShare := strings.Contains(r.Purchase, "all_upfront") && upfront == nil && recurring.Unit == "month"
	if needsBoth && (upfront == nil || recurring == nil) || !needsBoth && strings.Contains(r.Purchase, "all_upfront") && upfront == nil && !monthlyShare {
		return false
	}
	if recurring != nil && recurring.Unit != "hour" && recurring.Unit != "month" {
		return false
	}
	c := &pricing.Commitment{ID: id, Label: strings.ReplaceAll(id, "-", " "), Meter: p.Meters[0].ID, Kind: "resource",
		Term: quantity(decimal.NewFromInt(int64(r.Term.Months())), "months"), Per: "h", Source: b.source(r)}
	if strings.HasPrefix(string(r.Term), "savings_plan") {
		c.Kind = "spend"
	}
	if upfront != nil {
		c.Upfront = given(upfront.Price)
	}
	switch {
	case monthlyShare: // paid ahead, listed per month
		c.Upfront, c.Recurring = given(recurring.Price.Mul(decimal.NewFromInt(int64(r.Term.Months())))), given(decimal.Zero)
	case recurring != nil:
		c.Recurring = given(recurring.Price)
		if recurring.Unit == "month" {
			c.Per = "month"
		}
	default:
		c.Recurring = given(decimal.Zero)
	}
	for i, old := range p.Commitments {
		if old.ID == id {
			p.Commitments[i] = c
			return true
		}
	}
	p.Commitments = append(p.Commitments, c)
	return true
}
