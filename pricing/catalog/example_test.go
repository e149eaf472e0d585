package catalog_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/facts"
	"github.com/sovcost/sovcost/pricing/catalog/gate"
)

// The example of the README: read a table, look at the counts, run the gate.
func Example() {
	table := `provider,service,sku,region,vcpu,mem_gib,unit,price,currency,source,as_of,confidence
examplecloud,vm,e1.large,ch-1,2,8,hour,0.10,CHF,"offer 117, page 3",2026-10-01,high
examplecloud,vm,e1.xlarge,ch-1,4,16,hour,0.20,CHF,"offer 117, page 3",2026-10-01,high
examplecloud,vm,e1.2xlarge,ch-1,8,32,hour,0.40,CHF,"offer 117, page 3",2026-10-01,high
examplecloud,vm,e1.4xlarge,ch-1,16,64,hour,1.54,CHF,"offer 117, page 3",2026-10-01,high
`
	rows, counts, err := catalog.Collect(context.Background(), facts.Read, strings.NewReader(table), catalog.Options{File: "offer.csv"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(counts)
	for _, finding := range gate.Check(rows) {
		fmt.Println(finding)
	}
	// Output:
	// records 4, read 4, taken 4
	// line 5: error: linear: examplecloud e1.4xlarge ch-1: 0.09625 CHF per vCPU and hour, +93% off the 0.05 of 3 other sizes of e1; check the operating system, the term and the digits of this row
}
