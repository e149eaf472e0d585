package compose

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/unit"
)

// services makes a product of each remaining price, billed by the unit the list
// names: what it is used for, the list does not say, and nothing is guessed.
func (b *builder) services(rows []*catalog.Row) {
	groups := map[string][]*catalog.Row{}
	var order []string
	for _, r := range rows {
		if r.Term != catalog.OnDemand {
			b.leave(LeftSpot, 1)
			continue
		}
		k := strings.Join([]string{r.Product, r.SKU, r.Variant, r.OS, r.License, r.Unit, r.Per.String(), r.Offer}, "\x00")
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], r)
	}
	for i, k := range order {
		group := groups[k]
		if i >= maxOther {
			b.leave(LeftMany, len(group))
			continue
		}
		b.service(group)
	}
}

// ordinary is the kind of product and what is counted, where the list names its
// service by a kind of the price sheets and counts it in the usual unit: the table
// of a price list on paper does.
func ordinary(r *catalog.Row) (kind, counted string, ok bool) {
	known := map[string]string{
		"egress gb": "data", "egress gib": "data", "egress tb": "data", "egress tib": "data",
		"block_storage gb_month": "stored * one_month", "block_storage gib_month": "stored * one_month",
		"object_storage gb_month": "stored * one_month", "object_storage gib_month": "stored * one_month",
		"snapshot gb_month": "stored * one_month", "snapshot gib_month": "stored * one_month",
		"load_balancer hour": "balancer_time", "load_balancer month": "balancer_time / month * one_month",
		"public_ip hour": "address_time", "public_ip month": "address_time / month * one_month",
	}
	counted, ok = known[r.Service+" "+r.Unit]
	return r.Service, counted, ok
}

func (b *builder) service(group []*catalog.Row) {
	r := group[0]
	name, ok := unitName(r.Unit, b.c.opt.Binary)
	if !ok {
		b.leave(LeftUnit, len(group))
		return
	}
	u, _ := unit.Parse(name)
	p := &pricing.Product{ID: b.freeID(r), Kind: "service", Title: title(r), Note: r.Note}
	if p.ID == "" {
		b.leave(LeftSecond, len(group))
		return
	}
	in := &pricing.Input{Name: "quantity", Unit: name, Label: p.Title}
	if u.Dim == "s" {
		in.Name = "time"
	}
	if r.VCPU.Valid {
		p.VCPU = quantity(r.VCPU.Decimal, "vCPU")
		p.Note = strings.TrimSpace(p.Note + ` the list gives no memory: add it and write kind = "vm" and quantity = "instance_time" to compare it as a server`)
	}
	kind, counted, standard := ordinary(r)
	if standard {
		p.Kind = kind
		in.Name = counted
	}
	m := &pricing.Meter{ID: "use", Label: p.Title, Category: "other", Quantity: in.Name}
	m.Per, m.Source = perText(name, r.Per), b.source(r)
	if len(group) == 1 && !r.TierFrom.Value.Valid && !r.TierTo.Value.Valid && r.Tier == 0 {
		m.Price = given(r.Price)
	} else if !tiers(m, group, name) {
		b.leave(LeftBounds, len(group))
		return
	}
	p.Meters = []*pricing.Meter{m}
	if !standard {
		p.Inputs = []*pricing.Input{in}
	}
	b.sheet.Products = append(b.sheet.Products, p)
	b.c.res.Added[b.sheet.ID]++
	b.use(len(group))
}

// tiers writes graduated tiers; false unless they join from 0 to the open end.
func tiers(m *pricing.Meter, group []*catalog.Row, name string) bool {
	rows := slices.Clone(group)
	slices.SortStableFunc(rows, func(a, b *catalog.Row) int { return a.TierFrom.Value.Decimal.Cmp(b.TierFrom.Value.Decimal) })
	for i, r := range rows {
		if r.Tier > 0 || r.TierFrom.Unit != "" || r.TierTo.Unit != "" || i == 0 && !r.TierFrom.Value.Decimal.IsZero() {
			return false
		}
		t := &pricing.Tier{Price: given(r.Price)}
		if i+1 < len(rows) {
			next := rows[i+1].TierFrom.Value
			if !next.Valid || next.Decimal.Equal(r.TierFrom.Value.Decimal) || r.TierTo.Value.Valid && !r.TierTo.Value.Decimal.Equal(next.Decimal) {
				return false
			}
			t.UpTo = next.Decimal.String() + " " + name
		} else if r.TierTo.Set() {
			return false
		}
		m.Tiers = append(m.Tiers, t)
	}
	m.Mode = pricing.Graduated
	if len(m.Tiers) == 1 {
		m.Mode, m.Price, m.Tiers = pricing.Flat, m.Tiers[0].Price, nil
	}
	return true
}

func title(r *catalog.Row) string {
	if r.Product != "" {
		return r.Product
	}
	return r.SKU
}

// freeID is the shortest name of a row that no product of the sheet has yet.
func (b *builder) freeID(r *catalog.Row) string {
	name := aliases(b.place.key.provider, title(r))
	for _, more := range []string{"", r.Variant, r.Unit, r.SKU} {
		if more != "" {
			name = slug(name + " " + more)
		}
		if name == "" {
			continue
		}
		if _, taken := b.sheet.Find(name); !taken {
			return name
		}
	}
	return ""
}

// unitName is the price-sheet spelling of a canonical unit of the catalogue; false
// where the sheet format has none. Binary vendors write GB and mean 2^30 bytes.
func unitName(canonical string, binary bool) (string, bool) {
	words := map[string]string{"hour": "h", "second": "s", "minute": "min", "day": "d", "gib": "GiB", "tib": "TiB", "mib": "MiB", "kib": "KiB", "pib": "PiB",
		"gb": "GB", "tb": "TB", "mb": "MB", "kb": "kB", "byte": "B", "vcpu": "vCPU", "ocpu": "OCPU", "gpu": "GPU", "ghz": "GHz", "lcu": "LCU", "nlcu": "NLCU",
		"iops": "IOPS", "count": "unit", "api": "", "email": "message"}
	if binary {
		words["gb"], words["tb"], words["mb"], words["kb"] = "GiB", "TiB", "MiB", "KiB"
	}
	var parts []string
	for w := range strings.SplitSeq(canonical, "_") {
		if s, ok := words[w]; ok {
			w = s
		}
		if w != "" {
			parts = append(parts, w)
		}
	}
	name := strings.Join(parts, "-")
	if _, err := unit.Parse(name); err != nil || name == "" {
		return "", false
	}
	return name, true
}
