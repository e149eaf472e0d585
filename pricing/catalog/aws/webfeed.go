package aws

import (
	"encoding/json"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// meter is what a price of the Lambda feed counts. The feed names the prices and
// neither their unit nor the tier bounds. Units: AWS Lambda pricing page.
type meter struct{ product, unit string }

// lambdaMeters gives our name and the unit of each price of the Lambda feed. The
// last two have no name in the feed, only the code that is the same in every
// region; the page shows the same amounts for SnapStart.
var lambdaMeters = map[string]meter{
	"Lambda Requests":                             {"x86-request", "request"},
	"Lambda Requests-ARM":                         {"arm64-request", "request"},
	"Lambda Duration":                             {"x86-duration", "gb_second"},
	"Lambda Duration-ARM":                         {"arm64-duration", "gb_second"},
	"Lambda Provisioned-Concurrency":              {"x86-provisioned-concurrency", "gb_second"},
	"Lambda Provisioned-Concurrency-ARM":          {"arm64-provisioned-concurrency", "gb_second"},
	"Lambda Duration-Provisioned":                 {"x86-duration-provisioned", "gb_second"},
	"Lambda Duration-Provisioned-ARM":             {"arm64-duration-provisioned", "gb_second"},
	"Lambda Storage-Duration":                     {"ephemeral-storage", "gb_second"},
	"Lambda Storage-Duration-ARM":                 {"arm64-ephemeral-storage", "gb_second"},
	"Lambda Processed-Bytes":                      {"response-stream", "gb"},
	"Lambda Processed-Bytes-ARM":                  {"arm64-response-stream", "gb"},
	"Lambda Edge-Requests":                        {"edge-request", "request"},
	"Lambda Edge-Duration":                        {"edge-duration", "gb_second"},
	"Lambda Requests Free Tier":                   {"free-tier-requests", "request"},
	"Lambda Duration Free Tier":                   {"free-tier-duration", "gb_second"},
	"Lambda Processed-Bytes 100":                  {"free-tier-response-stream", "gb"},
	"M8QATjZO9cUYQz1nWgksW5SL-Tdu9le7of2vMo9wdSA": {"snapstart-cache", "gb_second"},
	"Zbv-sZDh_ToRrFGcQrtfqYulZ9o6TCgwNM-12xxBPPE": {"snapstart-restore", "gb"},
}

// manifestData is the head of a feed.
type manifestData struct {
	ServiceID string `json:"serviceId"`
	Currency  string `json:"currencyCode"`
	Published string `json:"hawkFilePublicationDate"`
}

// manifest reads the head of a feed; its absence later is an error of currency.
func (l *list) manifest() error {
	var m manifestData
	if err := l.j.Decode(&m); err != nil {
		return err
	}
	l.offerCode, l.published = m.ServiceID, m.Published
	l.currency = money.Currency(m.Currency)
	return nil
}

// feedEntry is one price of a feed under one of its names.
type feedEntry struct {
	name, rateCode, code string
	price                string
	attr                 map[string]feed.Text
	at                   feed.Position
}

// regions reads the regions of a feed, or of an index, which has the same shape
// one level up.
func (l *list) regions() error {
	return l.j.Members(func(location string) error {
		var entries []feedEntry
		index := false
		err := l.j.Object(location, func(name string) error {
			t, err := l.j.Token()
			if err != nil {
				return err
			}
			if t != json.Delim('{') {
				index = true
				if t == json.Delim('[') {
					return l.j.Elements(l.j.Skip)
				}
				return nil
			}
			e := feedEntry{name: name, at: l.j.Pos(), attr: map[string]feed.Text{}}
			err = l.j.Members(func(key string) error {
				v, err := l.j.Text(key)
				e.attr[key] = feed.Text(v)
				return err
			})
			e.rateCode, e.price = string(e.attr["rateCode"]), string(e.attr["price"])
			e.code = string(e.attr["RegionlessRateCode"])
			entries = append(entries, e)
			return err
		})
		if err != nil {
			return err
		}
		if err := l.in.Record(); err != nil {
			return err
		}
		if index {
			l.in.Skip(SkipIndex)
			l.in.Warn("this is an index: import the files it names (currentVersionUrl, versionUrl) instead")
			return nil
		}
		return l.feedRegion(location, entries)
	})
}

// feedRegion hands out the prices of one region. A feed lists each price two or
// three times, under names and under a code; one row comes of it.
func (l *list) feedRegion(location string, entries []feedEntry) error {
	chosen, present := map[string]int{}, map[string]bool{}
	for i, e := range entries {
		present[e.name] = true
		if first, ok := chosen[e.rateCode]; !ok || entries[first].rank() > e.rank() {
			chosen[e.rateCode] = i
		}
	}
	for i, e := range entries {
		best := entries[chosen[e.rateCode]]
		if e.rateCode != "" && best.name != e.name {
			if best.price != e.price {
				if err := l.in.Refuse(e.at, e.name, "keep one of the two", "duplicate: %q has the same rate code and another price", best.name); err != nil {
					return err
				}
				continue
			}
			l.in.Skip(SkipAlias)
			continue
		}
		if err := l.feedPrice(location, &entries[i], present); err != nil {
			return err
		}
	}
	return nil
}

// rank orders the names of one price: the plainest name first, the code last.
func (e *feedEntry) rank() int {
	switch {
	case e.name == e.code:
		return 2
	case strings.HasSuffix(e.name, freeTier):
		return 0
	}
	return 1
}

// freeTier ends the names of the monthly allowances.
const freeTier = " Free Tier"

// feedPrice hands out one price.
func (l *list) feedPrice(location string, e *feedEntry, present map[string]bool) error {
	v, err := catalog.ParsePrice(e.price)
	if err != nil {
		return l.in.Refuse(e.at, e.name, "", "%v", err)
	}
	base, tier := tierName(e.name, present)
	row := catalog.Row{Provider: "aws", Service: l.offerCode, SKU: sku(e), Product: base, RateCode: e.rateCode,
		Description: e.name, Region: region("", location), Unit: "unknown", Per: decimal.NewFromInt(1), Price: v,
		Currency: l.currency, Tier: tier, Term: catalog.OnDemand, AsOf: l.in.AsOf(l.published),
		OS: osName(string(e.attr["Operating System"])), VCPU: catalog.Size(plainNumber(string(e.attr["vCPU"]))),
		MemoryGiB: catalog.Size(gib(string(e.attr["Memory"])))}
	if instance := string(e.attr["Instance Type"]); instance != "" {
		row.Product, row.Unit = instance, "hour"
	}
	if m, ok := lambdaMeters[base]; ok && l.offerCode == "lambda" {
		row.Product, row.Unit = m.product, m.unit
	}
	if v.IsZero() && (row.Region == "*" || strings.HasSuffix(base, freeTier)) {
		row.Term, row.Note = catalog.FreeTier, "the feed gives the free quantity no number"
	}
	if tier > 0 {
		row.Note = "the feed orders the tiers and gives no bounds"
	}
	row.Family = family(row.Product)
	return l.in.Row(e.at, &row)
}

// sku is the product part of a rate code, the same for all tiers of a product.
func sku(e *feedEntry) string {
	if s, _, ok := strings.Cut(e.rateCode, "."); ok {
		return s
	}
	return e.code
}

// tierName takes "Tier2" off a name. A name without one is the first tier where
// a second tier of it is present.
func tierName(name string, present map[string]bool) (base string, tier int) {
	if i := strings.LastIndex(name, " Tier"); i > 0 {
		n := name[i+len(" Tier"):]
		if len(n) == 1 && n[0] >= '1' && n[0] <= '9' {
			return name[:i], int(n[0] - '0')
		}
	}
	if present[name+" Tier2"] {
		return name, 1
	}
	return name, 0
}
