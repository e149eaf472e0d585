package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/reports/compare"
	report "github.com/sovcost/sovcost/reports/whatif"
)

// whatifOptions are the flags of sovcost whatif.
type whatifOptions struct {
	set     []string
	sweep   []string
	tornado bool
	draws   int
	seed    uint64
	budget  float64
	between string
	samples int
}

func (a *app) whatifCmd() *cobra.Command {
	var o whatifOptions
	cmd := &cobra.Command{Use: "whatif SCENARIO", Aliases: []string{"what-if", "sensitivity"}, Short: "variants, sweeps, tornado and Monte Carlo of one question",
		Example: `  sovcost whatif testdata/webshop.toml                                   the scenario's variants and tornado
  sovcost whatif mine.toml --set requests=x2 --set memory=1GiB           one more variant
  sovcost whatif mine.toml --sweep requests=x0.1..x10:20
  sovcost whatif mine.toml --sweep requests=x0.5..x4:7 --sweep duration=50ms..400ms:7
  sovcost whatif mine.toml --monte-carlo 100000 --seed 7
  sovcost whatif mine.toml --indices scaleway-fr-par-functions,hetzner-fsn1-vm`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.whatif(args[0], o) }}
	f := cmd.Flags()
	f.StringArrayVar(&o.set, "set", nil, "key=value: another value for an input; x2 doubles it")
	f.StringArrayVar(&o.sweep, "sweep", nil, "key=from..to:steps, once or twice")
	f.BoolVar(&o.tornado, "tornado", false, "each [uncertain] input at its low and high value")
	f.IntVar(&o.draws, "monte-carlo", 0, "so many draws of all [uncertain] inputs together")
	f.Uint64Var(&o.seed, "seed", 1, "of the draws; the same seed gives the same figures")
	f.Float64Var(&o.budget, "budget-share", 0.9, "a budget suffices in this share of the draws")
	f.StringVar(&o.between, "indices", "", "A,B: which input makes the difference between two options uncertain")
	f.IntVar(&o.samples, "samples", 4096, "samples of the sensitivity indices")
	f.StringVar(&a.asOf, "as-of", "", "read prices and law for this day instead of the scenario's")
	return cmd
}

func (a *app) whatif(file string, o whatifOptions) error {
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	b := report.New(c, compare.Provenance(c, tool()))
	asked := len(o.set) > 0 || len(o.sweep) > 0 || o.tornado || o.draws > 0 || o.between != ""
	if len(o.set) > 0 || !asked && len(c.Scenario.Variants) > 0 {
		all, err := a.variants(file, c, o.set)
		if err != nil {
			return err
		}
		b.Variants(all)
		if len(o.set) > 1 {
			each, err := a.eachAlone(file, c, o.set)
			if err != nil {
				return err
			}
			b.Alone(c, each, all[len(all)-1])
		}
	}
	if o.tornado || !asked && len(c.Scenario.Uncertain) > 0 {
		if err := a.tornado(c, b); err != nil {
			return err
		}
	}
	if o.draws != 0 {
		if err := a.monteCarlo(c, b, o); err != nil {
			return err
		}
	}
	if o.between != "" {
		if err := a.indices(c, b, o); err != nil {
			return err
		}
	}
	if len(o.sweep) > 0 {
		if err := a.sweep(c, b, o); err != nil {
			return err
		}
	}
	if !asked && len(c.Scenario.Variants) == 0 && len(c.Scenario.Uncertain) == 0 {
		return usageError(fmt.Errorf("%s has no [[variant]] and no [uncertain] inputs; use --set requests=x2, --sweep requests=x0.1..x10:20, or add them", file))
	}
	r, err := b.Report()
	if err != nil {
		return err
	}
	if ok, err := a.picture(r); ok {
		return err
	}
	return a.write(r)
}

// variants are the base case, the scenario's own variants unless others are
// asked for, and what --set changes.
func (a *app) variants(file string, base *model.Comparison, set []string) ([]report.Named, error) {
	all := []report.Named{{Name: "as it is", Comparison: base}}
	if len(set) == 0 {
		for _, v := range base.Scenario.Variants {
			c, err := a.comparisonWith(file, v.Settings())
			if err != nil {
				return nil, err
			}
			all = append(all, report.Named{Name: v.Name, Comparison: c})
		}
		return all, nil
	}
	settings, err := settingsOf(base, set)
	if err != nil {
		return nil, usageError(err)
	}
	c, err := a.comparisonWith(file, settings)
	if err != nil {
		return nil, err
	}
	name := set[0]
	if len(set) > 1 {
		name = fmt.Sprintf("all %d changes", len(set))
	}
	return append(all, report.Named{Name: name, Comparison: c}), nil
}

