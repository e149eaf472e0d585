package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/chart"
	"github.com/sovcost/sovcost/reports/compare"
	"github.com/sovcost/sovcost/reports/flips"
	"github.com/sovcost/sovcost/reports/output"
)

// breakevenOptions are the flags of sovcost breakeven.
type breakevenOptions struct {
	axis, between, from, to string
	all                     bool
}

func (a *app) breakevenCmd() *cobra.Command {
	var o breakevenOptions
	cmd := &cobra.Command{Use: "breakeven SCENARIO", Aliases: []string{"break-even"}, Short: "every load at which the answer flips, who wins between them, and the curves",
		Example: `  sovcost breakeven testdata/webshop.toml
  sovcost breakeven mine.toml --axis duration --from 50ms --to 2s
  sovcost breakeven mine.toml --between aws-eu-central-1-lambda-x86,hetzner-fsn1-vm --to "500M requests/month"
  sovcost breakeven mine.toml -o curve.svg`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.breakeven(args[0], o) }}
	f := cmd.Flags()
	f.StringVar(&o.axis, "axis", "requests", "the input to vary: requests, duration, memory, target, fx.EUR/CHF, the key of a price ...")
	f.StringVar(&o.between, "between", "", "only these options, by id, separated by commas")
	f.StringVar(&o.from, "from", "", "where to begin (default 0, or a tenth of the scenario's value where 0 makes no sense)")
	f.StringVar(&o.to, "to", "", "where to end (default ten times the scenario's value, or as far as all options can be sized)")
	f.BoolVar(&o.all, "all", false, "list the crossings of every pair, not only of options that are ever cheapest")
	f.StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) breakeven(file string, o breakevenOptions) error {
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	axis, err := c.Axis(o.axis)
	if err != nil {
		return usageError(err)
	}
	from, to, err := rangeOf(c, axis, o)
	if err != nil {
		return usageError(err)
	}
	options, err := between(c, o.between)
	if err != nil {
		return err
	}
	done := a.progress("looking for crossings")
	defer done()
	stop := c.Stop(axis, to, options)
	switch {
	case stop != nil && o.to != "":
		return usageError(fmt.Errorf("--to %s: above %s %s can no longer be sized; try --to %q", o.to, show(axis, stop.At), stop.Option.ID, strings.ReplaceAll(show(axis, stop.At), ",", "")))
	case stop != nil:
		to = stop.At
	}
	f, err := c.Flips(axis, from, to, options)
	if err != nil {
		return usageError(err)
	}
	f.Stop = stop
	done()
	r, err := flips.Report(c, f, o.all || o.between != "", compare.Provenance(c, tool()))
	if err != nil {
		return err
	}
	if ok, err := a.picture(r); ok {
		return err
	}
	return a.write(r)
}

// rangeOf is the stretch to look at, in base units of the axis.
func rangeOf(c *model.Comparison, axis formula.Node, o breakevenOptions) (from, to exact.Num, err error) {
	l, _ := axis.Leaf()
	to = l.Value.Mul(exact.Int(10))
	if axis.Unit().Dim == "1" && l.Value.Sign() > 0 && (l.Value.Less(exact.One) || axis.Unit().Name == "%" && l.Value.Equal(exact.One)) {
		from, to = l.Value.Mul(exact.MustParse("0.1")), exact.One // a share stays a share
	}
	if l.Key == "workload.duration" || l.Key == "workload.memory" || strings.HasPrefix(l.Key, "fx.") || c.Unsized(axis, from, nil) != nil {
		from = l.Value.Mul(exact.MustParse("0.1"))
	}
	if o.from != "" {
		if from, err = c.AxisValue(axis, o.from); err != nil {
			return from, to, fmt.Errorf("--from: %w", err)
		}
	}
	if o.to != "" {
		if to, err = c.AxisValue(axis, o.to); err != nil {
			return from, to, fmt.Errorf("--to: %w", err)
		}
	}
	if from.Sign() < 0 {
		return from, to, fmt.Errorf("--from %s: the range may not go below zero", o.from)
	}
	if !from.Less(to) {
		return from, to, fmt.Errorf("the range is empty: it begins at %s and ends at %s; give --from and --to", show(axis, from), show(axis, to))
	}
	return from, to, nil
}

func show(axis formula.Node, x exact.Num) string {
	q, _ := x.Quo(axis.Unit().Factor)
	return strings.TrimSpace(formula.Group(q.String()) + " " + axis.Unit().Name)
}

// between picks options by id; none means all.
func between(c *model.Comparison, list string) ([]*model.Option, error) {
	if list == "" {
		return nil, nil
	}
	var out []*model.Option
	for id := range strings.SplitSeq(list, ",") {
		o, err := pick(c, strings.TrimSpace(id))
		if err != nil {
			return nil, err
		}
		if len(o.Gaps) > 0 {
			return nil, verdict(ExitUnpriced, "%s has a part without a price (%s): it has no curve", o.ID, o.Gaps[0].Label)
		}
		out = append(out, o)
	}
	if len(out) < 2 {
		return nil, usageError(fmt.Errorf("--between wants at least two options, for example --between %s,%s", c.Options[0].ID, c.Options[len(c.Options)-1].ID))
	}
	return out, nil
}

// picture writes the report's first chart when -o names an SVG or PNG file.
func (a *app) picture(r *reports.Report) (bool, error) {
	draw := map[string]func(io.Writer, *reports.Chart, chart.Size) error{".svg": chart.SVG, ".png": chart.PNG}[strings.ToLower(filepath.Ext(a.out))]
	if draw == nil || a.format != "" {
		return false, nil
	}
	charts := r.Charts()
	if len(charts) == 0 {
		return true, usageError(fmt.Errorf("%s: this answer has no picture, only tables; curves come from breakeven or --sweep of one input, bars from --tornado; csv and json take the rest", a.out))
	}
	return true, output.Write(a.out, func(w io.Writer) error { return draw(w, charts[0], chart.Size{}) })
}
