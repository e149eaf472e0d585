package csvfmt

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/reporttest"
)

func render(t interface{ Fatal(...any) }, r *reports.Report, d Dialect) string {
	var b bytes.Buffer
	if err := Write(&b, r, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			d, err := ParseDialect(name)
			if err != nil {
				t.Fatal(err)
			}
			reporttest.Golden(t, name+".csv", []byte(render(t, reporttest.Sample(), d)))
		})
	}
	one := reporttest.Sample()
	one.Sections = one.Sections[:1]
	reporttest.Golden(t, "one-table.csv", []byte(render(t, one, Dialect{})))
}

func TestDialects(t *testing.T) {
	if _, err := ParseDialect("excell"); err == nil || !strings.Contains(err.Error(), `"excell" is not known; use one of plain, raw, excel`) {
		t.Errorf("unknown dialect: %v", err)
	}
	for _, d := range []Dialect{{Comma: ',', DecimalComma: true}, {DecimalComma: true}, {Comma: '"'}, {Comma: '.'}, {Comma: '\n'}} {
		if err := Write(&bytes.Buffer{}, reporttest.Sample(), d); err == nil {
			t.Errorf("%+v is accepted", d)
		}
	}
}

func table(cell reports.Cell, col reports.Column) *reports.Report {
	return &reports.Report{Sections: []reports.Section{{Table: &reports.Table{
		ID: "t", Columns: []reports.Column{col}, Rows: []reports.Row{{Cells: []reports.Cell{cell}}}}}}}
}

func TestGuard(t *testing.T) {
	tests := []struct{ text, guarded string }{
		{"=cmd()", "'=cmd()"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\t=1", "'\t=1"}, {"\r=1", "'\r=1"}, {"\n=1", "'\n=1"},
		{"＝1", "'＝1"}, {"a=1", "a=1"}, {"Zürich", "Zürich"}, {"", ""}, {"'=1", "'=1"}, {"1=1", "1=1"},
	}
	for _, tt := range tests {
		for _, raw := range []bool{false, true} {
			want := tt.guarded
			if raw {
				want = tt.text
			}
			var b bytes.Buffer
			if err := Write(&b, table(reports.Words(tt.text), reports.Column{Key: "a"}), Dialect{Raw: raw}); err != nil {
				t.Fatal(err)
			}
			records, err := csv.NewReader(&b).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if got := records[1][1]; got != want {
				t.Errorf("%q raw=%v: got %q, want %q", tt.text, raw, got, want)
			}
		}
	}
}

func TestNumbersStayNumbersAndMissingStaysMissing(t *testing.T) {
	minus := decimal.RequireFromString("-1234.5600000000001")
	got := render(t, table(reports.Money(minus, "CHF"), reports.Column{Key: "m", Kind: reports.KindMoney}), Dialect{})
	if want := "row,m,m_currency,notes\nitem,-1234.5600000000001,CHF,\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	got = render(t, table(reports.Missing(reports.StateNotPriced), reports.Column{Key: "m", Kind: reports.KindMoney, Unit: "CHF"}), Dialect{})
	if want := "row,m,m_currency,notes\nitem,not priced,,\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNamesThatClash(t *testing.T) {
	for _, columns := range [][]reports.Column{
		{{Key: "row"}}, {{Key: "notes"}},
		{{Key: "m", Kind: reports.KindMoney}, {Key: "m_currency"}},
	} {
		r := &reports.Report{Sections: []reports.Section{{Table: &reports.Table{ID: "t", Columns: columns}}}}
		if err := Write(&bytes.Buffer{}, r, Dialect{}); err == nil {
			t.Errorf("%+v is accepted", columns)
		}
	}
}

// Whatever the text and the dialect, a CSV reader gets it back whole, and
// nothing dangerous begins a field.
func TestTextComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ReplaceAll(rapid.String().Draw(t, "text"), "\r\n", "\n")
		d := Dialect{Comma: rapid.SampledFrom([]rune{',', ';', '\t', '|'}).Draw(t, "comma"), Raw: rapid.Bool().Draw(t, "raw")}
		reader := csv.NewReader(strings.NewReader(render(t, table(reports.Words(text), reports.Column{Key: "a"}), d)))
		reader.Comma = d.Comma
		records, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		got := records[1][1]
		if !d.Raw && Dangerous(got) {
			t.Fatalf("%q begins like a formula", got)
		}
		if !d.Raw && Dangerous(text) {
			got = strings.TrimPrefix(got, "'")
		}
		if diff := cmp.Diff(text, got); diff != "" {
			t.Fatal(diff)
		}
	})
}
