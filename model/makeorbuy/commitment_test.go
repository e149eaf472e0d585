package makeorbuy_test

import (
	"testing"

	"github.com/sovcost/sovcost/model/makeorbuy"
)

// A provider that sells a server at 0.50 an hour, or for three years at 3,600
// upfront and 0.05 an hour. No shipped sheet has upfront prices.
const threeYears = `schema = "price-sheet/1"
id = "house"
provider = "exoscale"
title = "a made-up sheet"
region = "ch-x"
country = "CH"
currency = "CHF"
vat = "excluded"
[[source]]
id = "page"
title = "made up for this test"
url = "https://example.com"
as_of = "2026-11"
confidence = "low"
[[product]]
id = "big"
kind = "vm"
title = "big"
vcpu = "16 vCPU"
memory = "64GiB"
[[product.input]]
name = "instances"
unit = "instances"
[[product.input]]
name = "instance_time"
unit = "h"
[[product.meter]]
id = "instance"
label = "server"
category = "compute"
quantity = "instance_time"
per = "h"
price = "0.50"
source = "page"
[[product.commitment]]
id = "3y"
label = "three years"
meter = "instance"
term = "3 years"
upfront = "3600"
recurring = "0.05"
per = "h"
source = "page"
`

const bound = `schema = "scenario/1"
name = "bound"
as_of = 2026-11-23
currency = "CHF"
month = "730h"
[workload]
requests = "300M requests/month"
duration = "180ms"
memory = "1GiB"
vcpu = "1 vCPU"
http = false
arch = "x86"
[workload.load]
shape = "flat"
[operations]
hourly_rate = "100 CHF/h"
[[option]]
id = "vm"
kind = "vm"
sheet = "house"
product = "big"
commitment = "3y"
committed = "3"
[years]
horizon = "5 years"
cloud_change = "-10%"
`

func committed(t *testing.T, more string) *makeorbuy.Flow {
	t.Helper()
	return flow(t, offered(t, bound+more, threeYears), "vm")
}

// TestCommitments: what was promised keeps its price for its term while the
// provider's prices fall, is bought again at the prices of the day it ends, wears
// by what was paid for it, and what outlives the horizon is stranded.
func TestCommitments(t *testing.T) {
	f := committed(t, "")
	// 3 servers on 800 CHF of people: 3 × 3,600 upfront, 3 × 730 h × 0.05 a month,
	// from the fourth year on at 0.729 of it.
	for at, want := range map[int]string{0: "10800.00", 1: "909.50", 12: "909.50", 13: "909.50", 35: "909.50", 36: "8782.70", 37: "879.83", 60: "879.83"} {
		if got := f.Months[at].StringFixed(2); got != want {
			t.Errorf("month %d: %s, want %s", at, got, want)
		}
	}
	if f.Stranded.StringFixed(2) != "2624.40" || f.Years[3].Renewals != 1 || f.Years[4].Renewals != 0 { // 7,873.20 × 12/36
		t.Errorf("stranded %s, years %+v", f.Stranded, f.Years)
	}
	// A fifth of the bill and of the month's wear comes back: 300.00, then 218.70.
	f = committed(t, "tax = \"20%\"\n")
	for at, want := range map[int]string{1: "667.60", 13: "667.60", 25: "667.60", 37: "660.12", 60: "660.12"} {
		if got := f.Months[at].StringFixed(2); got != want {
			t.Errorf("after tax, month %d: %s, want %s", at, got, want)
		}
	}
	if f := committed(t, "load_growth = \"100%\"\n"); f.Years[1].Monthly.StringFixed(2) != "1966.50" {
		// 5 servers in the second year: three promised, two at 0.45, 2 hours for each and the fleet.
		t.Errorf("the second year's month at twice the load: %s", f.Years[1].Monthly)
	}
}
