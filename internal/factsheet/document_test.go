package factsheet

import (
	"testing"

	"pgregory.net/rapid"
)

const placed = `# comment with [brackets] and "quotes"
title = "a \" ] #"   # trailing
multi = """
[not.a.table]
x = 1
""" 
literal = '''it's'''
list = [ 1, # one
  "two", [3,
  4] ]
a.b."c d".e = { f = 1, g = [ { h = 2 } ] }

[ tab . "le" ]
k = 2026-11-23

[[product]]
id = "first"
[[product.rate]]
price = 1
[[product.rate]]
price = 2
[product.extra]
z = 1

[[product]]
"é\u00e9" = 1
[[product.rate]]
price = 3
`

func TestAt(t *testing.T) {
	var tree map[string]any
	doc, err := Decode("f", []byte(placed), &tree)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		key, want string
		has       bool
	}{
		{"title", "f:2:1", true},
		{"multi", "f:3:1", true},
		{"multi.x", "f:3:1", false},
		{"x", "f", false},
		{"literal", "f:7:1", true},
		{"list[0]", "f:8:10", true},
		{"list[1]", "f:9:3", true},
		{"list[2][1]", "f:10:3", true},
		{"list[3]", "f:8:1", false},
		{"a", "f:11:1", true},
		{"a.b", "f:11:3", true},
		{`a.b."c d".e.f`, "f:11:17", true},
		{`a.b."c d".e.g[0].h`, "f:11:32", true},
		{"tab.le.k", "f:14:1", true},
		{"tab.le", "f:13:9", true},
		{"product", "f:16:3", true},
		{"product[0].id", "f:17:1", true},
		{"product[0].rate[1].price", "f:21:1", true},
		{"product[0].rate[1].unit", "f:20:11", false},
		{"product[0].extra.z", "f:23:1", true},
		{`product[1]."éé"`, "f:26:1", true},
		{"product[1].rate[0].price", "f:28:1", true},
		{"product[9].rate[0].price", "f:16:3", false},
		{"", "f", true},
		{"[", "f", true},
	}
	for _, tt := range tests {
		if got := doc.At(tt.key).String(); got != tt.want {
			t.Errorf("At(%s) = %s, want %s", tt.key, got, tt.want)
		}
		if tt.key != "[" && doc.Has(tt.key) != tt.has {
			t.Errorf("Has(%s) = %v", tt.key, !tt.has)
		}
	}
	p := doc.Problem("product[1].rate[0].price", "is missing a unit", "GiB-month")
	if got, want := p.Error(), "f:28:1: product[1].rate[0].price: is missing a unit; try GiB-month"; got != want {
		t.Errorf("got %q", got)
	}
}

// TestEveryKeyHasAPlace walks the parsed tree and asks for each key: scanner and
// parser must agree on every path there is.
func TestEveryKeyHasAPlace(t *testing.T) {
	var tree map[string]any
	doc, err := Decode("f", []byte(placed), &tree)
	if err != nil {
		t.Fatal(err)
	}
	if n := requirePlaces(t, doc, "", tree); n < 30 {
		t.Errorf("only %d keys seen", n)
	}
}

func requirePlaces(t interface{ Errorf(string, ...any) }, doc *Document, path string, v any) int {
	n := 1
	if !doc.Has(path) {
		t.Errorf("no place for %s", path)
	}
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			n += requirePlaces(t, doc, JoinKey(path, k), e)
		}
	case []map[string]any:
		for i, e := range v {
			n += requirePlaces(t, doc, JoinIndex(path, i), e)
		}
	case []any:
		for i, e := range v {
			n += requirePlaces(t, doc, JoinIndex(path, i), e)
		}
	}
	return n
}

func TestPathsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path := ""
		var want []step
		for range rapid.IntRange(0, 6).Draw(t, "steps") {
			if path != "" && rapid.Bool().Draw(t, "index") {
				i := rapid.IntRange(0, 9999).Draw(t, "i")
				path, want = JoinIndex(path, i), append(want, step{index: i})
				continue
			}
			key := rapid.String().Draw(t, "key")
			path, want = JoinKey(path, key), append(want, step{key: key, isKey: true})
		}
		got := splitPath(path)
		if len(got) != len(want) {
			t.Fatalf("%s splits into %v", path, got)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%s splits into %v", path, got)
			}
		}
	})
}

func TestPeekSchema(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"schema = \"a/1\"\n", "a/1"},
		{"\xef\xbb\xbf# words\n\n  schema='a/1' # c\n[x]\nschema = \"b\"\n", "a/1"},
		{"[x]\nschema = \"b\"\n", ""},
		{"x = 1\n[x]\nschema = \"b\"\n", ""},
		{"schema = \"a/1\"\n[broken\n", "a/1"},
		{"schema = 3", ""},
		{"", ""},
	} {
		if got := PeekSchema([]byte(tt.text)); got != tt.want {
			t.Errorf("%q: %q", tt.text, got)
		}
	}
}
