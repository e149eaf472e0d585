package calibrate

import (
	"os"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
)

// All problems of a mapping file come at once.
func TestRulesRefuse(t *testing.T) {
	_, err := ParseRules("map.toml", []byte(`schema = "bill-map/1"
[[map]]
to     = "a.b"
per    = "0 requests"
solves = "workload.requests"
when   = { category = "Usages" }
[[map]]
to       = "c.d"
quantity = "billed"
solves   = "workload.requests"
[[exclude]]
name = "x"
when = { category = "tax*" }
[[exclude]]
name = "x"
when = { category = "VAT" }
`))
	for _, want := range []string{
		`map.toml:4:1: map[0].per: "0 requests" is not above 0`, `map[0].when.category: no charge has category "Usages"; try Usage, Purchase`, `map[1].quantity: "billed" is not known`,
		"map[1].solves: map[0] solves workload.requests from another meter", "exclude[1].name: a rule that leaves money out needs a name of its own", `exclude[1].when.category: no charge has category "VAT"`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
	if ps, ok := err.(factsheet.Problems); !ok || len(ps) != 6 {
		t.Errorf("%d problems, want 6:\n%v", len(ps), err)
	}
}

func TestPattern(t *testing.T) {
	for _, x := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"", "a", false}, {"*", "", true}, {"*", "abc", true}, {"a*", "abc", true}, {"a*", "ba", false}, {"*c", "abc", true}, {"*c", "cb", false},
		{"a*c", "ac", true}, {"a*c", "abcc", true}, {"a*c", "a", false}, {"aa*aa", "aaa", false}, {"aa*aa", "aaaa", true}, {"a**b", "ab", true}, {"*b*", "abc", true}, {"*b*b*", "abc", false}, {"Aws LAMBDA", "aws lambda", true}, {"ÄÖ*", "äöx", true}, {"zürich", "ZÜRICH", true},
	} {
		if got := newPattern(x.pattern).takes(x.text); got != x.want {
			t.Errorf("%q takes %q: %v", x.pattern, x.text, got)
		}
	}
}

// FuzzRules: whatever a mapping file holds, it is read or refused in lines that
// name it, and its rules judge a charge without failing.
func FuzzRules(f *testing.F) {
	example, err := os.ReadFile("testdata/bill-map.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	f.Add("schema = \"bill-map/1\"\n[[map]]\nto = \"a\"\nper = \"1M requests\"\nwhen = { service = \"*a*a*a*\", tags = { \"\" = \"\" } }\n[[exclude]]\nname = \"x\"\n")
	f.Add("map = 1")
	f.Add("\x00")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := ParseRules("map.toml", []byte(text))
		if err != nil {
			if !strings.Contains(err.Error(), "map.toml") {
				t.Fatalf("the error does not name the file: %v", err)
			}
			return
		}
		c := &focusin.Charge{Rows: 1, ServiceName: strings.Repeat("a", 200), Category: "Usage", Tags: map[string]string{"": ""}}
		tally := NewTally(r, Billed)
		if err := tally.Add(c); err != nil || tally.Total.Charges != 1 || len(r.Columns()) > 9 {
			t.Fatalf("%v, %d charges, columns %v", err, tally.Total.Charges, r.Columns())
		}
	})
}
