package pricing

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
)

func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestReadmeExampleIsRight(t *testing.T) {
	_, rest, _ := strings.Cut(readme(t), "```toml\n")
	text, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("README.md has no example")
	}
	s, err := ParseSheet("README.md", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if ids := s.ProductIDs(); !slices.Equal(ids, []string{"s2", "s4", "s8", "functions"}) {
		t.Errorf("%v", ids)
	}
}

// TestReadmeNamesEveryKeyOnce holds the manual against the types.
func TestReadmeNamesEveryKeyOnce(t *testing.T) {
	_, keys, _ := strings.Cut(readme(t), "## Every key")
	keys, _, _ = strings.Cut(keys, "## Billing mechanisms")
	for _, c := range []struct {
		head string
		typ  any
	}{
		{"Top level", Sheet{}}, {"`[[place]]`", Place{}}, {"`[[source]]`:", factsheet.Source{}}, {"`[[product]]`:", Product{}}, {"`[product.runtime]`", Runtime{}}, {"`size` rows", Row{}},
		{"`[[product.input]]`", Input{}}, {"`[[product.derived]]`", Derived{}}, {"`[[product.meter]]`", Meter{}}, {"`[[product.meter.tier]]`", Tier{}},
		{"`[[product.commitment]]`", Commitment{}}, {"`[[allowance]]`", Allowance{}}, {"`[[allowance.valued]]`", Valued{}},
	} {
		_, section, ok := strings.Cut(keys, "\n"+c.head)
		if !ok {
			t.Errorf("no section %s", c.head)
			continue
		}
		section, _, _ = strings.Cut(section, "\n\n`")
		var said []string
		for line := range strings.Lines(section) {
			if cell, ok := strings.CutPrefix(line, "| `"); ok {
				first, _, _ := strings.Cut("`"+cell, "|")
				for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(first, -1) {
					said = append(said, m[1])
				}
			}
		}
		want := keysOf(reflect.TypeOf(c.typ))
		slices.Sort(said)
		slices.Sort(want)
		if !slices.Equal(said, want) {
			t.Errorf("%s: README.md has %v, the format %v", c.head, said, want)
		}
	}
}

func keysOf(t reflect.Type) []string {
	var out []string
	for f := range t.Fields() {
		tag := f.Tag.Get("toml")
		if f.Anonymous {
			out = append(out, keysOf(f.Type)...)
		} else if tag != "" && tag != "-" {
			out = append(out, tag)
		}
	}
	return out
}

// TestReadmeListsTheStandardInputs holds the table of inputs against the code.
func TestReadmeListsTheStandardInputs(t *testing.T) {
	text := readme(t)
	for _, kind := range Kinds() {
		var needed, optional []string
		for _, in := range StandardInputs(kind) {
			if in.Optional {
				optional = append(optional, in.Name)
			} else {
				needed = append(needed, in.Name)
			}
		}
		want := strings.Join(needed, ", ")
		if optional != nil {
			want = strings.TrimSpace(want + " [" + strings.Join(optional, ", ") + "]")
		}
		if want == "" {
			want = "what the sheet declares"
		}
		found := false
		for line := range strings.Lines(text) {
			found = found || strings.HasPrefix(line, "| `") && strings.Contains(line, "`"+kind+"`") && strings.Contains(line, "| "+want+" |")
		}
		if !found {
			t.Errorf("README.md does not say that a %s is priced from %s", kind, want)
		}
	}
}

// TestReadmeHasEveryMechanism: 39 rows, each with tests of its number, and the
// quoted refusals are what a user gets.
func TestReadmeHasEveryMechanism(t *testing.T) {
	text := readme(t)
	tests := ""
	for _, name := range []string{"mechanisms_tiers_test.go", "mechanisms_free_test.go", "mechanisms_state_test.go", "mechanisms_commit_test.go"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests += string(data)
	}
	for n := 1; n <= 39; n++ {
		if strings.Count(text, fmt.Sprintf("\n| %d | ", n)) != 1 || !strings.Contains(tests, fmt.Sprintf("func TestMechanism%02d", n)) {
			t.Errorf("mechanism %d lacks its row or its test", n)
		}
	}
	if n := strings.Count(text, "**refused**"); n > 5 {
		t.Errorf("%d mechanisms are refused in part", n)
	}
	refuse(t, gke+"carry = \"next month\"\n", "allowances carried into the next month are refused: a month's bill would depend on the months before it; leave it away; price each month on its own")
}
