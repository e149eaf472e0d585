package modeltest

import (
	"fmt"
	"strings"
)

// ManyPlans is a price sheet of n plans of which no two cost the same: functions,
// serverless containers and virtual machines in turn. The prices are made up.
func ManyPlans(id string, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, planHead, id, id)
	for i := range n {
		switch i % 3 {
		case 0:
			fmt.Fprintf(&b, planFunction, i, i, 1000+i)
		case 1:
			fmt.Fprintf(&b, planContainer, i, i, 2000+i, 200+i)
		default:
			fmt.Fprintf(&b, planServer, i, i, 2+i%16, 4+i%60, 10000+13*i)
		}
	}
	return b.String()
}

const planHead = `schema   = "price-sheet/1"
id       = %q
provider = %q
title    = "Many plans"
region   = "one"
country  = "CH"
currency = "CHF"
vat      = "excluded"

[[source]]
id         = "made-up"
title      = "made up for a test"
as_of      = "2026-11-01"
confidence = "low"

[[product]]
id    = "egress"
kind  = "egress"
title = "Traffic"

  [[product.meter]]
  id       = "data"
  label    = "data to the internet"
  category = "network"
  quantity = "data"
  per      = "GB"
  price    = "0.01"
  source   = "made-up"

[[product]]
id    = "balancer"
kind  = "load_balancer"
title = "Load balancer"

  [[product.meter]]
  id       = "balancer"
  label    = "load balancer"
  category = "network"
  quantity = "balancer_time / month * one_month"
  per      = "month"
  price    = "10"
  source   = "made-up"
`

const planFunction = `
[[product]]
id      = "plan-%05d"
kind    = "function"
title   = "Function plan %d"
gateway = "included"

  [[product.meter]]
  id       = "memory"
  label    = "compute time"
  category = "compute"
  quantity = "requests * duration * memory / [1 request]"
  per      = "GB-s"
  price    = "0.0000%d"
  source   = "made-up"
`

const planContainer = `
[[product]]
id      = "plan-%05d"
kind    = "container"
title   = "Container plan %d"
billing = "instance"

  [[product.meter]]
  id       = "vcpu"
  label    = "vCPU"
  category = "compute"
  quantity = "active_time * vcpu"
  per      = "vCPU-s"
  price    = "0.0000%d"
  source   = "made-up"

  [[product.meter]]
  id       = "memory"
  label    = "memory"
  category = "compute"
  quantity = "active_time * memory"
  per      = "GB-s"
  price    = "0.00000%d"
  source   = "made-up"
`

const planServer = `
[[product]]
id     = "plan-%05d"
kind   = "vm"
title  = "Server plan %d"
arch   = "x86"
vcpu   = "%d vCPU"
memory = "%dGiB"

  [[product.meter]]
  id       = "server"
  label    = "server"
  category = "compute"
  quantity = "instance_time"
  per      = "h"
  price    = "0.0%d"
  source   = "made-up"
`
