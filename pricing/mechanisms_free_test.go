package pricing

import "testing"

const twoArchitectures = `
[[product]]
id = "lambda"
kind = "service"
title = "Lambda"
[[product.input]]
name = "x86"
unit = "GiB-s"
[[product.input]]
name = "arm"
unit = "GiB-s"
[[product.input]]
name = "provisioned"
unit = "GiB-s"
optional = true
[[product.meter]]
id = "x86"
quantity = "x86"
per = "GiB-s"
price = "1"
[[product.meter]]
id = "arm"
quantity = "arm"
per = "GiB-s"
price = "2"
[[product.meter]]
id = "provisioned"
quantity = "provisioned"
per = "GiB-s"
price = "3"
when = ["provisioned"]
[[allowance]]
id = "compute"
scope = "account"
quantity = "400000 GiB-s"
meters = ["lambda.x86", "lambda.arm"]
`

func TestMechanism05SharedFreeQuantity(t *testing.T) {
	price(t, twoArchitectures,
		billCase{in: "x86=300000 GiB-s; arm=99999 GiB-s", want: "0"}, billCase{in: "x86=300000 GiB-s; arm=100000 GiB-s", want: "0"}, billCase{in: "x86=300000 GiB-s; arm=100001 GiB-s", want: "2"},
		billCase{in: "x86=400001 GiB-s; arm=1 GiB-s", want: "3"}, billCase{in: "x86=300000 GiB-s; arm=1 GiB-s", want: "300002", opt: option{noFree: true}})
}

// The published quarrel: 100 GB taken off before the tiers, or inside the first
// tier. The sheet says which.
func TestMechanism05ShiftOrBand(t *testing.T) {
	egress := func(apply string) string {
		return `
[[product]]
id = "egress"
kind = "egress"
title = "Egress"
[[product.meter]]
id = "data"
quantity = "data"
per = "GB"
mode = "graduated"
[[product.meter.tier]]
up_to = "10240 GB"
price = "0.09"
[[product.meter.tier]]
up_to = "51200 GB"
price = "0.085"
[[product.meter.tier]]
up_to = "153600 GB"
price = "0.07"
[[product.meter.tier]]
price = "0.05"
[[allowance]]
id = "free"
scope = "account"
quantity = "100 GB"
meters = ["egress.data"]
` + apply
	}
	price(t, egress(`apply = "shift"`), billCase{in: "data=157000 GB", want: "11736.2"}, billCase{in: "data=157000 GB", want: "11741.2", opt: option{noFree: true}}, billCase{in: "data=100 GB", want: "0"}, billCase{in: "data=101 GB", want: "0.09"})
	price(t, egress(`apply = "band"`), billCase{in: "data=157000 GB", want: "11732.2"}, billCase{in: "data=99 GB", want: "0"}, billCase{in: "data=101 GB", want: "0.09"})
}

func TestMechanism06CreditAtAnotherRegionsPrice(t *testing.T) {
	price(t, `
[[product]]
id = "run"
kind = "service"
title = "Cloud Run in a tier-2 region"
[[product.input]]
name = "used"
unit = "vCPU-s"
[[product.meter]]
id = "vcpu"
quantity = "used"
per = "vCPU-s"
price = "0.0000336"
[[allowance]]
id = "free"
scope = "billing account"
[[allowance.valued]]
meter = "run.vcpu"
quantity = "180000 vCPU-s"
price = "0.000024"
`, billCase{in: "used=128571 vCPU-s", want: "0"}, billCase{in: "used=128572 vCPU-s", want: "0.0000192"}, billCase{in: "used=180000 vCPU-s", want: "1.728"}, billCase{in: "used=180000 vCPU-s", want: "6.048", opt: option{noFree: true}})
}

const gke = `
[[product]]
id = "zonal"
kind = "kubernetes"
title = "one zone"
[[product.meter]]
id = "cluster"
quantity = "cluster_time"
per = "h"
price = "0.10"
[[product]]
id = "regional"
kind = "kubernetes"
title = "regional"
[[product.meter]]
id = "cluster"
quantity = "cluster_time"
per = "h"
price = "0.10"
[[allowance]]
id = "credit"
scope = "billing account"
credit = "74.40 USD"
meters = ["zonal.cluster"]
`

func TestMechanism07RestrictedCredit(t *testing.T) {
	for _, c := range []billCase{{in: "cluster_time=743h", want: "0"}, {in: "cluster_time=744h", want: "0"}, {in: "cluster_time=745h", want: "0.1"}} {
		c.opt.only = []string{"zonal"}
		price(t, gke, c)
	}
	price(t, gke, billCase{in: "cluster_time=743h", want: "74.3", opt: option{only: []string{"regional"}}})
	refuse(t, gke+"carry = \"next month\"\n", "m.toml:42:1: allowance[0].carry: allowances carried into the next month are refused: a month's bill would depend on the months before it; leave it away; price each month on its own")
}

