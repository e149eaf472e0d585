// Package fx holds dated exchange rates and reads the lists of the two central
// banks that matter here: the European Central Bank (reference rates, daily and
// history, CSV and XML) and the Swiss National Bank (data portal, monthly).
//
// A rate that is not there is an error. Nothing is interpolated, carried over a
// weekend or taken from a neighbour unless it is asked for by name, and then the
// date of the rate used comes back with it.
package fx

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/money"
)

// Rate says what one unit of Base costs in Quote, on a day or over a month.
type Rate struct {
	Base, Quote money.Currency
	Value       decimal.Decimal // Quote per one Base, as published
	Date        string          // ISO date "2026-09-09", or the month "2026-09" of a monthly rate
	Kind        Kind
	Source      string // who published it, and in which list
	Line        int    // line in the list
}

// Kind tells a reference rate of a day from the two monthly rates of the SNB.
type Kind string

// Kinds of rates. They are never mixed.
const (
	Daily        Kind = "daily reference rate"
	MonthAverage Kind = "monthly average"
	MonthEnd     Kind = "end of month"
)

// String says a rate in one line with its date and source.
func (r Rate) String() string {
	return fmt.Sprintf("1 %s = %s %s (%s, %s, %s)", r.Base, r.Value, r.Quote, r.Kind, r.Date, r.Source)
}

// Table is a set of rates of one or several lists. The zero value is empty.
type Table struct {
	rates map[key]Rate
	days  map[pair][]string // sorted
}

type pair struct {
	base, quote money.Currency
	kind        Kind
}

type key struct {
	pair
	date string
}

// Add puts a rate into the table. The same rate again is ignored; another value
// for the same pair, kind and date is an error.
func (t *Table) Add(r Rate) error {
	switch {
	case !r.Base.Valid() || !r.Quote.Valid():
		return fmt.Errorf("%q or %q is not a known currency", r.Base, r.Quote)
	case r.Base == r.Quote:
		return fmt.Errorf("a rate of %s against itself", r.Base)
	case !r.Value.IsPositive():
		return fmt.Errorf("the rate %s %s/%s is not positive", r.Value, r.Base, r.Quote)
	}
	if t.rates == nil {
		t.rates, t.days = map[key]Rate{}, map[pair][]string{}
	}
	p := pair{r.Base, r.Quote, r.Kind}
	k := key{p, r.Date}
	if old, ok := t.rates[k]; ok {
		if !old.Value.Equal(r.Value) {
			return fmt.Errorf("two rates for %s/%s on %s: %s (line %d) and %s", r.Base, r.Quote, r.Date, old.Value, old.Line, r.Value)
		}
		return nil
	}
	t.rates[k] = r
	days := t.days[p]
	i, _ := slices.BinarySearch(days, r.Date)
	t.days[p] = slices.Insert(days, i, r.Date)
	return nil
}

// Len returns the number of rates.
func (t *Table) Len() int { return len(t.rates) }

// Rates lists all rates by pair, kind and date.
func (t *Table) Rates() []Rate {
	all := make([]Rate, 0, len(t.rates))
	for _, r := range t.rates {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Rate) int {
		return strings.Compare(string(a.Base)+string(a.Quote)+string(a.Kind)+a.Date, string(b.Base)+string(b.Quote)+string(b.Kind)+b.Date)
	})
	return all
}

// ErrNoRate is wrapped by every error about a rate that is not in the table.
var ErrNoRate = errors.New("no rate")

