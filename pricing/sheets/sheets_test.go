package sheets_test

import (
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

func embedded(t testing.TB) *pricing.Library {
	t.Helper()
	l, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestFilesAreNamedAfterSheets keeps a sheet where a reader looks for it: in the
// file of its id, or in its provider's file when one list holds in many regions.
func TestFilesAreNamedAfterSheets(t *testing.T) {
	for _, s := range embedded(t).Sheets() {
		if p := s.Doc.Path; p != s.ID+".toml" && p != s.Provider+".toml" && s.ID != "scaleway-pl-waw" {
			t.Errorf("%s is in %s", s.ID, p)
		}
	}
}

func BenchmarkEmbedded(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sheets.Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}
