package pricing

import (
	"strings"
	"testing"
)

func TestMechanism26SustainedUse(t *testing.T) {
	price(t, `
[[product]]
id = "n2"
kind = "vm"
title = "n2"
vcpu = "4 vCPU"
memory = "16GiB"
[[product.meter]]
id = "instance"
quantity = "instance_time"
per = "h"
price = "1"
mode = "graduated"
each = "instances"
[[product.meter.tier]]
up_to = "0.25 * month"
percent = "100"
[[product.meter.tier]]
up_to = "0.5 * month"
percent = "86.78"
[[product.meter.tier]]
up_to = "0.75 * month"
percent = "73.3"
[[product.meter.tier]]
percent = "60"
`, billCase{in: "instances=1; instance_time=181.5h", want: "181.5"}, billCase{in: "instances=1; instance_time=182.5h", want: "182.5"}, billCase{in: "instances=1; instance_time=183.5h", want: "183.3678"},
		billCase{in: "instances=1; instance_time=365h", want: "340.8735"}, billCase{in: "instances=1; instance_time=730h", want: "584.146"}, billCase{in: "instances=2; instance_time=1460h", want: "1168.292"}, billCase{in: "instances=0; instance_time=0h", want: "0"})
	refuse(t, `
[[product]]
id = "n2"
kind = "service"
title = "n2"
[[product.input]]
name = "time"
unit = "h"
[[product.meter]]
id = "instance"
quantity = "time"
per = "h"
mode = "graduated"
[[product.meter.tier]]
percent = "100"
`, "tier[0].percent: a percentage of no price")
}

func committed(terms string) string {
	return `
[[product]]
id = "n2"
kind = "vm"
title = "n2-standard-4"
vcpu = "4 vCPU"
memory = "16GiB"
[[product.meter]]
id = "instance"
quantity = "instance_time"
per = "h"
price = "0.254452"
[[product.commitment]]
id = "c"
meter = "instance"
` + terms
}

func TestMechanism27CommitmentWithoutUpfront(t *testing.T) {
	c := option{commit: "c 1"}
	price(t, committed("term = \"1 year\"\nrecurring = \"117.03\"\nper = \"month\"\n"),
		billCase{in: "instance_time=0h", want: "117.03", opt: c}, billCase{in: "instance_time=729h", want: "117.03", opt: c}, billCase{in: "instance_time=730h", want: "117.03", opt: c}, billCase{in: "instance_time=731h", want: "117.284452", opt: c},
		billCase{in: "instance_time=731h", want: "186.004412"}, billCase{in: "instance_time=1460h", want: "234.06", opt: option{commit: "c 2"}})
}

func TestMechanism28Upfront(t *testing.T) {
	c := option{commit: "c 1"}
	price(t, committed("term = \"1 year\"\nupfront = \"1200\"\n"), billCase{in: "instance_time=0h", want: "100", opt: c}, billCase{in: "instance_time=730h", want: "100", opt: c}, billCase{in: "instance_time=731h", want: "100.254452", opt: c})
	price(t, committed("term = \"3 years\"\nupfront = \"360\"\nrecurring = \"0.01\"\nper = \"h\"\n"), billCase{in: "instance_time=730h", want: "17.3", opt: c})
	refuse(t, committed("term = \"1 year\"\n"), `a commitment without a price would be free; write upfront, recurring or both; status = "unknown" when one of them is not known`)
	refuse(t, committed("term = \"730 h\"\nupfront = \"1\"\n"), `term: a commitment needs its term; for example "1 year" or "36 months"`)
}

func TestMechanism29SpendCommitment(t *testing.T) {
	c := option{commit: "c 1 USD/h"}
	sheet := strings.Replace(committed("kind = \"spend\"\nterm = \"1 year\"\nrecurring = \"0.05\"\nper = \"h\"\n"), "0.254452", "0.10", 1)
	price(t, sheet, billCase{in: "instance_time=0h", want: "730", opt: c}, billCase{in: "instance_time=14599h", want: "730", opt: c}, billCase{in: "instance_time=14600h", want: "730", opt: c}, billCase{in: "instance_time=14601h", want: "730.1", opt: c},
		// What the promise does not cover comes from the load hour by hour: nothing carries over.
		billCase{in: "instance_time=14600h", want: "740", opt: option{commit: "c 1 USD/h", over: "100h"}})
}

// A plan paid ahead is the same promise: an upfront part beside it would be paid
// twice.
func TestMechanism29SpendHasNoUpfront(t *testing.T) {
	refuse(t, committed("kind = \"spend\"\nterm = \"1 year\"\nrecurring = \"0.05\"\nper = \"h\"\nupfront = \"0.01\"\n"), "upfront: a promise of money an hour is all there is to pay, however much of it in advance; ")
}

func TestMechanism30Spot(t *testing.T) {
	const spot = `
[[product]]
id = "e2-spot"
kind = "vm_spot"
title = "e2-standard-4, spot"
vcpu = "4 vCPU"
memory = "16GiB"
[[product.meter]]
id = "instance"
quantity = "instance_time"
per = "h"
price = "0.068504"
volatile = true
`
	price(t, spot, billCase{in: "instance_time=730h", want: "50.00792"})
	s := mechanism(t, spot)
	if len(s.OfKind("vm")) != 0 || !s.Products[0].Meters[0].Volatile {
		t.Error("spot passes for a server that stays")
	}
}
