package advice

import (
	"math"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Rung is one step of the isolation ladder with published figures, and how many
// instances of this workload fit on the same server on it.
type Rung struct {
	Word      string
	Technique string
	Start     string // time to start an isolated instance
	Overhead  string // memory per instance beside the workload
	Source    string
	PerHost   int // instances on a server of 64 GiB, by memory; -1 where nothing is shared
	Options   int // of the comparison on this rung
	Cheapest  *model.Option
	Required  bool // the scenario asks for this rung
}

// host is the server on which densities are compared.
const host = "64GiB"

// rungs are the figures. One blog is one blog: low weight.
var rungs = [...]struct{ technique, start, overhead, source string }{
	{"many functions in one process", "", "", "no figure found"},
	{"namespaces and cgroups (runc)", "20 ms", "7 MB", "one blog, low weight"},
	{"kernel in user space (gVisor)", "50 ms", "18 MB", "one blog, low weight"},
	{"microVM (Firecracker)", "125 ms", "5 MiB", "Firecracker SPECIFICATION.md: at most 125 ms to guest init, at most 5 MiB of the monitor at 1 vCPU and 128 MiB"},
	{"virtual machine with a guest system", "", "512MiB", "a small Linux guest, our assumption (sizing.guest_memory)"},
	{"virtual machines on a server of one's own", "", "512MiB", "as a virtual machine; neighbours are one's own"},
	{"hardware of one's own", "", "", "nothing is shared"},
}

// ladderOf counts the comparison's options on each rung.
func ladderOf(c *model.Comparison) []Rung {
	var out []Rung
	for i, word := range scenario.Ladder {
		r := Rung{Word: word, PerHost: -1, Required: word == c.Scenario.Isolation.Required}
		if i < len(rungs) {
			x := rungs[i]
			r.Technique, r.Start, r.Overhead, r.Source = x.technique, x.start, x.overhead, x.source
		}
		if r.Overhead != "" {
			r.PerHost = perHost(c, r.Overhead)
		}
		for _, o := range c.Options {
			if rung(o) != i {
				continue
			}
			r.Options++
			if r.Cheapest == nil && o.Status == model.Priced {
				r.Cheapest = o
			}
		}
		out = append(out, r)
	}
	return out
}

// perHost is how many instances fit by memory.
func perHost(c *model.Comparison, overhead string) int {
	whole, err1 := unit.ParseQuantity(host)
	extra, err2 := unit.ParseQuantity(overhead)
	if err1 != nil || err2 != nil || !c.Scenario.Workload.Memory.IsSet() {
		return -1
	}
	each := c.Scenario.Workload.Memory.Base().Float() + extra.Base().Float()
	return int(math.Floor(whole.Base().Float() / each))
}

// Effort is density and people's time of the cheapest option of each runtime.
type Effort struct {
	Option  *model.Option
	Runtime string
	Density string // instances per server; "" where the provider packs
	Hours   string // a month
	Money   string // a month in the scenario's currency; "" without an hourly rate
	Share   float64
}

// effortOf shows the platform team's part of each runtime's bill.
func effortOf(c *model.Comparison) []Effort {
	var out []Effort
	seen := map[string]bool{}
	for _, o := range c.Options {
		name := o.Runtime()
		if o.Status != model.Priced || seen[name] {
			continue
		}
		seen[name] = true
		e := Effort{Option: o, Runtime: name}
		if n, ok := figure(o, "density"); ok {
			e.Density = o.Values().Of(n).Fixed(0)
		}
		if n, ok := figure(o, "effort"); ok {
			e.Hours = o.Values().Of(n).Fixed(1)
		}
		for _, l := range o.Lines {
			if l.Category == "operations" {
				v := o.Values().Of(l.Converted)
				e.Money = v.Fixed(2)
				if share, ok := v.Quo(o.Monthly); ok {
					e.Share = share.Float()
				}
			}
		}
		out = append(out, e)
	}
	return out
}
