package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Ladder is the isolation ladder, weakest first. Source: our proposal, see
// model/README.md; no Swiss or EU rule demands a rung.
var Ladder = []string{"shared-process", "shared-kernel", "user-space-kernel", "microvm", "vm", "dedicated-host", "own-hardware"}

// Kinds are the kinds of option.
var Kinds = []string{"function", "container", "vm", "own"}

type checker struct {
	s  *Scenario
	ps factsheet.Problems
}

func (c *checker) add(key, hint, format string, args ...any) {
	c.ps = append(c.ps, c.s.Doc.Problem(key, fmt.Sprintf(format, args...), hint))
}

// check finds everything that is wrong with the meaning of a scenario.
func (s *Scenario) check() factsheet.Problems {
	c := &checker{s: s}
	if s.Schema != Schema {
		c.add("schema", fmt.Sprintf("write schema = %q on the first line", Schema), "%q is not a scenario of a version this program reads", s.Schema)
	}
	if s.AsOf.IsZero() {
		c.add("as_of", "the day prices and law are read for, for example as_of = 2026-11-23", "missing")
	}
	if !s.Currency.Valid() {
		c.add("currency", `an ISO 4217 code such as "CHF" or "EUR"`, "%q is not a currency", s.Currency)
	}
	if s.Rounding != "" && s.Rounding != money.RoundSum && s.Rounding != money.RoundLine {
		c.add("rounding", `"sum" (add, then round; the default) or "line"`, "%q is not known", s.Rounding)
	}
	c.quantities()
	c.fx()
	c.words()
	c.capacity()
	c.options()
	c.own()
	c.years()
	c.vat()
	c.exit()
	c.dependencies()
	c.workloads()
	return c.ps
}

// quantities holds every written quantity against the kind of unit its key
// needs and against what is physically possible.
func (c *checker) quantities() {
	w, z, o := &c.s.Workload, &c.s.Sizing, &c.s.Operations
	for _, f := range []struct {
		key      string
		q        unit.Quantity
		like     string // an example with the right units
		required bool
		zero     bool // 0 makes sense
	}{
		{"month", c.s.Month, "730h", false, false},
		{"workload.requests", w.Requests, "30M requests/month", true, true},
		{"workload.duration", w.Duration, "120ms", true, false},
		{"workload.memory", w.Memory, "512MiB", true, false},
		{"workload.vcpu", w.VCPU, "0.5 vCPU", false, false},
		{"workload.concurrency", w.Concurrency, "20", false, false},
		{"workload.init", w.Init, "400ms", false, true},
		{"workload.keep_alive", w.KeepAlive, "600s", false, true},
		{"workload.response", w.Response, "40kB", false, true},
		{"workload.stored", w.Stored, "50GB", false, true},
		{"workload.objects", w.Objects, "200GB", false, true},
		{"workload.logs", w.Logs, "1kB", false, true},
		{"workload.provisioned", w.Provisioned, "10 instances", false, true},
		{"workload.public_ips", w.PublicIPs, "2", false, true},
		{"workload.nat_gateways", w.NATGateways, "1", false, true},
		{"workload.cold_budget", w.ColdBudget, "300ms", false, true},
		{"workload.services", w.Services, "1", false, false},
		{"workload.load.slot", w.Load.Slot, "1h", false, false},
		{"sizing.target", z.Target, "70%", false, false},
		{"sizing.min_replicas", z.MinReplicas, "2", false, true},
		{"sizing.spares", z.Spares, "1", false, true},
		{"sizing.guest_memory", z.GuestMemory, "512MiB", false, true},
		{"sizing.pod_memory", z.PodMemory, "64MiB", false, true},
		{"sizing.max_pods", z.MaxPods, "110", false, false},
		{"operations.hourly_rate", o.HourlyRate, "120 " + string(c.s.Currency) + "/h", false, true},
		{"operations.per_server", o.PerServer, "2h", false, true},
		{"operations.function_time", o.FunctionTime, "2h", false, true},
		{"operations.container_time", o.ContainerTime, "2h", false, true},
		{"operations.cluster_time", o.ClusterTime, "8h", false, true},
		{"operations.vm_time", o.VMTime, "4h", false, true},
		{"budget.warn", c.s.Budget.Warn, "500 " + string(c.s.Currency), false, true},
		{"budget.deny", c.s.Budget.Deny, "500 " + string(c.s.Currency), false, true},
		{"budget.warn_increase", c.s.Budget.WarnPercent, "5%", false, true},
		{"budget.deny_increase", c.s.Budget.DenyPercent, "10%", false, true},
	} {
		c.quantity(f.key, f.q, f.like, f.required, f.zero)
	}
	if t := z.Target; t.IsSet() && t.Base().Float() > 1 {
		c.add("sizing.target", `for example "70%"`, "%q: nothing can be filled above 100%%", t)
	}
}

