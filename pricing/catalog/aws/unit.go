package aws

import (
	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// unit reads the unit of a price. A reservation with the unit "Quantity" is its
// upfront fee: paid once, for the term.
func unit(text, description string, t catalog.Term) (per decimal.Decimal, name string, upfront bool) {
	if text == "Quantity" && (t.Months() > 0 || description == "Upfront Fee") {
		return decimal.NewFromInt(1), "term", true
	}
	per, name, _ = catalog.ParseUnit(text)
	return per, name, false
}
