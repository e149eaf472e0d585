package model

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// rooms of the scenario in which a short name is looked for, in this order.
var axisRooms = []string{"", "workload.", "sizing.", "operations.", "fx."}

// Axis is the numeric input of that name: a key as it stands in the scenario
// ("workload.requests", short "requests"), an exchange rate ("fx.EUR/CHF") or a
// price ("aws-eu-central-2#lambda-x86.duration.tier[0].price").
func (c *Comparison) Axis(name string) (formula.Node, error) {
	for _, room := range axisRooms {
		if n, ok := c.Graph.Find(room + name); ok && !n.IsSeries() {
			return n, nil
		}
	}
	return formula.Node{}, fmt.Errorf("no numeric input %q in this comparison; %s", name, c.axisHint(name))
}

// axisHint says what to do about a name that is no numeric input: where the keys
// of years are read instead, or which name is like it.
func (c *Comparison) axisHint(name string) string {
	if _, rate := (scenario.Years{}).Rates()["years."+name]; rate || strings.HasPrefix(name, "years.") {
		return "it moves later years, not this month; sovcost makeorbuy reads it, and another value of it from a scenario that includes this one"
	}
	keys := c.AxisKeys()
	short := make([]string, 0, 2*len(keys))
	for _, k := range keys {
		short = append(short, k)
		if _, last, ok := strings.Cut(k, "."); ok && !strings.Contains(k, "#") {
			short = append(short, last)
		}
	}
	if d := factsheet.Suggest(name, short); d != "" {
		return fmt.Sprintf("did you mean %q?", d)
	}
	return "for example requests, duration, memory, fx.EUR/CHF, or the key of a price as sovcost explain --format json shows it"
}

// AxisKeys are the keys of all numeric inputs, in the order they were built.
func (c *Comparison) AxisKeys() []string {
	var keys []string
	for i := range c.Graph.Len() {
		n := c.Graph.At(i)
		l, ok := n.Leaf()
		if ok && !n.IsSeries() && l.Key != "" && !strings.HasPrefix(l.Key, "const:") {
			keys = append(keys, l.Key)
		}
	}
	return keys
}

// AxisValue reads a value of an input as people write it: with a unit
// ("60M requests/month"), as a multiple of the present value ("x2"), or as a
// plain number in the input's own unit. The result is in base units.
func (c *Comparison) AxisValue(axis formula.Node, text string) (exact.Num, error) {
	if n, ok := wholeOrNone(axis, text); ok {
		return n, nil
	}
	v, err := c.axisValue(axis, text)
	if l, _ := axis.Leaf(); err == nil && strings.HasPrefix(l.Key, "vat.") && exact.One.Less(v) {
		return v, fmt.Errorf("%q is more than all of it; write a share with its sign, for example 8.1%% or 70%%", text)
	}
	return v, err
}

func (c *Comparison) axisValue(axis formula.Node, text string) (exact.Num, error) {
	l, _ := axis.Leaf()
	if f, ok := strings.CutPrefix(strings.TrimSpace(text), "x"); ok {
		if k, ok := exact.Parse(f); ok && k.Sign() >= 0 {
			return l.Value.Mul(k), nil
		}
		return exact.Zero, fmt.Errorf("%q is not a multiple; write for example x2 or x0.9", text)
	}
	q, err := unit.ParseQuantity(text)
	if err != nil {
		return exact.Zero, err
	}
	switch {
	case q.Unit.Dim == axis.Unit().Dim:
		return q.Base(), nil
	case q.Unit.Dim == unit.Pure:
		return q.Base().Mul(axis.Unit().Factor), nil
	case q.Unit.Dim.Div("month") == axis.Unit().Dim || axis.Unit().Dim.Div("month") == q.Unit.Dim:
		return q.Base(), nil // "requests" for "requests/month"
	case q.Unit.Dim.Mul("month") == axis.Unit().Dim.Mul("s"): // requests a month on an axis of requests per second
		v, _ := q.Base().Quo(c.monthSeconds())
		return v, nil
	case q.Unit.Dim.Mul("s") == axis.Unit().Dim.Mul("month"):
		return q.Base().Mul(c.monthSeconds()), nil
	}
	return exact.Zero, fmt.Errorf("%q has the wrong kind of unit; %s is in %s", text, axis.Label(), axis.Unit().Name)
}

