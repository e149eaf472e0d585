package sovereignty

import (
	"maps"
	"slices"
)

// Fact is a value and where it comes from: a place in a file, or a source with
// its date. From is for the reader of a finding; rules never look at it.
type Fact struct {
	Value Value
	From  string
}

// Facts are what is known about a deployment, by name ("data.personal"). A name
// that is missing is unknown; it is never taken for false or empty.
type Facts map[string]Fact

// Set states a fact, replacing what was there.
func (f Facts) Set(name string, v Value, from string) { f[name] = Fact{Value: v, From: from} }

// Clone is an independent copy.
func (f Facts) Clone() Facts { return maps.Clone(f) }

// With is a copy in which the facts of over replace those of f: the scenario
// knows better than the provider's file.
func (f Facts) With(over Facts) Facts {
	out := make(Facts, len(f)+len(over))
	maps.Copy(out, f)
	maps.Copy(out, over)
	return out
}

// Without is a copy lacking the named facts.
func (f Facts) Without(names ...string) Facts {
	out := f.Clone()
	for _, n := range names {
		delete(out, n)
	}
	return out
}

// Names lists the facts in alphabetical order.
func (f Facts) Names() []string { return slices.Sorted(maps.Keys(f)) }

// DeclareNone states for each named list of countries that is missing that it is
// empty: "the places named are all there are". The caller takes that statement
// upon itself; from says who made it.
func (f Facts) DeclareNone(from string, lists ...string) {
	for _, name := range lists {
		if _, given := f[name]; !given {
			f.Set(name, Set(), from)
		}
	}
}

// PlaceLists are the lists of countries that together make "countries", the
// places where data is held or can be reached from.
func PlaceLists() []string {
	return []string{"placement.processing", "placement.backup", "placement.failover", "placement.admin_access", "subprocessors.location"}
}