// On returns the rate that turns one base into quote on exactly that day (or
// month, for the monthly kinds). It uses a published rate, its reciprocal, or
// two rates of the same day over a common currency, and says which in Path.
func (t *Table) On(base, quote money.Currency, kind Kind, date string) (Conversion, error) {
	if base == quote {
		return Conversion{Num: decimal.NewFromInt(1), Den: decimal.NewFromInt(1), Date: date}, nil
	}
	if c, ok := t.direct(base, quote, kind, date); ok {
		return c, nil
	}
	for _, via := range []money.Currency{"EUR", "CHF"} {
		a, ok1 := t.direct(base, via, kind, date)
		b, ok2 := t.direct(via, quote, kind, date)
		if ok1 && ok2 {
			return Conversion{Num: a.Num.Mul(b.Num), Den: a.Den.Mul(b.Den), Date: date, Path: append(a.Path, b.Path...)}, nil
		}
	}
	return Conversion{}, t.missing(base, quote, kind, date)
}

// direct finds a published rate or its reciprocal.
func (t *Table) direct(base, quote money.Currency, kind Kind, date string) (Conversion, bool) {
	one := decimal.NewFromInt(1)
	if r, ok := t.rates[key{pair{base, quote, kind}, date}]; ok {
		return Conversion{Num: r.Value, Den: one, Date: date, Path: []Rate{r}}, true
	}
	if r, ok := t.rates[key{pair{quote, base, kind}, date}]; ok {
		return Conversion{Num: one, Den: r.Value, Date: date, Path: []Rate{r}}, true
	}
	return Conversion{}, false
}

// missing says what is there instead.
func (t *Table) missing(base, quote money.Currency, kind Kind, date string) error {
	days := t.between(base, quote, kind)
	if len(days) == 0 {
		return fmt.Errorf("%w for %s/%s (%s); import a list that has this pair", ErrNoRate, base, quote, kind)
	}
	i, _ := slices.BinarySearch(days, date)
	switch {
	case i == 0:
		return fmt.Errorf("%w for %s/%s on %s (%s); the table starts on %s", ErrNoRate, base, quote, date, kind, days[0])
	case i == len(days):
		return fmt.Errorf("%w for %s/%s on %s (%s); the table ends on %s", ErrNoRate, base, quote, date, kind, days[i-1])
	}
	return fmt.Errorf("%w for %s/%s on %s (%s); name one of the days beside it: %s or %s", ErrNoRate, base, quote, date, kind, days[i-1], days[i])
}

// Latest returns the last rate on or before a day, with its own date: the caller
// must show that date. It is for people who say "the last known rate".
func (t *Table) Latest(base, quote money.Currency, kind Kind, onOrBefore string) (Conversion, error) {
	days := t.between(base, quote, kind)
	i, found := slices.BinarySearch(days, onOrBefore)
	if !found {
		i--
	}
	if i < 0 {
		return Conversion{}, t.missing(base, quote, kind, onOrBefore)
	}
	return t.On(base, quote, kind, days[i])
}

// between lists the days on which base can be turned into quote.
func (t *Table) between(base, quote money.Currency, kind Kind) []string {
	direct := func(a, b money.Currency) []string {
		days := append(slices.Clone(t.days[pair{a, b, kind}]), t.days[pair{b, a, kind}]...)
		slices.Sort(days)
		return slices.Compact(days)
	}
	days := direct(base, quote)
	for _, via := range []money.Currency{"EUR", "CHF"} {
		second := direct(via, quote)
		for _, d := range direct(base, via) {
			if _, both := slices.BinarySearch(second, d); both {
				days = append(days, d)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// Conversion is an exact rate: Num / Den. It is kept as a fraction because the
// reciprocal of a published rate has no last digit.
type Conversion struct {
	Num, Den decimal.Decimal
	Date     string
	Path     []Rate // the published rates it is made of, in order
}

// Places is the precision to which Value and Convert divide.
const Places = 18

// Value returns the rate as a decimal with Places places.
func (c Conversion) Value() decimal.Decimal { return c.Num.DivRound(c.Den, Places) }

// Convert turns an amount; the multiplication is exact, the division is rounded
// half away from zero at Places.
func (c Conversion) Convert(amount decimal.Decimal) decimal.Decimal {
	return amount.Mul(c.Num).DivRound(c.Den, Places)
}
