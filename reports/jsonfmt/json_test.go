package jsonfmt

import (
	"bytes"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/csvfmt"
	"github.com/sovcost/sovcost/reports/markdown"
	"github.com/sovcost/sovcost/reports/reporttest"
	"github.com/sovcost/sovcost/reports/text"
)

func render(t interface{ Fatal(...any) }, r *reports.Report) []byte {
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	got := render(t, reporttest.Sample())
	reporttest.Golden(t, "sample.json", got)
	if !bytes.HasPrefix(got, []byte("{\n  \"schema\": \"sovcost/sample/1\",\n")) {
		t.Errorf("does not begin with the schema: %.60s", got)
	}
	if !bytes.HasSuffix(got, []byte("}\n")) || bytes.HasSuffix(got, []byte("\n\n")) {
		t.Error("does not end in one line end")
	}
	if !bytes.Contains(got, []byte(`a <tag> stay`)) {
		t.Error("< and > are escaped")
	}
}

// A saved report makes every other format, byte for byte.
func TestSavedReportMakesEveryFormat(t *testing.T) {
	original := reporttest.Sample()
	saved, err := Read("saved.json", render(t, original))
	if err != nil {
		t.Fatal(err)
	}
	formats := map[string]func(*bytes.Buffer, *reports.Report) error{
		"text":     func(b *bytes.Buffer, r *reports.Report) error { return text.Write(b, r, text.Options{}) },
		"csv":      func(b *bytes.Buffer, r *reports.Report) error { return csvfmt.Write(b, r, csvfmt.Dialect{}) },
		"markdown": func(b *bytes.Buffer, r *reports.Report) error { return markdown.Write(b, r, markdown.Options{}) },
		"json":     func(b *bytes.Buffer, r *reports.Report) error { return Write(b, r) },
	}
	for name, write := range formats {
		var before, after bytes.Buffer
		if err := write(&before, original); err != nil {
			t.Fatal(err)
		}
		if err := write(&after, saved); err != nil {
			t.Fatal(err)
		}
		if before.Len() == 0 || !bytes.Equal(before.Bytes(), after.Bytes()) {
			t.Errorf("%s from the saved report differs:\n%s", name, after.String())
		}
	}
}

func TestAmountsAreStrings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		exact := decimal.New(rapid.Int64().Draw(t, "coefficient"), rapid.Int32Range(-40, 40).Draw(t, "exponent"))
		r := &reports.Report{Kind: "sovcost/test/1", Sections: []reports.Section{{Table: &reports.Table{ID: "t",
			Columns: []reports.Column{{Key: "m", Kind: reports.KindMoney}},
			Rows:    []reports.Row{{Cells: []reports.Cell{reports.Money(exact, "CHF")}}}}}}}
		raw := render(t, r)
		if !bytes.Contains(raw, []byte(`"number": "`)) {
			t.Fatalf("%s is not a string in %s", exact, raw)
		}
		back, err := Read("t.json", raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := *back.Sections[0].Table.Rows[0].Cells[0].Number; !got.Equal(exact) {
			t.Fatalf("%s came back as %s", exact, got)
		}
	})
}

func TestDataIsChecked(t *testing.T) {
	for name, data := range map[string]any{
		"a list":        []int{1},
		"own field":     map[string]int{"schema": 1},
		"no JSON value": map[string]any{"f": func() {}},
	} {
		r := reporttest.Sample()
		r.Data = data
		if err := Write(&bytes.Buffer{}, r); err == nil {
			t.Errorf("%s is accepted as data", name)
		}
	}
}

func TestBadFiles(t *testing.T) {
	good := string(render(t, reporttest.Sample()))
	tests := []struct{ name, content, want string }{
		{"empty", "", "bad.json:1:1: not a saved report: unexpected end of JSON input"},
		{"a list", "[]", "begins with [, not with an object"},
		{"syntax", "{\n  \"schema\": x}", "bad.json:2:13: not a saved report: invalid character 'x'"},
		{"cut off", good[:len(good)/2], "not a saved report: unexpected end"},
		{"two values", good + "{}", "invalid character '{' after top-level value"},
		{"missing fields", `{"schema":"a"}`, `field "sections" is missing`},
		{"unknown field", strings.Replace(good, `"level"`, `"lvel"`, 1), `unknown field "lvel"`},
		{"field twice", strings.Replace(good, `"title"`, `"schema"`, 1), `field "schema" stands twice`},
		{"an endless number", strings.Replace(good, `"1234.5678"`, `"1e9999"`, 10), "exponent beyond"},
		{"an endless rate", strings.Replace(good, `"0.8123"`, `"1e9999"`, 1), "exponent beyond"},
		{"not sound", strings.Replace(good, `"id": "cpu"`, `"id": "gpu"`, 1), `refers to note "cpu"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read("bad.json", []byte(tt.content))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// No bytes make Read panic, and what it accepts can be written and read again.
func FuzzRead(f *testing.F) {
	f.Add(render(f, reporttest.Sample()))
	f.Add([]byte(`{"schema":"s","title":"","answer":[],"notes":[],"provenance":{"tool":"","version":""},"sections":[],"extra":{"a":1e5}}`))
	f.Add([]byte(`{"schema":"s","sections":[{"table":{"id":"t","columns":[{"key":"m","kind":"money","unit":"CHF"}],"rows":[{"cells":[{"number":"1e9999"}]}]}}]}`))
	f.Add([]byte(`{"schema":"s","title":"t","answer":null,"notes":null,"provenance":{"tool":"","version":""},"sections":[{"chart":{"id":"c","title":"","kind":"line","x":{"title":"","log":true},"y":{"title":""},"curves":[{"label":"a","points":[{"x":1e-300,"y":5e-324},{"x":1e99,"y":-1e100}]}],"marks":[{"label":"m","x":1,"y":2}]}}]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		r, err := Read("f.json", content)
		if err != nil {
			return
		}
		once := render(t, r)
		again, err := Read("f.json", once)
		if err != nil {
			t.Fatalf("what was written is refused: %v", err)
		}
		if twice := render(t, again); !bytes.Equal(once, twice) {
			t.Fatalf("changes when written again:\n%s\n%s", once, twice)
		}
		for _, width := range []int{40, 120} {
			if err := text.Write(&bytes.Buffer{}, r, text.Options{Width: width}); err != nil {
				t.Fatal(err)
			}
		}
		if err := markdown.Write(&bytes.Buffer{}, r, markdown.Options{}); err != nil {
			t.Fatal(err)
		}
	})
}
