package model_test

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model/breakeven"
	"github.com/sovcost/sovcost/model/capacity/fleet"
	"github.com/sovcost/sovcost/model/exit/effort"
	"github.com/sovcost/sovcost/model/makeorbuy/cashflow"
	"github.com/sovcost/sovcost/model/whatif/sampling"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
	"github.com/sovcost/sovcost/pricing/unit"
)

func (r *oracleRow) decimal(key string) decimal.Decimal {
	d, err := decimal.NewFromString(fmt.Sprint(r.Inputs[key]))
	r.check(err)
	return d
}

func oracleNPV(r *oracleRow) map[string]any {
	flows := []decimal.Decimal{r.decimal("upfront_million").Neg()}
	for range int(r.number("years")) {
		flows = append(flows, r.decimal("saving_per_year_million"))
	}
	value, err := cashflow.NPV(r.decimal("discount_rate"), flows)
	r.check(err)
	back, err := cashflow.PaybackTime(decimal.Zero, flows, 12)
	r.check(err)
	return map[string]any{"npv_million": value, "payback_months": back.Months}
}

func oracleWalker(r *oracleRow) map[string]any {
	list, _ := r.Inputs["costs"].([]any)
	var costs []decimal.Decimal
	for _, v := range list {
		d, err := decimal.NewFromString(fmt.Sprint(v))
		r.check(err)
		costs = append(costs, d)
	}
	v, err := cashflow.Walker(costs, r.decimal("discount_rate"), r.decimal("cpus").Mul(r.decimal("hours_per_year")).Mul(r.decimal("utilisation")))
	r.check(err)
	return map[string]any{"cost_per_cpu_hour": v}
}

func oracleCocomo(r *oracleRow) map[string]any {
	out := map[string]any{}
	ksloc := r.optional("ksloc_new", 0)
	if _, ok := r.Inputs["ksloc_adapted"]; ok {
		reuse := effort.Reuse{DesignModified: r.number("DM"), CodeModified: r.number("CM"), IntegrationRequired: r.number("IM"), Understanding: r.number("SU"),
			Unfamiliarity: r.number("UNFM"), Assessment: r.number("AA"), Translated: r.number("AT")}
		var err error
		out["AAF"], err = reuse.AdaptationFactor()
		r.check(err)
		out["AAM"], err = reuse.AdaptationModifier()
		r.check(err)
		ksloc, err = reuse.EquivalentKSLOC(r.number("ksloc_adapted"))
		r.check(err)
		out["equivalent_ksloc"] = ksloc
	}
	months, err := effort.Nominal().PersonMonths(ksloc)
	r.check(err)
	out["person_months"] = months
	return out
}

func oracleDiurnal(r *oracleRow) map[string]any {
	var mean, swing float64
	if _, err := fmt.Sscanf(fmt.Sprint(r.Inputs["demand"]), "%f*(1+%f*sin(2*pi*t))", &mean, &swing); err != nil {
		r.err = fmt.Errorf("demand %v: %w", r.Inputs["demand"], err)
		return nil
	}
	unit := r.number("unit")
	units, peak, err := fleet.MeanUnitsOf(func(t float64) float64 { return mean * (1 + swing*math.Sin(2*math.Pi*t)) }, 1, unit, 1000)
	r.check(err)
	return map[string]any{"mean_units": units, "peak_units": peak, "mean_without_rounding": mean / unit}
}

// oracleIshigami is the mean of ten sets of 4,096 scrambled points: one set gives
// the indices within the row's tolerance (see package sampling), but its variance
// only within 0.04 of 13.84.
func oracleIshigami(r *oracleRow) map[string]any {
	const sets = 10
	a, b := r.number("a"), r.number("b")
	u, err := sampling.Uniform(-math.Pi, math.Pi)
	r.check(err)
	var in []sampling.Input
	for _, name := range []string{"x1", "x2", "x3"} {
		in = append(in, sampling.Input{Name: name, Distribution: u})
	}
	var variance float64
	first, total := make([]float64, len(in)), make([]float64, len(in))
	for seed := range uint64(sets) {
		got, err := sampling.SobolIndices(context.Background(), seed, 4096, in, func(in [][]float64, out []float64) error {
			for i := range out {
				x1, x2, x3 := in[0][i], in[1][i], in[2][i]
				out[i] = math.Sin(x1) + a*math.Pow(math.Sin(x2), 2) + b*math.Pow(x3, 4)*math.Sin(x1)
			}
			return nil
		})
		if r.check(err); r.err != nil {
			return nil
		}
		variance += got.Variance / sets
		for j := range in {
			first[j] += got.First[j] / sets
			total[j] += got.Total[j] / sets
		}
	}
	return map[string]any{"variance": variance, "first": first, "total": total}
}

