package factsheet

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type tier struct {
	To    Decimal `toml:"to"`
	Price Decimal `toml:"price"`
}

// either is a value with two spellings, as pricing has them.
type either struct{ Tiers []tier }

func (e *either) UnmarshalTOML(v any) error {
	switch v := v.(type) {
	case string:
		var t tier
		if err := t.Price.UnmarshalTOML(v); err != nil {
			return err
		}
		e.Tiers = []tier{t}
		return nil
	default:
		return Unify(v, &e.Tiers)
	}
}

type sheet struct {
	Schema  string            `toml:"schema"`
	Valid   Date              `toml:"valid_from"`
	Seen    PartialDate       `toml:"as_of"`
	Count   int               `toml:"count"`
	Small   uint8             `toml:"small"`
	Share   float64           `toml:"share"`
	Open    bool              `toml:"open"`
	Labels  map[string]string `toml:"labels"`
	Any     any               `toml:"any"`
	Pair    [2]int            `toml:"pair"`
	Sources []Source          `toml:"source"`
	Product []struct {
		ID   string `toml:"id"`
		Rate []struct {
			Price Decimal `toml:"price"`
			Tiers *either `toml:"tiers"`
		} `toml:"rate"`
	} `toml:"product"`
}

// TestProblems holds every refusal with its place, its words and its hint.
func TestProblems(t *testing.T) {
	tests := []struct {
		name, toml string
		want       []string
	}{
		{"unknown keys, all at once", "schema = 'a'\ncuont = 1\n\n[[product]]\nid = 'x'\n[[product.rate]]\nprise = 1\n", []string{
			`f.toml:2:1: cuont: unknown key; did you mean "count"?`,
			`f.toml:7:1: product[0].rate[0].prise: unknown key; did you mean "price"?`}},
		{"unknown key without a likeness", "[[product]]\nzzzzzz = 1", []string{
			`f.toml:2:1: product[0].zzzzzz: unknown key; try one of id, rate`}},
		{"case is part of a key", "Schema = 'a'", []string{
			`f.toml:1:1: Schema: unknown key; did you mean "schema"?`}},
		{"wrong types, all at once", "schema = 1\ncount = 'x'\nopen = 0\nshare = 'half'\npair = [1]\nlabels = 3\nproduct = 4\n", []string{
			`f.toml:1:1: schema: is the bare number 1; try text in quotes`,
			`f.toml:2:1: count: is the text "x"; try a whole number`,
			`f.toml:3:1: open: is the bare number 0; try true or false`,
			`f.toml:4:1: share: is the text "half"; try a number`,
			`f.toml:5:1: pair: has 1 elements, needs 2`,
			`f.toml:6:1: labels: is the bare number 3; try a table, as { key = value }`,
			`f.toml:7:1: product: is the bare number 4; try a list in brackets`}},
		{"ranges", "small = 256\n", []string{`f.toml:1:1: small: is 256, which is out of range; try a smaller number`}},
		{"negative", "small = -1\n", []string{`f.toml:1:1: small: is -1, which is negative; try a number from 0 on`}},
		{"not a number", "share = nan\nany = { a = [1.0, -inf] }\n[[product]]\nrate = [{ price = inf }]", []string{
			`f.toml:1:1: share: is NaN, which is not a number; try a finite number`,
			`f.toml:2:19: any.a[1]: is -Inf, which is not a number; try a finite number`,
			`f.toml:4:11: product[0].rate[0].price: is +Inf, which is not a number; try a finite number`}},
		{"too many digits", "product = [{ rate = [{ price = 0.1000000000000000001 }] }]", []string{
			`f.toml:1:24: product[0].rate[0].price: bare number 0.1000000000000000001 has more than 15 significant digits and would be rounded; try quotes: "0.1000000000000000001"`}},
		{"own types, nested keys", "product = [{ rate = [{ tiers = [{ to = 1, price = 'x' }, { prise = 1 }] }, { tiers = '1,5' }] }]", []string{
			`f.toml:1:43: product[0].rate[0].tiers[0].price: "x" is not a number; try plain digits, as "1234.50"`,
			`f.toml:1:60: product[0].rate[0].tiers[1].prise: unknown key; did you mean "price"?`,
			`f.toml:1:78: product[0].rate[1].tiers: "1,5" is not a number; try a point for the fraction and no other sign between digits, as "1234.50"`}},
		{"dates", "valid_from = 2026-02-30", []string{`f.toml:1:14: valid_from: not valid toml: invalid datetime: "2026-02-30"; try a day of the calendar, as 2026-11-23`}},
		{"dates in quotes", "valid_from = '2026-02-30'\nas_of = 'May'", []string{
			`f.toml:1:1: valid_from: "2026-02-30" is not a date; try a day of the calendar, as 2026-11-23`,
			`f.toml:2:1: as_of: "May" is not a date; try 2026-11-23, "2026-11", "2026" or "unknown"`}},
		{"date with time", "valid_from = 2026-02-03T10:00:00Z", []string{
			`f.toml:1:1: valid_from: is a date with a time of day; try the date alone, as 2026-02-03`}},
		{"duplicate", "count = 1\ncount = 2", []string{`f.toml:2:1: count: not valid toml: key 'count' has already been defined; try keeping only one of the two`}},
		{"text without quotes", "schema = hello", []string{`f.toml:1:10: schema: not valid toml: expected value but found "hello" instead; try putting quotes around text, as in "text"`}},
		{"utf-16", "\xff\xfea\x00", []string{`f.toml:1:1: file is UTF-16, not UTF-8; try saving it as UTF-8 without a byte order mark`}},
		{"zero byte", "a = 1\nb\x00 = 2", []string{`f.toml:2:2: file holds a zero byte: it is UTF-16 or binary, not text; try saving it as UTF-8`}},
		{"latin-1", "# caf\xe9\n", []string{`f.toml:1:6: byte 0xe9 is not UTF-8; try saving the file as UTF-8`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s sheet
			doc, err := Decode("f.toml", []byte(tt.toml), &s)
			if doc == nil {
				t.Fatal("no document")
			}
			if err == nil {
				t.Fatal("no problem found")
			}
			if diff := cmp.Diff(strings.Join(tt.want, "\n"), err.Error()); diff != "" {
				t.Error(diff)
			}
			var p Problem
			if !errors.As(err, &p) || p.Pos.File != "f.toml" {
				t.Errorf("errors.As finds no problem in %T", err)
			}
		})
	}
}

