// Package gate asks of prices whether they can be true. It knows nothing of any
// vendor's format: it looks at neutral rows, compares them with each other and
// with the range of known prices, and tells what looks wrong, with line numbers.
// Every check is a pure function of its rows.
package gate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// Level says what a finding should do to an import.
type Level int

// Levels, in rising order.
const (
	Notice  Level = iota // worth a look
	Warning              // probably wrong, or right for a reason to be written down
	Error                // cannot be right; a check fails on it
)

// String names the level.
func (l Level) String() string { return [...]string{"notice", "warning", "error"}[l] }

// Finding is one thing that looks wrong.
type Finding struct {
	Check   string // which check found it: "linear", "month", "jump" ...
	Level   Level
	Line    int   // line of the row in question; 0 when a row is missing
	Beside  []int // lines of the rows it was held against
	Subject string
	What    string
	Try     string
}

// String writes a finding in one line.
func (f Finding) String() string {
	s := fmt.Sprintf("line %d: %s: %s: %s: %s", f.Line, f.Level, f.Check, f.Subject, f.What)
	if f.Try != "" {
		s += "; " + f.Try
	}
	return s
}

// Check runs every check that needs one list only. The findings are in order of
// lines.
func Check(rows []catalog.Row) []Finding {
	var all []Finding
	for _, check := range []func([]catalog.Row) []Finding{Linear, Licence, Month, Currency, Tiers, Zero, Units} {
		all = append(all, check(rows)...)
	}
	sortFindings(all)
	return all
}

// Worst returns the highest level among findings; false when there are none.
func Worst(found []Finding) (Level, bool) {
	if len(found) == 0 {
		return Notice, false
	}
	return slices.MaxFunc(found, func(a, b Finding) int { return cmp.Compare(a.Level, b.Level) }).Level, true
}

func sortFindings(all []Finding) {
	slices.SortStableFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), strings.Compare(a.Check, b.Check), strings.Compare(a.What, b.What))
	})
}

// subject names a row for people.
func subject(r *catalog.Row) string {
	parts := []string{r.Provider}
	name := r.Product
	if name == "" {
		name = r.SKU
	}
	for _, p := range []string{name, r.Region, r.OS, string(r.Term), r.Variant} {
		if p != "" && p != string(catalog.OnDemand) {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " ")
}

// groups collects the indexes of rows under a key, keys in order of appearance.
func groups(rows []catalog.Row, key func(*catalog.Row) (string, bool)) [][]int {
	at := map[string]int{}
	var all [][]int
	for i := range rows {
		k, ok := key(&rows[i])
		if !ok {
			continue
		}
		n, known := at[k]
		if !known {
			n = len(all)
			at[k] = n
			all = append(all, nil)
		}
		all[n] = append(all[n], i)
	}
	return all
}

// join makes a key of its parts.
func join(parts ...string) string { return strings.Join(parts, "\x00") }

// offer is everything that makes prices comparable but product, unit, tier and
// the day they began: sizes of one family start on different days.
func offer(r *catalog.Row) string {
	return join(r.Provider, r.Service, r.Region, string(r.Currency), string(r.Term), r.Purchase, fmt.Sprint(r.Upfront),
		r.OS, r.License, r.Variant)
}

// lines gives the line numbers of rows.
func lines(rows []catalog.Row, index []int) []int {
	out := make([]int, len(index))
	for i, n := range index {
		out[i] = rows[n].Line
	}
	return out
}
