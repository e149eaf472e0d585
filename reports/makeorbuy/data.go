// Package makeorbuy turns a make-or-buy review into a report.
package makeorbuy

import (
	"github.com/sovcost/sovcost/model/makeorbuy"
)

// Kind is the schema name of the review's JSON form.
const Kind = "sovcost/makeorbuy/1"

// Data is the machine form. Amounts are decimal strings in Currency; costs are
// positive.
type Data struct {
	Name        string       `json:"name,omitempty"`
	Currency    string       `json:"currency"`
	Months      int          `json:"months"`
	Assumptions []Assumption `json:"assumptions"`
	Options     []Option     `json:"options"`
	LeftOut     []string     `json:"left_out"`
	Make        string       `json:"make,omitempty"`
	Buy         string       `json:"buy,omitempty"`
	Against     *Against     `json:"make_against_buy,omitempty"`
	Figures     []Figure     `json:"figures_of_make,omitempty"`
}

// Assumption is a yearly rate; Stated is false for a default.
type Assumption struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Stated bool   `json:"stated"`
	Reason string `json:"reason,omitempty"`
}

// Figure is one figure of own hardware, and what moving there costs.
type Figure struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Value  string `json:"value"` // with its unit
	Stated bool   `json:"stated"`
	Source string `json:"source,omitempty"` // of a default: its reason
	AsOf   string `json:"as_of,omitempty"`
}

// Option is one option's cash flow.
type Option struct {
	ID         string   `json:"id"`
	Kind       string   `json:"kind"`
	Verdict    string   `json:"verdict"`
	NotPriced  string   `json:"not_priced,omitempty"`
	NPV        string   `json:"npv,omitempty"`
	Equivalent string   `json:"equivalent_monthly,omitempty"`
	Total      string   `json:"total,omitempty"`
	Capex      string   `json:"capex_net,omitempty"`
	Opex       string   `json:"opex,omitempty"`
	OneOff     string   `json:"one_off,omitempty"`
	Stranded   string   `json:"stranded_commitments,omitempty"` // paid ahead for time after the horizon
	Bound      string   `json:"owed_after_horizon,omitempty"`   // what commitments still ask for
	Payments   []string `json:"payments,omitempty"`             // [0] due at the start, [t] at the end of month t
	Years      []Year   `json:"years"`
}

// Year is one year of it.
type Year struct {
	Year     int    `json:"year"`
	Months   int    `json:"months"`
	Requests string `json:"requests_a_month"`
	Monthly  string `json:"running_a_month"`
	Capex    string `json:"capex"`
	Opex     string `json:"opex"`
	OneOff   string `json:"one_off"`
	Returned string `json:"returned"`
	Servers  string `json:"servers,omitempty"`
	Bought   string `json:"bought,omitempty"`
	Idle     string `json:"idle,omitempty"`
}

// Against is make minus buy.
type Against struct {
	NPV      string    `json:"npv_of_making"`
	Payback  string    `json:"payback_months,omitempty"`  // discounted; absent when it never comes back
	Lasting  string    `json:"breakeven_month,omitempty"` // from which on making stays ahead
	Returns  []float64 `json:"internal_rates_of_return"`  // a year
	NoReturn string    `json:"return_note,omitempty"`     // why there is none, or more than one
	Loads    []Load    `json:"breakeven_loads"`           // within a tenth and ten times of the load
	MustHold []Flip    `json:"what_must_be_true"`         // for the other side to win
	Saving   []string  `json:"saving_by_month"`
}

// Load is a break-even load.
type Load struct {
	Requests float64 `json:"requests_a_month"`
	Factor   float64 `json:"of_the_load"`
	Above    string  `json:"above_it"` // make | buy
}

// Flip is the value of an input at which the other side wins.
type Flip struct {
	Key   string   `json:"key"`
	Unit  string   `json:"unit,omitempty"`
	Now   float64  `json:"now"`
	At    *float64 `json:"at,omitempty"` // absent when no value in reach does
	Tenth float64  `json:"npv_change_for_a_tenth"`
}

func dataOf(name, cur string, figures []Figure, r *makeorbuy.Review) Data {
	d := Data{Name: name, Figures: figures, Currency: cur, Months: r.Terms.Months, Assumptions: []Assumption{}, Options: []Option{}, LeftOut: append([]string{}, r.Left...)}
	for _, a := range r.Terms.Assumptions() {
		x := Assumption{Key: a.Key, Value: a.Value.String(), Stated: a.Stated}
		if !a.Stated {
			x.Reason = a.Reason
		}
		d.Assumptions = append(d.Assumptions, x)
	}
	for _, f := range r.Flows {
		d.Options = append(d.Options, optionOf(f))
	}
	if r.Make != nil {
		d.Make = r.Make.Option.ID
	}
	if r.Buy != nil {
		d.Buy = r.Buy.Option.ID
	}
	if x := r.Against; x != nil {
		d.Against = againstOf(x)
	}
	return d
}

func optionOf(f *makeorbuy.Flow) Option {
	o := Option{ID: f.Option.ID, Kind: f.Option.Kind, Verdict: f.Option.Verdict().String(), NotPriced: f.Missing, Years: []Year{}}
	if f.Missing == "" {
		o.NPV, o.Equivalent, o.Total = f.NPV.StringFixed(2), f.Equivalent.StringFixed(2), f.Total.StringFixed(2)
		o.Capex, o.Opex, o.OneOff, o.Stranded, o.Bound = f.Capex.StringFixed(2), f.Opex.StringFixed(2), f.OneOff.StringFixed(2), f.Stranded.StringFixed(2), f.Bound.StringFixed(2)
		for _, m := range f.Months {
			o.Payments = append(o.Payments, m.StringFixed(2))
		}
	}
	for _, y := range f.Years {
		x := Year{Year: y.Year, Months: y.Months, Requests: y.Requests.Decimal(6).String(), Monthly: y.Monthly.StringFixed(2), Capex: y.Capex.StringFixed(2), Opex: y.Opex.StringFixed(2),
			OneOff: y.OneOff.StringFixed(2), Returned: y.Returned.StringFixed(2)}
		if f.Option.Own != nil {
			x.Servers, x.Bought, x.Idle = y.Servers.String(), y.Bought.String(), y.Idle.String()
		}
		o.Years = append(o.Years, x)
	}
	return o
}

func againstOf(x *makeorbuy.Comparison) *Against {
	a := &Against{NPV: x.NPV.StringFixed(2), Returns: append([]float64{}, x.Yearly...), NoReturn: x.NoReturn, Loads: []Load{}, MustHold: []Flip{}}
	if x.Payback.Reached {
		a.Payback = x.Payback.Months.StringFixed(1)
	}
	if x.Payback.Lasting {
		a.Lasting = x.Payback.LastingMonths.StringFixed(1)
	}
	for _, l := range x.Loads {
		a.Loads = append(a.Loads, Load{l.Requests, l.Factor, map[bool]string{true: "make", false: "buy"}[l.MakeWins]})
	}
	for _, f := range x.Flips {
		out := Flip{Key: f.Key, Unit: f.Unit, Now: f.Now, Tenth: f.Effect}
		if !f.Never {
			at := f.At
			out.At = &at
		}
		a.MustHold = append(a.MustHold, out)
	}
	for _, s := range x.Saving {
		a.Saving = append(a.Saving, s.StringFixed(2))
	}
	return a
}
