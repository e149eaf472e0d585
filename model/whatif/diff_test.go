package whatif_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/sovereignty"
)

// three sheets in three currencies are enough for every effect.
var three = []string{"aws-eu-central-1.toml", "scaleway-fr-par.toml", "infomaniak-ch-gva.toml"}

var price = regexp.MustCompile(`(?m)^(\s*price\s*=\s*")([0-9.]+)(.*)$`)

// library reads the three sheets with all prices times a factor.
func library(t *testing.T, factor string) *pricing.Library {
	t.Helper()
	fsys := fstest.MapFS{}
	k := exact.MustParse(factor)
	for _, f := range three {
		data, err := os.ReadFile("../../pricing/sheets/" + f)
		if err != nil {
			t.Fatal(err)
		}
		fsys[f] = &fstest.MapFile{Data: price.ReplaceAllFunc(data, func(line []byte) []byte {
			m := price.FindSubmatch(line)
			return fmt.Appendf(nil, "%s%s%s", m[1], exact.MustParse(string(m[2])).Mul(k), m[3])
		})}
	}
	lib, err := pricing.LoadLibrary(fsys, false)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

type side struct {
	settings []scenario.Setting
	factor   string // of all prices
}

func (s side) answer(t *testing.T, fx []scenario.FX) *model.Comparison {
	t.Helper()
	sc, err := scenario.LoadWith(os.DirFS("../../testdata"), "webshop.toml", s.settings)
	if err != nil {
		t.Fatal(err)
	}
	if fx != nil {
		sc.FX = fx
	}
	rules, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p, err := model.Profile(sc, func(string) (traffic.Profile, error) { return traffic.Profile{}, errors.New("no files here") })
	if err != nil {
		t.Fatal(err)
	}
	c, err := model.Compare(sc, model.Sources{Library: library(t, s.factor), Rules: rules, Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// steps are the four answers between which the effects lie.
func steps(t *testing.T, a, b side) whatif.Steps {
	first, last := a.answer(t, nil), b.answer(t, nil)
	old := first.Scenario.FX
	return whatif.Steps{first, side{b.settings, a.factor}.answer(t, old), b.answer(t, old), last}
}

// TestEffectsAddUp: load + price + exchange rate is the whole difference, for any
// two sides; what did not change has no effect at all, and what did has one.
func TestEffectsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	moved := [3]int{}
	for k := range 16 {
		loads, prices, rates := k&1 != 0, k&2 != 0, k&4 != 0
		a, b := side{factor: "1"}, side{factor: "1"}
		if loads {
			b.settings = append(b.settings, scenario.Setting{Key: "workload.requests", Value: fmt.Sprint(1+r.IntN(400), "M requests/month")},
				scenario.Setting{Key: "workload.memory", Value: []string{"256MiB", "1GiB", "3GiB"}[r.IntN(3)]})
		}
		if prices {
			b.factor = fmt.Sprintf("%d.%02d", r.IntN(2), 1+r.IntN(98))
		}
		if rates {
			b.settings = append(b.settings, scenario.Setting{Key: "fx.EUR/CHF", Value: fmt.Sprintf("0.%d", 7+r.IntN(3))}, scenario.Setting{Key: "fx.EUR/USD", Value: fmt.Sprintf("1.%02d", r.IntN(40))})
		}
		s := steps(t, a, b)
		for _, c := range whatif.Diff(s) {
			if !c.Comparable {
				continue
			}
			if sum := c.Load.Add(c.Price).Add(c.FX); !sum.Equal(c.Difference) || !c.Difference.Equal(c.After.Monthly.Sub(c.Before.Monthly)) {
				t.Errorf("%s: %s + %s + %s is not %s", c.ID, c.Load, c.Price, c.FX, c.Difference)
			}
			for i, effect := range []struct {
				name   string
				amount exact.Num
				may    bool
			}{{"load", c.Load, loads}, {"price", c.Price, prices}, {"exchange rate", c.FX, rates && c.After.Sheet.Currency != "CHF"}} {
				if !effect.may && !effect.amount.IsZero() {
					t.Errorf("%s: an effect of the %s of %s, which did not change", c.ID, effect.name, effect.amount)
				}
				if !effect.amount.IsZero() {
					moved[i]++
				}
			}
			sum := exact.Zero
			for _, l := range c.Lines {
				sum = sum.Add(l.After).Sub(l.Before)
			}
			if d := sum.Sub(c.Difference); exact.MustParse("0.01").Less(exact.Max(d, d.Neg())) {
				t.Errorf("%s: the lines move by %s, the option by %s", c.ID, sum, c.Difference)
			}
		}
	}
	t.Logf("options moved by load, price, exchange rate: %v", moved)
	for i, n := range moved {
		if n < 20 {
			t.Errorf("effect %d moved only %d options: too easy", i, n)
		}
	}
}
