package scenario

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/unit"
)

// exit holds the keys about leaving against their kinds of unit and bounds.
func (c *checker) exit() {
	x := &c.s.Exit
	cur := string(c.s.Currency)
	for _, f := range []struct {
		key  string
		q    unit.Quantity
		like string
	}{
		{"exit.data", x.Data, "500GB"}, {"exit.bandwidth", x.Bandwidth, "1 Gbit/s"}, {"exit.usable", x.Usable, "60%"},
		{"exit.parallel_run", x.ParallelRun, "2 months"}, {"exit.conversion", x.Conversion, "5000 " + cur}, {"exit.retraining", x.Retraining, "8000 " + cur},
		{"exit.penalty", x.Penalty, "0 " + cur}, {"exit.unused", x.Unused, "0 " + cur}, {"exit.conditions", x.Conditions, "20000 " + cur},
		{"exit.person_month", x.PersonMonth, "18000 " + cur},
	} {
		c.quantity(f.key, f.q, f.like, false, f.key != "exit.bandwidth" && f.key != "exit.usable")
	}
	if x.Usable.IsSet() && x.Usable.Base().Float() > 1 {
		c.add("exit.usable", `for example "60%"`, "%q: a copy cannot use more than the whole line", x.Usable)
	}
	for _, f := range []struct {
		key       string
		d         factsheet.Decimal
		low, high float64
	}{
		{"exit.ksloc", x.KSLOC, 0, 100_000}, {"exit.years", x.Years, 0.1, 50}, {"exit.team", x.Team, 0.1, 10_000}, {"exit.notice_months", x.NoticeMonths, 0, 120},
		{"exit.transition_days", x.TransitionDays, 0, 3660}, {"exit.hazard_per_year", x.HazardPerYear, 0, 1000}, {"exit.assessment", x.Assessment, 0, 8},
		{"exit.understanding", x.Understanding, 10, 50}, {"exit.unfamiliarity", x.Unfamiliarity, 0, 1},
	} {
		c.within(f.key, f.d, f.low, f.high)
	}
}

// within refuses a number outside its bounds.
func (c *checker) within(key string, d factsheet.Decimal, low, high float64) {
	if !d.IsSet() {
		return
	}
	if v := d.Decimal(); v.LessThan(decimal.NewFromFloat(low)) || v.GreaterThan(decimal.NewFromFloat(high)) {
		c.add(key, fmt.Sprintf("a number from %g to %g", low, high), "%s is out of range", v)
	}
}

// dependencies holds what the workload is bound to against the table's bounds;
// whether a kind of service is known is asked where the table is.
func (c *checker) dependencies() {
	seen := map[string]bool{}
	for i, d := range c.s.Dependency {
		key := factsheet.JoinIndex("dependency", i)
		if d.Name == "" {
			c.add(key+".name", `for example "order queue"`, "missing")
		} else if seen[d.Name] {
			c.add(key+".name", "names are unique", "there are two dependencies %q", d.Name)
		}
		seen[d.Name] = true
		if d.Service == "" && d.Level == nil {
			c.add(key+".service", `a kind of service such as "queue-standard", or level = 0 to 4`, "nothing says how hard it is to leave")
		}
		if d.Level != nil && (*d.Level < 0 || *d.Level > 4) {
			c.add(key+".level", "0 (runs anywhere) to 4 (redesign)", "level %d is not known", *d.Level)
		}
		c.within(key+".ksloc", d.KSLOC, 0, 100_000)
		for j, k := range d.Kinds {
			c.word(factsheet.JoinIndex(key+".kinds", j), k, Kinds)
		}
	}
}
