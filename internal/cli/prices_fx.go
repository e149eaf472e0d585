package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/fx"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/reports/output"
	"github.com/sovcost/sovcost/reports/pricelist"
)

// fxFlags say which rates are wanted.
type fxFlags struct {
	in, pairs []string
	on, kind  string
	toml      bool
}

// fxKinds are the words for the kinds of rates.
func fxKinds() map[string]fx.Kind {
	return map[string]fx.Kind{"daily": fx.Daily, "average": fx.MonthAverage, "end": fx.MonthEnd}
}

func (a *app) pricesFXCmd() *cobra.Command {
	var f fxFlags
	cmd := &cobra.Command{Use: "fx", Short: "exchange rates of a published list, dated, for scenarios",
		Long: `Reads lists of the European Central Bank (eurofxref csv and xml, a day or the whole
history) and of the Swiss National Bank (cube devkum). A rate that is not on the
list for the day is an error: none is made up, and no other day stands in for it.`,
		Example: `  sovcost prices fx --in eurofxref.csv
  sovcost prices fx --in eurofxref-hist.csv --on 2026-04-13 --pair USD/CHF
  sovcost prices fx --in eurofxref-daily.xml --toml >> mine.toml`,
		Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return a.pricesFX(f) }}
	fs := cmd.Flags()
	fs.StringArrayVar(&f.in, "in", nil, "a list; repeat for several")
	fs.StringArrayVar(&f.pairs, "pair", nil, "as USD/CHF: what one USD costs in CHF (default: EUR/CHF, EUR/USD)")
	fs.StringVar(&f.on, "on", "", "day 2026-04-13, or month 2026-04 of monthly rates (default: the newest on the list)")
	fs.StringVar(&f.kind, "kind", "daily", "daily, average (of a month) or end (of a month)")
	fs.BoolVar(&f.toml, "toml", false, "write [[fx]] tables for a scenario")
	return cmd
}

func (a *app) pricesFX(f fxFlags) error {
	kind, ok := fxKinds()[f.kind]
	switch {
	case len(f.in) == 0:
		return usageError(fmt.Errorf("say which list: --in eurofxref.csv"))
	case !ok:
		return usageError(fmt.Errorf("--kind %q is not known; use daily, average or end", f.kind))
	}
	if len(f.pairs) == 0 {
		f.pairs = []string{"EUR/CHF", "EUR/USD"}
	}
	var table fx.Table
	for _, file := range f.in {
		if err := a.readRates(&table, file); err != nil {
			return err
		}
	}
	var list []pricelist.Exchange
	for _, pair := range f.pairs {
		x, err := exchange(&table, pair, f.on, kind)
		if err != nil {
			return err
		}
		list = append(list, x)
	}
	if f.toml {
		return a.text(pricelist.FXTables(list))
	}
	r, err := pricelist.FX(list, tool())
	if err != nil {
		return err
	}
	return a.write(r)
}

func (a *app) readRates(t *fx.Table, file string) error {
	r, err := os.Open(file)
	if err != nil {
		return usageError(fmt.Errorf("%s: %s", file, osMessage(err)))
	}
	defer r.Close()
	c, err := fx.Read(t, r, file)
	if err != nil {
		return usageError(err)
	}
	a.sayVerbose("%s: %d cells read, %d taken, %d empty, %d of retired currencies", file, c.Read, c.Taken, c.Empty, c.Retired)
	return nil
}

// exchange is one rate: on the day asked for, or on the newest there is.
func exchange(t *fx.Table, pair, on string, kind fx.Kind) (pricelist.Exchange, error) {
	from, to, ok := strings.Cut(strings.ToUpper(pair), "/")
	base, quote := money.Currency(from), money.Currency(to)
	if !ok || !base.Valid() || !quote.Valid() || base == quote {
		return pricelist.Exchange{}, usageError(fmt.Errorf("--pair %q is not a pair of currencies; write it as USD/CHF", pair))
	}
	var c fx.Conversion
	var err error
	if on == "" {
		c, err = t.Latest(base, quote, kind, "9999-12-31")
	} else {
		if _, perr := factsheet.ParsePartialDate(on); perr != nil {
			return pricelist.Exchange{}, usageError(fmt.Errorf("--on: %w", perr))
		}
		c, err = t.On(base, quote, kind, on)
	}
	return pricelist.Exchange{From: from, To: to, Conversion: c}, err
}

// text writes plain text to -o or to standard output.
func (a *app) text(s string) error {
	if a.out == "" {
		_, err := io.WriteString(a.env.Stdout, s)
		return err
	}
	return output.Write(a.out, func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	})
}
