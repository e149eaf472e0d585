package gate

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// Months in hours, as vendors count them: 672 is four weeks (UpCloud's ceiling),
// 720 is 30 days, 730 the average month, 744 is 31 days.
var (
	shortMonth = decimal.NewFromInt(715)
	longMonth  = decimal.NewFromInt(745)
	// fewHours: below this a month price is not the price of a month of hours.
	fewHours = decimal.NewFromInt(300)
)

// Month holds the price of a month against the price of an hour of the same
// product. A "month" that is fewer hours than a month has is a ceiling and must
// be called month_cap, or somebody will divide it by 730 and be 15 percent off; a
// ceiling that no month reaches is a slip.
func Month(rows []catalog.Row) []Finding {
	var found []Finding
	for _, group := range groups(rows, func(r *catalog.Row) (string, bool) {
		hourly := r.Unit == "hour" || r.Unit == "month" || r.Unit == "month_cap" || r.Unit == "month_730h"
		return join(offer(r), r.Product, r.TierFrom.Text, r.ValidFrom), hourly && !r.Upfront && r.Price.IsPositive()
	}) {
		for _, i := range group {
			for _, k := range group {
				if hour, month := &rows[i], &rows[k]; hour.Unit == "hour" && month.Unit != "hour" {
					if f, bad := hoursOf(hour, month); bad {
						found = append(found, f)
					}
				}
			}
		}
	}
	return found
}

// hoursOf judges how many hours a month price is worth.
func hoursOf(hour, month *catalog.Row) (Finding, bool) {
	hours := month.Price.DivRound(month.Per, 12).DivRound(hour.Price.DivRound(hour.Per, 12), 4)
	f := Finding{Check: "month", Line: month.Line, Beside: []int{hour.Line}, Subject: subject(month)}
	f.What = fmt.Sprintf("%s is worth %s hours of %s", month.Price, hours.Round(1), hour.Price)
	switch {
	case hours.LessThan(fewHours):
		f.Level, f.Try = Error, "check the units of both rows: one of them is not what it says"
	case hours.GreaterThan(longMonth):
		f.Level = Error
		f.What += ", more than any month has"
		f.Try = "check the units of both rows"
	case month.Unit == "month_cap" && hours.GreaterThanOrEqual(shortMonth):
		f.Level = Notice
		f.What += ", a whole month: the ceiling has no effect"
		f.Try = "call it month, or check whether the hour was made by dividing the ceiling by 730"
	case month.Unit != "month_cap" && hours.LessThan(shortMonth):
		f.Level = Error
		f.What += ", less than a month: it is a ceiling on the hourly price"
		f.Try = "give it the unit month_cap"
	default:
		return f, false
	}
	return f, true
}
