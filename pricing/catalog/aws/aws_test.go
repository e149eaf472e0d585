package aws

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
)

// brief says a row in one line, as far as the two forms of an offer agree.
func brief(r catalog.Row) string {
	return fmt.Sprintf("%s %s %s %s %s %s/%s %s..%s %s%s %s %s up=%v os=%s lic=%s v=%s cpu=%s mem=%s cat=%s fam=%s from=%s asof=%s",
		r.Service, r.SKU, r.Product, r.Region, r.RateCode, r.Per, r.Unit, r.TierFrom.Text, r.TierTo.Text, r.Price, r.Currency,
		r.Term, r.Purchase, r.Upfront, r.OS, r.License, r.Variant, r.VCPU.Decimal, r.MemoryGiB.Decimal, r.Category, r.Family,
		r.ValidFrom, r.AsOf)
}

func TestBulkOfferInBothForms(t *testing.T) {
	fromJSON, counts := catalogtest.ReadFile(t, Read, "testdata/ec2_small.json", catalog.Options{})
	if got, want := counts.String(), "records 4, read 9, taken 8, skipped 1 (product without a price)"; got != want {
		t.Errorf("json counts %q, want %q", got, want)
	}
	fromCSV, counts := catalogtest.ReadFile(t, Read, "testdata/ec2_small.csv", catalog.Options{})
	if got, want := counts.String(), "records 8, read 8, taken 8"; got != want {
		t.Errorf("csv counts %q, want %q", got, want)
	}
	for i := range fromJSON {
		if j, c := brief(fromJSON[i]), brief(fromCSV[i]); j != c {
			t.Errorf("row %d differs:\njson %s\ncsv  %s", i, j, c)
		}
	}
	want := []string{
		"AmazonEC2 AAAAAAAAAAAAAAA1 t9.large eu-central-2 AAAAAAAAAAAAAAA1.JRTCKXETXF.6YS6EN2CT7 1/hour .. 0.11USD on_demand  up=false os=linux lic=none v= cpu=2 mem=8 cat=Compute Instance fam=t9 from=2026-02-01 asof=2026-03-01",
		"AmazonEC2 AAAAAAAAAAAAAAA2 t9.large eu-central-2 AAAAAAAAAAAAAAA2.JRTCKXETXF.6YS6EN2CT7 1/hour .. 0.202USD on_demand  up=false os=windows lic=included v=operation=RunInstances:0002 cpu=2 mem=8 cat=Compute Instance fam=t9 from=2026-02-01 asof=2026-03-01",
		"AWSDataTransfer AAAAAAAAAAAAAAA3 EUC2-DataTransfer-Out-Bytes eu-central-2 AAAAAAAAAAAAAAA3.JRTCKXETXF.T1 1/gb 0..10240 0.08USD on_demand  up=false os= lic= v=to=External cpu=0 mem=0 cat=Data Transfer fam= from=2026-02-01 asof=2026-03-01",
		"AWSDataTransfer AAAAAAAAAAAAAAA3 EUC2-DataTransfer-Out-Bytes eu-central-2 AAAAAAAAAAAAAAA3.JRTCKXETXF.T2 1/gb 10240..51200 0.07USD on_demand  up=false os= lic= v=to=External cpu=0 mem=0 cat=Data Transfer fam= from=2026-02-01 asof=2026-03-01",
		"AWSDataTransfer AAAAAAAAAAAAAAA3 EUC2-DataTransfer-Out-Bytes eu-central-2 AAAAAAAAAAAAAAA3.JRTCKXETXF.T3 1/gb 51200.. 0.06USD on_demand  up=false os= lic= v=to=External cpu=0 mem=0 cat=Data Transfer fam= from=2026-02-01 asof=2026-03-01",
		"AmazonEC2 AAAAAAAAAAAAAAA1 t9.large eu-central-2 AAAAAAAAAAAAAAA1.HU7G6KETJZ.2TG2D8R56U 1/term .. 301USD reserved_1y partial_upfront up=true os=linux lic=none v=class=standard cpu=2 mem=8 cat=Compute Instance fam=t9 from=2026-02-01 asof=2026-03-01",
		"AmazonEC2 AAAAAAAAAAAAAAA1 t9.large eu-central-2 AAAAAAAAAAAAAAA1.HU7G6KETJZ.6YS6EN2CT7 1/hour .. 0.0343USD reserved_1y partial_upfront up=false os=linux lic=none v=class=standard cpu=2 mem=8 cat=Compute Instance fam=t9 from=2026-02-01 asof=2026-03-01",
		"AmazonEC2 AAAAAAAAAAAAAAA1 t9.large eu-central-2 AAAAAAAAAAAAAAA1.Z2E3P23VKM.6YS6EN2CT7 1/hour .. 0.052USD reserved_3y no_upfront up=false os=linux lic=none v=class=convertible cpu=2 mem=8 cat=Compute Instance fam=t9 from=2026-02-01 asof=2026-03-01",
	}
	for i, w := range want {
		if got := brief(fromJSON[i]); got != w {
			t.Errorf("row %d:\n got %s\nwant %s", i, got, w)
		}
	}
}

