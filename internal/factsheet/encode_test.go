package factsheet

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

type written struct {
	Name   string            `toml:"name"`
	Count  int               `toml:"count"`
	Share  float64           `toml:"share"`
	On     *bool             `toml:"on"`
	Words  []string          `toml:"words"`
	Labels map[string]string `toml:"labels"`
	Day    Date              `toml:"day"`
	Seen   PartialDate       `toml:"seen"`
	Price  Decimal           `toml:"price"`
	Inner  struct {
		Note string `toml:"note"`
	} `toml:"inner"`
	Rows []*writtenRow `toml:"row"`
}

type writtenRow struct {
	ID    string       `toml:"id"`
	Tiers []writtenRow `toml:"tier"`
}

// TestEncodedDocumentsReadTheSame: whatever text, number or date stands in a
// document, writing and reading gives it back.
func TestEncodedDocumentsReadTheSame(t *testing.T) {
	text := rapid.StringOf(rapid.Rune().Filter(func(r rune) bool { return r != 0 && r != 0xFFFD && (r < 0xD800 || r > 0xDFFF) }))
	words := rapid.OneOf(text, rapid.StringMatching(`[a-z"\\\n\t\x01\x7f#=\[\]. ]{0,12}`))
	rapid.Check(t, func(t *rapid.T) {
		on := rapid.Bool().Draw(t, "on")
		want := written{Name: words.Draw(t, "name"), Count: rapid.Int().Draw(t, "count"), On: &on,
			Share: rapid.Float64Range(-1e9, 1e9).Draw(t, "share"),
			Words: rapid.SliceOfN(words, 1, 3).Draw(t, "words"), Labels: rapid.MapOfN(words, words, 1, 3).Draw(t, "labels"),
			Day:   NewDate(rapid.IntRange(1, 9999).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 28).Draw(t, "day")),
			Price: NewDecimal(decimal.New(rapid.Int64().Draw(t, "units"), rapid.Int32Range(-20, 5).Draw(t, "exponent")))}
		want.Share = float64(int64(want.Share*100)) / 100
		want.Seen = PartialDate{Date{want.Day.Year, want.Day.Month, 1}, ToMonth}
		want.Inner.Note = words.Draw(t, "note")
		want.Rows = []*writtenRow{{ID: words.Draw(t, "row"), Tiers: []writtenRow{{ID: "a"}, {ID: words.Draw(t, "tier")}}}, {ID: "last"}}
		var b bytes.Buffer
		if err := Encode(&b, &want); err != nil {
			t.Fatal(err)
		}
		var got written
		if _, err := Decode("f", b.Bytes(), &got); err != nil {
			t.Fatalf("%v in\n%s", err, b.String())
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(Decimal.Equal)); diff != "" {
			t.Fatalf("%s in\n%s", diff, b.String())
		}
	})
}

func TestEncodeRefusesWhatNoDocumentHolds(t *testing.T) {
	for _, v := range []any{3, map[string]int{}, struct {
		C chan int `toml:"c"`
	}{make(chan int)}} {
		if err := Encode(&bytes.Buffer{}, v); err == nil {
			t.Errorf("%T was written", v)
		}
	}
}
