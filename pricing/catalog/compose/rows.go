package compose

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Rows are the prices of a sheet as rows of a list, with the lines they stand on,
// so that the same gate judges what was imported and what was typed.
func Rows(s *pricing.Sheet) []catalog.Row {
	var out []catalog.Row
	for _, p := range s.Products {
		for _, m := range p.Meters {
			if p.Status != pricing.Offered || m.Status != pricing.Offered || len(m.PercentOf) > 0 || m.Mode == pricing.Size {
				continue
			}
			out = append(out, meterRows(s, p, m)...)
		}
	}
	return out
}

func meterRows(s *pricing.Sheet, p *pricing.Product, m *pricing.Meter) []catalog.Row {
	r := catalog.Row{Provider: s.Provider, Service: p.Kind, SKU: p.ID + "." + m.ID, Product: p.ID, Category: p.Kind, Region: s.Region,
		Currency: s.Currency, Term: catalog.OnDemand, Variant: variant(p, m), Source: m.Source, AsOf: s.Provenance(m.Source, m.AsOf, "", "").AsOf}
	if p.Kind == "vm_spot" || m.Volatile {
		r.Term = catalog.Spot
	}
	r.Per, r.Unit = canonical(m.Per)
	server := (p.Kind == "vm" || p.Kind == "vm_spot") && m == p.Meters[0] && (r.Unit == "hour" || r.Unit == "month")
	if server {
		r.Family, r.OS, r.License = catalog.Family(p.ID), system(p.Title+" "+p.Note), "none"
		r.VCPU, r.MemoryGiB = amount(p.VCPU, "vCPU"), amount(p.Memory, "GiB")
	}
	if len(m.Tiers) == 0 {
		if !m.Price.IsSet() {
			return nil
		}
		r.Price, r.Line = m.Price.Decimal(), m.At("price").Line
		if r.Price.IsZero() && m.RowNote+p.Note != "" {
			return nil // a price of 0 with its reason: somebody looked
		}
		if r.Unit == "hour" { // "672 h": judged by the hour
			r.Price, r.Per = r.Price.DivRound(r.Per, 18), decimal.NewFromInt(1)
		}
		out := []catalog.Row{r}
		if m.Cap.IsSet() && server && r.Unit == "hour" {
			r.Unit, r.Price, r.Line = "month_cap", m.Cap.Decimal(), m.At("cap").Line
			out = append(out, r)
		}
		return out
	}
	return tierRows(m, r)
}

func tierRows(m *pricing.Meter, r catalog.Row) []catalog.Row {
	var out []catalog.Row
	from := catalog.Bound{}
	for i, t := range m.Tiers {
		if !t.Price.IsSet() || t.Flat.IsSet() {
			return nil
		}
		x := r
		x.Price, x.Line, x.TierFrom, x.TierTo = t.Price.Decimal(), m.At("tier").Line, from, catalog.Bound{}
		if pos := m.At("tier[" + decimal.NewFromInt(int64(i)).String() + "].price"); pos.Line > 0 {
			x.Line = pos.Line
		}
		if t.UpTo != "" {
			q, err := unit.ParseQuantity(t.UpTo)
			if err != nil {
				return nil // a bound that depends on the usage
			}
			per, err := unit.Parse(m.Per)
			if err != nil {
				return nil
			}
			v, ok := q.In(unit.Unit{Name: per.Name, Dim: per.Dim, Factor: per.Factor})
			if !ok {
				return nil
			}
			x.TierTo = catalog.At(decimal.RequireFromString(v.Fixed(12)).Mul(r.Per))
		}
		if i == 0 {
			x.TierFrom = catalog.At(decimal.Zero)
		}
		from = x.TierTo
		out = append(out, x)
	}
	return out
}

// variant keeps apart the meters of one product.
func variant(p *pricing.Product, m *pricing.Meter) string {
	if len(p.Meters) == 1 || m == p.Meters[0] {
		return ""
	}
	return m.ID
}

// canonical turns "1M requests" or "GiB-h" into the catalogue's words.
func canonical(per string) (decimal.Decimal, string) {
	n, name, known := catalog.ParseUnit(strings.ReplaceAll(per, "-", " "))
	if u, err := unit.Parse(per); err == nil && u.Dim == "s" && u.Factor.Cmp(exact.Int(3600)) == 0 {
		return decimal.NewFromInt(1), "hour"
	}
	if !known {
		return n, "unknown"
	}
	return n, name
}

func system(text string) string {
	if strings.Contains(strings.ToLower(text), "windows") {
		return "windows"
	}
	return "linux"
}

func amount(q unit.Quantity, name string) decimal.NullDecimal {
	u, err := unit.Parse(name)
	if err != nil || !q.IsSet() {
		return decimal.NullDecimal{}
	}
	v, ok := q.In(u)
	if !ok {
		return decimal.NullDecimal{}
	}
	d, err := decimal.NewFromString(v.Fixed(9))
	if err != nil {
		return decimal.NullDecimal{}
	}
	return decimal.NewNullDecimal(d)
}
