package calibrate

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

// TestBillUnits: units as AWS, Azure, Google and Oracle write them, held against
// meters. The factor is in the meter's own unit.
func TestBillUnits(t *testing.T) {
	for _, x := range []struct{ bill, per, meter, factor, says string }{
		{"Requests", "", "request", "1", ""},
		{"API Requests", "", "request", "1", `one "API Requests" of the bill is read as one requests`},
		{"1M Requests", "", "request", "1000000", "converted"},
		{"10K", "", "request", "10000", `one "10K" of the bill is taken for 10000 request`},
		{"1M/Month", "", "request", "", "say what one is"},
		{"Hours", "", "h", "1", ""}, {"Hrs", "", "h", "1", ""}, {"1 Hour", "", "h", "1", ""}, {"100 Hours", "", "h", "100", "converted"}, {"Seconds", "", "h", "1/3600", "converted"}, {"Instance-Hours", "", "h", "1", ""},
		{"GB-Seconds", "", "GiB-s", "1", ""}, {"Lambda-GB-Seconds", "", "GiB-s", "1", "is read as one GB seconds"}, {"1 GB Second", "", "GiB-s", "1", ""}, {"GB Hours", "", "GiB-s", "3600000000000/1073741824", "converted"},
		{"GB", "", "GiB", "1", ""}, {"TB", "", "GiB", "1000000000000/1073741824", "converted"}, {"GB-Mo", "", "GiB-month", "1", ""}, {"1 GB/Month", "", "GiB-month", "1", ""}, {"GB/Month", "", "GiB", "", "say what one is"},
		{"OCPU Per Hour", "", "vCPU-h", "1", ""}, {"vCPU-Hours", "", "vCPU-s", "3600", "converted"},
		{"Units", "", "request", "1", ""}, {"", "", "request", "1", ""}, {"Quantity", "", "GiB", "1", `one "Quantity" of the bill is taken for one GiB`},
		{"Hours", "", "request", "", `the bill counts in "Hours", the meter in request`}, {"Months", "", "h", "", "say what one is"},
		{"Months", "730h", "h", "730", ""}, {"Quantity", "100", "request", "100", ""}, {"anything", "2.5M requests", "request", "2500000", ""}, {"Requests", "5 GB", "request", "", "does not fit a meter in request"},
	} {
		meter, err := unit.Parse(x.meter)
		if err != nil {
			t.Fatal(err)
		}
		var per unit.Quantity
		if x.per != "" {
			if per, err = unit.ParseQuantity(x.per); err != nil {
				t.Fatal(err)
			}
		}
		got := convert(per, x.bill, meter)
		if says := got.note + got.why; x.says == "" && says != "" || !strings.Contains(says, x.says) {
			t.Errorf("%q for %s says %q, want %q", x.bill, x.meter, says, x.says)
		}
		if (got.why != "") != (x.factor == "") {
			t.Errorf("%q for %s: %q", x.bill, x.meter, got.why)
		}
		if factor, _ := got.factor.Quo(meter.Factor); x.factor != "" && !factor.Equal(exact.MustParse(x.factor)) {
			t.Errorf("%q for %s: factor %s, want %s", x.bill, x.meter, factor, x.factor)
		}
	}
}
