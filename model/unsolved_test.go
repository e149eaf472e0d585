package model_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
)

// A load past what cold starts are solved for leaves functions without a price,
// with the reason, and everything else with its own.
func TestLoadsPastTheColdStartModel(t *testing.T) {
	const why = "cold starts are solved up to 1,000,000 requests in service at once, the peak of the load has "
	open := func(g pricing.Gap) bool { return g.ID == "cold_starts" && strings.HasPrefix(g.Why, why) }
	for _, load := range []struct {
		requests string
		solved   bool
	}{{"20G requests/month", true}, {"1T requests/month", false}, {"1000T requests/month", false}} {
		c := modeltest.Example(t, "../testdata", "webshop.toml", scenario.Setting{Key: "workload.requests", Value: load.requests})
		priced, functions := 0, 0
		for _, o := range c.Options {
			if o.Kind != "function" {
				if o.Status == model.Priced {
					priced++
				}
				continue
			}
			functions++
			if unsolved := slices.ContainsFunc(o.LastingGaps(), open); unsolved == load.solved || unsolved && o.Status == model.Priced {
				t.Errorf("%s: %s is %v with gaps %v", load.requests, o.ID, o.Status, o.LastingGaps())
			}
		}
		if priced < 40 || functions < 5 {
			t.Errorf("%s: %d options without cold starts have a price, %d functions", load.requests, priced, functions)
		}
	}
}
