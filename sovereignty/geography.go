package sovereignty

import (
	"maps"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// span is the time something holds, both days included. Zero days are open.
type span struct {
	From  factsheet.Date `toml:"from"`
	Until factsheet.Date `toml:"until"`
}

func (s span) holds(on factsheet.Date) bool {
	return (s.From.IsZero() || !on.Before(s.From)) && (s.Until.IsZero() || !on.After(s.Until))
}

func (s span) overlaps(o span) bool {
	return (s.Until.IsZero() || o.From.IsZero() || !s.Until.Before(o.From)) &&
		(o.Until.IsZero() || s.From.IsZero() || !o.Until.Before(s.From))
}

// countryRow names a country, or an organisation that law treats as a destination.
type countryRow struct {
	Code string `toml:"code"`
	Name string `toml:"name"`
}

// groupRow is a set of countries with the days each belonged to it.
type groupRow struct {
	ID     string `toml:"id"`
	Label  string `toml:"label"`
	Ref    string `toml:"reference"`
	Member []struct {
		Countries []string `toml:"countries"`
		Note      string   `toml:"note"`
		span
	} `toml:"member"`
}

type group struct {
	label, reference string
	members          map[string][]span
}

func (b *RuleBook) addCountry(src origin, row countryRow) {
	switch {
	case row.Code == "" || row.Name == "":
		src.problem("code", "a country needs a code and a name", "")
	case b.countries[row.Code] != "":
		src.problem("code", "country "+quote(row.Code)+" is named twice", "keeping one of the two")
	default:
		b.countries[row.Code] = row.Name
	}
}

func (b *RuleBook) addGroup(src origin, row groupRow) {
	if row.ID == "" || row.Ref == "" {
		src.problem("id", "a group of countries needs an id and a reference", "")
		return
	}
	if _, twice := b.groups[row.ID]; twice || b.isCountry(row.ID) {
		src.problem("id", "the name "+quote(row.ID)+" is already taken", "another name")
		return
	}
	g := group{label: row.Label, reference: row.Ref, members: map[string][]span{}}
	for i, m := range row.Member {
		for j, c := range m.Countries {
			if !b.isCountry(c) {
				at := factsheet.JoinIndex(factsheet.JoinIndex("member", i)+".countries", j)
				src.problem(at, quote(c)+" is not a country code", b.countryHint(c))
			}
			g.members[c] = append(g.members[c], m.span)
		}
	}
	b.groups[row.ID] = g
}

func (b *RuleBook) isCountry(code string) bool { return b.countries[code] != "" }

// CountryName is the name of a country code, the code itself if it is unknown.
func (b *RuleBook) CountryName(code string) string {
	if n := b.countries[code]; n != "" {
		return n
	}
	return code
}

// countryHint knows the slips people make: lower case, UK for GB, a name for a code.
func (b *RuleBook) countryHint(got string) string {
	upper := strings.ToUpper(got)
	if b.isCountry(upper) {
		return "did you mean " + quote(upper) + "?"
	}
	if upper == "UK" {
		return `did you mean "GB"?`
	}
	for _, code := range slices.Sorted(maps.Keys(b.countries)) {
		if strings.EqualFold(b.countries[code], got) {
			return "did you mean " + quote(code) + "?"
		}
	}
	return `an ISO 3166 code of two letters, as "CH"`
}

// area is a set of countries as a rule names it: groups and single countries.
type area struct {
	text  string
	parts []string
}

// parseArea reads "EEA+CH".
func parseArea(text string) area { return area{text: text, parts: strings.Split(text, "+")} }

func (b *RuleBook) checkArea(a area) (string, bool) {
	for _, p := range a.parts {
		if _, ok := b.groups[p]; !ok && !b.isCountry(p) {
			return p, false
		}
	}
	return "", true
}

// inArea reports whether a country belongs to the area on a day.
func (b *RuleBook) inArea(country string, a area, on factsheet.Date) bool {
	for _, p := range a.parts {
		if p == country || b.InGroup(country, p, on) {
			return true
		}
	}
	return false
}

// InGroup reports whether a country belongs to a group ("EU", "EEA") on a day.
func (b *RuleBook) InGroup(country, groupID string, on factsheet.Date) bool {
	for _, s := range b.groups[groupID].members[country] {
		if s.holds(on) {
			return true
		}
	}
	return false
}

// Groups lists the ids of the country groups.
func (b *RuleBook) Groups() []string { return slices.Sorted(maps.Keys(b.groups)) }
