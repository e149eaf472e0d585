package model_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
)

// question answers an example scenario with some keys set.
func question(t *testing.T, file string, set ...scenario.Setting) *model.Comparison {
	t.Helper()
	return example(t, filepath.Join("..", "testdata", file), set...)
}

func optionOf(t *testing.T, c *model.Comparison, id string) *model.Option {
	t.Helper()
	for _, o := range c.Options {
		if o.ID == id {
			return o
		}
	}
	t.Fatalf("no option %s", id)
	return nil
}

// TestOwnLines holds every line against a calculation by hand: 3 servers of
// 14,500 CHF over 60 months with 5 % left, and what they take.
func TestOwnLines(t *testing.T) {
	o := optionOf(t, question(t, "makeorbuy.toml"), "own-zurich")
	want := map[string]string{
		"amortisation": "688.75",     // 3 × 14,500 × 0.95 ÷ 60
		"support":      "435",        // 3 × 14,500 × 12 % ÷ 12
		"space":        "940.4",      // 1 rack × 1,000 EUR × 0.9404
		"power":        "392.368284", // 3 × 0.42 kW × 1.54 × 730 h × 0.277
		"network":      "75",         // 1 site
		"people.1":     "2081.04",    // 24 h × 86.71
	}
	for _, l := range o.Lines {
		got := o.Values().Of(l.Converted)
		if !got.Equal(exact.MustParse(want[l.ID])) {
			t.Errorf("%s: %s, want %s", l.ID, got, want[l.ID])
		}
		// Every line is quantity × price × rate, as the workbook writes it.
		fx := exact.One
		if l.FX.OK() {
			fx = o.Values().Base(l.FX)
		}
		if x := o.Values().Base(l.Quantity).Mul(o.Values().Base(l.Price)).Mul(fx); !x.Equal(o.Values().Base(l.Converted)) {
			t.Errorf("%s: quantity × price is %s, the line %s", l.ID, x, got)
		}
		delete(want, l.ID)
	}
	with := optionOf(t, question(t, "makeorbuy.toml", scenario.Setting{Key: "workload.stored", Value: "3TB"}, scenario.Setting{Key: "own.zurich.storage", Value: "0.035 CHF/GB/month"}), "own-zurich")
	stored := false
	for _, l := range with.Lines { // as they are shown, too: GB-months beside a price per GB and month
		v := with.Values()
		if x := v.Of(l.Quantity).Mul(v.Of(l.Price)); !x.Equal(v.Of(l.Amount)) {
			t.Errorf("%s: %s %s × %s %s is not the amount %s", l.ID, v.Of(l.Quantity), l.Quantity.Unit().Name, v.Of(l.Price), l.Price.Unit().Name, v.Of(l.Amount))
		}
		stored = stored || l.ID == "storage_stored" && l.Quantity.Unit().Name == "GB-month"
	}
	if !stored {
		t.Error("storage of 3 TB is not shown in GB-months")
	}
	if len(want) > 0 {
		t.Errorf("lines missing: %v", want)
	}
	if o.Monthly.Fixed(2) != "4612.56" || o.Status != model.Priced || o.IsolationRung() != "own-hardware" {
		t.Errorf("%s, %s, %s", o.Monthly.Fixed(2), o.Status, o.IsolationRung())
	}
}

// TestOwnSizes walks over the edges of a server, of the floor and of a rack.
func TestOwnSizes(t *testing.T) {
	for _, x := range []struct{ requests, minimum, sites, servers, racks string }{
		{"1 requests/month", "1", "1", "2", "1"},       // one and the spare
		{"1 requests/month", "2", "1", "2", "1"},       // the floor holds
		{"1 requests/month", "3", "1", "3", "1"},       // and lifts
		{"1 requests/month", "3", "2", "6", "2"},       // at each site
		{"300M requests/month", "2", "1", "3", "1"},    // 238 instances, 128 a server
		{"3000M requests/month", "20", "1", "20", "1"}, // 2,374 instances on 19, one spare: a full rack
		{"3050M requests/month", "20", "1", "20", "1"}, // still 19
		{"3100M requests/month", "20", "1", "21", "2"}, // 2,453 instances on 20, one spare: a second rack
	} {
		o := optionOf(t, question(t, "makeorbuy.toml", scenario.Setting{Key: "workload.requests", Value: x.requests},
			scenario.Setting{Key: "own.zurich.minimum", Value: x.minimum}, scenario.Setting{Key: "own.zurich.sites", Value: x.sites}), "own-zurich")
		if got := o.Values().Of(o.Own.Servers).String(); got != x.servers {
			t.Errorf("%s, minimum %s, %s sites: %s servers, want %s", x.requests, x.minimum, x.sites, got, x.servers)
		}
		for _, l := range o.Lines {
			if got := o.Values().Of(l.Quantity).String(); l.ID == "space" && got != x.racks {
				t.Errorf("%s: %s racks, want %s", x.requests, got, x.racks)
			}
		}
	}
}

// TestOwnWithoutPrices: what nobody stated has no price, and is not 0.
func TestOwnWithoutPrices(t *testing.T) {
	c := question(t, "makeorbuy.toml", scenario.Setting{Key: "workload.stored", Value: "500GB"})
	o := optionOf(t, c, "own-zurich")
	if o.Status != model.NotPriced || len(o.Gaps) != 1 || o.Gaps[0].ID != "storage" {
		t.Errorf("%s: %v", o.Status, o.Gaps)
	}
	c = question(t, "makeorbuy.toml", scenario.Setting{Key: "workload.stored", Value: "500GB"}, scenario.Setting{Key: "own.zurich.storage", Value: "0.02 CHF/GB-month"})
	o = optionOf(t, c, "own-zurich")
	if o.Status != model.Priced || o.Monthly.Fixed(2) != "4622.56" {
		t.Errorf("%s: %s", o.Status, o.Monthly.Fixed(2))
	}
}

func TestOwnRefused(t *testing.T) {
	for _, x := range []struct{ key, value, want string }{
		{"own.zurich.server", "14500", "wrong kind of unit"},
		{"own.zurich.server", "14500 CHF/month", "wrong kind of unit"},
		{"own.zurich.power_price", "0.277 CHF/kW", "wrong kind of unit"},
		{"own.zurich.pue", "0.9", "cannot draw less"},
		{"own.zurich.residual", "110%", "more than all of it"},
		{"own.zurich.charge", "10 CHF/month", "belongs to a private cloud"},
		{"own.zurich.life", "0 years", "cannot be zero"},
		{"own.zurich.rak", "1 CHF/month", "rack"},
		{"own.zurich.variant", "collocation", "colocation"},
		{"years.horizon", "51 years", "at most 50 years"},
		{"years.horizon", "1/7 years", "whole months"},
		{"years.load_growth", "-100%", "above -100%"},
		{"years.tax", "100%", "below 100%"},
	} {
		_, err := scenario.LoadWith(os.DirFS(filepath.Join("..", "testdata")), "makeorbuy.toml", []scenario.Setting{{Key: x.key, Value: x.value}})
		if err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s = %s: %v", x.key, x.value, err)
		}
	}
}
