package scenario

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Setting is one key of a scenario with another value, as text in TOML's own
// form: a quoted quantity, a number, true or a list.
type Setting struct{ Key, Value string }

var settingKey = regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)*$`)

// TOML is the setting as a line of a scenario file.
func (t Setting) TOML() (string, error) {
	if !settingKey.MatchString(t.Key) {
		return "", fmt.Errorf("%q is not a key of a scenario; for example workload.requests", t.Key)
	}
	v := strings.TrimSpace(t.Value)
	if strings.ContainsAny(v, "\n\r") {
		return "", fmt.Errorf("%s: a value is one line", t.Key)
	}
	if !literal(t.Key, v) {
		v = strconv.Quote(v)
	}
	return t.Key + " = " + v + "\n", nil
}

// literal reports what TOML reads without quotes: dates, booleans, lists, what is
// quoted already, and the whole numbers of a load shape. Other numbers are
// quantities, which a scenario writes in quotes.
func literal(key, v string) bool {
	if v == "true" || v == "false" {
		return true
	}
	if v != "" && strings.ContainsRune(`"'[{`, rune(v[0])) {
		return true
	}
	if _, err := factsheet.ParseDate(v); err == nil {
		return true
	}
	_, err := strconv.ParseInt(v, 10, 64)
	return err == nil && strings.HasPrefix(key, "workload.load.")
}

// set lays the settings over the scenario that was read.
func (l *loader) set(s *Scenario, settings []Setting) {
	var text strings.Builder
	for _, t := range settings {
		if fxKey.MatchString(t.Key) {
			l.setRate(s, t)
			continue
		}
		line, err := t.TOML()
		if err != nil {
			l.problems = append(l.problems, factsheet.Problem{Pos: factsheet.Position{File: "--set"}, Key: t.Key, Message: err.Error()})
			continue
		}
		text.WriteString(line)
	}
	if len(l.problems) > 0 {
		return
	}
	doc, err := factsheet.Decode("--set", []byte(text.String()), s)
	s.set = doc
	var ps factsheet.Problems
	if errors.As(err, &ps) {
		l.problems = append(l.problems, ps...)
	}
}

// Settings are the changes of a variant, in the order of their keys.
func (v *Variant) Settings() []Setting {
	var out []Setting
	for _, k := range SortedKeys(v.Set) {
		out = append(out, Setting{k, fmt.Sprint(v.Set[k])})
	}
	return out
}
