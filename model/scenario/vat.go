package scenario

import (
	"fmt"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/pricing/vat"
)

// VAT is what value added tax means to the buyer in buyer_country. It is shown
// apart from prices; the part that is not deducted is a cost like any other.
type VAT struct {
	Rate        unit.Quantity `toml:"rate"`         // instead of the country's rate in force, "8.5%"
	Deductible  Share         `toml:"deductible"`   // true (the default), false, or the share that is got back
	OutsideWork unit.Quantity `toml:"outside_work"` // share of the operations work that is bought from others, with VAT
}

// Share is a part of a whole: "70%", or true and false for all of it and nothing.
type Share struct{ unit.Quantity }

// UnmarshalTOML reads text with a percent sign, true or false.
func (s *Share) UnmarshalTOML(v any) error {
	if yes, ok := v.(bool); ok {
		v = "0%"
		if yes {
			v = "100%"
		}
	}
	if _, text := v.(string); !text {
		return factsheet.ValueError{Message: fmt.Sprintf("%v is no share", v), Hint: `true, false, or a share such as "70%"`}
	}
	return s.Quantity.UnmarshalTOML(v)
}

// vat holds the keys about value added tax.
func (c *checker) vat() {
	s := c.s
	if s.Buyer != "" {
		if err := vat.CheckCountry(s.Buyer); err != nil {
			v, _ := err.(factsheet.ValueError)
			c.add("buyer_country", v.Hint, "%s", v.Message)
		}
	}
	for _, f := range []struct {
		key  string
		q    unit.Quantity
		like string
	}{{"rate", s.VAT.Rate, "8.1%"}, {"deductible", s.VAT.Deductible.Quantity, "70%"}, {"outside_work", s.VAT.OutsideWork, "30%"}} {
		key := "vat." + f.key
		c.quantity(key, f.q, f.like, false, true)
		if f.q.IsSet() && f.q.Unit.Dim == unit.Pure && f.q.Base().Float() > 1 {
			c.add(key, fmt.Sprintf("for example %q", f.like), "%q is more than all of it", f.q)
		}
		if f.q.IsSet() && s.Buyer == "" {
			c.add(key, `add buyer_country = "CH", or the country you are in`, "whose VAT it is is not said")
		}
	}
}
