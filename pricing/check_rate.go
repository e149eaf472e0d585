package pricing

import (
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/unit"
)

func (c *checker) meters(p *Product) {
	seen := map[string]bool{}
	for _, m := range p.Meters {
		c.unique(m.key, m.ID, "meter", seen)
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
		c.pooled(p, m)
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

// pooled holds the meters of a pool to one rate: they are billed as one, at the
// first one's price.
func (c *checker) pooled(p *Product, m *Meter) {
	for _, first := range p.Meters {
		if first.Pool != m.Pool || m.Pool == "" || first.Status != Offered {
			continue
		}
		same := first.Price.Equal(m.Price) && slices.EqualFunc(first.Tiers, m.Tiers, func(a, b *Tier) bool {
			return a.UpTo == b.UpTo && a.Price.Equal(b.Price) && a.Percent.Equal(b.Percent) && a.Flat.Equal(b.Flat)
		})
		if !same || first.Mode != m.Mode || first.Per != m.Per {
			c.add(m.key+".pool", "write the same per, mode and prices in both, or take one out of the pool", "%s shares the pool of %s, but not its rate", m.ID, first.ID)
		}
		return
	}
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