// wholeOrNone reads true and false for a share: all of it and nothing.
func wholeOrNone(axis formula.Node, text string) (exact.Num, bool) {
	if axis.Unit().Name != "%" {
		return exact.Zero, false
	}
	switch strings.TrimSpace(text) {
	case "true":
		return exact.One, true
	case "false":
		return exact.Zero, true
	}
	return exact.Zero, false
}

// monthSeconds is how long the scenario's billing month is.
func (c *Comparison) monthSeconds() exact.Num {
	l, _ := c.Demand.Month.Leaf()
	return l.Value
}

// Setting is a change of one scenario key as people write it: short names are
// completed and multiples worked out on the present value. Prices are not keys of
// a scenario; sweeps and uncertain inputs reach them.
func (c *Comparison) Setting(key, text string) (scenario.Setting, error) {
	if from, to, ok := fxPair(key); ok {
		return c.rateSetting(from, to, text)
	}
	n, err := c.Axis(key)
	if err != nil {
		if strings.Contains(key, ".") { // a key without a figure, such as workload.load.shape
			return scenario.Setting{Key: key, Value: text}, nil
		}
		return scenario.Setting{}, err
	}
	l, _ := n.Leaf()
	if strings.ContainsAny(l.Key, "#/") {
		return scenario.Setting{}, fmt.Errorf("%s is not a key of the scenario; use --sweep, or change the price sheet", l.Key)
	}
	v, err := c.AxisValue(n, text)
	if err != nil {
		return scenario.Setting{}, err
	}
	if v.Sign() < 0 {
		return scenario.Setting{}, fmt.Errorf("%q is negative", text)
	}
	q, _ := v.Quo(n.Unit().Factor)
	return scenario.Setting{Key: l.Key, Value: strings.TrimSpace(formula.Text(q) + " " + n.Unit().Name)}, nil
}

// fxPair reads "fx.USD/CHF" or "USD/CHF".
func fxPair(key string) (from, to money.Currency, ok bool) {
	a, b, ok := strings.Cut(strings.TrimPrefix(key, "fx."), "/")
	return money.Currency(a), money.Currency(b), ok && len(a) == 3 && len(b) == 3
}

// rateDigits is how exactly a rate worked out over a third currency is written.
const rateDigits = 12

// rateSetting is another exchange rate, also of a pair that the scenario only
// knows over a third currency: "fx.USD/CHF=x0.9".
func (c *Comparison) rateSetting(from, to money.Currency, text string) (scenario.Setting, error) {
	key := scenario.FX{From: from, To: to}.Key()
	for _, cur := range []money.Currency{from, to} {
		if !cur.Valid() {
			return scenario.Setting{}, fmt.Errorf("%q is not a currency", string(cur))
		}
	}
	text = strings.TrimSpace(text)
	f, multiple := strings.CutPrefix(text, "x")
	if !multiple {
		return scenario.Setting{Key: key, Value: text}, nil
	}
	k, ok := exact.Parse(f)
	if !ok || k.Sign() <= 0 {
		return scenario.Setting{}, fmt.Errorf("%q is not a multiple above 0; write for example x1.1 or x0.9", text)
	}
	now, ok := presentRate(c.Scenario, from, to)
	if !ok {
		return scenario.Setting{}, fmt.Errorf("the scenario's rates do not lead from %s to %s; give the rate itself, for example %s=0.9", from, to, key)
	}
	return scenario.Setting{Key: key, Value: now.Mul(k).Round(rateDigits).String()}, nil
}
