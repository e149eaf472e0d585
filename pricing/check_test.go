package pricing

import (
	"strings"
	"testing"
)

const server = `
[[product]]
id = "s"
kind = "vm"
title = "S"
vcpu = "1 vCPU"
memory = "2GiB"
arch = "x86"
[[product.meter]]
id = "a"
quantity = "instance_time"
per = "h"
price = "1"
pool = "p"
[[product.meter]]
id = "b"
quantity = "instance_time"
per = "h"
price = "1"
pool = "p"
`

func TestWhatASheetMayNotSay(t *testing.T) {
	if _, err := parseSnippet(server); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`arch = "x86"`, `arch = "arm64"`, `m.toml:22:1: product[0].arch: "arm64" is not known; did you mean "arm"?`},
		{`arch = "x86"`, `isolation = "micro-vm"`, `product[0].isolation: "micro-vm" is not known; did you mean "microvm"?`},
		{`arch = "x86"`, `billing = "hour"`, `product[0].billing: "hour" is not known; try one of: instance, request`},
		{`arch = "x86"`, `gateway = "yes"`, `product[0].gateway: "yes" is not known`},
		{`arch = "x86"`, `stopped = "no"`, `product[0].stopped: "no" is not known`},
		{`id = "b"
quantity = "instance_time"
per = "h"
price = "1"`, `id = "b"
quantity = "instance_time"
per = "h"
price = "2"`, `product[0].meter[1].pool: b shares the pool of a, but not its rate; write the same per, mode and prices in both, or take one out of the pool`},
		{`memory = "2GiB"`, ``, `a VM needs its vcpu and memory`},
		{`kind = "vm"`, `kind = "vms"`, `"vms" is not a kind of product; did you mean "vm"?`},
		{`quantity = "instance_time"`, `quantity = "instance_tim"`, `unknown name "instance_tim"`},
		{`[[product.meter]]
id = "b"
quantity = "instance_time"
per = "h"
price = "1"
pool = "p"
`, `[[product.meter]]
id = "b"
quantity = "instance_time"
per = "GB"
price = "1"
`, `the quantity is in s, the price is per GB`},
		{`[[product]]`, "[[place]]\nid = \"x\"\n[[product]]", `place[0]: a place is a sheet of its own and needs its names; write id, title, region and country`},
	} {
		refuse(t, strings.Replace(server, c.old, c.new, 1), c.want)
	}
}
