package pricing

import "testing"

func TestMechanism01FlatUnitPrice(t *testing.T) {
	price(t, `
[[product]]
id = "eks"
kind = "kubernetes"
title = "EKS"
[[product.meter]]
id = "cluster"
quantity = "cluster_time"
per = "h"
price = "0.10"
`, billCase{in: "clusters=1; cluster_time=0h", want: "0"}, billCase{in: "cluster_time=729h", want: "72.9"}, billCase{in: "cluster_time=730h", want: "73"})
}

const lambdaTiers = `
[[product]]
id = "lambda"
kind = "service"
title = "Lambda"
[[product.input]]
name = "used"
unit = "GiB-s"
[[product.meter]]
id = "duration"
quantity = "used"
per = "GiB-s"
mode = "graduated"
scope = "account+region+architecture"
[[product.meter.tier]]
up_to = "6000000000 GiB-s"
price = "0.0000166667"
[[product.meter.tier]]
from = "6000000000 GiB-s"
up_to = "15000000000 GiB-s"
price = "0.000015"
[[product.meter.tier]]
price = "0.0000133334"
`

func TestMechanism02GraduatedTiers(t *testing.T) {
	price(t, lambdaTiers,
		billCase{in: "used=5999999999 GiB-s", want: "100000.1999833333"}, billCase{in: "used=6000000000 GiB-s", want: "100000.2"}, billCase{in: "used=6000000001 GiB-s", want: "100000.200015"},
		billCase{in: "used=15000000000 GiB-s", want: "235000.2"}, billCase{in: "used=15000000001 GiB-s", want: "235000.2000133334"})
}

func TestMechanism03VolumeAndPackages(t *testing.T) {
	const product = `
[[product]]
id = "events"
kind = "service"
title = "Events"
[[product.input]]
name = "used"
unit = "events"
[[product.meter]]
id = "events"
quantity = "used"
`
	price(t, product+`per = "1M events"
mode = "volume"
[[product.meter.tier]]
up_to = "1M events"
price = "2"
[[product.meter.tier]]
price = "1"
`, billCase{in: "used=999999 events", want: "1.999998"}, billCase{in: "used=1M events", want: "2"}, billCase{in: "used=1000001 events", want: "1.000001"})
	price(t, product+`per = "1M events"
mode = "package"
block = "1M events"
price = "2.5"
`, billCase{in: "used=0 events", want: "0"}, billCase{in: "used=999999 events", want: "2.5"}, billCase{in: "used=1M events", want: "2.5"}, billCase{in: "used=1000001 events", want: "5"})
}

func TestMechanism04TierScope(t *testing.T) {
	meter := func(id, pool string) string {
		return `
[[product.meter]]
id = "` + id + `"
quantity = "` + id + `"
per = "GiB"
mode = "graduated"
scope = "account"
` + pool + `
[[product.meter.tier]]
up_to = "100GiB"
price = "1"
[[product.meter.tier]]
price = "0.5"
`
	}
	product := func(pool string) string {
		return `
[[product]]
id = "egress"
kind = "service"
title = "Egress over services"
[[product.input]]
name = "vm"
unit = "GiB"
[[product.input]]
name = "bucket"
unit = "GiB"
` + meter("vm", pool) + meter("bucket", pool)
	}
	price(t, product(""), billCase{in: "vm=60GiB; bucket=60GiB", want: "120"})
	price(t, product(`pool = "egress"`), billCase{in: "vm=50GiB; bucket=49GiB", want: "99"}, billCase{in: "vm=50GiB; bucket=50GiB", want: "100"}, billCase{in: "vm=50GiB; bucket=51GiB", want: "100.5"}, billCase{in: "vm=60GiB; bucket=60GiB", want: "110"})
}

func TestMechanism12DurationRounding(t *testing.T) {
	price(t, `
[[product]]
id = "gen1"
kind = "function"
title = "100 ms"
[[product.meter]]
id = "time"
quantity = "requests * roundup(duration, [100ms]) / [1 request]"
per = "s"
price = "1"
`, billCase{in: "requests=1 request; duration=240ms", want: "0.3"}, billCase{in: "requests=1 request; duration=299ms", want: "0.3"}, billCase{in: "requests=1 request; duration=300ms", want: "0.3"}, billCase{in: "requests=1 request; duration=301ms", want: "0.4"})
	price(t, `
[[product]]
id = "alb"
kind = "load_balancer"
title = "whole hours"
[[product.meter]]
id = "hours"
quantity = "roundup(balancer_time, [1h])"
per = "h"
price = "0.0225"
`, billCase{in: "balancer_time=3599s", want: "0.0225"}, billCase{in: "balancer_time=3600s", want: "0.0225"}, billCase{in: "balancer_time=3601s", want: "0.045"})
}