// eachAlone answers the question once per change.
func (a *app) eachAlone(file string, base *model.Comparison, set []string) ([]report.Named, error) {
	var out []report.Named
	for _, one := range set {
		settings, err := settingsOf(base, []string{one})
		if err != nil {
			return nil, usageError(err)
		}
		c, err := a.comparisonWith(file, settings)
		if err != nil {
			return nil, err
		}
		out = append(out, report.Named{Name: one, Comparison: c})
	}
	return out, nil
}

// settingsOf turns key=value pairs into settings of scenario keys: short names
// are completed, multiples are worked out on the present value.
func settingsOf(c *model.Comparison, set []string) ([]scenario.Setting, error) {
	var out []scenario.Setting
	for _, s := range set {
		key, val, ok := strings.Cut(s, "=")
		key, val = strings.TrimSpace(key), strings.TrimSpace(val)
		if !ok || key == "" || val == "" {
			return nil, fmt.Errorf("--set %q: write key=value, for example requests=x2 or memory=1GiB", s)
		}
		setting, err := c.Setting(key, val)
		if err != nil {
			return nil, fmt.Errorf("--set %s: %w", s, err)
		}
		out = append(out, setting)
	}
	return out, nil
}

func (a *app) tornado(c *model.Comparison, b *report.Builder) error {
	inputs, err := a.uncertain(c)
	if err != nil {
		return err
	}
	winner, base, bars, err := whatif.Tornado(c, inputs)
	if err != nil {
		return err
	}
	b.Tornado(winner, base, bars)
	return nil
}

func (a *app) uncertain(c *model.Comparison) ([]whatif.Input, error) {
	inputs, err := whatif.Inputs(c)
	if err != nil {
		return nil, usageError(withFolder(filepath.Dir(c.Scenario.Path), err))
	}
	for _, key := range whatif.Unused(c) {
		a.say("%s moves nothing here: no price of this comparison needs that rate", key)
	}
	if len(inputs) == 0 {
		return nil, usageError(fmt.Errorf("%s declares no uncertain inputs; add for example [uncertain.\"workload.requests\"] with low and high", c.Scenario.Path))
	}
	return inputs, nil
}

func (a *app) monteCarlo(c *model.Comparison, b *report.Builder, o whatifOptions) error {
	inputs, err := a.uncertain(c)
	if err != nil {
		return err
	}
	if o.draws < 1 || o.draws > 1<<30 {
		return usageError(fmt.Errorf("--monte-carlo %d: from 1 to %d draws are possible", o.draws, 1<<30))
	}
	if o.budget <= 0 || o.budget > 1 {
		return usageError(fmt.Errorf("--budget-share %g: a share lies above 0 and up to 1", o.budget))
	}
	done := a.progress("drawing")
	defer done()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s, err := whatif.MonteCarlo(ctx, c, inputs, o.draws, o.seed, o.budget)
	if err != nil {
		return err
	}
	b.MonteCarlo(s, inputs)
	return nil
}

func (a *app) indices(c *model.Comparison, b *report.Builder, o whatifOptions) error {
	inputs, err := a.uncertain(c)
	if err != nil {
		return err
	}
	pair, err := between(c, o.between)
	if err != nil {
		return err
	}
	if len(pair) != 2 {
		return usageError(fmt.Errorf("--indices wants two options, for example --indices %s,%s", c.Options[0].ID, c.Options[len(c.Options)-1].ID))
	}
	x, err := whatif.Indices(context.Background(), c, inputs, pair[0], pair[1], o.samples, o.seed)
	if err != nil {
		return usageError(err)
	}
	b.Indices(x, inputs, pair[0], pair[1])
	return nil
}

func (a *app) sweep(c *model.Comparison, b *report.Builder, o whatifOptions) error {
	if len(o.sweep) > 2 {
		return usageError(fmt.Errorf("--sweep may stand once or twice, not %d times", len(o.sweep)))
	}
	var axes []whatif.Axis
	for _, text := range o.sweep {
		ax, err := whatif.ParseAxis(c, text)
		if err != nil {
			return usageError(err)
		}
		axes = append(axes, ax)
	}
	done := a.progress("sweeping")
	defer done()
	options, cells, err := whatif.Sweep(c, axes)
	if err != nil {
		return usageError(err)
	}
	b.Sweep(axes, options, cells)
	return nil
}
