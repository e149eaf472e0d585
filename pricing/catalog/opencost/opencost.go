// Package opencost reads the price sheets of OpenCost's CSV provider: the price
// of a node, a GPU or a volume per hour.
package opencost

import (
	"context"
	"io"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// SkipNoPrice is a line without a price.
const SkipNoPrice = "no price given"

// units gives the unit of the hourly price by asset class. OpenCost multiplies
// the price of a volume by its size in GiB.
var units = map[string]string{"node": "hour", "gpu": "gpu_hour", "pv": "gib_hour"}

// Read reads a sheet. It names no currency, and often no region:
// Options.Currency must, Options.Region may; without one a price holds everywhere.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadTable(ctx, r, opt, emit, []string{"InstanceID", "AssetClass", "InstanceIDField", "MarketPriceHourly"}, line)
}

// line hands out the price of one line.
func line(c *feed.CSV, in *catalog.Intake) error {
	text := c.Get("MarketPriceHourly")
	if text == "" {
		in.Skip(SkipNoPrice)
		return nil
	}
	at := c.PosOf("MarketPriceHourly")
	price, err := catalog.ParsePrice(text)
	if err != nil {
		return in.Refuse(at, c.Get("InstanceID"), "", "%v", err)
	}
	unit, ok := units[c.Get("AssetClass")]
	if !ok {
		return in.Refuse(c.PosOf("AssetClass"), "AssetClass", "use node, gpu or pv", "%q is not an asset class", c.Get("AssetClass"))
	}
	region := c.Get("Region")
	if region == "" {
		region = in.Options().Region
	}
	if region == "" {
		region = "*"
	}
	row := catalog.Row{Provider: "opencost", Service: c.Get("AssetClass"), SKU: c.Get("InstanceID"), Product: c.Get("InstanceType"),
		Region: region, Unit: unit, UnitText: "hour", Per: decimal.NewFromInt(1), Price: price, Currency: in.Options().Currency,
		Term: catalog.OnDemand, Variant: "matched by " + c.Get("InstanceIDField"), AsOf: in.AsOf(c.Get("EndTimestamp"))}
	if row.Product == "" {
		row.Product = row.SKU
	}
	return in.Row(at, &row)
}
