package pricing

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/formula"
)

func totalOfTwo(t *testing.T, s *Sheet, data1, n1, data2, n2 string) string {
	t.Helper()
	g := formula.New()
	a := &Account{G: g, Month: g.Given("month", "month", mustQuantity("730h"))}
	for _, u := range [][2]string{{data1, n1}, {data2, n2}} {
		key := u[0]
		a.Add(Use{Product: s.Products[0], Inputs: map[string]formula.Node{"data": g.Given("data "+key, "data", mustQuantity(u[0])), "instances": g.Given("instances "+key, "instances", mustQuantity(u[1]))}})
	}
	return outcome(t, a, s)
}

func TestMechanism22ActiveAndIdle(t *testing.T) {
	price(t, `
[[product]]
id = "apps"
kind = "container"
title = "Container Apps"
billing = "request"
[[product.meter]]
id = "vcpu"
quantity = "active_time * vcpu"
per = "vCPU-s"
price = "0.000024"
[[product.meter]]
id = "vcpu-idle"
quantity = "idle_time * vcpu"
per = "vCPU-s"
price = "0.000003"
when = ["idle_time"]
`, billCase{in: "vcpu=2 vCPU; active_time=1000s", want: "0.048"}, billCase{in: "vcpu=2 vCPU; active_time=0s; idle_time=1000s", want: "0.006"}, billCase{in: "vcpu=2 vCPU; active_time=1000s; idle_time=1000s", want: "0.054"})
}

func TestMechanism23ProvisionedSwitchesTheRate(t *testing.T) {
	price(t, `
[[product]]
id = "lambda"
kind = "function"
title = "Lambda"
[[product.meter]]
id = "duration"
quantity = "requests * duration * memory / [1 request]"
per = "GiB-s"
price = "0.0000166667"
unless = ["provisioned"]
[[product.meter]]
id = "duration-provisioned"
quantity = "requests * duration * memory / [1 request]"
per = "GiB-s"
price = "0.0000097222"
when = ["provisioned"]
[[product.meter]]
id = "provisioned"
quantity = "provisioned * provisioned_time * memory"
per = "GiB-s"
price = "0.0000041667"
when = ["provisioned", "provisioned_time"]
`, billCase{in: "requests=1M requests; duration=1s; memory=1GiB", want: "16.6667"},
		billCase{in: "requests=1M requests; duration=1s; memory=1GiB; provisioned=1; provisioned_time=0h", want: "9.7222"},
		billCase{in: "requests=1M requests; duration=1s; memory=1GiB; provisioned=1; provisioned_time=1h", want: "9.73720012"})
}

func TestMechanism24ColdStartBilledSince(t *testing.T) {
	const lambda = `
[[product]]
id = "lambda"
kind = "function"
title = "Lambda"
[[product.meter]]
id = "duration"
quantity = "requests * duration * memory / [1 request]"
per = "GiB-s"
pool = "duration"
mode = "graduated"
[[product.meter.tier]]
up_to = "100 GiB-s"
price = "2"
[[product.meter.tier]]
price = "1"
[[product.meter]]
id = "init"
quantity = "cold_time * memory"
per = "GiB-s"
pool = "duration"
when = ["cold_time"]
valid_from = 2025-08-01
mode = "graduated"
[[product.meter.tier]]
up_to = "100 GiB-s"
price = "2"
[[product.meter.tier]]
price = "1"
[[allowance]]
id = "free"
scope = "account"
quantity = "10 GiB-s"
meters = ["lambda.duration"]
apply = "shift"
`
	for day, want := range map[int]string{-1: "180", 0: "205", 1: "205"} {
		price(t, lambda, billCase{in: "requests=100 requests; duration=1s; memory=1GiB; cold_time=15s", want: want, opt: option{asOf: factsheet.NewDate(2025, 8, 1).AddDays(day)}})
	}
}

