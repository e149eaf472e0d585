package calibrate

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/pricing/exact"
)

func num(s string) exact.Num { return exact.MustParse(s) }

// TestSplitByHand: the three variances of a table worked by hand. Two products
// are planned at 100 × 10 and 50 × 20 and sold at 120 × 11 and 80 × 18.
func TestSplitByHand(t *testing.T) {
	type want struct{ volume, mix, price, other string }
	for name, c := range map[string]struct {
		parts []Component
		want  []want
	}{
		"two products": {[]Component{
			{EstQty: num("100"), Estimate: num("1000"), BillQty: num("120"), Bill: num("1320")},
			{EstQty: num("50"), Estimate: num("1000"), BillQty: num("80"), Bill: num("1440")}},
			[]want{{"1000/3", "-400/3", "120", "0"}, {"1000/3", "800/3", "-160", "0"}}},
		"only volume": {[]Component{
			{EstQty: num("10"), Estimate: num("5"), BillQty: num("30"), Bill: num("15")},
			{EstQty: num("5"), Estimate: num("10"), BillQty: num("15"), Bill: num("30")}},
			[]want{{"10", "0", "0", "0"}, {"20", "0", "0", "0"}}},
		"only price": {[]Component{{EstQty: num("10"), Estimate: num("5"), BillQty: num("10"), Bill: num("6")}},
			[]want{{"0", "0", "1", "0"}}},
		"only mix: half moves to another region at 3 instead of 2": {[]Component{
			{EstQty: num("10"), Estimate: num("20"), BillQty: num("5"), Bill: num("10")},
			{BillQty: num("5"), Bill: num("15"), Standard: num("3")}},
			[]want{{"0", "-10", "0", "0"}, {"0", "15", "0", "0"}}},
		"free amount used up": {[]Component{
			{EstQty: num("29"), Estimate: num("58"), BillQty: num("40"), Bill: num("80")},
			{EstQty: num("1"), BillQty: num("1")}},
			[]want{{"638/30", "22/30", "0", "0"}, {"0", "0", "0", "0"}}},
		"nothing billed": {[]Component{{EstQty: num("10"), Estimate: num("20")}}, []want{{"-20", "0", "0", "0"}}},
		"nothing estimated": {[]Component{{BillQty: num("10"), Bill: num("25"), Standard: num("2")}},
			[]want{{"20", "0", "5", "0"}}},
		"a fee and a fixed amount": {[]Component{{EstQty: num("10"), Estimate: num("20"), BillQty: num("10"), Bill: num("20")}, {Idle: num("-3")}, {Estimate: num("7")}},
			[]want{{"0", "0", "0", "0"}, {"0", "0", "0", "-3"}, {"0", "0", "0", "-7"}}},
		"a correction takes back": {[]Component{{EstQty: num("10"), Estimate: num("20"), BillQty: num("-1"), Bill: num("-2")}},
			[]want{{"-22", "0", "0", "0"}}},
	} {
		for i, e := range Split(c.parts) {
			w := c.want[i]
			for k, x := range []struct{ got, want exact.Num }{{e.Volume, num(w.volume)}, {e.Mix, num(w.mix)}, {e.Price, num(w.price)}, {e.Other, num(w.other)}} {
				if !x.got.Equal(x.want) {
					t.Errorf("%s, component %d, %s: %s, want %s", name, i, []string{"volume", "mix", "price", "other"}[k], x.got, x.want)
				}
			}
		}
	}
}

// TestSplitAddsUp: whatever the parts, the effects of each are its difference,
// exactly; only a shift between components is mix.
func TestSplitAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string, low int) exact.Num {
			x, _ := exact.Frac(int64(rapid.IntRange(low, 1000).Draw(t, name)), int64(rapid.SampledFrom([]int{1, 3, 7, 1000}).Draw(t, name+" of")))
			return x
		}
		var cs []Component
		for range rapid.IntRange(1, 6).Draw(t, "components") {
			cs = append(cs, Component{EstQty: draw("estimated", 0), Estimate: draw("estimate", 0), BillQty: draw("billed", -50), Bill: draw("bill", -50), Standard: draw("standard", 0), Idle: draw("idle", -50)})
		}
		mix := exact.Zero
		for i, e := range Split(cs) {
			c := cs[i]
			if want := c.Bill.Add(c.Idle).Sub(c.Estimate); !e.Sum().Equal(want) {
				t.Fatalf("component %d of %+v: %s, want %s", i, cs, e.Sum(), want)
			}
			mix = mix.Add(e.Mix)
		}
		if len(cs) == 1 && !mix.IsZero() {
			t.Fatalf("a single component shifted by %s", mix)
		}
	})
}
