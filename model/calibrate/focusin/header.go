package focusin

import (
	"slices"
	"strings"
)

// mostColumns is far above any export; a file with more is not a bill.
const mostColumns = 5000

// layout says which column of the file fills which FOCUS column.
type layout struct {
	columns []column
	at      []int // index in the file, -1 where absent
}

// match finds the FOCUS columns among the names of a file. Problems of the
// header go to the tally; ok is false if charges cannot be read.
func (t *tally) match(names []string, o Options) (l layout, ok bool) {
	if len(names) > mostColumns {
		t.problem("", "%d columns, at most %d are read; is this a bill?", len(names), mostColumns)
		return l, false
	}
	l.columns = readColumns()
	l.at = make([]int, len(l.columns))
	for i := range l.at {
		l.at[i] = -1
	}
	ok = true
	for i, raw := range names {
		name := strings.TrimSpace(raw)
		k := slices.IndexFunc(l.columns, func(c column) bool { return SameName(c.name, name) })
		switch {
		case k < 0:
			t.extra(name)
		case l.at[k] >= 0:
			t.problem(l.columns[k].name, "two columns have this name (%d and %d); remove one", l.at[k]+1, i+1)
			ok = false
		default:
			l.at[k] = i
			if name != l.columns[k].name {
				t.note(ColumnCase)
			}
		}
	}
	if !t.complete(l, names, o) {
		return l, false
	}
	t.report.Version = version(names)
	return l, ok
}

// SameName reports whether a column of a file or table is the FOCUS column name:
// warehouses write billing_currency or billingcurrency.
func SameName(focus, name string) bool {
	return strings.EqualFold(focus, name) || strings.EqualFold(focus, strings.ReplaceAll(name, "_", ""))
}

func (t *tally) extra(name string) {
	switch {
	case strings.HasPrefix(strings.ToLower(name), "x_"):
		t.report.Custom = append(t.report.Custom, name)
	case slices.ContainsFunc(unreadColumns(), func(c string) bool { return SameName(c, name) }):
	default:
		t.report.Foreign = append(t.report.Foreign, name)
	}
}

// complete reports absent columns, the required ones as problems.
func (t *tally) complete(l layout, names []string, o Options) bool {
	ok := true
	for k, c := range l.columns {
		if l.at[k] >= 0 {
			continue
		}
		if !l.provided(c) {
			t.report.Absent = append(t.report.Absent, c.name)
		}
		if c.name == "BillingCurrency" && o.Currency == "" {
			t.problem(c.name, "the column is absent; say which currency the bill is in")
			ok = false
		}
		if c.required {
			t.problem(c.name, "the required column is absent%s", hint(c.name, names))
			ok = false
		}
	}
	return ok
}

// provided reports whether a provider column is stood in for by its newer or
// older name.
func (l layout) provided(c column) bool {
	for k, other := range l.columns {
		if l.at[k] >= 0 && strings.HasSuffix(other.name, "ProviderName") && strings.HasSuffix(c.name, "ProviderName") {
			return true
		}
	}
	return false
}

// hint recognises the usual reasons for a missing column.
func hint(want string, names []string) string {
	if strings.Contains(strings.Join(names, ""), "\r") {
		return "; its lines end in carriage returns alone, save it with line feeds"
	}
	old := map[string]string{"ChargeCategory": "ChargeType", "BilledCost": "lineItem/UnblendedCost"}
	if o := old[want]; o != "" && slices.Contains(names, o) {
		return "; it has " + o + ", so it is older than FOCUS 1.0, export it as FOCUS 1.0 or later"
	}
	for _, n := range names {
		if distance(strings.ToLower(n), strings.ToLower(want)) <= 2 {
			return "; did you mean " + n + "?"
		}
	}
	return "; export the bill as FOCUS 1.0 or later"
}

// version guesses from the columns each version added.
func version(names []string) string {
	has := func(want string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return SameName(want, strings.TrimSpace(n)) })
	}
	switch {
	case has("ServiceProviderName") && !has("ProviderName") && !has("PublisherName"):
		return "1.4" // which took the two out
	case has("ServiceProviderName"), has("HostProviderName"):
		return "1.3"
	case has("InvoiceId"), has("PricingCurrency"), has("BillingAccountType"), has("SubAccountType"):
		return "1.2"
	case has("CommitmentDiscountQuantity"), has("SkuMeter"), has("SkuPriceDetails"), has("ServiceSubcategory"):
		return "1.1"
	}
	return "1.0"
}

// distance is the edit distance, cut short for names of very different length.
func distance(a, b string) int {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 || len(a) > 64 {
		return 3
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := last
			if a[i] != b[j] {
				change++
			}
			last = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