func TestMechanism25Surcharges(t *testing.T) {
	const managed = `
[[product]]
id = "managed"
kind = "vm"
title = "Managed instance"
vcpu = "2 vCPU"
memory = "8GiB"
[[product.input]]
name = "extended_time"
unit = "h"
optional = true
[[product.meter]]
id = "instance"
quantity = "instance_time"
per = "h"
price = "0.10"
[[product.meter]]
id = "fee"
percent_of = ["instance"]
price = "15"
[[product.meter]]
id = "licence"
quantity = "instance_time * [2 vCPU]"
per = "vCPU-h"
price = "0.046"
[[product.meter]]
id = "extended"
quantity = "extended_time"
per = "h"
price = "0.50"
when = ["extended_time"]
[[product.commitment]]
id = "1y"
meter = "instance"
term = "1 year"
recurring = "0.05"
per = "h"
`
	price(t, managed, billCase{in: "instance_time=730h", want: "151.11"}, billCase{in: "instance_time=730h; extended_time=1h", want: "151.61"},
		// The fee stays 15 % of the list price although the commitment halves the instance.
		billCase{in: "instance_time=730h", want: "114.61", opt: option{commit: "1y 1"}})
	price(t, strings.Replace(managed, `price = "0.10"`, `status = "unknown"`, 1), billCase{in: "instance_time=730h", want: "67.16; managed.instance unknown; managed.fee unknown"})
	refuse(t, `
[[product]]
id = "x"
kind = "service"
title = "X"
[[product.meter]]
id = "fee"
percent_of = ["instance"]
price = "15"
`, "nothing is billed under instance before it")
}

func TestMechanism31SurplusCredits(t *testing.T) {
	price(t, `
[[product]]
id = "t3"
kind = "vm"
title = "t3.medium"
vcpu = "2 vCPU"
memory = "4GiB"
[[product.input]]
name = "surplus_time"
unit = "vCPU-h"
optional = true
[[product.meter]]
id = "instance"
quantity = "instance_time"
per = "h"
price = "0.0416"
[[product.meter]]
id = "surplus"
quantity = "surplus_time"
per = "vCPU-h"
price = "0.05"
when = ["surplus_time"]
`, billCase{in: "instance_time=730h", want: "30.368"}, billCase{in: "instance_time=730h; surplus_time=0 vCPU-h", want: "30.368"}, billCase{in: "instance_time=730h; surplus_time=1460 vCPU-h", want: "103.368"})
}

func TestMechanism32DirectionAndPeer(t *testing.T) {
	price(t, `
[[product]]
id = "transfer"
kind = "service"
title = "Transfer"
[[product.input]]
name = "zones"
unit = "GiB"
[[product.input]]
name = "china"
unit = "GiB"
[[product.meter]]
id = "zones"
label = "between zones, charged both ways"
quantity = "zones * 2"
per = "GiB"
price = "0.01"
[[product.meter]]
id = "china"
quantity = "china"
per = "GiB"
price = "0.23"
`, billCase{in: "zones=0GiB; china=0GiB", want: "0"}, billCase{in: "zones=1GiB; china=0GiB", want: "0.02"}, billCase{in: "zones=1GiB; china=1GiB", want: "0.25"})
}

func TestMechanism33OneFlowSeveralMeters(t *testing.T) {
	price(t, `
[[product]]
id = "nat"
kind = "nat"
title = "NAT"
[[product.meter]]
id = "data"
quantity = "data"
per = "GiB"
price = "0.052"
[[product]]
id = "egress"
kind = "egress"
title = "Egress"
[[product.meter]]
id = "data"
quantity = "data"
per = "GiB"
price = "0.09"
`, billCase{in: "data=0GiB", want: "0"}, billCase{in: "data=1000GiB", want: "142"})
}

