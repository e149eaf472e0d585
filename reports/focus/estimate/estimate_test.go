package estimate

import (
	"bytes"
	"math"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/reports/focus"
)

func webshop(t *testing.T) *model.Comparison {
	t.Helper()
	return modeltest.Example(t, "../../../testdata", "webshop.toml")
}

// Every priced option gives a file that the strict checker accepts in both
// versions, and whose costs add up to the option's lines.
func TestEveryOptionIsShaped(t *testing.T) {
	c := webshop(t)
	n := 0
	for _, o := range c.Options {
		charges, left, err := Charges(c, o)
		if len(o.Gaps) > 0 {
			if err == nil {
				t.Errorf("%s has gaps and was written", o.ID)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			t.Errorf("%s: people's time is not said to be left out", o.ID)
		}
		for _, v := range []focus.Version{focus.V1_2, focus.V1_4} {
			var b bytes.Buffer
			if err := focus.Write(&b, charges, v); err != nil {
				t.Fatalf("%s: %v", o.ID, err)
			}
			r, err := focus.Check(&b, v, focus.Strict())
			if err != nil || r.Err() != nil {
				t.Errorf("%s as %s: %v %v", o.ID, v, err, r.Err())
			}
		}
		sum, want := decimal.Zero, 0.0
		for _, ch := range charges {
			sum = sum.Add(ch.EffectiveCost)
		}
		for _, l := range o.Lines {
			if l.ID != "operations" {
				want += o.Values().Of(l.Amount).Float()
			}
		}
		if math.Abs(sum.InexactFloat64()-want) > 1e-8*math.Max(1, want) {
			t.Errorf("%s: charges add up to %s, lines to %v", o.ID, sum, want)
		}
		n++
	}
	t.Logf("%d options", n)
}

func TestMonth(t *testing.T) {
	for day, want := range map[string]string{"2026-12-31": "2026-12-01", "2024-02-29": "2024-02-01", "2026-01-01": "2026-01-01"} {
		got, err := month(day)
		if err != nil || got.Format("2006-01-02") != want {
			t.Errorf("month of %s: %v %v", day, got, err)
		}
	}
}
