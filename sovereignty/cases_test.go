package sovereignty

import (
	"os"
	"testing"
)

func readCases(t testing.TB, b *RuleBook, path string) []Case {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := b.ReadCases(path, data)
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

func TestCases(t *testing.T) {
	b := book(t)
	for _, path := range []string{"testdata/cases.toml", "testdata/edges.toml"} {
		cases := readCases(t, b, path)
		failed := 0
		for _, c := range cases {
			if r := b.RunCase(c); !r.OK() {
				failed++
				t.Errorf("%s (%s); missing %v", r, r.Finding.Why, r.Finding.Missing)
			}
		}
		t.Logf("%s: %d of %d cases", path, len(cases)-failed, len(cases))
	}
}
