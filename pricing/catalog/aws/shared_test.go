package aws

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
	"github.com/sovcost/sovcost/pricing/catalog/facts"
)

// TestRecordedFiles imports the vendor's genuine files and reconciles them. The
// record counts were taken from the files with another tool.
func TestRecordedFiles(t *testing.T) {
	for _, tc := range []struct{ file, want string }{
		{"AmazonEC2_us-east-2_bulk.json", "records 3, read 3, taken 3"},
		{"comprehend_ap-south-1.csv", "records 40, read 40, taken 40"},
		{"savings_plans_database_ap-south-2.csv", "records 455, read 455, taken 455"},
		{"web_feed_lambda.json", "records 37, read 1285, taken 688, skipped 597 (another name of the same price)"},
		{"comprehend_region_index.json", "records 14, read 14, taken 0, skipped 14 (index entry: names another file, no price)"},
		{"offer_index.json", "records 265, read 265, taken 0, skipped 265 (index entry: names another file, no price)"},
		{"savings_plans_database_region_index.json", "records 36, read 36, taken 0, skipped 36 (index entry: names another file, no price)"},
	} {
		_, counts := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/aws/"+tc.file), catalog.Options{})
		if counts.String() != tc.want {
			t.Errorf("%s: %s, want %s", tc.file, counts, tc.want)
		}
	}
}

// TestLambdaFeedGivesTheShippedRates holds the feed against the fact table,
// digit for digit, in both directions.
func TestLambdaFeedGivesTheShippedRates(t *testing.T) {
	regions := []string{"eu-central-1", "eu-central-2", "us-east-1"}
	got := map[string]string{}
	rows, _ := catalogtest.ReadFile(t, Read, catalogtest.Shared(t, "samples/aws/web_feed_lambda.json"), catalog.Options{Regions: regions})
	for _, r := range rows {
		key := fmt.Sprintf("%s %s tier %d per %s %s %s %s", r.Region, r.Product, r.Tier, r.Per, r.Unit, r.Currency, r.AsOf)
		if _, twice := got[key]; twice {
			t.Errorf("two prices for %s", key)
		}
		got[key] = r.Price.String()
	}
	shipped, _ := catalogtest.ReadFile(t, facts.Read, catalogtest.Shared(t, "facts/prices/hyperscalers.csv"), catalog.Options{
		Regions: regions, Keep: func(r *catalog.Row) bool {
			return r.Service == "lambda" && r.Term == catalog.OnDemand && r.Region != "*"
		}})
	tier, compared := map[string]int{}, 0
	for _, r := range shipped {
		n := 0
		if r.TierFrom.Set() || r.TierTo.Set() {
			tier[r.Region+r.Product]++
			n = tier[r.Region+r.Product]
		}
		key := fmt.Sprintf("%s %s tier %d per %s %s %s %s", r.Region, r.Product, n, r.Per, r.Unit, r.Currency, r.AsOf)
		if got[key] != r.Price.String() {
			t.Errorf("%s: feed %q, shipped %q", key, got[key], r.Price)
		}
		delete(got, key)
		compared++
	}
	if compared != 47 {
		t.Errorf("compared %d rates, the fact table has 47", compared)
	}
	// What the feed has beyond the table: known by name, or without any name.
	for key := range got {
		product := strings.Fields(key)[1]
		switch product {
		case "arm64-ephemeral-storage", "arm64-response-stream", "edge-request", "edge-duration",
			"free-tier-requests", "free-tier-duration", "free-tier-response-stream", "Iz64a2LESXAj7d7cogQMkslYLf9-6Wgke0-_rOOQcWg":
		default:
			t.Errorf("the feed has %s, which is not in the table", strconv.Quote(key))
		}
	}
}
