package sovereignty

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
)

func TestProviderFacts(t *testing.T) {
	b := book(t)
	day := factsheet.NewDate
	for _, tt := range []struct {
		provider string
		on       factsheet.Date
		fact     string
		want     string // "unknown": not a fact
	}{
		{"exoscale", today, "provider.parent_chain", "AT, CH, MX"},
		{"exoscale", today, "provider.seat", "CH"},
		{"flowswiss", today, "provider.parent_chain", "unknown"}, // no source names the owner
		{"aws", today, "provider.parent_chain", "LU, US"},
		{"aws", today, "provider.us_ecsp", "yes"},
		{"hetzner", today, "provider.us_ecsp", "unknown"}, // sites in the USA
		{"hikube", today, "provider.us_ecsp", "no"},
		{"hetzner", today, "cert.c5_type2", "current"},
		{"stackit", today, "cert.c5_type2", "unknown"},     // C5, the type is not said
		{"ovhcloud", today, "cert.secnumcloud", "unknown"}, // some offers only
		{"scaleway", today, "cert.secnumcloud", "pending"},
		{"s3ns", day(2025, 12, 16), "cert.secnumcloud", "none"},
		{"s3ns", day(2025, 12, 17), "cert.secnumcloud", "current"},
		{"stackit", day(2026, 4, 16), "csf.overall_seal", "unknown"},
		{"stackit", day(2026, 4, 17), "csf.overall_seal", "3"},
		{"s3ns", today, "csf.overall_seal", "unknown"},       // a level inside somebody else's offer
		{"infomaniak", today, "csf.overall_seal", "unknown"}, // an unofficial card
	} {
		p, ok := b.Provider(tt.provider)
		if !ok {
			t.Fatalf("no provider %s", tt.provider)
		}
		f := p.Facts(tt.on)[tt.fact]
		if got := f.Value.String(); got != tt.want {
			t.Errorf("%s on %s: %s is %s, want %s", tt.provider, tt.on, tt.fact, got, tt.want)
		}
		if f.Value.IsSet() && !strings.HasPrefix(f.From, "provider "+tt.provider+", as of ") {
			t.Errorf("%s: %s comes from %q", tt.provider, tt.fact, f.From)
		}
	}
}

// TestEveryProvider: each has a chain, sites and sources, and what its file states
// is known to the vocabulary.
func TestEveryProvider(t *testing.T) {
	b := book(t)
	for _, p := range b.Providers() {
		if len(p.Locations) == 0 || len(p.Sources) == 0 || len(p.Chain()) == 0 {
			t.Errorf("%s lacks sites, sources or seat", p.ID)
		}
		for name, f := range p.Facts(today) {
			if info, ok := b.FactInfo(name); !ok || info.Label == "" || !f.Value.IsSet() {
				t.Errorf("%s: %s", p.ID, name)
			}
		}
		if o, ok := p.UltimateParent(); ok == (len(p.Parents) == 0) || ok && o.Name == "" {
			t.Errorf("%s: ultimate parent %+v", p.ID, o)
		}
	}
	aws, _ := b.Provider("aws")
	if l, ok := aws.Location("eu-central-2"); !ok || l.Country != "CH" || l.Place != "Zurich" {
		t.Errorf("eu-central-2 is in %+v", l)
	}
	if _, ok := aws.Location("eu-central-9"); ok {
		t.Error("a region that does not exist")
	}
}

func TestOwnedWithin(t *testing.T) {
	b := book(t)
	for _, tt := range []struct {
		provider, area string
		within, known  bool
	}{
		{"hikube", "CH", true, true},
		{"exoscale", "CH", false, true},
		{"exoscale", "EEA+CH", false, true},
		{"flowswiss", "CH", true, false},
		{"flowswiss", "EU", false, true},
		{"scaleway", "EU", true, true},
		{"aws-eusc", "EU", false, true},
		{"gridscale", "EU", true, true},
	} {
		p, _ := b.Provider(tt.provider)
		if within, known := b.OwnedWithin(p, tt.area, today); within != tt.within || known != tt.known {
			t.Errorf("%s within %s: %v, known %v", tt.provider, tt.area, within, known)
		}
	}
}

func TestGroupsOverTime(t *testing.T) {
	b := book(t)
	day := factsheet.NewDate
	for _, tt := range []struct {
		country, group string
		on             factsheet.Date
		want           bool
	}{
		{"HR", "EU", day(2013, 6, 30), false}, {"HR", "EU", day(2013, 7, 1), true},
		{"GB", "EU", day(2020, 12, 31), true}, {"GB", "EU", day(2021, 1, 1), false},
		{"NO", "EEA", today, true}, {"NO", "EU", today, false}, {"CH", "EEA", today, false}, {"CH", "nothing", today, false},
	} {
		if got := b.InGroup(tt.country, tt.group, tt.on); got != tt.want {
			t.Errorf("%s in %s on %s: %v", tt.country, tt.group, tt.on, got)
		}
	}
	eea := 0
	for code := range b.countries {
		if b.InGroup(code, "EEA", today) {
			eea++
		}
	}
	if eea != 30+6 { // 27 members, IS, LI, NO; and six parts of France and Finland with codes of their own
		t.Errorf("%d codes in the EEA", eea)
	}
	if n := len(b.Decisions("CH", today)); n != 30+13+1 {
		t.Errorf("%d entries on the Swiss list", n)
	}
	if b.CountryName("CH") != "Switzerland" || b.CountryName("XX") != "XX" {
		t.Error("country names")
	}
}
