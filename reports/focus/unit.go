package focus

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Allowed base units. Source: FOCUS specification, attribute UnitFormat.
const (
	sizes = " b Kb Mb Gb Tb Pb Eb Kib Mib Gib Tib Pib Eib B KB MB GB TB PB EB KiB MiB GiB TiB PiB EiB "
	times = " Year Month Day Hour Minute Second Millisecond Microsecond "
)

// spellings turn the trade's short forms into base units.
var spellings = [...][2]string{
	{"s", "Second"}, {"sec", "Second"}, {"secs", "Second"}, {"ms", "Millisecond"}, {"us", "Microsecond"},
	{"min", "Minute"}, {"mins", "Minute"}, {"h", "Hour"}, {"hr", "Hour"}, {"hrs", "Hour"}, {"d", "Day"},
	{"mo", "Month"}, {"mon", "Month"}, {"y", "Year"}, {"yr", "Year"}, {"kB", "KB"}, {"vcpu", "VCPU"}, {"vcpus", "VCPU"},
}

var multiples = map[byte]string{'k': "000", 'K': "000", 'M': "000000", 'G': "000000000"}

// quantity is an optional count before a unit: 1000, 10,000, 1M.
var quantity = regexp.MustCompile(`^([0-9][0-9,]*)([kKMG]?) +`)

// Unit turns a unit as people write it into the specification's form:
// "GiB-s" into GiB-Seconds, "GB-month" into GB-Months, "1M requests" into
// 1000000 Requests. A word it does not know becomes a capitalised noun.
func Unit(words string) string {
	rest := strings.TrimSpace(words)
	count := ""
	if m := quantity.FindStringSubmatch(rest); m != nil {
		count = strings.ReplaceAll(m[1], ",", "")
		if m[2] != "" {
			count += multiples[m[2][0]]
		}
		count += " "
		rest = rest[len(m[0]):]
	}
	if rest == "" {
		return ""
	}
	over, under, ratio := strings.Cut(rest, "/")
	out := count + compound(over)
	if ratio {
		out += "/" + base(under)
	}
	return out
}

// compound is singular-singular-plural.
func compound(words string) string {
	parts := strings.Split(words, "-")
	for i := range parts {
		parts[i] = base(parts[i])
	}
	last := len(parts) - 1
	parts[last] = plural(parts[last])
	return strings.Join(parts, "-")
}

// base is one base unit in the singular.
func base(word string) string {
	word = strings.TrimSpace(word)
	if strings.Contains(sizes, " "+word+" ") {
		return word
	}
	for _, s := range spellings {
		if word == s[0] || strings.EqualFold(word, s[0]) && len(word) > 2 {
			return s[1]
		}
	}
	first, size := utf8.DecodeRuneInString(word)
	word = string(unicode.ToUpper(first)) + word[size:]
	if strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && len(word) > 2 && word != strings.ToUpper(word) {
		word = word[:len(word)-1]
	}
	return word
}

func plural(unit string) string {
	if unit == "" || strings.Contains(sizes, " "+unit+" ") || strings.HasSuffix(unit, "s") {
		return unit
	}
	return unit + "s"
}

var (
	unitForm  = regexp.MustCompile(`^([1-9][0-9]* )?[^ /0-9-][^/-]*(-[^/-]+)*(/([1-9][0-9]* )?[^/-]+)?$`)
	timeWords = regexp.MustCompile(`(?i)^(sec|second|min|minute|hr|hour|day|mon|month|mo|yr|year|millisecond|microsecond)s?$`)
)

// goodUnit says whether a unit keeps to the specification: hyphens between
// compound units, a slash before "per", times and sizes in their allowed
// spelling.
func goodUnit(s string) bool {
	if !unitForm.MatchString(s) {
		return false
	}
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == ' ' }) {
		singular := strings.TrimSuffix(word, "s")
		if timeWords.MatchString(word) && !strings.Contains(times, " "+singular+" ") {
			return false
		}
		if slices.Contains([]string{"kB", "kb", "mb", "gb", "tb", "Gbs", "GBs", "TBs", "MBs", "GiBs"}, word) {
			return false
		}
		if first, _ := utf8.DecodeRuneInString(word); unicode.IsLower(first) && word != "b" {
			return false
		}
	}
	return true
}
