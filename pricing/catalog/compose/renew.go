package compose

import (
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/unit"
)

// target is a meter of a known sheet that a row renews.
type target struct{ product, meter string }

// lambda says which meters the rows of the AWS Lambda feed are the prices of.
func lambda(product string) []target {
	both := func(meter string) []target { return []target{{"lambda-x86", meter}, {"lambda-arm", meter}} }
	arch, name := "lambda-x86", product
	if rest, ok := strings.CutPrefix(product, "arm64-"); ok {
		arch, name = "lambda-arm", rest
	}
	switch strings.TrimPrefix(name, "x86-") {
	case "request":
		return []target{{arch, "requests"}, {arch, "requests-provisioned"}}
	case "duration":
		return []target{{arch, "duration"}, {arch, "init"}}
	case "provisioned-concurrency":
		return []target{{arch, "provisioned"}}
	case "duration-provisioned":
		return []target{{arch, "duration-provisioned"}}
	case "ephemeral-storage":
		return []target{{arch, "storage"}}
	case "response-stream":
		return []target{{arch, "streaming"}}
	case "snapstart-cache":
		return both("snapstart-cache")
	case "snapstart-restore":
		return both("snapstart-restore")
	}
	return nil
}

// aliases are products a list names otherwise than the sheet.
func aliases(provider, product string) string {
	id := slug(product)
	switch provider {
	case "azure":
		return strings.TrimPrefix(id, "standard-")
	case "hetzner":
		if id == "primary-ip-ipv4" {
			return "ipv4"
		}
	}
	return id
}

// renew puts prices into the rules of the known sheet and returns the rows that
// found none.
func (b *builder) renew(rows []*catalog.Row) (rest []*catalog.Row) {
	tiers := map[target][]*catalog.Row{}
	var order []target
	for _, r := range rows {
		ts := b.targets(r)
		if len(ts) == 0 {
			rest = append(rest, r)
			continue
		}
		done := false
		for _, t := range ts {
			m := b.meter(t)
			if m == nil {
				continue
			}
			if r.Tier > 0 {
				if tiers[t] == nil {
					order = append(order, t)
				}
				tiers[t] = append(tiers[t], r)
				done = true
				continue
			}
			if b.put(m, r) {
				done = true
			}
		}
		switch {
		case r.Tier > 0 && done: // counted when the tiers are complete
		case done:
			b.use(1)
		default:
			b.leave(LeftUnmatched, 1)
		}
	}
	b.renewTiers(order, tiers)
	return rest
}

// renewTiers replaces the prices of tiered rates whose tiers the list orders
// without bounds: only where it has as many as the sheet.
func (b *builder) renewTiers(order []target, tiers map[target][]*catalog.Row) {
	counted := map[*catalog.Row]bool{}
	for _, t := range order {
		m := b.meter(t)
		byTier := map[int]*catalog.Row{}
		for _, r := range tiers[t] {
			byTier[r.Tier] = r
		}
		complete := len(byTier) == len(m.Tiers) && len(byTier) == len(tiers[t])
		for i := range m.Tiers {
			complete = complete && byTier[i+1] != nil
		}
		for i, r := range tiers[t] {
			if !complete {
				if !counted[r] {
					counted[r] = true
					b.leave(LeftBounds, 1)
				}
				continue
			}
			m.Tiers[r.Tier-1].Price = given(r.Price)
			m.Source, m.AsOf = b.source(r), factsheet.PartialDate{}
			if i == 0 {
				b.c.res.Renewed[b.sheet.ID]++
			}
			if !counted[r] {
				counted[r] = true
				b.use(1)
			}
		}
	}
}

// targets are the known meters a row is the price of.
func (b *builder) targets(r *catalog.Row) []target {
	if r.Term != catalog.OnDemand {
		return nil
	}
	if b.place.key.provider == "aws" && strings.EqualFold(r.Service, "lambda") {
		ts := lambda(r.Product)
		for _, t := range ts {
			b.borrow(t.product)
		}
		return ts
	}
	if !b.known || r.TierFrom.Set() || r.TierTo.Set() {
		return nil
	}
	p, ok := b.sheet.Find(aliases(b.place.key.provider, r.Product))
	if !ok || p.Status != pricing.Offered {
		return nil
	}
	for _, m := range p.Meters {
		if m.Price.IsSet() && sameUnit(m, r) {
			return []target{{p.ID, m.ID}}
		}
	}
	return nil
}

// sameUnit reports whether the row's price is one for the meter's unit, or its cap.
func sameUnit(m *pricing.Meter, r *catalog.Row) bool {
	name := r.Unit
	if name == "month_cap" {
		return m.Cap.IsSet()
	}
	want, err := unit.Parse(m.Per)
	if err != nil {
		return false
	}
	have, ok := unitName(name, false)
	if !ok {
		return false
	}
	u, err := unit.Parse(perText(have, r.Per))
	return err == nil && u.Dim == want.Dim && u.Factor.Cmp(want.Factor) == 0
}

// put renews one price. A note on a flat price tells how the old one was come by,
// so it goes with it.
func (b *builder) put(m *pricing.Meter, r *catalog.Row) bool {
	if m.Status == pricing.Unknown && m.Quantity == "" || len(m.Tiers) > 0 {
		return false
	}
	if r.Unit == "month_cap" {
		m.Cap = given(r.Price)
		return true
	}
	m.Status, m.Price = pricing.Offered, given(r.Price)
	m.Source, m.AsOf, m.Confidence, m.RowNote = b.source(r), factsheet.PartialDate{}, "", ""
	b.c.res.Renewed[b.sheet.ID]++
	return true
}

func (b *builder) meter(t target) *pricing.Meter {
	p, ok := b.sheet.Find(t.product)
	if !ok {
		return nil
	}
	m, ok := p.Meter(t.meter)
	if !ok {
		return nil
	}
	return m
}

// borrow brings the rules of a product from another region of the provider, with
// every price unknown: rules hold everywhere, prices do not.
func (b *builder) borrow(id string) {
	if _, have := b.sheet.Find(id); have {
		return
	}
	var from *pricing.Sheet
	most := 0
	for _, s := range b.c.lib.Sheets() {
		p, ok := s.Find(id)
		if s.Provider != b.place.key.provider || !ok || p.Status != pricing.Offered {
			continue
		}
		n := 0
		for _, m := range p.Meters {
			if m.Status == pricing.Offered {
				n++
			}
		}
		if n > most {
			from, most = s, n
		}
	}
	if from == nil {
		return
	}
	data, err := from.Marshal()
	if err != nil {
		return
	}
	copied, err := pricing.ParseSheet(from.ID, data)
	if err != nil {
		return
	}
	p, _ := copied.Find(id)
	for _, m := range p.Meters {
		m.Status, m.Source, m.RowNote = pricing.Unknown, "", "no price on the imported list"
		m.Confidence, m.AsOf, m.Price = "", factsheet.PartialDate{}, factsheet.Decimal{}
	}
	for _, src := range copied.Sources { // of facts that are no prices
		if _, have := b.sheet.Source(src.ID); !have {
			b.sheet.Sources = append(b.sheet.Sources, src)
		}
	}
	b.sheet.Products = append(b.sheet.Products, p)
	b.c.res.Added[b.sheet.ID]++
}
