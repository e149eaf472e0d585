package sheets_test

import (
	"fmt"
	"os"
	"strings"
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

// TestBreadth counts what is shipped. The floors are what the project promises.
func TestBreadth(t *testing.T) {
	l := embedded(t)
	providers := map[string]bool{}
	kinds := map[string]int{}
	rates, unknown, notOffered := 0, 0, 0
	state := func(s pricing.Offer) {
		switch s {
		case pricing.Unknown:
			unknown++
		case pricing.NotOffered:
			notOffered++
		}
	}
	for _, s := range l.Sheets() {
		for _, p := range s.Products {
			state(p.Status)
			if p.Status == pricing.Offered {
				kinds[p.Kind]++
				providers[s.Provider] = true
			}
			for _, m := range p.Meters {
				state(m.Status)
				if m.Status != pricing.Offered {
					continue
				}
				rates++
				at := s.Provenance(m.Source, m.AsOf, m.Confidence, m.RowNote)
				if at.Title == "" || at.AsOf == "" || at.Confidence == "" {
					t.Errorf("%s.%s lacks its provenance: %+v", p.Key(), m.ID, at)
				}
			}
		}
	}
	t.Logf("%d sheets of %d providers: %d rates, %d unknown, %d not offered", len(l.IDs()), len(providers), rates, unknown, notOffered)
	t.Logf("products offered: %v", kinds)
	data, err := os.ReadFile("README.md")
	if said := fmt.Sprintf("\n%d sheets of %d providers:", len(l.IDs()), len(providers)); err != nil || !strings.Contains(string(data), said) {
		t.Errorf("README.md does not say %q (%v)", said, err)
	}
	if len(l.IDs()) < 30 || len(providers) < 17 {
		t.Errorf("%d sheets, %d providers with prices", len(l.IDs()), len(providers))
	}
	for _, kind := range []string{"function", "container", "kubernetes", "vm", "block_storage", "object_storage", "egress", "nat", "load_balancer", "public_ip", "gateway", "logs", "vm_spot"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s is priced anywhere", kind)
		}
	}
}

// TestMissingPricesSayWhy keeps gaps explained: a reader must see what is
// missing and not only that something is.
func TestMissingPricesSayWhy(t *testing.T) {
	for _, s := range embedded(t).Sheets() {
		for _, p := range s.Products {
			if p.Status != pricing.Offered && p.Note == "" {
				t.Errorf("%s is %s without a word", p.Key(), p.Status)
			}
			for _, m := range p.Meters {
				if m.Status != pricing.Offered && m.RowNote == "" {
					t.Errorf("%s.%s is %s without a word", p.Key(), m.ID, m.Status)
				}
			}
		}
	}
}

// TestStandardFiguresPriceEverySheet keeps sheets and sizing together: what runs
// or serves a workload is priced from the standard inputs of its kind alone.
func TestStandardFiguresPriceEverySheet(t *testing.T) {
	n := 0
	for _, s := range embedded(t).Sheets() {
		for _, p := range s.Products {
			if p.Kind == "service" || p.Kind == "network" || p.Status != pricing.Offered {
				continue
			}
			n++
			standard := map[string]bool{}
			for _, in := range pricing.StandardInputs(p.Kind) {
				standard[in.Name] = true
			}
			for _, in := range p.Inputs {
				if !standard[in.Name] && !in.Optional && !in.Default.IsSet() {
					t.Errorf("%s needs %s, which nobody who sizes a %s knows", p.Key(), in.Name, p.Kind)
				}
			}
		}
	}
	t.Logf("%d products are priced from standard figures", n)
}
