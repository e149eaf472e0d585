package makeorbuy

import (
	"fmt"
	"math"
	"sort"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy/cashflow"
)

// Review is the answer over the years.
type Review struct {
	Terms Terms
	Flows []*Flow // priced and allowed, cheapest present value first; then what a year has no price for
	Left  []string

	Make, Buy *Flow // the best of own hardware and of rented, nil where there is none
	Against   *Comparison

	named struct{ make, buy bool } // by the asker
}

// Comparison is make against buy: what making costs first and saves later.
type Comparison struct {
	Saving   []decimal.Decimal // month by month: what buying costs less what making costs
	NPV      decimal.Decimal   // positive: making is cheaper
	Simple   cashflow.Payback
	Payback  cashflow.Payback // discounted
	Returns  cashflow.Returns // per month
	Yearly   []float64        // the same rates a year
	Loads    []Turn           // break-even loads
	Flips    []Flip
	NoReturn string // why there is no rate of return
}

// Options choose the two sides; "" takes the cheapest of each.
type Options struct{ Make, Buy string }

// Run reviews the comparison over its years.
func Run(c *model.Comparison, o Options) (*Review, error) {
	r := &Review{Terms: TermsOf(c.Scenario)}
	for _, opt := range distinct(c.Options) {
		if opt.Status != model.Priced {
			r.Left = append(r.Left, fmt.Sprintf("%s: %s", opt.ID, why(opt)))
			continue
		}
		f, err := FlowOf(c, opt, r.Terms)
		if err != nil {
			return nil, err
		}
		r.Flows = append(r.Flows, f)
	}
	sort.SliceStable(r.Flows, func(i, j int) bool {
		a, b := r.Flows[i], r.Flows[j]
		if (a.Missing == "") != (b.Missing == "") {
			return a.Missing == ""
		}
		return a.NPV.LessThan(b.NPV)
	})
	r.named.make, r.named.buy = o.Make != "", o.Buy != ""
	var err error
	if r.Make, err = r.side(o.Make, "make", true); err != nil {
		return nil, err
	}
	if r.Buy, err = r.side(o.Buy, "buy", false); err != nil {
		return nil, err
	}
	if r.Make == nil || r.Buy == nil {
		return r, nil
	}
	if r.Against, err = against(r.Terms, r.Make, r.Buy); err != nil {
		return nil, err
	}
	if err := r.turns(c); err != nil {
		return nil, err
	}
	return r, nil
}

// distinct leaves out the same product at the same price in another place.
func distinct(options []*model.Option) []*model.Option {
	var out []*model.Option
	seen := map[model.Likeness]bool{}
	for _, o := range options {
		like := o.Likeness()
		if o.Own == nil && seen[like] {
			continue
		}
		seen[like] = true
		out = append(out, o)
	}
	return out
}

func why(o *model.Option) string {
	if o.Status == model.Excluded {
		return "excluded, " + o.Excluded[0].Text
	}
	if len(o.Gaps) > 0 {
		return o.Gaps[0].Label + " has no price"
	}
	return "nothing of it has a price"
}

// side is the named flow, or the cheapest of own hardware or of rented.
func (r *Review) side(id, flag string, own bool) (*Flow, error) {
	var ids []string
	for _, f := range r.Flows {
		ids = append(ids, f.Option.ID)
		if id == "" && (f.Option.Own != nil) == own && f.Missing == "" || id != "" && f.Option.ID == id {
			return f, nil
		}
	}
	if id == "" {
		return nil, nil
	}
	hint := "only priced and allowed options can be reviewed"
	if d := factsheet.Suggest(id, ids); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	return nil, fmt.Errorf("--%s: no option %q to review; %s", flag, id, hint)
}

// against subtracts the payments of making from those of buying.
func against(t Terms, mk, buy *Flow) (*Comparison, error) {
	x := &Comparison{}
	for i := range mk.Months {
		x.Saving = append(x.Saving, buy.Months[i].Sub(mk.Months[i]))
	}
	rate, err := t.monthly()
	if err != nil {
		return nil, err
	}
	if x.NPV, err = cashflow.NPV(rate, x.Saving); err != nil {
		return nil, err
	}
	if x.Simple, err = cashflow.PaybackTime(decimal.Zero, x.Saving, 1); err != nil {
		return nil, err
	}
	if x.Payback, err = cashflow.PaybackTime(rate, x.Saving, 1); err != nil {
		return nil, err
	}
	if x.Returns, err = cashflow.IRR(x.Saving); err != nil {
		x.NoReturn = "both sides pay the same in every month"
		return x, nil
	}
	x.NoReturn = x.Returns.Note
	for _, r := range x.Returns.All {
		m, _ := r.Rate.Float64()
		x.Yearly = append(x.Yearly, math.Pow(1+m, 12)-1)
	}
	return x, nil
}

// MakeWins reports whether making has the lower present value.
func (x *Comparison) MakeWins() bool { return x.NPV.IsPositive() }