// stated checks what holds for every quantity: it is there where it must be, its
// unit is like the example's, and it is not negative. It reports whether there is
// a value to look at further.
func (c *checker) stated(key string, q unit.Quantity, like string, required bool, alike func(want unit.Dim) bool) bool {
	example := fmt.Sprintf("for example %q", like)
	if !q.IsSet() {
		if required && !c.s.Doc.Has(key) {
			c.add(key, example, "missing")
		}
		return false
	}
	want, err := unit.ParseQuantity(like)
	switch {
	case err != nil:
		return false
	case !alike(want.Unit.Dim):
		c.add(key, example, "%q has the wrong kind of unit", q)
		return false
	case q.Value.Sign() < 0:
		c.add(key, example, "%q is negative", q)
		return false
	}
	return true
}

// quantity checks a quantity of the unit of like; requests may be a rate of either
// kind.
func (c *checker) quantity(key string, q unit.Quantity, like string, required, zero bool) {
	got := q.Unit.Dim
	rate := strings.HasSuffix(key, ".requests") && (got == "request/s" || got == "request/month")
	if c.stated(key, q, like, required, func(want unit.Dim) bool { return rate || got == want }) && q.Value.IsZero() && !zero {
		c.add(key, fmt.Sprintf("for example %q", like), "%q: it cannot be zero", q)
	}
}

func (c *checker) fx() {
	seen := map[string]bool{}
	for i, f := range c.s.FX {
		key := fmt.Sprintf("fx[%d]", i)
		for _, cur := range []struct {
			k string
			v money.Currency
		}{{"from", f.From}, {"to", f.To}} {
			if !cur.v.Valid() {
				c.add(key+"."+cur.k, `an ISO 4217 code such as "CHF"`, "%q is not a currency", cur.v)
			}
		}
		if !f.Rate.IsSet() || f.Rate.Decimal().Sign() <= 0 {
			c.add(key+".rate", "how much of the second currency one of the first costs", "the rate must be a number above 0")
		}
		if f.AsOf.IsZero() {
			c.add(key+".as_of", "the day of the rate", "a rate without a date cannot be checked")
		}
		if f.Source == "" {
			c.add(key+".source", `for example "ECB euro reference rate"`, "a rate without a source cannot be checked")
		}
		pair := string(f.From + "/" + f.To)
		if seen[pair] {
			c.add(key, "keep one", "there are two rates for %s", pair)
		}
		seen[pair] = true
	}
}

func (c *checker) words() {
	c.word("isolation.required", c.s.Isolation.Required, Ladder)
	c.word("sizing.fleet", c.s.Sizing.Fleet, []string{"peak", "scaled"})
	c.word("workload.arch", c.s.Workload.Arch, []string{"x86", "arm", "any"})
	for i, k := range c.s.Candidates.Kinds {
		c.word(fmt.Sprintf("candidates.kinds[%d]", i), k, Kinds)
	}
	l := c.s.Workload.Load
	if l.Shape != "" && l.Profile != "" {
		c.add("workload.load", "keep one", "both a shape and a profile")
	}
}

func (c *checker) word(key, word string, known []string) {
	if word == "" || slices.Contains(known, word) {
		return
	}
	hint := "one of: " + strings.Join(known, ", ")
	if d := factsheet.Suggest(word, known); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	c.add(key, hint, "%q is not known", word)
}

func (c *checker) options() {
	seen := map[string]bool{}
	for i, o := range c.s.Options {
		key := fmt.Sprintf("option[%d]", i)
		if o.ID == "" {
			c.add(key+".id", `for example "lambda-zurich"`, "missing")
		} else if seen[o.ID] {
			c.add(key+".id", "ids are unique", "there are two options %q", o.ID)
		}
		seen[o.ID] = true
		if o.Kind == "" {
			c.add(key+".kind", "one of: "+strings.Join(Kinds, ", "), "missing")
		}
		c.word(key+".kind", o.Kind, Kinds)
		if o.Kind == "own" {
			c.add(key+".kind", "describe it in [own.name]; it is compared with every other option", "own hardware is not on a price sheet")
		}
		if o.Sheet == "" && o.Kind != "own" {
			c.add(key+".sheet", "sovcost prices list shows them", "missing")
		}
	}
}