func TestMechanism34UnitsMeanWhatTheVendorMeans(t *testing.T) {
	tier := func(bound string) string {
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
up_to = "` + bound + `"
price = "1"
[[product.meter.tier]]
price = "0"
`
	}
	price(t, tier("10 TB"), billCase{in: "data=9999 GB", want: "9999"}, billCase{in: "data=10000 GB", want: "10000"}, billCase{in: "data=10001 GB", want: "10000"}, billCase{in: "data=1 GiB", want: "1.073741824"})
	price(t, tier("10240 GB"), billCase{in: "data=10239 GB", want: "10239"}, billCase{in: "data=10241 GB", want: "10240"})
	price(t, tier("10240 GiB"), billCase{in: "data=11000 GB", want: "10995.11627776"}, billCase{in: "data=10 TiB", want: "10995.11627776"})
}

func TestMechanism35MonthLength(t *testing.T) {
	const storage = `
[[product]]
id = "volume"
kind = "block_storage"
title = "Volume"
[[product.meter]]
id = "stored"
quantity = "stored * month"
per = "GB-h"
price = "0.0001"
`
	price(t, storage, billCase{in: "stored=1000 GB", want: "72", opt: option{month: "720h"}}, billCase{in: "stored=1000 GB", want: "73"}, billCase{in: "stored=1000 GB", want: "74.4", opt: option{month: "744h"}})
	price(t, "month = \"720h\"\n"+storage, billCase{in: "stored=1000 GB", want: "72"})
	refuse(t, "month = \"30 GB\"\n"+storage, `month: "30 GB" is not a length of time; for example "730h"`)
}

func TestMechanism36Denomination(t *testing.T) {
	for per, p := range map[string]string{"request": "0.0000002", "10 requests": "0.000002", "1000 requests": "0.0002", "1M requests": "0.20"} {
		price(t, `
[[product]]
id = "gateway"
kind = "gateway"
title = "Gateway"
[[product.meter]]
id = "requests"
quantity = "requests"
per = "`+per+`"
price = "`+p+`"
`, billCase{in: "requests=0 requests", want: "0"}, billCase{in: "requests=3540123 requests", want: "0.7080246"})
	}
}

func TestMechanism37Validity(t *testing.T) {
	const rise = `
[[product]]
id = "server"
kind = "vm"
title = "Server"
vcpu = "4 vCPU"
memory = "8GiB"
[[product.meter]]
id = "until"
quantity = "instance_time"
per = "h"
price = "0.0104"
valid_until = 2026-06-14
[[product.meter]]
id = "from"
quantity = "instance_time"
per = "h"
price = "0.0136"
valid_from = 2026-06-15
as_of = "2026-08"
`
	for day, want := range map[int]string{-1: "1.04", 0: "1.36", 1: "1.36"} {
		price(t, "audience = \"new\"\nvalid_from = 2026-01-01\n"+rise, billCase{in: "instance_time=100h", want: want, opt: option{asOf: factsheet.NewDate(2026, 6, 15).AddDays(day)}})
	}
	refuse(t, "valid_from = 2026-02-01\nvalid_until = 2026-01-31\n"+rise, "valid_until: the sheet ends on 2026-01-31, before it begins on 2026-02-01")
}

func TestMechanism38CurrencyAndVAT(t *testing.T) {
	const product = `
[[product]]
id = "a"
kind = "vm"
title = "A"
vcpu = "1 vCPU"
memory = "1GiB"
[[product.meter]]
id = "server"
quantity = "instance_time"
per = "h"
price = "1"
`
	price(t, "vat = \"unknown\"\n"+product, billCase{in: "instance_time=2h", want: "2"})
	refuse(t, "vat = \"included\"\n"+product, `vat: prices with VAT cannot be compared across borders; divide the prices by 1 + the rate and write vat = "excluded"`)
	refuse(t, product+"[[allowance]]\nid = \"c\"\nscope = \"account\"\ncredit = \"10 EUR\"\nmeters = [\"a.server\"]\n", "the credit is in EUR, the sheet in USD")
}

func TestMechanism39NotOfferedUnknownAndFreeDiffer(t *testing.T) {
	const server = `
[[product]]
id = "m7i"
kind = "vm"
title = "m7i"
vcpu = "2 vCPU"
memory = "8GiB"
`
	meter := func(more string) string {
		return "[[product.meter]]\nid = \"server\"\nquantity = \"instance_time\"\nper = \"h\"\n" + more
	}
	price(t, server+"status = \"not_offered\"\nnote = \"not in Zurich\"\n", billCase{in: "", want: "nothing; m7i not_offered"})
	price(t, server+"status = \"unknown\"\n", billCase{in: "", want: "nothing; m7i unknown"})
	price(t, server+meter("status = \"unknown\"\n"), billCase{in: "instance_time=1h", want: "nothing; m7i.server unknown"})
	price(t, server+meter("price = \"0\"\n"), billCase{in: "instance_time=1h", want: "0"})
	refuse(t, server+meter(""), `no price; write the price, or status = "unknown" for a price nobody found: a missing price is never 0`)
}