func TestLambdaOfferUsesTheNamesOfTheFeed(t *testing.T) {
	text := `{"offerCode":"AWSLambda","publicationDate":"2026-03-01T00:00:00Z","products":{"S1":{"sku":"S1","productFamily":"Serverless","attributes":{
"servicecode":"AWSLambda","location":"EU (Zurich)","regionCode":"eu-central-2","group":"AWS-Lambda-Duration-ARM","usagetype":"EUC2-Lambda-GB-Second-ARM","operation":""}}},
"terms":{"OnDemand":{"S1":{"S1.JRTCKXETXF":{"priceDimensions":{
"S1.JRTCKXETXF.A":{"rateCode":"S1.JRTCKXETXF.A","unit":"Lambda-GB-Second","beginRange":"0","endRange":"7500000000","pricePerUnit":{"USD":"0.0000146667"}},
"S1.JRTCKXETXF.B":{"rateCode":"S1.JRTCKXETXF.B","unit":"Lambda-GB-Second","beginRange":"7500000000","endRange":"Inf","pricePerUnit":{"USD":"0.0000132001"}}}}}}}}`
	rows, _ := catalogtest.Read(t, Read, []byte(text), catalog.Options{})
	if len(rows) != 2 || rows[0].Product != "arm64-duration" || rows[0].Unit != "gb_second" || rows[1].TierFrom.Text != "7500000000" || rows[1].TierTo.Set() {
		t.Errorf("rows %+v", rows)
	}
}

func TestSavingsPlanJSON(t *testing.T) {
	rows, _ := catalogtest.ReadFile(t, Read, "testdata/savings_small.json", catalog.Options{})
	if len(rows) != 2 || rows[0].Term != "savings_plan_1y" || rows[0].Price.String() != "0.0801" ||
		rows[0].Product != "t9.large" || rows[1].Product != "EUC2-Fargate-vCPU-Hours:perCPU" || rows[0].Purchase != "no_upfront" {
		t.Errorf("got %+v", rows)
	}
}

func TestRegionFilterAndUnknownLocation(t *testing.T) {
	_, counts := catalogtest.ReadFile(t, Read, "testdata/ec2_small.json", catalog.Options{Regions: []string{"us-east-1"}})
	if counts.Taken != 0 || counts.Skipped[catalog.SkipRegion] != 8 {
		t.Errorf("counts %s", counts)
	}
	text := strings.NewReplacer(`"eu-central-2"`, `""`, "EU (Zurich)", "Moon (Copernicus)").Replace(catalogtest.Sample(t, "ec2_small.json"))
	rows, _ := catalogtest.Read(t, Read, []byte(text), catalog.Options{})
	if rows[0].Region != "Moon (Copernicus)" {
		t.Errorf("region %q, want the vendor's own name", rows[0].Region)
	}
}

func TestBadOffers(t *testing.T) {
	good := catalogtest.Sample(t, "ec2_small.json")
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the sample lacks %q", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	for name, tc := range map[string]struct {
		data string
		want []string
	}{
		"web page":          {catalogtest.WebPage, []string{"web page (HTML)"}},
		"empty":             {"", []string{"empty"}},
		"not a number":      {swap(`"0.1100000000"`, `"N/A"`), []string{`the price "N/A" is not a number`, "AAAAAAAAAAAAAAA1.JRTCKXETXF.6YS6EN2CT7", "list.json:96:"}},
		"negative":          {swap(`"0.1100000000"`, `"-0.11"`), []string{"the price -0.11 is negative"}},
		"empty price":       {swap(`"0.1100000000"`, `""`), []string{"the price is empty"}},
		"huge exponent":     {swap(`"0.1100000000"`, `"1e999999999"`), []string{"is not a number"}},
		"unknown currency":  {swap(`"USD"`, `"XYZ"`), []string{`"XYZ" is not a known currency`}},
		"lower-case code":   {swap(`"USD"`, `"usd"`), []string{"did you mean USD?"}},
		"duplicate product": {swap("AAAAAAAAAAAAAAA2\": {", "AAAAAAAAAAAAAAA1\": {"), []string{"AAAAAAAAAAAAAAA1: duplicate: the product stands twice in the list"}},
		"duplicate rate":    {swap("\"rateCode\": \"AAAAAAAAAAAAAAA3.JRTCKXETXF.T2\"", "\"rateCode\": \"AAAAAAAAAAAAAAA3.JRTCKXETXF.T1\""), []string{"the rate code stands twice"}},
		"another list":      {`{"Items":[]}`, []string{"not an AWS price list", "found the keys Items"}},
		"bare value":        {`42`, []string{"SKU"}},
		"garbage behind":    {good + "x", []string{"after the end of the list"}},
		"terms first":       {`{"terms":{"OnDemand":{}},"products":{}}`, []string{`write "products" before "terms"`}},
		"wrong type":        {swap(`"vcpu": "2"`, `"vcpu": {}`), []string{"expected a string, found object"}},
	} {
		t.Run(name, func(t *testing.T) { catalogtest.Refused(t, Read, tc.data, catalog.Options{}, tc.want...) })
	}
}

