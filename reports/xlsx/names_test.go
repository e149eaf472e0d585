package xlsx

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/xuri/excelize/v2"
)

// hostile are names that people give and that spreadsheets trip over.
var hostile = []string{
	"=cmd()|' /C calc'!A0", "+1+2", "-1", "@SUM(A1)", "TAX26", "R1C1", "'quoted'", `say "hi" & <b>`, "café 🚀 日本 \u202e",
	strings.Repeat("long ", 60), "tab\there", "bell\x07 and null\x00", "new\nline", "  spaces  ", "Base", "base", "a,b;c", "\xff\xfe broken",
}

// Any name stays text in an XML file that parses, opens in LibreOffice and says
// what was written; control characters, which XML cannot hold, are replaced.
func TestHostileNames(t *testing.T) {
	for i, name := range hostile {
		s, err := scenario.Load(os.DirFS("../../testdata"), "webshop.toml")
		must(t, err)
		s.Name, s.Question = name, hostile[(i+1)%len(hostile)]
		for k := range 3 {
			s.Variants = append(s.Variants, &scenario.Variant{Name: hostile[(i+k)%len(hostile)], Set: map[string]any{"workload.requests": "x2"}})
		}
		c, err := ask(s, []string{"hetzner-fsn1"})
		must(t, err)
		data := workbookOf(t, c)
		for part, text := range unpack(t, data) {
			wellFormed(t, part, text)
		}
		got := contents(t, data)[sheetCover+"!A1"]
		want := strings.Map(func(r rune) rune {
			if r == utf8.RuneError || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
				return utf8.RuneError
			}
			return r
		}, name)
		if got.formula != "" || got.value != want {
			t.Errorf("the name %q became %q, formula %q", name, got.value, got.formula)
		}
	}
}

func wellFormed(t *testing.T, part string, text []byte) {
	t.Helper()
	if !strings.HasSuffix(part, ".xml") && !strings.HasSuffix(part, ".rels") {
		return
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		if _, err := d.Token(); err != nil {
			if err.Error() != "EOF" {
				t.Fatalf("%s: %v", part, err)
			}
			return
		}
	}
}

// LibreOffice opens a workbook of hostile names, finds every case in the
// drop-down by its name, and calculates it.
func TestHostileCases(t *testing.T) {
	soffice(t)
	s, err := scenario.Load(os.DirFS("../../testdata"), "webshop.toml")
	must(t, err)
	s.Variants = nil
	for _, name := range append([]string{"x2", "x?", "x*", "x~", strings.Repeat("long ", 61)}, hostile...) {
		s.Variants = append(s.Variants, &scenario.Variant{Name: name, Set: map[string]any{"workload.requests": "x2"}})
	}
	c, err := ask(s, []string{"hetzner-fsn1"})
	must(t, err)
	data := workbookOf(t, c)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(t, err)
	defer f.Close()
	if n := len(f.GetSheetList()); n < 11 {
		t.Errorf("%d sheets", n)
	}
	p, err := newPlan(c, maxBlocks)
	must(t, err)
	cols, err := (&book{p: p, w: Workbook{Comparison: c}}).inputColumns()
	must(t, err)
	dir := t.TempDir()
	var files []string
	for k := range cols.names {
		name := contents(t, data)[sheetInputs+"!"+at(baseCol+k, inputHeadRow)].value
		var text bytes.Buffer
		must(t, xml.EscapeText(&text, []byte(name)))
		files = append(files, filepath.Join(dir, string(rune('a'+k))+".xlsx"))
		must(t, os.WriteFile(files[k], withSheets(t, data, map[int]map[string]string{inputsNumber: {at(liveCol, choiceRow): "text:" + text.String()}}), 0o644))
	}
	out := convert(t, "xlsx", files)
	for k, file := range files {
		again, err := os.ReadFile(filepath.Join(out, filepath.Base(file)))
		must(t, err)
		if got := contents(t, again)[choiceIndex.sheet+"!"+at(choiceIndex.col, choiceIndex.row)].value; got != fmt.Sprint(k+1) {
			t.Errorf("case %q is column %q, want %d", cols.names[k], got, k+1)
		}
	}
}
