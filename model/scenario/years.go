package scenario

import "github.com/sovcost/sovcost/pricing/unit"

// Years is the time a make-or-buy review looks over. Changes are a year, from
// the second year on; nothing changes within a year.
type Years struct {
	Horizon  unit.Quantity `toml:"horizon"`  // "5 years" or "36 months"
	Discount unit.Quantity `toml:"discount"` // what money costs, a year
	Load     unit.Quantity `toml:"load_growth"`
	Data     unit.Quantity `toml:"data_growth"`
	Hardware unit.Quantity `toml:"hardware_change"` // prices of servers
	Power    unit.Quantity `toml:"power_change"`
	Wages    unit.Quantity `toml:"wage_change"`
	Cloud    unit.Quantity `toml:"cloud_change"`
	Services unit.Quantity `toml:"services_change"` // space, network, licences
	Tax      unit.Quantity `toml:"tax"`             // profit tax that costs save; left out: before tax

	// Migration is paid once at the start, Exit once at the end; by option id, or
	// by kind of option for all of them.
	Migration map[string]unit.Quantity `toml:"migration"`
	Exit      map[string]unit.Quantity `toml:"exit"`
}

// Rates are the yearly rates by their keys, those that are not stated unset.
func (y Years) Rates() map[string]unit.Quantity {
	return map[string]unit.Quantity{"years.discount": y.Discount, "years.load_growth": y.Load, "years.data_growth": y.Data, "years.hardware_change": y.Hardware,
		"years.power_change": y.Power, "years.wage_change": y.Wages, "years.cloud_change": y.Cloud, "years.services_change": y.Services, "years.tax": y.Tax}
}

// MaxMonths is the longest horizon: fifty years.
const MaxMonths = 600

func (c *checker) years() {
	y := &c.s.Years
	c.quantity("years.horizon", y.Horizon, "5 years", false, false)
	if h := y.Horizon; h.IsSet() && h.Unit.Dim == "month" && (!h.Base().IsInt() || h.Base().Float() > MaxMonths) {
		c.add("years.horizon", `for example "5 years"`, "%q: whole months, at most 50 years, are possible", h)
	}
	for _, f := range []struct {
		key string
		q   unit.Quantity
	}{{"discount", y.Discount}, {"load_growth", y.Load}, {"data_growth", y.Data}, {"hardware_change", y.Hardware}, {"power_change", y.Power},
		{"wage_change", y.Wages}, {"cloud_change", y.Cloud}, {"services_change", y.Services}, {"tax", y.Tax}} {
		key := "years." + f.key
		switch {
		case !f.q.IsSet():
		case f.q.Unit.Dim != unit.Pure:
			c.add(key, `a share a year, for example "5%"`, "%q has the wrong kind of unit", f.q)
		case f.q.Base().Float() <= -1 || f.q.Base().Float() > 10:
			c.add(key, `a share a year, for example "5%"`, "%q: from above -100%% to 1000%% is possible", f.q)
		}
	}
	if y.Tax.IsSet() && (y.Tax.Base().Sign() < 0 || y.Tax.Base().Float() >= 1) {
		c.add("years.tax", `for example "19%"`, "%q: a tax takes from 0 to below 100%%", y.Tax)
	}
	for name, table := range map[string]map[string]unit.Quantity{"migration": y.Migration, "exit": y.Exit} {
		for _, k := range SortedKeys(table) {
			c.quantity("years."+name+"."+k, table[k], "20000 "+string(c.s.Currency), false, true)
		}
	}
}
