package aws

import (
	"errors"
	"io"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// readCSV reads an offer file or a Savings Plan file in CSV form: up to ten
// lines of "name, value", then a header that starts with SKU, then prices.
func readCSV(src *feed.Reader, in *catalog.Intake) error {
	c := feed.NewCSV(src, ',')
	meta := map[string]string{}
	for {
		rec, err := c.Record()
		if errors.Is(err, io.EOF) {
			return src.Errorf("check that this is an AWS offer file", "the header line that starts with SKU is missing")
		}
		if err != nil {
			return err
		}
		if strings.TrimSpace(rec[0]) == "SKU" {
			break
		}
		if len(rec) != 2 || len(meta) > 10 {
			return src.Errorf("check that this is an AWS offer file", "expected lines of name and value, then a header that starts with SKU")
		}
		meta[rec[0]] = rec[1]
	}
	t := &csvTable{c: c, in: in, published: meta["Publication Date"], offer: meta["OfferCode"], source: in.Options().Source}
	if v := meta["Version"]; v != "" {
		t.source = strings.TrimSpace(t.source + " version " + v)
	}
	row := t.offerRow
	required := []string{"SKU", "RateCode", "TermType", "Unit", "PricePerUnit", "Currency"}
	if err := c.Header("SKU"); err != nil {
		return err
	}
	if c.Has("DiscountedRate") {
		row = t.planRow
		required = []string{"SKU", "RateCode", "Unit", "DiscountedRate", "Currency", "DiscountedSKU", "LeaseContractLength", "LeaseContractLengthUnit"}
	}
	if err := c.Header(required...); err != nil {
		return err
	}
	return in.Lines(c, row)
}

// csvTable is the state while a CSV file is read.
type csvTable struct {
	c                        *feed.CSV
	in                       *catalog.Intake
	published, offer, source string
}

// first returns the first of several columns that is filled: AWS spells some
// columns differently from file to file.
func (t *csvTable) first(names ...string) string {
	for _, n := range names {
		if v := t.c.Get(n); v != "" {
			return v
		}
	}
	return ""
}

// offerRow hands out the price of one line of an offer file.
func (t *csvTable) offerRow() error {
	c := t.c
	if c.Get("PricePerUnit") == "" && c.Get("TermType") == "" {
		t.in.Skip(SkipNoTerm)
		return nil
	}
	at := c.PosOf("PricePerUnit")
	v, err := catalog.ParsePrice(c.Get("PricePerUnit"))
	if err != nil {
		return t.in.Refuse(at, c.Get("RateCode"), "", "%v", err)
	}
	a := attributes{
		ServiceCode: t.first("serviceCode", "servicecode"), Location: c.Get("Location"), RegionCode: c.Get("Region Code"),
		FromLocation: c.Get("From Location"), FromRegionCode: c.Get("From Region Code"), ToLocation: c.Get("To Location"),
		InstanceType: c.Get("Instance Type"), VCPU: t.first("vCPU", "vcpu"), Memory: c.Get("Memory"),
		OperatingSystem: c.Get("Operating System"), LicenseModel: c.Get("License Model"), Tenancy: c.Get("Tenancy"),
		PreInstalled: c.Get("Pre Installed S/W"), CapacityStatus: c.Get("CapacityStatus"),
		DatabaseEngine: c.Get("Database Engine"), DatabaseEdition: c.Get("Database Edition"),
		DeploymentOption: c.Get("Deployment Option"), Group: c.Get("Group"), UsageType: t.first("usageType", "usagetype"), Operation: c.Get("operation"),
	}
	if a.ServiceCode == "" {
		a.ServiceCode = t.offer
	}
	row := catalog.Row{Provider: "aws", Service: a.ServiceCode, SKU: c.Get("SKU"), Product: a.name(a.ServiceCode),
		Category: c.Get("Product Family"), RateCode: c.Get("RateCode"), Offer: c.Get("OfferTermCode"),
		Description: c.Get("PriceDescription"), Region: a.region(), UnitText: c.Get("Unit"), Price: v,
		Currency: money.Currency(c.Get("Currency")), Term: term(c.Get("TermType"), c.Get("LeaseContractLength")),
		Purchase: purchase(c.Get("PurchaseOption")), OS: osName(a.OperatingSystem),
		License: licenseName(a.LicenseModel, a.OperatingSystem), Variant: a.variant(),
		VCPU: catalog.Size(plainNumber(a.VCPU)), MemoryGiB: catalog.Size(gib(a.Memory)),
		ValidFrom: catalog.Day(c.Get("EffectiveDate")), AsOf: t.in.AsOf(t.published), Source: t.source}
	if class := c.Get("OfferingClass"); class != "" {
		row.Variant = strings.TrimPrefix(row.Variant+"; class="+class, "; ")
	}
	row.Family = family(row.Product)
	row.TierFrom, row.TierTo = tier(c.Get("StartingRange"), c.Get("EndingRange"))
	row.Per, row.Unit, row.Upfront = unit(row.UnitText, row.Description, row.Term)
	return t.in.Row(at, &row)
}

// planRow hands out the rate of one line of a Savings Plan file.
func (t *csvTable) planRow() error {
	c := t.c
	r := planRate{SKU: c.Get("DiscountedSKU"), UsageType: c.Get("DiscountedUsageType"), Operation: c.Get("DiscountedOperation"),
		Service: c.Get("DiscountedServiceCode"), Region: c.Get("DiscountedRegionCode"), Instance: c.Get("DiscountedInstanceType"),
		RateCode: c.Get("RateCode"), Unit: c.Get("Unit")}
	r.Rate.Price, r.Rate.Currency = feed.Text(c.Get("DiscountedRate")), c.Get("Currency")
	at := c.PosOf("DiscountedRate")
	months := leaseMonths(c.Get("LeaseContractLength") + c.Get("LeaseContractLengthUnit"))
	if months == 0 {
		return t.in.Refuse(at, r.RateCode, "", "the lease length %q %q is not a number of years",
			c.Get("LeaseContractLength"), c.Get("LeaseContractLengthUnit"))
	}
	p := plan{c.Get("PurchaseOption"), c.Get("Product Family"), c.Get("UsageType")}
	return planRow(t.in, at, &r, c.Get("SKU"), p, months, c.Get("EffectiveDate"), t.published, t.source)
}
