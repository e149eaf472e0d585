package markdown

import (
	"bytes"
	"html"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/reporttest"
)

func render(t interface{ Fatal(...any) }, r *reports.Report, o Options) string {
	var b bytes.Buffer
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	reporttest.Golden(t, "sample.md", []byte(render(t, reporttest.Sample(), Options{Tag: "compare/sample.toml"})))
	reporttest.Golden(t, "short.md", []byte(render(t, reporttest.Sample(), Options{MaxRows: 2})))
}

func TestMarker(t *testing.T) {
	for tag, want := range map[string]string{
		"compare/webshop.toml": "<!-- sovcost:compare/webshop.toml -->",
		"a-->b":                "<!-- sovcost:a-_b -->",
		"a\nb":                 "<!-- sovcost:a_b -->",
		"a----b":               "<!-- sovcost:a-b -->",
	} {
		if got := Marker(tag); got != want {
			t.Errorf("Marker(%q) = %q, want %q", tag, got, want)
		}
	}
}

func TestTagIsTheFirstLine(t *testing.T) {
	got := render(t, reporttest.Sample(), Options{Tag: "x"})
	if !strings.HasPrefix(got, Marker("x")+"\n") {
		t.Errorf("begins with %q", strings.SplitN(got, "\n", 2)[0])
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"eu_central_1": "eu_central_1",
		"_emphasis_":   "&#95;emphasis&#95;",
		"a|b":          "a&#124;b",
		"@team":        "@<!-- -->team",
		"vm@alp":       "vm@alp",
		"fixes #12":    "fixes #<!-- -->12",
		"# heading":    "&#35; heading",
		"<b>":          "&#60;b&#62;",
		"- item":       "&#45; item",
		"1. item":      "1&#46; item",
		"1.5 units":    "1.5 units",
		"-1,234.50":    "&#45;1,234.50",
		"two\nlines":   "two lines",
		"www.a.ch":     "www&#46;a.ch",
		"Zürich CHF 5": "Zürich CHF 5",
	} {
		if got := escape(in); got != want {
			t.Errorf("escape(%q) = %q, want %q", in, got, want)
		}
	}
}

// A cell holds whatever text came in, adds no column and no line, and shows
// the same words once the character references are read.
func TestCellsKeepTheTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		r := &reports.Report{Sections: []reports.Section{{Table: &reports.Table{ID: "t",
			Columns: []reports.Column{{Key: "a", Title: "A"}, {Key: "b", Title: "B"}},
			Rows:    []reports.Row{{Cells: []reports.Cell{reports.Words(text), reports.Words("end")}}}}}}}
		lines := strings.Split(strings.TrimSpace(render(t, r, Options{})), "\n")
		if len(lines) != 3 {
			t.Fatalf("%d lines, want 3: %q", len(lines), lines)
		}
		cells := strings.Split(lines[2], "|")
		if len(cells) != 4 {
			t.Fatalf("%d pipes, want 3: %q", len(cells)-1, lines[2])
		}
		want := strings.TrimSpace(reports.OneLine(text))
		if got := strings.TrimSpace(html.UnescapeString(strings.ReplaceAll(cells[1], "<!-- -->", ""))); got != want {
			t.Fatalf("shows %q, want %q", got, want)
		}
	})
}
