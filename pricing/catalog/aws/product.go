package aws

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// attributes are the product attributes that tell one price from another. The
// lists carry some fifty more, which describe and do not distinguish.
type attributes struct {
	ServiceCode      string `json:"servicecode"`
	Location         string `json:"location"`
	RegionCode       string `json:"regionCode"`
	FromLocation     string `json:"fromLocation"`
	FromRegionCode   string `json:"fromRegionCode"`
	ToLocation       string `json:"toLocation"`
	InstanceType     string `json:"instanceType"`
	VCPU             string `json:"vcpu"`
	Memory           string `json:"memory"`
	OperatingSystem  string `json:"operatingSystem"`
	LicenseModel     string `json:"licenseModel"`
	Tenancy          string `json:"tenancy"`
	PreInstalled     string `json:"preInstalledSw"`
	CapacityStatus   string `json:"capacitystatus"`
	DatabaseEngine   string `json:"databaseEngine"`
	DatabaseEdition  string `json:"databaseEdition"`
	DeploymentOption string `json:"deploymentOption"`
	Group            string `json:"group"`
	UsageType        string `json:"usagetype"`
	Operation        string `json:"operation"`
}

// product is one product of a bulk offer while the terms are read. There can be
// a million of them, so texts are numbers into a shared table.
type product struct {
	service, name, region, os, license, variant, vcpu, memory, category uint32
	seen                                                                uint8 // bit per kind of term
}

// texts holds each different text once.
type texts struct {
	list []string
	at   map[string]uint32
}

func newTexts() *texts { return &texts{list: []string{""}, at: map[string]uint32{"": 0}} }

func (t *texts) put(s string) uint32 {
	if n, ok := t.at[s]; ok {
		return n
	}
	// A copy, for s may be a piece of a much larger text.
	s = strings.Clone(s)
	n := uint32(len(t.list))
	t.list = append(t.list, s)
	t.at[s] = n
	return n
}

// compact turns the attributes of a product into its stored form.
func (t *texts) compact(offerCode, family string, a *attributes) product {
	service := a.ServiceCode
	if service == "" {
		service = offerCode
	}
	return product{
		service: t.put(service), name: t.put(a.name(service)), region: t.put(a.region()),
		os: t.put(osName(a.OperatingSystem)), license: t.put(licenseName(a.LicenseModel, a.OperatingSystem)),
		variant: t.put(a.variant()), vcpu: t.put(plainNumber(a.VCPU)), memory: t.put(gib(a.Memory)),
		category: t.put(family),
	}
}

// name is what a buyer calls a product: the instance type, our name of a Lambda
// price, or the usage type.
func (a *attributes) name(service string) string {
	if a.InstanceType != "" {
		return a.InstanceType
	}
	if kind, ok := strings.CutPrefix(a.Group, "AWS-Lambda-"); ok && service == "AWSLambda" {
		if m, ok := lambdaMeters["Lambda "+kind]; ok {
			return m.product
		}
	}
	return a.UsageType
}

// region of a product: its own, or the one its traffic leaves from.
func (a *attributes) region() string {
	if a.RegionCode != "" || a.Location != "" {
		return region(a.RegionCode, a.Location)
	}
	return region(a.FromRegionCode, a.FromLocation)
}

// variant lists what else sets apart rows of one instance type, in fixed order.
// The plain case (shared tenancy, used capacity, no software) stays empty.
func (a *attributes) variant() string {
	var b strings.Builder
	add := func(name, value string, plain ...string) {
		for _, p := range append(plain, "", "NA", "N/A", "None") {
			if value == p {
				return
			}
		}
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(name + "=" + value)
	}
	add("tenancy", a.Tenancy, "Shared")
	add("capacity", a.CapacityStatus, "Used")
	add("software", a.PreInstalled)
	add("engine", a.DatabaseEngine)
	add("edition", a.DatabaseEdition)
	add("deployment", a.DeploymentOption)
	add("to", a.ToLocation)
	add("group", a.Group)
	add("operation", a.Operation, "RunInstances")
	return b.String()
}

// fill writes a stored product into a row.
func (t *texts) fill(row *catalog.Row, p *product) {
	row.Service, row.Product, row.Region = t.list[p.service], t.list[p.name], t.list[p.region]
	row.OS, row.License, row.Variant = t.list[p.os], t.list[p.license], t.list[p.variant]
	row.Category, row.Family = t.list[p.category], family(row.Product)
	row.VCPU, row.MemoryGiB = catalog.Size(t.list[p.vcpu]), catalog.Size(t.list[p.memory])
}

// plainNumber drops the thousands separators AWS writes in sizes.
func plainNumber(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), ",", "") }

// gib reads "1,952 GiB"; another unit gives nothing.
func gib(s string) string {
	num, unit, _ := strings.Cut(plainNumber(s), " ")
	if !strings.EqualFold(unit, "GiB") {
		return ""
	}
	return num
}

// osName is the operating system in lower case; "NA" is none.
func osName(s string) string {
	if s == "NA" || s == "N/A" {
		return ""
	}
	return strings.ToLower(s)
}

// licenseName shortens the licence model.
func licenseName(model, os string) string {
	switch {
	case strings.HasPrefix(model, "Bring your own"):
		return "byol"
	case strings.HasPrefix(model, "No License"):
		if os == "" || os == "NA" || os == "Linux" {
			return "none"
		}
		return "included"
	case model == "License included":
		return "included"
	case model == "NA" || model == "N/A":
		return ""
	}
	return strings.ToLower(model)
}

// offer is one way to buy a product: on demand, or a commitment.
type offer struct {
	code, effective         string
	length, class, purchase string
	dims                    []dimension
}

// dimension is one price of an offer.
type dimension struct {
	RateCode    string               `json:"rateCode"`
	Description string               `json:"description"`
	Begin       feed.Text            `json:"beginRange"`
	End         feed.Text            `json:"endRange"`
	Unit        string               `json:"unit"`
	Price       map[string]feed.Text `json:"pricePerUnit"`
	at          feed.Position
}

// term reads "1yr" and "3yr"; kind is the section the offer stands in.
func term(kind, length string) catalog.Term {
	if months := leaseMonths(length); months > 0 {
		return catalog.Commitment("reserved", months)
	}
	if kind == "OnDemand" || kind == "" {
		return catalog.OnDemand
	}
	return catalog.Term(strings.ToLower(kind))
}

// leaseMonths reads "1yr", "3 yr", "1 year"; zero when there is no lease.
func leaseMonths(length string) int {
	s := strings.ToLower(strings.ReplaceAll(length, " ", ""))
	for _, unit := range []struct {
		suffix string
		months int64
	}{{"years", 12}, {"year", 12}, {"yrs", 12}, {"yr", 12}, {"months", 1}, {"month", 1}} {
		if n, ok := strings.CutSuffix(s, unit.suffix); ok {
			v, err := catalog.ParseNumber(n)
			if err != nil || !v.IsPositive() || v.GreaterThan(decimal.NewFromInt(100)) {
				return 0
			}
			return int(v.IntPart() * unit.months)
		}
	}
	return 0
}

// purchase shortens "No Upfront" to "no_upfront".
func purchase(s string) string { return strings.ReplaceAll(strings.ToLower(s), " ", "_") }

// family of an instance type; other products have none, for the digits of a
// usage type are no size.
func family(name string) string {
	if f := catalog.Family(name); !strings.Contains(f, "*") && f != name {
		return f
	}
	return ""
}