func TestMechanism13MinimumCharge(t *testing.T) {
	price(t, `
[[product]]
id = "functions"
kind = "function"
title = "Azure Functions"
[[product.meter]]
id = "time"
quantity = "requests * max(duration, [100ms]) * max(roundup(memory, [128MiB]), [128MiB]) / [1 request]"
per = "GiB-s"
price = "1"
`, billCase{in: "requests=8 requests; duration=99ms; memory=128MiB", want: "0.1"}, billCase{in: "requests=8 requests; duration=100ms; memory=64MiB", want: "0.1"}, billCase{in: "requests=8 requests; duration=101ms; memory=128MiB", want: "0.101"})
	price(t, `
[[product]]
id = "task"
kind = "service"
title = "a minute at least, and one dollar a month"
[[product.input]]
name = "runs"
unit = "requests"
[[product.input]]
name = "run"
unit = "s"
[[product.meter]]
id = "time"
quantity = "runs * max(run, [1min]) / [1 request]"
per = "min"
price = "0.5"
minimum = "1"
`, billCase{in: "runs=4 requests; run=59s", want: "2"}, billCase{in: "runs=4 requests; run=60s", want: "2"}, billCase{in: "runs=4 requests; run=61s", want: "2.0333333333"},
		billCase{in: "runs=1 request; run=60s", want: "1"}, billCase{in: "runs=2 requests; run=60s", want: "1"}, billCase{in: "runs=3 requests; run=60s", want: "1.5"})
}

func TestMechanism14QuantityRounding(t *testing.T) {
	price(t, `
[[product]]
id = "functions"
kind = "function"
title = "steps"
[[product.meter]]
id = "requests"
quantity = "roundup(requests, [10 requests])"
per = "10 requests"
price = "1"
[[product.meter]]
id = "memory"
quantity = "roundup(memory, [128MiB])"
per = "128 MiB"
price = "100"
`, billCase{in: "requests=9 requests; memory=128MiB", want: "101"}, billCase{in: "requests=10 requests; memory=129MiB", want: "201"}, billCase{in: "requests=11 requests; memory=127MiB", want: "102"})
}

func TestMechanism15SizeSteps(t *testing.T) {
	price(t, `
[[product]]
id = "disk"
kind = "block_storage"
title = "Managed disk"
[[product.meter]]
id = "disk"
quantity = "stored"
per = "GiB"
mode = "size"
[[product.meter.tier]]
up_to = "32GiB"
price = "5.28"
[[product.meter.tier]]
up_to = "128GiB"
price = "19.71"
`, billCase{in: "stored=31GiB", want: "5.28"}, billCase{in: "stored=32GiB", want: "5.28"}, billCase{in: "stored=33GiB", want: "19.71"}, billCase{in: "stored=128GiB", want: "19.71"},
		billCase{in: "stored=129GiB", want: "19.71; larger pieces are not on the price list"})
}

func TestMechanism16Components(t *testing.T) {
	price(t, `
[[product]]
id = "fargate"
kind = "container"
title = "Fargate"
[[product.meter]]
id = "vcpu"
quantity = "active_time * vcpu"
per = "vCPU-h"
price = "0.04048"
[[product.meter]]
id = "memory"
quantity = "active_time * memory"
per = "GiB-h"
price = "0.004445"
`, billCase{in: "active_time=730h; vcpu=1 vCPU; memory=2GiB", want: "36.0401"}, billCase{in: "active_time=0h; vcpu=1 vCPU; memory=2GiB", want: "0"})
}

func TestMechanism17CPUFollowsMemory(t *testing.T) {
	price(t, `
[[product]]
id = "gen1"
kind = "function"
title = "table"
[[product.derived]]
name = "cpu"
of = "memory"
unit = "GHz"
[[product.derived.step]]
up_to = "128MiB"
value = "0.2 GHz"
[[product.derived.step]]
up_to = "256MiB"
value = "0.4 GHz"
[[product.meter]]
id = "cpu"
quantity = "requests * duration * cpu / [1 request]"
per = "GHz-s"
price = "1"
`, billCase{in: "requests=1 request; duration=1s; memory=127MiB", want: "0.2"}, billCase{in: "requests=1 request; duration=1s; memory=128MiB", want: "0.2"}, billCase{in: "requests=1 request; duration=1s; memory=129MiB", want: "0.4"})
	price(t, `
[[product]]
id = "lambda"
kind = "function"
title = "ratio"
[[product.derived]]
name = "cpu"
value = "memory / [1769MiB] * [1 vCPU]"
unit = "vCPU"
[[product.meter]]
id = "cpu"
quantity = "requests * duration * cpu / [1 request]"
per = "vCPU-s"
price = "1"
`, billCase{in: "requests=1 request; duration=1s; memory=1769MiB", want: "1"}, billCase{in: "requests=1769 requests; duration=1s; memory=1770MiB", want: "1770"})
}

