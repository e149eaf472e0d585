package pricelist

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
)

// Change is one price that is not what it was.
type Change struct {
	Sheet string `json:"sheet"`
	Price string `json:"price"` // "m6i-large.instance", with the tier where there is one
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
	Per   string `json:"per,omitempty"`
	// Percent is the move in percent with two places; empty for prices that came or went.
	Percent string `json:"percent,omitempty"`
	What    string `json:"what"` // "up", "down", "new", "gone", "unit", "currency"
}

// priced is one figure of a sheet.
type priced struct {
	name  string
	value factsheet.Decimal
	per   string
}

// figures lists every price of a sheet by name, in sheet order.
func figures(s *pricing.Sheet) []priced {
	var out []priced
	for _, p := range s.Products {
		if p.Status != pricing.Offered {
			continue
		}
		for _, m := range p.Meters {
			if m.Status != pricing.Offered {
				continue
			}
			name := p.ID + "." + m.ID
			if m.Price.IsSet() {
				out = append(out, priced{name, m.Price, m.Per})
			}
			for _, x := range []struct {
				key string
				v   factsheet.Decimal
			}{{" cap", m.Cap}, {" minimum", m.Minimum}} {
				if x.v.IsSet() {
					out = append(out, priced{name + x.key, x.v, ""})
				}
			}
			for i, t := range m.Tiers {
				if t.Price.IsSet() {
					out = append(out, priced{fmt.Sprintf("%s tier %d", name, i+1), t.Price, m.Per})
				}
			}
		}
		for _, c := range p.Commitments {
			if c.Status != pricing.Offered {
				continue
			}
			if c.Upfront.IsSet() {
				out = append(out, priced{p.ID + " " + c.ID + " upfront", c.Upfront, ""})
			}
			if c.Recurring.IsSet() {
				out = append(out, priced{p.ID + " " + c.ID, c.Recurring, c.Per})
			}
		}
	}
	return out
}

// Changes lists what is different between two editions of a sheet: prices that
// moved, came or went, in the order of the new edition; what is gone comes last.
func Changes(old, now *pricing.Sheet) []Change {
	before := map[string]priced{}
	for _, f := range figures(old) {
		before[f.name] = f
	}
	var out []Change
	seen := map[string]bool{}
	for _, f := range figures(now) {
		seen[f.name] = true
		c := Change{Sheet: now.ID, Price: f.name, New: f.value.String(), Per: f.per}
		was, ok := before[f.name]
		switch {
		case !ok:
			c.What = "new"
		case old.Currency != now.Currency:
			c.What, c.Old = "currency", was.value.String()+" "+string(old.Currency)
			c.New += " " + string(now.Currency)
		case was.per != f.per:
			c.What, c.Old = "unit", was.value.String()+" per "+was.per
		case was.value.Equal(f.value):
			continue
		default:
			c.What, c.Old, c.Percent = "up", was.value.String(), percentMove(was.value.Decimal(), f.value.Decimal())
			if f.value.Decimal().LessThan(was.value.Decimal()) {
				c.What = "down"
			}
		}
		out = append(out, c)
	}
	for _, f := range figures(old) {
		if !seen[f.name] {
			out = append(out, Change{Sheet: now.ID, Price: f.name, Old: f.value.String(), Per: f.per, What: "gone"})
		}
	}
	return out
}

// percentMove is the change in percent; empty from 0, which has no percent.
func percentMove(was, is decimal.Decimal) string {
	if was.IsZero() {
		return ""
	}
	return is.Sub(was).Mul(decimal.NewFromInt(100)).DivRound(was, 2).StringFixed(2)
}
