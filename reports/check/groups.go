package check

import (
	"fmt"
	"slices"
	"strings"
)

// group is options of one provider about which every rule says the same.
type group struct {
	options []Option
	key     string
}

// groupsOf keeps the order of the options: the allowed first.
func groupsOf(d Data) []group {
	var out []group
	for _, o := range d.Options {
		var b strings.Builder
		b.WriteString(o.Provider)
		for _, f := range o.Findings {
			fmt.Fprintf(&b, "|%s=%s %s %v", f.Rule, f.Verdict, f.Why, f.Missing)
		}
		for _, r := range o.Excluded {
			b.WriteString("|x " + r.By)
		}
		key := b.String()
		if i := slices.IndexFunc(out, func(g group) bool { return g.key == key }); i >= 0 {
			out[i].options = append(out[i].options, o)
			continue
		}
		out = append(out, group{[]Option{o}, key})
	}
	slices.SortStableFunc(out, func(a, b group) int { return a.rank() - b.rank() })
	return out
}

// rank sorts pass before conditions, unknown and fail; what only the scenario's
// own policy takes out stands before fail.
func (g group) rank() int {
	o := g.options[0]
	if v, ok := map[string]int{"pass": 0, "n/a": 0, "conditions": 1, "unknown": 2, "fail": 4}[o.Verdict]; ok && (v == 4 || len(o.Excluded) == 0) {
		return v
	}
	return 3
}

// name is the one option, or the provider with the places.
func (g group) name() string {
	if len(g.options) == 1 {
		return g.options[0].ID
	}
	var places []string
	for _, o := range g.options {
		if !slices.Contains(places, o.place) {
			places = append(places, o.place)
		}
	}
	return g.options[0].Provider + ": " + strings.Join(places, ", ")
}

func (g group) finding(rule string) (Finding, bool) {
	for _, f := range g.options[0].Findings {
		if f.Rule == rule {
			return f, true
		}
	}
	return Finding{}, false
}

// names joins groups for a cell.
func names(gs []group) string {
	var out []string
	for _, g := range gs {
		out = append(out, g.name())
	}
	return strings.Join(out, "; ")
}

func size(gs []group) int {
	n := 0
	for _, g := range gs {
		n += len(g.options)
	}
	return n
}
