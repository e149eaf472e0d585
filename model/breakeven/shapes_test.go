package breakeven

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/piecewise"
	"github.com/sovcost/sovcost/pricing/unit"
)

// graduated is a rate with rising tier bounds: bounds[i] starts prices[i+1].
func (p *plans) graduated(prices, bounds []string) formula.Node {
	var parts []formula.Node
	from := "0"
	for i, price := range prices {
		to := formula.Node{}
		if i < len(bounds) {
			to = p.c(bounds[i])
		}
		parts = append(parts, p.Product("tier", p.Band("in tier", p.x, p.c(from), to), p.c(price)))
		if i < len(bounds) {
			from = bounds[i]
		}
	}
	return p.Sum("graduated", parts...)
}

// volume prices the whole quantity at the price of the tier it ends in.
func (p *plans) volume(prices, bounds []string) formula.Node {
	tb := &formula.Table{X: unit.None, Y: unit.None, Mode: formula.StepUp}
	for i, price := range prices {
		x := exact.Int(1_000_000_000)
		if i < len(bounds) {
			x = num(bounds[i])
		}
		tb.Points = append(tb.Points, formula.Point{X: x, Y: num(price)})
	}
	return p.Product("volume", p.x, p.Lookup("price", unit.None, p.x, tb))
}

// Each row's crossings can be checked by hand; the comment says how. Prices that
// belong to a vendor are named.
func TestShapesOfTwoCurves(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		f, g           func(p *plans) formula.Node
		want           string
		always         string
	}{
		{
			// S3 Standard, N. Virginia: 0.023 to 51,200 GB, 0.022 to 512,000, 0.021
			// above; a flat 0.0225 meets 51,200·0.001 = 51.2 at 0.0005 a GB: 102,400.
			"graduated storage against a flat price", "0", "1000000",
			func(p *plans) formula.Node {
				return p.graduated([]string{"0.023", "0.022", "0.021"}, []string{"51200", "512000"})
			},
			func(p *plans) formula.Node { return p.perUse("0.0225", "0") },
			"102400 root down", "",
		},
		{
			// Volume price drops for the whole quantity: 100 units cost 1,000, the
			// 101st makes it 808; a flat 9 crosses at both tier edges only.
			"volume against flat: jumps down and up", "0", "300",
			func(p *plans) formula.Node { return p.volume([]string{"10", "8", "9.5"}, []string{"100", "200"}) },
			func(p *plans) formula.Node { return p.perUse("9", "0") },
			"100 jump down, 200 jump up", "",
		},
		{
			// 30 a month with 100 included, then 0.5; on demand 0.4 a unit: 75 on the
			// way up, and 30 + 0.5(x-100) = 0.4x at 200.
			"a bundle with overage, twice", "0", "400",
			func(p *plans) formula.Node { return p.Sum("bundle", p.c("30"), p.perUse("0.5", "100")) },
			func(p *plans) formula.Node { return p.perUse("0.4", "0") },
			"75 root down, 200 root up", "",
		},
		{
			// One list price, and a discount above 50: equal up to the bound.
			"a tie up to the tier bound", "0", "100",
			func(p *plans) formula.Node { return p.graduated([]string{"2", "1"}, []string{"50"}) },
			func(p *plans) formula.Node { return p.perUse("2", "0") },
			"0..50 tie 0>-1", "f",
		},
		{
			// A month cap at 60 meets a fixed 60 at x = 20 and stays there.
			"a cap reaches a fixed price and stays", "0", "100",
			func(p *plans) formula.Node { return p.Min("capped", p.perUse("3", "0"), p.c("60")) },
			func(p *plans) formula.Node { return p.c("60") },
			"20..100 tie -1>0", "f",
		},
		{
			// Packages of 10 at 1 against 0.1 a unit: equal at every full package.
			"a staircase above its corner line", "0", "35",
			func(p *plans) formula.Node { return p.units("10", "0", "1") },
			func(p *plans) formula.Node { return p.perUse("0.1", "0") },
			"10 touch up, 20 touch up, 30 touch up", "g",
		},
		{
			// A minimum of 5 a month against 0.25 a unit: 20. Then the same slope.
			"a minimum charge", "0", "100",
			func(p *plans) formula.Node { return p.Max("minimum", p.perUse("0.25", "4"), p.c("5")) },
			func(p *plans) formula.Node { return p.perUse("0.25", "0") },
			"20 root down", "",
		},
		{
			// Both cost 10 until the second reaches 2x - 5 = 10 at 7.5.
			"equal minimum charges", "0", "30",
			func(p *plans) formula.Node { return p.Max("a", p.c("10"), p.x) },
			func(p *plans) formula.Node {
				return p.Max("b", p.c("10"), p.Sum("s", p.perUse("2", "20"), p.Min("m", p.x, p.c("20")), p.perUse("1", "5")))
			},
			"0..7.5 tie 0>-1", "f",
		},
		{
			"never", "0", "30",
			func(p *plans) formula.Node { return p.Sum("a", p.c("1"), p.x) },
			func(p *plans) formula.Node { return p.Sum("b", p.c("2"), p.x) },
			"", "f",
		},
		{
			// Equal only at the ends of the range: no crossing inside.
			"ends of the range are no crossings", "10", "20",
			func(p *plans) formula.Node { return p.perUse("1", "10") },
			func(p *plans) formula.Node { return p.Min("m", p.perUse("2", "10"), p.c("10")) },
			"", "f",
		},
		{
			// 100 kept busy to a share x: ceil(40/x) machines at 3 against a fixed 24:
			// 8 machines suffice from x = 5 on, 9 above; equal while 8 are needed.
			"a utilisation target as the axis", "3", "10",
			func(p *plans) formula.Node {
				return p.Product("fleet", p.RoundUp("machines", p.Quotient("needed", p.c("40"), p.x), p.c("1")), p.c("3"))
			},
			func(p *plans) formula.Node { return p.c("24") },
			"5..5.714286 tie 1>-1", "",
		},
	} {
		p := newPlans()
		p.add("f", c.f(p))
		p.add("g", c.g(p))
		r := p.find(t, c.from, c.to)
		if got := told(r.Pairs[0].Crossings); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		who := ""
		if i, ok := r.Pairs[0].Always(); ok {
			who = r.Options[i].Name
		}
		if who != c.always {
			t.Errorf("%s: always %q, want %q", c.name, who, c.always)
		}
	}
}

