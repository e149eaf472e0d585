package model_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model/scenario"
)

// TestSettingIsEditing: what --set changes is the comparison of the scenario with
// that line edited, option by option to the last digit.
func TestSettingIsEditing(t *testing.T) {
	data, err := os.ReadFile("../testdata/webshop.toml")
	if err != nil {
		t.Fatal(err)
	}
	base := example(t, "../testdata/webshop.toml")
	for _, c := range []struct{ key, value, old, edited string }{
		{"requests", "x2", `requests    = "30M requests/month"`, `requests    = "60M requests/month"`},
		{"workload.requests", "12 requests/s", `requests    = "30M requests/month"`, `requests    = "12 requests/s"`},
		{"memory", "1GiB", `memory      = "512MiB"`, `memory      = "1GiB"`},
		{"duration", "x0.5", `duration    = "180ms"`, `duration    = "90ms"`},
		{"target", "80%", `target       = "60%"`, `target       = "80%"`},
		{"min_replicas", "5", `min_replicas = "2"`, `min_replicas = "5"`},
		{"hourly_rate", "x0", `hourly_rate = "110 CHF/h"`, `hourly_rate = "0 CHF/h"`},
		{"fx.EUR/CHF", "x0.9", `rate   = "0.9404"`, `rate   = "0.84636"`},
		{"fx.EUR/USD", "1.3", `rate   = "1.1652"`, `rate   = "1.3"`},
		{"workload.load.shape", "flat", `shape = "campaign"`, `shape = "flat"`},
	} {
		t.Run(c.key+"="+c.value, func(t *testing.T) {
			if strings.Count(string(data), c.old) != 1 {
				t.Fatalf("%q does not stand once in the scenario", c.old)
			}
			text := strings.Replace(string(data), c.old, c.edited, 1)
			s, err := scenario.Load(fstest.MapFS{"e.toml": {Data: []byte(text)}}, "e.toml")
			if err != nil {
				t.Fatal(err)
			}
			want := answer(t, s)
			setting, err := base.Setting(c.key, c.value)
			if err != nil {
				t.Fatal(err)
			}
			got := example(t, "../testdata/webshop.toml", setting)
			if len(got.Options) != len(want.Options) {
				t.Fatalf("%d options, want %d", len(got.Options), len(want.Options))
			}
			moved := 0
			for i, o := range got.Options {
				w := want.Options[i]
				if o.ID != w.ID || o.Status != w.Status || !o.Monthly.Equal(w.Monthly) {
					t.Errorf("%s %s %s, edited %s %s %s", o.ID, o.Status, o.Monthly, w.ID, w.Status, w.Monthly)
				}
				if o.Total.OK() && !o.Values().Of(o.Total).Equal(w.Values().Of(w.Total)) {
					t.Errorf("%s: unrounded totals differ", o.ID)
				}
				if !o.Monthly.Equal(base.Options[i].Monthly) {
					moved++
				}
			}
			if moved == 0 {
				t.Error("the change moves no option: too easy")
			}
		})
	}
}

// TestRateOverAThirdCurrency: the dollar falls although the scenario only knows
// it over the euro; prices in euros do not move.
func TestRateOverAThirdCurrency(t *testing.T) {
	base := example(t, "../testdata/webshop.toml")
	setting, err := base.Setting("USD/CHF", "x0.9")
	if err != nil {
		t.Fatal(err)
	}
	fallen := example(t, "../testdata/webshop.toml", setting)
	monthly := map[string]string{}
	for _, o := range base.Options {
		monthly[o.ID] = o.Monthly.String()
	}
	down, same := 0, 0
	for _, o := range fallen.Options {
		if !o.Total.OK() {
			continue
		}
		switch c := o.Monthly.String() == monthly[o.ID]; {
		case o.Sheet.Currency == "USD" && !c:
			down++
		case o.Sheet.Currency != "USD" && c:
			same++
		default:
			t.Errorf("%s in %s: %s before, %s after", o.ID, o.Sheet.Currency, monthly[o.ID], o.Monthly)
		}
	}
	if down < 5 || same < 5 {
		t.Errorf("%d options in dollars fell, %d others stayed: too few", down, same)
	}
	for _, bad := range []string{"x0", "x-1", "xyz"} {
		if s, err := base.Setting("fx.USD/CHF", bad); err == nil {
			t.Errorf("%q became %v", bad, s)
		}
	}
	if _, err := base.Setting("fx.JPY/CHF", "x2"); err == nil || !strings.Contains(err.Error(), "do not lead from JPY to CHF") {
		t.Errorf("no path from yen: %v", err)
	}
}

// A key is stated wherever it is written: in the file, in one it includes, by a
// setting; not in a file that nobody reads.
func TestStatedAnywhere(t *testing.T) {
	const main = "schema = \"scenario/1\"\nas_of = 2026-11-23\ncurrency = \"CHF\"\ninclude = [\"part.toml\"]\n[workload]\nrequests = \"1M requests/month\"\nduration = \"100ms\"\nmemory = \"1GiB\"\n"
	files := fstest.MapFS{"s.toml": {Data: []byte(main)}, "part.toml": {Data: []byte("[years]\nhorizon = \"3 years\"\n")}, "other.toml": {Data: []byte("[own.x]\n")}}
	s, err := scenario.LoadWith(files, "s.toml", []scenario.Setting{{Key: "exit.data", Value: "1TB"}})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]bool{"workload": true, "workload.memory": true, "years": true, "years.horizon": true, "years.discount": false, "exit": true, "exit.data": true, "exit.ksloc": false, "own": false} {
		if s.States(key) != want {
			t.Errorf("%s is stated: %v, want %v", key, !want, want)
		}
	}
}
