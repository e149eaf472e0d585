package cli

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/reports/text/width"
)

// TestWebshopTableFitsAPage: 120 columns at most, the answer first: the cheapest
// allowed option and its cost, how far the next flip is, what law took out. The
// figures themselves are held by README.md, which is run as well.
func TestWebshopTableFitsAPage(t *testing.T) {
	code, out, _ := runHere(t, "compare", "webshop.toml")
	if code != ExitOK {
		t.Fatalf("exit %d", code)
	}
	for i, line := range strings.Split(out, "\n") {
		if n := width.Of(line); n > 120 {
			t.Errorf("line %d is %d columns wide: %s", i+1, n, line)
		}
	}
	head, _, _ := strings.Cut(out, "\n\n")
	head = strings.Join(strings.Fields(head), " ")
	for _, want := range []string{
		`^[a-z0-9-]+ is the cheapest allowed option: [0-9,]+\.[0-9]{2} CHF a month \([A-Za-z ]+, [A-Za-z ]+, [A-Z]{2}\)\.`,
		`The answer flips to [a-z0-9-]+ (above|below) [0-9,]+ requests/month|It stays the cheapest`,
		`Law or policy takes out [0-9]+ options: [a-z_0-9.]+`,
		`[0-9]+ options have a part without a price`,
	} {
		if !regexp.MustCompile(want).MatchString(head) {
			t.Errorf("the answer lacks %q:\n%s", want, head)
		}
	}
}

// TestWebshopJSON holds the machine form: at least 12 options over at least 7
// providers and three kinds, each with what a reader needs.
func TestWebshopJSON(t *testing.T) {
	code, out, stderr := runHere(t, "compare", "webshop.toml", "--format", "json")
	if code != ExitOK {
		t.Fatalf("exit %d: %s", code, stderr)
	}
	var doc struct {
		Schema  string
		Options []struct {
			ID, Kind, Provider, Region, Country, Status, Verdict string
			Monthly                                              *struct{ Amount, Currency string }
			Lines                                                []struct{ Label, Quantity, Unit, Amount string }
			Warnings                                             []string
			NotPriced                                            []any `json:"not_priced"`
			Excluded                                             []any `json:"excluded_because"`
		}
		Provenance map[string]any
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	priced, providers, kinds := 0, map[string]bool{}, map[string]bool{}
	money := regexp.MustCompile(`^[0-9]+\.[0-9]{2}$`)
	for _, o := range doc.Options {
		if o.ID == "" || o.Region == "" || o.Country == "" || o.Verdict == "" || o.Warnings == nil || o.Lines == nil {
			t.Errorf("%q is incomplete: %+v", o.ID, o)
		}
		switch o.Status {
		case "priced":
			priced++
			providers[o.Provider], kinds[o.Kind] = true, true
			if o.Monthly == nil || !money.MatchString(o.Monthly.Amount) || o.Monthly.Currency != "CHF" || len(o.Lines) == 0 {
				t.Errorf("%s is priced without a price: %+v", o.ID, o.Monthly)
			}
		case "not_priced":
			if o.Monthly != nil || len(o.NotPriced) == 0 {
				t.Errorf("%s has no price, yet costs %+v", o.ID, o.Monthly)
			}
		case "excluded":
			if len(o.Excluded) == 0 {
				t.Errorf("%s is excluded for no reason", o.ID)
			}
		default:
			t.Errorf("%s: status %q", o.ID, o.Status)
		}
	}
	if doc.Schema != "sovcost/compare/1" || priced < 12 || len(providers) < 7 || len(kinds) != 3 || doc.Provenance["scenario_digest"] == nil {
		t.Errorf("schema %s, %d priced options of %d providers and %d kinds", doc.Schema, priced, len(providers), len(kinds))
	}
	t.Logf("%d options, %d of them priced, over %d providers and %d kinds", len(doc.Options), priced, len(providers), len(kinds))
}