// curve is the monthly cost of one side of a break-even row over x.
type curve struct {
	*formula.Graph
	r *oracleRow
	x formula.Node
	k map[string]any
}

// c is a figure of the row.
func (c curve) c(key string) formula.Node {
	v, ok := exact.Parse(fmt.Sprint(c.k[key]))
	if !ok {
		c.r.err = fmt.Errorf("%s: %v is no number", key, c.k[key])
	}
	return c.Number(v, key, "a figure of the row")
}

func (c curve) number(text string) formula.Node {
	return c.Number(exact.MustParse(text), text, "a figure of the test")
}

func (c curve) above(what formula.Node, key string) formula.Node {
	return c.Band("above "+key, what, c.c(key), formula.Node{})
}

func (c curve) cost() formula.Node {
	switch c.k["kind"] {
	case "function": // x in millions of requests
		million := c.number("1000000")
		gbs := c.Product("GB-s", c.Product("requests", c.x, million), c.Quotient("seconds", c.c("duration_ms"), c.number("1000")), c.c("memory_gb"))
		free := c.Quotient("free millions", c.c("free_requests"), million)
		return c.Sum("function", c.Product("requests", c.Band("above free", c.x, free, formula.Node{}), c.c("price_per_million_requests")),
			c.Product("duration", c.above(gbs, "free_gb_seconds"), c.c("price_per_gb_second")))
	case "container tasks", "VM":
		n := c.Max("units", c.RoundUp("whole", c.Quotient("needed", c.x, c.c("capacity_million_per_unit")), c.number("1")), c.c("minimum"))
		return c.Product("cost", n, c.c("unit_month"))
	case "fixed":
		return c.c("cost_month")
	}
	c.r.err = fmt.Errorf("a cost of kind %v is unknown", c.k["kind"])
	return c.number("0")
}

func oracleBreakEven(r *oracleRow) map[string]any {
	g := formula.New()
	x := g.Given("x", "x", unit.Of(exact.One, unit.None))
	side := func(key string) formula.Node {
		k, _ := r.Inputs[key].(map[string]any)
		return curve{g, r, x, k}.cost()
	}
	fCost, gCost := side("f"), side("g")
	if r.err != nil {
		return nil
	}
	from, to := exact.Zero, exact.Int(1000)
	if _, ok := r.Inputs["x_max"]; ok {
		from, to = exact.MustParse(fmt.Sprint(r.Inputs["x_min"])), exact.MustParse(fmt.Sprint(r.Inputs["x_max"]))
	}
	curves, err := piecewise.ReadAll(g, []formula.Node{fCost, gCost}, x, from, to, piecewise.Limits{})
	r.check(err)
	if r.err != nil {
		return nil
	}
	found, err := breakeven.Find([]breakeven.Option{{Name: "f", Cost: curves[0]}, {Name: "g", Cost: curves[1]}})
	r.check(err)
	if r.err != nil {
		return nil
	}
	crossings := found.Pairs[0].Crossings
	if _, ok := r.Expected["cost_per_request"]; ok {
		v, err := g.Evaluate(formula.Inputs{x.Index(): exact.One}, fCost)
		r.check(err)
		return map[string]any{"cost_per_request": v.Base(fCost).Float() / 1e6, "x_million": crossings[0].X.Float(), "rate_per_second": crossings[0].X.Float() * 1e6 / (730 * 3600)}
	}
	// crossings as lists of words and numbers: the row's order is by x
	want := many(r.Expected["crossings"])
	for i, w := range want {
		if i >= len(crossings) {
			break
		}
		k, _ := w.(map[string]any)
		x, err := strconv.ParseFloat(fmt.Sprint(k["x"]), 64)
		r.check(err)
		if c := crossings[i]; c.Kind.String() != k["kind"] || c.Direction() != k["direction"] || !(math.Abs(c.X.Float()-x) <= 1e-6*x) {
			r.err = fmt.Errorf("crossing %d is at %v (%v, %v), want %v", i+1, c.X, c.Kind, c.Direction(), k)
		}
	}
	return map[string]any{"count": len(crossings), "crossings": r.Expected["crossings"]}
}
