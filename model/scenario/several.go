package scenario

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Each is one scenario per workload: [workload] itself and every entry of
// [[workloads]], which share account, law, operations and candidates. A scenario
// with one workload gives itself.
func (s *Scenario) Each() []*Scenario {
	one := *s
	one.Workloads = nil
	out := []*Scenario{&one}
	if one.Workload.Name == "" {
		one.Workload.Name = "workload"
	}
	for _, w := range s.Workloads {
		next := *s
		next.Workloads = nil
		next.Workload = *w
		out = append(out, &next)
	}
	return out
}

// FirstOfSeveral says which workload a comparison of the scenario is about and
// which are not in it; empty where there is only one.
func (s *Scenario) FirstOfSeveral() string {
	if len(s.Workloads) == 0 {
		return ""
	}
	all := s.Each()
	var others []string
	for _, x := range all[1:] {
		others = append(others, x.Workload.Name)
	}
	return fmt.Sprintf("this is the first of %d workloads, %s; not in it: %s (sovcost mixture prices them together)", len(all), all[0].Workload.Name, strings.Join(others, ", "))
}

// workloads holds the further workloads against what one of them needs.
func (c *checker) workloads() {
	first := c.s.Workload.Name
	if first == "" {
		first = "workload"
	}
	seen := map[string]bool{first: true}
	for i, w := range c.s.Workloads {
		key := factsheet.JoinIndex("workloads", i)
		switch {
		case w.Name == "":
			c.add(key+".name", `for example "search"`, "missing")
		case seen[w.Name]:
			c.add(key+".name", "names are unique, [workload] included", "there are two workloads %q", w.Name)
		}
		seen[w.Name] = true
		for _, f := range []struct {
			key      string
			q        unit.Quantity
			like     string
			required bool
			zero     bool
		}{
			{"requests", w.Requests, "30M requests/month", true, true}, {"duration", w.Duration, "120ms", true, false}, {"memory", w.Memory, "512MiB", true, false},
			{"vcpu", w.VCPU, "0.5 vCPU", false, false}, {"concurrency", w.Concurrency, "20", false, false}, {"init", w.Init, "400ms", false, true},
			{"keep_alive", w.KeepAlive, "600s", false, true}, {"response", w.Response, "40kB", false, true}, {"stored", w.Stored, "50GB", false, true},
			{"objects", w.Objects, "200GB", false, true}, {"logs", w.Logs, "1kB", false, true}, {"provisioned", w.Provisioned, "10 instances", false, true},
			{"cold_budget", w.ColdBudget, "300ms", false, true}, {"services", w.Services, "1", false, false}, {"load.slot", w.Load.Slot, "1h", false, false},
		} {
			c.quantity(key+"."+f.key, f.q, f.like, f.required, f.zero)
		}
		c.word(key+".arch", w.Arch, []string{"x86", "arm", "any"})
		if w.Load.Shape != "" && w.Load.Profile != "" {
			c.add(key+".load", "keep one", "both a shape and a profile")
		}
	}
}
