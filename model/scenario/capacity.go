package scenario

import (
	"fmt"
	"math"
	"strings"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Burst says that requests come in bursts: Factor times the mean rate for On,
// the rest of the requests in Off, both on average.
type Burst struct {
	On     unit.Quantity `toml:"on"`
	Off    unit.Quantity `toml:"off"`
	Factor unit.Quantity `toml:"factor"`
}

// Profile is the burst as a load profile states it.
func (b *Burst) Profile() *traffic.Burst {
	if b == nil {
		return nil
	}
	return &traffic.Burst{On: span(b.On), Off: span(b.Off), Factor: b.Factor.Base().Float()}
}

// Autoscalers are the known rules by which replicas follow the load.
var Autoscalers = []string{"hpa", "knative"}

// capacity holds what decides how many instances run.
func (c *checker) capacity() {
	w, z := &c.s.Workload, &c.s.Sizing
	for _, f := range []struct {
		key, like string
		q         unit.Quantity
		zero      bool
	}{
		{"workload.max_instances", "1000 instances", w.Instances, false},
		{"workload.load.burst_length", "10s", w.Load.BurstLength, false},
		{"sizing.latency", "300ms", z.Latency, false},
		{"sizing.latency_share", "95%", z.LatencyShare, false},
		{"sizing.lag", "45s", z.Lag, true},
		{"sizing.zones", "3", z.Zones, false},
	} {
		c.quantity(f.key, f.q, f.like, false, f.zero)
	}
	c.word("workload.routing", w.Routing, pricing.Routings())
	c.word("sizing.autoscaler", z.Autoscaler, Autoscalers)
	c.burst(w.Load.Burst)
	c.latency()
	c.commitments()
	for _, f := range []struct {
		key string
		q   unit.Quantity
	}{{"sizing.zones", z.Zones}, {"workload.max_instances", w.Instances}, {"workload.provisioned", w.Provisioned}} {
		if v := f.q.Base().Float(); f.q.IsSet() && f.q.Unit.Dim == unit.Pure && v != math.Trunc(v) {
			c.add(f.key, "write a whole number", "%q is not a whole number", f.q)
		}
	}
	if w.Instances.IsSet() && w.Provisioned.IsSet() && w.Instances.Base().Less(w.Provisioned.Base()) {
		c.add("workload.provisioned", "the limit includes warm instances", "%s are more than workload.max_instances = %q", w.Provisioned, w.Instances)
	}
}

// commitments holds what pinned options promise.
func (c *checker) commitments() {
	for i, o := range c.s.Options {
		key := fmt.Sprintf("option[%d].", i)
		c.word(key+"commit_level", o.Level, []string{"best"})
		switch {
		case o.Level != "" && o.Commited.IsSet():
			c.add(key+"commit_level", "keep one", "both committed and commit_level say how much is promised")
		case (o.Level != "" || o.Commited.IsSet()) && o.Commit == "":
			c.add(key+"commitment", "sovcost prices show SHEET lists them", "a level of no commitment")
		}
	}
}

// latency refuses a target that no number of replicas can meet.
func (c *checker) latency() {
	z, d := &c.s.Sizing, c.s.Workload.Duration
	if !z.Latency.IsSet() {
		if z.LatencyShare.IsSet() {
			c.add("sizing.latency_share", `add sizing.latency = "300ms"`, "a share of the requests within no stated time")
		}
		return
	}
	if z.Target.IsSet() {
		c.add("sizing.latency", "keep one", "both sizing.target and sizing.latency say how full a replica may be")
	}
	share := 0.95
	if z.LatencyShare.IsSet() {
		share = z.LatencyShare.Base().Float()
	}
	if share <= 0 || share >= 1 {
		c.add("sizing.latency_share", `for example "95%"`, "%s is not between 0%% and 100%%", z.LatencyShare)
		return
	}
	if !d.IsSet() || d.Unit.Dim != "s" || z.Latency.Unit.Dim != "s" || d.Base().Sign() <= 0 {
		return
	}
	if math.Exp(-z.Latency.Base().Float()/d.Base().Float()) >= 1-share {
		c.add("sizing.latency", "a longer time, a smaller share, or a faster program", "no number of replicas answers %.4g %% of the requests within %s: serving one takes %s on average, and %.4g %% of them take longer alone",
			100*share, z.Latency, d, 100*math.Exp(-z.Latency.Base().Float()/d.Base().Float()))
	}
}

func (c *checker) burst(b *Burst) {
	if b == nil {
		return
	}
	ok := true
	for _, f := range []struct {
		key, like string
		q         unit.Quantity
	}{{"on", "10s", b.On}, {"off", "90s", b.Off}, {"factor", "5", b.Factor}} {
		key := "workload.load.burst." + f.key
		if !f.q.IsSet() {
			c.add(key, "for example \""+f.like+"\"", "missing")
			ok = false
			continue
		}
		n := len(c.ps)
		c.quantity(key, f.q, f.like, true, false)
		ok = ok && len(c.ps) == n
	}
	if !ok {
		return
	}
	p := traffic.Profile{Name: "burst", Slot: traffic.Week, Weights: []int64{1}, Coverage: 1, Burst: b.Profile()}
	if err := p.Validate(); err != nil {
		c.add("workload.load.burst", "the off-phase carries what the bursts leave of the mean rate", "%s", strings.TrimPrefix(err.Error(), "burst: "))
	}
}
