package model

import (
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Effort of people, per kind of runtime. Servers per administrator are the only
// published figure there is, and it is old; everything else is ours. All of it
// is a line of its own so that it can be argued.
const (
	perServer       = "2h"
	perServerReason = "80 virtual servers per administrator (IDC, SMB average, 2010, low confidence) and 160 working hours a month"
)

// fixedTime is the time one runtime takes however large it is.
func (e *engine) fixedTime(o *Option) formula.Node {
	ops := e.s.Operations
	switch {
	case o.Kind == "function":
		return e.in.Get("operations.function_time", "time to run a function", ops.FunctionTime, "1h", "ours: deployment, alarms and runtime upgrades of one function; state your own")
	case o.Kind == "container" && o.Nodes != nil:
		return e.in.Get("operations.cluster_time", "time to run a cluster", ops.ClusterTime, "8h", "ours: one day a month for upgrades and add-ons of a cluster; state your own")
	case o.Kind == "container":
		return e.in.Get("operations.container_time", "time to run a container service", ops.ContainerTime, "2h", "ours: images, alarms and revisions of one managed container service; state your own")
	}
	return e.in.Get("operations.vm_time", "time to run a fleet", ops.VMTime, "2h", "ours: images and alarms of a small fleet, besides the servers' patches; state your own")
}

// effort adds the line of people's time, when the scenario says what an hour
// costs. Without a rate the time is shown and not priced: wages are not guessed.
func (e *engine) effort(o *Option, p *plan) {
	time := e.fixedTime(o)
	o.people.fixed = time
	if p.servers.OK() {
		each := e.in.Get("operations.per_server", "time per server", e.s.Operations.PerServer, perServer, perServerReason)
		o.people.each = each
		time = e.g.Sum("operations time", time, e.g.Product("time for servers", p.servers, each).As(e.hours)).As(e.hours)
	}
	o.Figures = append(o.Figures, Figure{"effort", "operations time a month", time, "time per abstraction plus time per server"})
	if !e.s.Operations.HourlyRate.IsSet() {
		return
	}
	rate := e.in.Get("operations.hourly_rate", "cost of an hour of work", e.s.Operations.HourlyRate, "", "")
	o.people.rate = rate
	amount := e.g.Product("operations", time, rate).As(e.currency)
	o.Lines = append(o.Lines, Line{Line: pricing.Line{ID: "operations", Label: "operations (people)", Category: "operations", Product: o.Product,
		Quantity: time, Price: rate, Amount: amount}, Converted: amount, Currency: e.s.Currency})
}