func TestMechanism18LargestDimension(t *testing.T) {
	price(t, `
[[product]]
id = "alb"
kind = "load_balancer"
title = "LCU"
[[product.meter]]
id = "lcu"
quantity = "max(data / [1GiB/h], connections * balancer_time / [25 connections/s]) * [1 LCU]"
per = "LCU-h"
price = "0.008"
`, billCase{in: "balancer_time=100h; data=99GiB; connections=25 connections/s", want: "0.8"}, billCase{in: "balancer_time=100h; data=100GiB; connections=25 connections/s", want: "0.8"}, billCase{in: "balancer_time=100h; data=101GiB; connections=25 connections/s", want: "0.808"}, billCase{in: "balancer_time=100h; data=101GiB; connections=26 connections/s", want: "0.832"})
}

func TestMechanism19BaseFeeThenEach(t *testing.T) {
	price(t, `
[[product]]
id = "lb"
kind = "load_balancer"
title = "five rules"
[[product.meter]]
id = "base"
quantity = "balancer_time"
per = "h"
price = "0.025"
[[product.meter]]
id = "rules"
quantity = "balancer_time * band(rules, 5)"
per = "h"
price = "0.01"
when = ["rules"]
`, billCase{in: "balancer_time=100h; rules=4 rules", want: "2.5"}, billCase{in: "balancer_time=100h; rules=5 rules", want: "2.5"}, billCase{in: "balancer_time=100h; rules=6 rules", want: "3.5"})
	price(t, `
[[product]]
id = "plan"
kind = "service"
title = "a fee on entering a tier"
[[product.input]]
name = "seats"
unit = "users"
[[product.meter]]
id = "seats"
quantity = "seats"
mode = "graduated"
[[product.meter.tier]]
up_to = "5"
flat = "10"
[[product.meter.tier]]
price = "3"
`, billCase{in: "seats=0 users", want: "0"}, billCase{in: "seats=4 users", want: "10"}, billCase{in: "seats=5 users", want: "10"}, billCase{in: "seats=6 users", want: "13"})
}

func TestMechanism20PriceCap(t *testing.T) {
	price(t, `
[[product]]
id = "nat"
kind = "nat"
title = "Cloud NAT"
[[product.meter]]
id = "vms"
quantity = "gateway_time * min(instances, 32)"
per = "h"
price = "0.0014"
`, billCase{in: "gateway_time=1h; instances=31", want: "0.0434"}, billCase{in: "gateway_time=1h; instances=32", want: "0.0448"}, billCase{in: "gateway_time=1h; instances=33", want: "0.0448"})
}

func TestMechanism21MonthCap(t *testing.T) {
	price(t, `
[[product]]
id = "ccx13"
kind = "vm"
title = "CCX13"
vcpu = "2 vCPU"
memory = "8GiB"
[[product.meter]]
id = "server"
quantity = "instance_time"
per = "h"
price = "0.0829"
cap = "51.75"
cap_times = "instances"
`, billCase{in: "instances=1; instance_time=624h", want: "51.7296"}, billCase{in: "instances=1; instance_time=625h", want: "51.75"}, billCase{in: "instances=1; instance_time=730h", want: "51.75"}, billCase{in: "instances=2; instance_time=1460h", want: "103.5"})
	price(t, `
[[product]]
id = "upcloud"
kind = "vm"
title = "a month price for 672 hours"
vcpu = "1 vCPU"
memory = "2GiB"
[[product.meter]]
id = "server"
quantity = "instance_time"
per = "672 h"
price = "6"
cap = "6"
cap_times = "instances"
`, billCase{in: "instances=1; instance_time=671h", want: "5.9910714286"}, billCase{in: "instances=1; instance_time=672h", want: "6"}, billCase{in: "instances=1; instance_time=673h", want: "6"})
}