func TestAllProblemsAreToldAtOnce(t *testing.T) {
	text := strings.NewReplacer(`"0.1100000000"`, `"N/A"`, `"0.2020000000"`, `"-1"`, `"0.0800000000"`, `""`).Replace(catalogtest.Sample(t, "ec2_small.json"))
	catalogtest.Refused(t, Read, text, catalog.Options{}, "list.json:96:", `"N/A"`, "-1 is negative", "the price is empty")
}

func TestBadCSV(t *testing.T) {
	good := catalogtest.Sample(t, "ec2_small.csv")
	opt := catalog.Options{File: "offer.csv"}
	lines := strings.SplitAfter(good, "\n")
	catalogtest.Refused(t, Read, strings.Join(lines[:5], ""), opt, "header line that starts with SKU is missing")
	catalogtest.Refused(t, Read, strings.Replace(good, `"0.1100000000"`, `"N/A"`, 1), opt, "offer.csv:7:", `"N/A" is not a number`)
	catalogtest.Refused(t, Read, good[:len(good)-40], opt, "offer.csv:14:")
	catalogtest.Refused(t, Read, strings.Replace(good, `"PricePerUnit"`, `"Price"`, 1), opt, "offer.csv:6:", "lacks the column(s) PricePerUnit")
	changed := strings.Replace(lines[6], "0.1100000000", "0.1200000000", 1)
	catalogtest.Refused(t, Read, good+changed, opt, "offer.csv:15:", "duplicate: line 7 gives another price")
	_, counts := catalogtest.Read(t, Read, []byte(good+lines[6]), opt)
	if counts.Skipped[catalog.SkipRepeated] != 1 {
		t.Errorf("a repeated line with the same price: %s", counts)
	}
}

func TestIndexesAreNamedAndNotImported(t *testing.T) {
	for _, text := range []string{
		`{"offers":{"AmazonEC2":{"currentVersionUrl":"/x"}}}`, `{"regions":{"eu-central-2":{"regionCode":"eu-central-2","currentVersionUrl":"/x"}}}`,
		`{"regions":[{"regionCode":"eu-central-2","versionUrl":"/x"}]}`, `{"offerCode":"AmazonEC2","versions":{"2026":{"offerVersionUrl":"/x"}},"currentVersion":"2026"}`,
	} {
		_, counts := catalogtest.Read(t, Read, []byte(text), catalog.Options{})
		if counts.Read != 1 || counts.Skipped[SkipIndex] != 1 || len(counts.Warnings) != 1 {
			t.Errorf("%s: %s %q", text, counts, counts.Warnings)
		}
	}
}

func TestTruncated(t *testing.T) {
	for _, name := range []string{"ec2_small.json", "savings_small.json"} {
		catalogtest.Truncations(t, Read, catalogtest.Sample(t, name), catalog.Options{})
	}
}

func TestManyRegionsAreRefused(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"manifest":{"currencyCode":"USD","serviceId":"lambda"},"regions":{`)
	for i := range 3000 {
		fmt.Fprintf(&b, `"Region %d":{"Lambda Requests":{"rateCode":"R%d","price":"0.0000002"}},`, i, i)
	}
	text := strings.TrimSuffix(b.String(), ",") + "}}"
	catalogtest.Refused(t, Read, text, catalog.Options{}, "more than 2000 different regions")
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"ec2_small.json", "ec2_small.csv", "savings_small.json"} {
		f.Add([]byte(catalogtest.Sample(f, name)))
	}
	f.Add([]byte(`{"manifest":{"currencyCode":"USD","serviceId":"lambda"},"regions":{"EU (Zurich)":{"Lambda Duration":{"rateCode":"a","price":"0.1"}}}}`))
	f.Add([]byte(`{"PriceList":["{\"product\":{\"sku\":\"A\"},\"terms\":{}}"],"NextToken":"x"}`))
	f.Add([]byte(`{"regions":{"a":[1],"b":{"c":"d"}},"offers":{"x":1}}`))
	f.Fuzz(func(t *testing.T, data []byte) { catalogtest.Fuzz(t, Read, data, catalog.Options{}) })
}

func TestQueryAPI(t *testing.T) {
	raw, err := os.ReadFile(catalogtest.Shared(t, "samples/aws/query_api_examples.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Examples map[string][]struct {
			Output json.RawMessage `json:"output"`
		} `json:"examples"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	rows, counts := catalogtest.Read(t, Read, doc.Examples["GetProducts"][0].Output, catalog.Options{})
	if len(rows) != 1 || rows[0].Price.String() != "0.138" || rows[0].Region != "ca-central-1" || len(counts.Warnings) != 1 {
		t.Errorf("rows %+v, warnings %q", rows, counts.Warnings)
	}
}
