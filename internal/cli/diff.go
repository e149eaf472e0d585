package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/reports/compare"
	report "github.com/sovcost/sovcost/reports/diff"
)

// diffOptions are the flags of sovcost diff.
type diffOptions struct {
	pricesA, pricesB []string
	asOfA, asOfB     string
}

func (a *app) diffCmd() *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{Use: "diff A B", Short: "two scenarios, two dates or two price folders: what changed, and why",
		Example: `  sovcost diff main.toml branch.toml --format markdown            a pull-request comment
  sovcost diff mine.toml mine.toml --prices-b ./new-prices        what new prices do
  sovcost diff mine.toml mine.toml --as-of-a 2026-01-01 --as-of-b 2026-11-23`,
		Args: withArgs(2, "two scenario files (the same one twice for two dates or price folders)"),
		RunE: func(_ *cobra.Command, args []string) error { return a.diff(args[0], args[1], o) }}
	f := cmd.Flags()
	f.StringArrayVar(&o.pricesA, "prices-a", nil, "price sheets of the first side only")
	f.StringArrayVar(&o.pricesB, "prices-b", nil, "price sheets of the second side only")
	f.StringVar(&o.asOfA, "as-of-a", "", "day of the first side")
	f.StringVar(&o.asOfB, "as-of-b", "", "day of the second side")
	return cmd
}

// side is everything one answer of a diff is made from.
type side struct {
	file   string
	prices []string
	asOf   string
	fx     []scenario.FX // instead of the scenario's own
}

func (a *app) diff(fileA, fileB string, o diffOptions) error {
	done := a.progress("comparing both sides")
	defer done()
	first, err := a.side(side{file: fileA, prices: o.pricesA, asOf: o.asOfA})
	if err != nil {
		return err
	}
	last, err := a.side(side{file: fileB, prices: o.pricesB, asOf: o.asOfB})
	if err != nil {
		return err
	}
	if first.Currency() != last.Currency() {
		return usageError(fmt.Errorf("%s is in %s, %s in %s: a difference needs one currency", fileA, first.Currency(), fileB, last.Currency()))
	}
	// A rate the old side did not need is taken from the new one.
	rates := merged(first.Scenario.FX, last.Scenario.FX)
	question, err := a.side(side{file: fileB, prices: o.pricesA, asOf: orElse(o.asOfA, first.Scenario.AsOf.String()), fx: rates})
	if err != nil {
		return err
	}
	prices, err := a.side(side{file: fileB, prices: o.pricesB, asOf: o.asOfB, fx: rates})
	if err != nil {
		return err
	}
	steps := whatif.Steps{first, question, prices, last}
	names := [2]string{nameOf(fileA, o.asOfA, o.pricesA), nameOf(fileB, o.asOfB, o.pricesB)}
	r, err := report.Report(steps, names, whatif.Diff(steps), compare.Provenance(last, tool()))
	if err != nil {
		return err
	}
	return a.finish(r, a.judgeDiff(first, last))
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func nameOf(file, asOf string, prices []string) string {
	if asOf != "" {
		file += " as of " + asOf
	}
	for _, p := range prices {
		file += " with " + p
	}
	return file
}

// merged are the old rates, and of the new ones those for other pairs.
func merged(old, more []scenario.FX) []scenario.FX {
	out := append([]scenario.FX{}, old...)
	for _, f := range more {
		known := false
		for _, g := range old {
			known = known || f.From == g.From && f.To == g.To || f.From == g.To && f.To == g.From
		}
		if !known {
			out = append(out, f)
		}
	}
	return out
}

// side answers one side's question with its own prices, date and rates.
func (a *app) side(s side) (*model.Comparison, error) {
	b := *a
	b.prices = append(append([]string{}, a.prices...), s.prices...)
	b.asOf = s.asOf
	b.fx = s.fx
	return b.comparison(s.file)
}

// judgeDiff holds the increase of the cheapest allowed option against the
// budget of the new side, and then the new side against its own budget.
func (a *app) judgeDiff(first, last *model.Comparison) error {
	was, now := first.Best(), last.Best()
	if now == nil || was == nil {
		return a.judge(last)
	}
	share, ok := now.Monthly.Sub(was.Monthly).Quo(was.Monthly)
	b := last.Scenario.Budget
	percent := share.Mul(exact.Int(100)).Fixed(1) + " %"
	if ok && b.DenyPercent.IsSet() && b.DenyPercent.Base().Less(share) {
		return verdict(ExitBudget, "over the allowed increase: the cheapest allowed option costs %s more, the limit is %s", percent, b.DenyPercent)
	}
	if ok && b.WarnPercent.IsSet() && b.WarnPercent.Base().Less(share) {
		a.say("warning: the cheapest allowed option costs %s more, above the warning level of %s", percent, b.WarnPercent)
	}
	return a.judge(last)
}
