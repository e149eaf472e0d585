package gate

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// Jump compares a new list with the one before. A price that moved by more than
// limit (a fraction, 0.2 is 20 percent) is a warning, by more than a factor of
// five an error; a price that became 0, or another currency, is an error; a price
// that is gone is a notice. New products are no finding.
func Jump(before, after []catalog.Row, limit decimal.Decimal) []Finding {
	now := map[string]*catalog.Row{}
	currencies := map[string]*catalog.Row{}
	for i := range after {
		now[jumpKey(&after[i], true)] = &after[i]
		currencies[jumpKey(&after[i], false)] = &after[i]
	}
	var found []Finding
	for i := range before {
		old := &before[i]
		if r, ok := now[jumpKey(old, true)]; ok {
			if f, bad := moved(old, r, limit); bad {
				found = append(found, f)
			}
			continue
		}
		if r, ok := currencies[jumpKey(old, false)]; ok {
			found = append(found, Finding{Check: "jump", Level: Error, Line: r.Line, Beside: []int{old.Line}, Subject: subject(r),
				What: fmt.Sprintf("the currency changed from %s to %s", old.Currency, r.Currency)})
			continue
		}
		found = append(found, Finding{Check: "jump", Level: Notice, Beside: []int{old.Line}, Subject: subject(old),
			What: "the price is no longer in the list", Try: "not offered any more, or renamed?"})
	}
	sortFindings(found)
	return found
}

// moved judges one price.
func moved(old, r *catalog.Row, limit decimal.Decimal) (Finding, bool) {
	was, is := old.Price.DivRound(old.Per, 18), r.Price.DivRound(r.Per, 18)
	f := Finding{Check: "jump", Line: r.Line, Beside: []int{old.Line}, Subject: subject(r)}
	five := decimal.NewFromInt(5)
	switch {
	case was.Equal(is):
		return f, false
	case was.IsZero():
		f.Level, f.What = Warning, fmt.Sprintf("the price was 0 and is %s", r.Price)
		return f, true
	case is.IsZero():
		f.Level, f.What, f.Try = Error, fmt.Sprintf("the price was %s and is 0", old.Price), "leave the row out if the price is not known"
		return f, true
	}
	share := is.Sub(was).Div(was)
	f.What = fmt.Sprintf("the price moved %s%%, from %s to %s %s", percent(share), was, is, r.Currency)
	f.Try = "check it against the vendor's announcement"
	switch {
	case is.GreaterThan(was.Mul(five)) || is.Mul(five).LessThan(was):
		f.Level, f.Try = Error, "check unit and digits"
	case share.Abs().GreaterThan(limit):
		f.Level = Warning
	default:
		return f, false
	}
	return f, true
}

// jumpKey finds a price again in another edition of a list. Dates and the codes
// that vendors renew with a price are no part of it.
func jumpKey(r *catalog.Row, currency bool) string {
	c := ""
	if currency {
		c = string(r.Currency)
	}
	return join(r.Provider, r.Service, r.SKU, r.Product, r.Region, r.Unit, c, string(r.Term), r.Purchase, fmt.Sprint(r.Upfront),
		r.OS, r.License, r.Variant, r.TierFrom.Text, fmt.Sprint(r.Tier))
}
