package sheets_test

import (
	"io/fs"
	"testing"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/sheets"
)

// TestSheetsAreRight checks fully what Embedded only decodes.
func TestSheetsAreRight(t *testing.T) {
	if _, err := pricing.LoadLibrary(sheets.FS, false); err != nil {
		t.Fatal(err)
	}
}

func TestFileNamesAreIDs(t *testing.T) {
	l, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(sheets.FS, "*.toml")
	if err != nil || len(names) != len(l.IDs()) {
		t.Fatalf("%d files, %d sheets, %v", len(names), len(l.IDs()), err)
	}
	for _, s := range l.Sheets() {
		if s.Doc.Path != s.ID+".toml" || s.ID != s.Provider+"-"+s.Region && s.Note == "" {
			t.Errorf("%s is in %s", s.ID, s.Doc.Path)
		}
	}
}

func BenchmarkEmbedded(b *testing.B) {
	for b.Loop() {
		if _, err := sheets.Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}