func TestMechanism08ModeWithoutFreeTier(t *testing.T) {
	price(t, twoArchitectures, billCase{in: "x86=400000 GiB-s; arm=0 GiB-s; provisioned=1 GiB-s", want: "3"}, billCase{in: "x86=0 GiB-s; arm=0 GiB-s; provisioned=400000 GiB-s", want: "1200000"})
}

func TestMechanism09IncludedPerResource(t *testing.T) {
	price(t, `
[[product]]
id = "fargate"
kind = "container"
title = "20 GB of storage in each task"
[[product.meter]]
id = "storage"
quantity = "active_time * band(storage, [20GiB])"
per = "GiB-h"
price = "0.000111"
`, billCase{in: "active_time=100h; storage=19GiB", want: "0"}, billCase{in: "active_time=100h; storage=20GiB", want: "0"}, billCase{in: "active_time=100h; storage=21GiB", want: "0.0111"})
	price(t, `
[[product]]
id = "gp3"
kind = "block_storage"
title = "3,000 IOPS in each volume"
[[product.meter]]
id = "iops"
quantity = "volumes * band(iops, [3000 IOPS]) * one_month"
per = "IOPS-month"
price = "0.005"
`, billCase{in: "volumes=2; iops=2999 IOPS", want: "0"}, billCase{in: "volumes=2; iops=3000 IOPS", want: "0"}, billCase{in: "volumes=2; iops=3001 IOPS", want: "0.01"})
}

func TestMechanism10IncludedPerRequest(t *testing.T) {
	price(t, `
[[product]]
id = "stream"
kind = "function"
title = "the first 6 MB of each response are free"
[[product.input]]
name = "response"
unit = "MB"
label = "size of a response"
[[product.meter]]
id = "stream"
quantity = "requests * band(response, [6MB]) / [1 request]"
per = "GB"
price = "0.008"
`, billCase{in: "requests=1M requests; response=5MB", want: "0"}, billCase{in: "requests=1M requests; response=6MB", want: "0"}, billCase{in: "requests=1M requests; response=7MB", want: "8"})
}

func TestMechanism11IncludedTraffic(t *testing.T) {
	traffic := func(quantity, per, price string) string {
		return `
[[product]]
id = "egress"
kind = "egress"
title = "Traffic"
[[product.meter]]
id = "data"
quantity = "data"
per = "` + per + `"
price = "` + price + `"
[[allowance]]
id = "traffic"
label = "included traffic"
scope = "instance"
quantity = "` + quantity + `"
meters = ["egress.data"]
always = true
`
	}
	free := option{noFree: true} // it is part of the server, not a free tier
	price(t, traffic("[20TB] * instances", "TB", "1"),
		billCase{in: "data=19999 GB; instances=1", want: "0", opt: free}, billCase{in: "data=20 TB; instances=1", want: "0", opt: free}, billCase{in: "data=20001 GB; instances=1", want: "0.001", opt: free}, billCase{in: "data=41 TB; instances=2", want: "1", opt: free},
		billCase{in: "data=1 TB", want: "1; included traffic is not taken off: instances is not stated"})
	price(t, traffic("[1.42 GB/h] * instance_time", "GB", "0.02"),
		billCase{in: "data=1035.6 GB; instance_time=730h", want: "0"}, billCase{in: "data=1036.6 GB; instance_time=730h", want: "0"}, billCase{in: "data=1037.6 GB; instance_time=730h", want: "0.02"})
}

// Two workloads on one account bring their own servers, and with them their own
// included traffic.
func TestIncludedTrafficOfSeveralUses(t *testing.T) {
	s := mechanism(t, `
[[product]]
id = "egress"
kind = "egress"
title = "Traffic"
[[product.meter]]
id = "data"
quantity = "data"
per = "TB"
price = "1"
[[allowance]]
id = "traffic"
scope = "instance"
quantity = "[20TB] * instances"
meters = ["egress.data"]
always = true
`)
	c := billCase{in: "data=30 TB; instances=1", want: "10"}
	if got := c.total(t, s); got != c.want {
		t.Errorf("one use: %s", got)
	}
	if got := totalOfTwo(t, s, "30 TB", "1", "11 TB", "1"); got != "1" {
		t.Errorf("two uses: %s", got)
	}
}