func TestEnvelopeOfMany(t *testing.T) {
	p := newPlans()
	p.add("use", p.perUse("3", "0"))
	p.add("twin", p.perUse("3", "0"))
	p.add("bundle", p.Sum("bundle", p.c("30"), p.perUse("1", "5")))
	p.add("fleet", p.units("20", "1", "25"))
	p.add("gold", p.c("99"))
	r := p.find(t, "0", "200")
	// use = fleet at 25/3. The bundle costs 25 + x above 5: it is 50 at 25 where the
	// fleet of two is 50, 75 at 50 where the fleet of three is 75, and 99 at 74.
	want := "[0,8.333333] use=twin; (8.333333,20] fleet; (20,25] bundle; (25,40] fleet; (40,50] bundle; (50,60] fleet; (60,74] bundle; (74,200] gold"
	if got := envelopeOf(r); got != want {
		t.Errorf("envelope\n got %s\nwant %s", got, want)
	}
	if c := r.Pairs[0].Crossings; len(c) != 1 || c[0].Kind != Tie || !c[0].To.Equal(num("200")) {
		t.Errorf("twins: %s", told(c))
	}
}

// A price that dips at one single load makes an interval of one point.
func TestASinglePointInterval(t *testing.T) {
	p := newPlans()
	whole := p.Sum("0 at whole numbers, else 1", p.RoundUp("up", p.x, p.c("1")), p.RoundUp("down", p.Difference("-x", p.c("0"), p.x), p.c("1")))
	p.add("spiky", whole)
	p.add("even", p.c("0.5"))
	r := p.find(t, "0.5", "2")
	if got, want := envelopeOf(r), "[0.5,1) even; [1,1] spiky; (1,2) even; [2,2] spiky"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := told(r.Pairs[0].Crossings); got != "1 touch up" {
		t.Errorf("crossings %s", got)
	}
}

func TestRefusedComparisons(t *testing.T) {
	if _, err := Find(nil); err == nil || !strings.Contains(err.Error(), "no options") {
		t.Errorf("no options: %v", err)
	}
	p := newPlans()
	read := func(n formula.Node, from, to string) *piecewise.Function {
		f, err := piecewise.Read(p.Graph, n, p.x, num(from), num(to), piecewise.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	_, err := Find([]Option{{"a", read(p.x, "0", "1")}, {"b", read(p.x, "0", "2")}})
	if err == nil || !strings.Contains(err.Error(), "b is known from 0 to 2, a from 0 to 1; read all options over one range") {
		t.Errorf("different ranges: %v", err)
	}
	over := p.Quotient("over x", p.c("2"), p.x)
	_, err = Find([]Option{{"a", read(p.x, "1", "2")}, {"b", read(over, "1", "2")}})
	if err == nil || !strings.Contains(err.Error(), "break-even of a and b: one changes with the axis and the other with its inverse") {
		t.Errorf("x and 2/x: %v", err)
	}
}
