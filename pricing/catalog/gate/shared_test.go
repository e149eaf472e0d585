package gate

import (
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/aws"
	"github.com/sovcost/sovcost/pricing/catalog/azure"
	"github.com/sovcost/sovcost/pricing/catalog/catalogtest"
	"github.com/sovcost/sovcost/pricing/catalog/facts"
	"github.com/sovcost/sovcost/pricing/catalog/scaleway"
)

// TestGenuineListsHaveNoErrors runs the gate over real prices: an error on them
// would be a false alarm, or a slip of the vendor that has to be named here.
func TestGenuineListsHaveNoErrors(t *testing.T) {
	for _, tc := range []struct {
		file string
		read catalog.Reader
	}{
		{"facts/prices/hyperscalers.csv", facts.Read}, {"facts/prices/ch-eu.csv", facts.Read},
		{"samples/azure/retail_vm_francecentral_400.json", azure.Read}, {"samples/aws/web_feed_lambda.json", aws.Read},
		{"samples/aws/comprehend_ap-south-1.csv", aws.Read}, {"samples/scaleway/products_servers_it-mil1.json", scaleway.Read},
		{"samples/scaleway/product_catalog_instance_it-mil1.json", scaleway.Read},
	} {
		rows, _ := catalogtest.ReadFile(t, tc.read, catalogtest.Shared(t, tc.file), catalog.Options{Region: "it-mil-1"})
		levels := map[Level]int{}
		for _, f := range Check(rows) {
			levels[f.Level]++
			if f.Level == Error {
				t.Errorf("%s: %s", tc.file, f)
			}
		}
		t.Logf("%s: %d rows, %d warnings, %d notices", tc.file, len(rows), levels[Warning], levels[Notice])
	}
}

// TestWindowsTrapInGenuineList puts the Windows price of a size into its Linux
// row, as copied tables do, and finds it again.
func TestWindowsTrapInGenuineList(t *testing.T) {
	rows, _ := catalogtest.ReadFile(t, azure.Read, catalogtest.Shared(t, "samples/azure/retail_vm_francecentral_400.json"), catalog.Options{})
	caught, tried := 0, 0
	for i := range rows {
		linux := &rows[i]
		if linux.OS != "linux" || linux.Term != catalog.OnDemand {
			continue
		}
		for k := range rows {
			w := &rows[k]
			if w.OS != "windows" || w.Term != catalog.OnDemand || w.Product != linux.Product || w.Price.Equal(linux.Price) {
				continue
			}
			was := linux.Price
			linux.Price = w.Price
			tried++
			for _, f := range Check(rows) {
				if f.Line == linux.Line && (f.Check == "linear" || f.Check == "licence") {
					caught++
					break
				}
			}
			linux.Price = was
		}
	}
	if tried == 0 || caught != tried {
		t.Errorf("caught %d of %d", caught, tried)
	}
	t.Logf("caught %d of %d planted Windows prices", caught, tried)
}

// TestWindowsTrapInTheFactTable plants the licence into every machine of every
// family of the fact table that has at least three sizes at one price per vCPU.
func TestWindowsTrapInTheFactTable(t *testing.T) {
	rows, _ := catalogtest.ReadFile(t, facts.Read, catalogtest.Shared(t, "facts/prices/hyperscalers.csv"), catalog.Options{
		Keep: func(r *catalog.Row) bool { return r.VCPU.Valid && r.Unit == "hour" }})
	caught, tried := 0, 0
	for _, group := range groups(rows, sizeKey) {
		if distinctSizes(rows, group) < 3 || len(majority(rows, group)) != len(group) {
			continue
		}
		for _, i := range group {
			was := rows[i].Price
			rows[i].Price = was.Add(rows[i].VCPU.Decimal.Mul(windowsPerVCPU))
			tried++
			if found := Linear(rows); len(found) == 1 && found[0].Line == rows[i].Line && found[0].Level == Error {
				caught++
			}
			rows[i].Price = was
		}
	}
	if tried == 0 || caught != tried {
		t.Errorf("caught %d of %d", caught, tried)
	}
	t.Logf("caught %d of %d planted Windows prices", caught, tried)
}