// TestLimits tries each limit at its edge and one beyond.
func TestLimits(t *testing.T) {
	fill := func(n int) string { return strings.Repeat("#", n-1) + "\n" }
	nest := func(open, end string, n int) string {
		return "any = " + strings.Repeat(open, n) + strings.Repeat(end, n)
	}
	tests := []struct {
		name, toml, want string
	}{
		{"size at the limit", fill(MaxBytes), ""},
		{"size beyond", fill(MaxBytes + 1), "f.toml: file is 4194305 bytes long, the limit is 4194304; try splitting it into several files"},
		{"brackets at the limit", nest("[", "]", MaxDepth), ""},
		{"brackets beyond", nest("[", "]", MaxDepth+1), "f.toml:1:71: nested deeper than 64 levels; try flattening the tables"},
		{"braces beyond", strings.Repeat("a={", MaxDepth+1), "f.toml:1:195: nested deeper than 64 levels; try flattening the tables"},
		{"dots at the limit", "any = 1\n[labels]\n" + strings.Repeat("a.", MaxDepth) + "a = 1", "f.toml:3:1: labels.a: is a table; try text in quotes"},
		{"dots beyond", strings.Repeat("a.", MaxDepth+1) + "a = 1", "f.toml:1:130: nested deeper than 64 levels; try flattening the tables"},
		{"brackets in strings and comments do not count", "schema = '''" + strings.Repeat("[", 99) + "''' #" + strings.Repeat("[", 99), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s sheet
			_, err := Decode("f.toml", []byte(tt.toml), &s)
			if got := fmt.Sprint(err); got != tt.want && (tt.want != "" || err != nil) {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestDecodeReadsEverything(t *testing.T) {
	const text = "\xef\xbb\xbf" + `schema = "s/1"
valid_from = 2026-11-23
as_of = "2026-05"
count = -3
small = 255
share = 1
open = true
labels = { "a b" = "x", c = 'y' }
any = [1, "two", { three = 3.5 }]
pair = [1, 2]
[[source]]
id = "a"
as_of = 2025
[[product]]
id = "p"
[[product.rate]]
price = 0.0000166667
[[product.rate]]
tiers = [{ to = 10, price = "1e-3" }, { price = 2 }]
[[product]]
rate = [{ tiers = "5" }]
`
	var s sheet
	doc, err := Decode("f.toml", []byte(text), &s)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Product[0].Rate[0].Price.String(); got != "0.0000166667" {
		t.Errorf("bare price read as %s", got)
	}
	if got := s.Product[0].Rate[1].Tiers.Tiers[0].Price.String(); got != "0.001" {
		t.Errorf("quoted price read as %s", got)
	}
	if s.Product[0].Rate[1].Tiers.Tiers[1].To.IsSet() {
		t.Error("an absent number is set")
	}
	if got := s.Product[1].Rate[0].Tiers.Tiers[0].Price.String(); got != "5" {
		t.Errorf("second product reads %s", got)
	}
	want := sheet{Schema: "s/1", Valid: Date{2026, 11, 23}, Seen: PartialDate{Date{2026, 5, 1}, ToMonth}, Count: -3, Small: 255, Share: 1,
		Open: true, Labels: map[string]string{"a b": "x", "c": "y"}, Any: []any{int64(1), "two", map[string]any{"three": 3.5}}, Pair: [2]int{1, 2},
		Sources: []Source{{ID: "a", AsOf: PartialDate{Date{2025, 1, 1}, ToYear}}}}
	s.Product = nil
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
	if got, again := doc.Digest(), newDocument("", []byte(text)).Digest(); got != again || len(got) != len("sha256:")+12 {
		t.Errorf("digest %s, then %s", got, again)
	}
}

func TestDecodeNeedsAPointer(t *testing.T) {
	for _, into := range []any{nil, sheet{}, (*sheet)(nil)} {
		if _, err := Decode("f", []byte("a=1"), into); err == nil {
			t.Errorf("%T accepted", into)
		}
	}
}

// TestForeignFileIsQuick: half a million unknown keys are refused in seconds at most.
func TestForeignFileIsQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("not run: a file of 4 MiB")
	}
	var b strings.Builder
	for i := 0; b.Len() < MaxBytes/4; i++ {
		fmt.Fprintf(&b, "prize%d=1\n", i)
	}
	_, err := Decode("f", []byte(b.String()), &sheet{})
	var all Problems
	if !errors.As(err, &all) || len(all) < 50_000 || !strings.HasSuffix(err.Error(), "more problems") {
		t.Errorf("%d problems", len(all))
	}
}

// TestManyProblemsStayReadable prints the first fifty and counts the rest.
func TestManyProblemsStayReadable(t *testing.T) {
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "wrong%d = 1\n", i)
	}
	_, err := Decode("f", []byte(b.String()), &sheet{})
	var all Problems
	if !errors.As(err, &all) || len(all) != 60 {
		t.Fatalf("%d problems", len(all))
	}
	printed := strings.Split(err.Error(), "\n")
	if len(printed) != 51 || printed[50] != "and 10 more problems" {
		t.Errorf("%d lines, last %q", len(printed), printed[len(printed)-1])
	}
}
