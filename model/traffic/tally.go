package traffic

import (
	"fmt"
	"slices"
	"strings"
)

// Tally counts the rows an importer leaves out, by reason, and keeps the first
// few places of each. The zero value is ready.
type Tally struct {
	reasons map[string]*Skip
}

// placesKept is how many places of one reason are kept for the report.
const placesKept = 3

// Add counts n rows for a reason; place is "file:line".
func (t *Tally) Add(reason, place string, n int64) {
	if t.reasons == nil {
		t.reasons = map[string]*Skip{}
	}
	s := t.reasons[reason]
	if s == nil {
		s = &Skip{Reason: reason}
		t.reasons[reason] = s
	}
	s.Count += n
	if len(s.First) < placesKept && place != "" {
		s.First = append(s.First, place)
	}
}

// Merge adds the counts of another tally; its places come after the own ones.
func (t *Tally) Merge(o *Tally) {
	for _, s := range o.Skips() {
		for i, place := range s.First {
			n := int64(1)
			if i == len(s.First)-1 {
				n = s.Count - int64(i)
			}
			t.Add(s.Reason, place, n)
		}
		if len(s.First) == 0 {
			t.Add(s.Reason, "", s.Count)
		}
	}
}

// Skips lists the reasons, most frequent first, then by name.
func (t *Tally) Skips() []Skip {
	var out []Skip
	for _, s := range t.reasons {
		out = append(out, Skip{Reason: s.Reason, Count: s.Count, First: slices.Clone(s.First)})
	}
	slices.SortFunc(out, func(a, b Skip) int {
		if a.Count != b.Count {
			if a.Count > b.Count {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Reason, b.Reason)
	})
	return out
}

// Total is the number of rows counted.
func (t *Tally) Total() int64 {
	var n int64
	for _, s := range t.reasons {
		n += s.Count
	}
	return n
}

// String is "reason: 12 rows (a.csv:3, a.csv:9, ...)", one reason after another.
func (s Skip) String() string {
	rows := "rows"
	if s.Count == 1 {
		rows = "row"
	}
	places := strings.Join(s.First, ", ")
	if int64(len(s.First)) < s.Count && places != "" {
		places += ", ..."
	}
	if places == "" {
		return fmt.Sprintf("%s: %d %s", s.Reason, s.Count, rows)
	}
	return fmt.Sprintf("%s: %d %s (%s)", s.Reason, s.Count, rows, places)
}
