package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// Tiers checks that the tiers of one price follow each other without gap or
// overlap, from zero to no end, and do not get dearer with quantity.
func Tiers(rows []catalog.Row) []Finding {
	var found []Finding
	for _, group := range groups(rows, func(r *catalog.Row) (string, bool) {
		tiered := r.TierFrom.Set() || r.TierTo.Set() || r.Tier > 0
		return tierKey(r), tiered || r.Price.IsPositive()
	}) {
		if len(group) == 1 && !rows[group[0]].TierFrom.Set() && !rows[group[0]].TierTo.Set() && rows[group[0]].Tier == 0 {
			continue
		}
		found = append(found, ordinals(rows, group)...)
		found = append(found, bounds(rows, group)...)
	}
	return found
}

// tierKey is a price without its tier.
func tierKey(r *catalog.Row) string {
	return join(offer(r), r.SKU, r.Product, r.Unit, r.Per.String(), r.ValidFrom)
}

// ordinals checks tiers that have numbers and no bounds: 1, 2, 3.
func ordinals(rows []catalog.Row, group []int) []Finding {
	var numbers []int
	for _, i := range group {
		if rows[i].Tier > 0 {
			numbers = append(numbers, rows[i].Tier)
		}
	}
	slices.Sort(numbers)
	for n, tier := range numbers {
		if tier != n+1 {
			r := &rows[group[0]]
			return []Finding{{Check: "tiers", Level: Error, Line: r.Line, Beside: lines(rows, group[1:]), Subject: subject(r),
				What: fmt.Sprintf("the tiers are numbered %v", numbers), Try: "a tier is missing or stands twice"}}
		}
	}
	return nil
}

// one is the step of lists that count pieces and write "1 to 9, 10 to 24".
var one = decimal.NewFromInt(1)

const inclusive = "the bounds count pieces and include both ends: write 0 to 9, 9 to 24"

// bounds checks tiers that have bounds. Bounds in words, or in different units,
// cannot be put in order and are left alone.
func bounds(rows []catalog.Row, group []int) []Finding {
	var sorted []int
	unit := ""
	for _, i := range group {
		r := &rows[i]
		if r.Tier > 0 {
			return nil
		}
		for _, b := range []catalog.Bound{r.TierFrom, r.TierTo} {
			if !b.Set() || b.Value.Valid && b.Value.Decimal.IsZero() {
				continue
			}
			if !b.Value.Valid || unit != "" && unit != b.Unit {
				return nil
			}
			unit = b.Unit
		}
		sorted = append(sorted, i)
	}
	slices.SortStableFunc(sorted, func(a, b int) int {
		return rows[a].TierFrom.Value.Decimal.Cmp(rows[b].TierFrom.Value.Decimal)
	})
	var found []Finding
	tell := func(i int, level Level, what, try string, beside ...int) {
		r := &rows[i]
		found = append(found, Finding{Check: "tiers", Level: level, Line: r.Line, Beside: lines(rows, beside), Subject: subject(r), What: what, Try: try})
	}
	if first := &rows[sorted[0]]; first.TierFrom.Value.Decimal.IsPositive() && len(sorted) > 1 {
		level, try := Error, "what does the quantity below cost?"
		if first.TierFrom.Value.Decimal.Equal(one) {
			level, try = Notice, inclusive
		}
		tell(sorted[0], level, "the first tier starts at "+first.TierFrom.Text, try)
	}
	for n := 1; n < len(sorted); n++ {
		before, after := &rows[sorted[n-1]], &rows[sorted[n]]
		follow(before, after, func(level Level, what, try string) { tell(sorted[n], level, what, try, sorted[n-1]) })
	}
	if last := &rows[sorted[len(sorted)-1]]; last.TierTo.Set() && len(sorted) > 1 {
		tell(sorted[len(sorted)-1], Warning, "the last tier ends at "+last.TierTo.Text, "what does the quantity above cost?")
	}
	for _, i := range sorted {
		r := &rows[i]
		if r.TierTo.Set() && r.TierTo.Value.Decimal.LessThanOrEqual(r.TierFrom.Value.Decimal) {
			tell(i, Error, fmt.Sprintf("the tier from %s to %s is empty", orZero(r.TierFrom.Text), r.TierTo.Text), "")
		}
	}
	return found
}

// follow checks two tiers in a row.
func follow(before, after *catalog.Row, tell func(level Level, what, try string)) {
	from, end := after.TierFrom.Value.Decimal, before.TierTo
	switch {
	case from.Equal(before.TierFrom.Value.Decimal):
		tell(Error, "two tiers start at "+orZero(after.TierFrom.Text), "keep one of the two")
	case end.Set() && from.IsInteger() && end.Value.Decimal.Add(one).Equal(from):
		tell(Notice, fmt.Sprintf("one tier ends at %s, the next starts at %s", end.Text, after.TierFrom.Text), inclusive)
	case end.Set() && from.GreaterThan(end.Value.Decimal):
		tell(Error, fmt.Sprintf("gap between %s and %s", end.Text, after.TierFrom.Text), "a tier is missing")
	case end.Set() && from.LessThan(end.Value.Decimal):
		tell(Error, fmt.Sprintf("overlap between %s and %s", after.TierFrom.Text, end.Text), "")
	}
	// A free first tier is an allowance; after it the price may only fall.
	if before.Price.IsPositive() && after.Price.GreaterThan(before.Price) {
		tell(Notice, fmt.Sprintf("the price rises from %s to %s with quantity", before.Price, after.Price), "")
	}
}

func orZero(s string) string {
	if strings.TrimSpace(s) == "" {
		return "0"
	}
	return s
}
