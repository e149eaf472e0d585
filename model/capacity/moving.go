package capacity

import (
	"math"
	"slices"

	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// moves tells that what one slot leaves to the next can be solved: random
// requests, the most recent instance first, and slots that differ.
func (m platform) moves(slots []exact.Num) bool {
	return !m.slow() && slices.ContainsFunc(slots, func(r exact.Num) bool { return !r.Equal(slots[0]) })
}

// moving is the table of cold starts a second that come on top of those of slots
// that each last for ever (starts), by the mean request rate: the whole profile
// grows and shrinks together. The scenario's own rate is a point.
// Note: a slot's cold starts depend on the slots before it, so they are no table
// of its own rate; their sum over the profile is one of the mean rate. A factor
// on the sum was tried: a product of two figures of the load has no straight
// pieces, and break-evens need those.
func (m platform) moving(d *Demand, slots, at []exact.Num, solved []point, starts *formula.Table, mean exact.Num) *formula.Table {
	t := &formula.Table{ID: starts.ID + "-moving", Title: "cold starts a second because the load moves", X: rateUnit, Y: rateUnit, Mode: formula.Linear, Fixed: coldFixed,
		Method: "exact keep-alive model of every slot with the instances the ones before left (within 1 % of simulation, with starts that take time 1 to 7 % low), less that of slots that last",
		Domain: "straight lines between the solved rates; above them carried on by the slope of the last two"}
	profile, base := floats(slots), mean.Float()
	xs := m.meanRates(profile, mean)
	ladder := m.ladder(at, solved, slices.Max(profile)*xs[len(xs)-1].Float()/base)
	more := make([]float64, len(xs))
	each(len(xs), func(i int) {
		rates := profile
		if !xs[i].Equal(mean) {
			rates = make([]float64, len(profile))
			for k, r := range profile {
				rates[k] = r * xs[i].Float() / base
			}
		}
		still := 0.0
		for _, r := range rates {
			still += line(starts.Points, r)
		}
		more[i] = ladder.Cold(rates, d.Profile.Slot.Seconds()) - still/float64(len(rates))
	})
	t.Points = append(t.Points, formula.Point{X: exact.Zero, Y: exact.Zero})
	for i, x := range xs {
		t.Points = append(t.Points, formula.Point{X: x, Y: short(more[i])})
	}
	t.Points = append(t.Points, m.carriedOn(t.Points, slices.Max(profile)/base)...)
	return t
}

// carriedOn are points beyond the solved ones, along the power of the rate that
// the last two show: jumps start instances by their height, as far as a limit
// lets them. peak is the highest rate over the mean.
func (m platform) carriedOn(solved []formula.Point, peak float64) []formula.Point {
	n := len(solved)
	a, b := solved[n-2], solved[n-1]
	if a.Y.Sign() <= 0 || b.Y.Sign() <= 0 {
		return nil
	}
	power := min(1, max(0, math.Log(b.Y.Float()/a.Y.Float())/math.Log(b.X.Float()/a.X.Float())))
	var out []formula.Point
	for _, f := range []float64{3, 10, 30, 100, 300, 1000} {
		x := b.X.Float() * f
		if m.Limit > 0 && x*peak*m.Service > float64(m.Limit) {
			break
		}
		out = append(out, formula.Point{X: short(x), Y: short(b.Y.Float() * math.Pow(f, power))})
	}
	return out
}

// ladder holds the solved rates up to the first that is no less than the peak.
func (m platform) ladder(at []exact.Num, solved []point, peak float64) *coldstart.Ladder {
	var rates []float64
	var results []coldstart.Result
	for i, r := range at {
		rates, results = append(rates, r.Float()), append(results, solved[i].steady)
		if rates[i] >= peak {
			break
		}
	}
	return coldstart.NewLadder(m.Platform, rates, results)
}

// The mean rates of the table: the scenario's own, some times as much, and powers
// of ten from where instances begin to outlive the gaps between requests. Each
// point costs as much as its busy instances; those above most are left out.
const (
	movingFrom, movingTo = -7, 4
	movingErlang         = 200
	movingGrowth         = 4
	movingLong           = 2_500 // slots; above it only within a power of ten of the load
)

func (m platform) meanRates(profile []float64, mean exact.Num) []exact.Num {
	base := mean.Float()
	peak := slices.Max(profile) / base // to the mean
	out := []exact.Num{mean}
	add := func(x float64) {
		if x*peak*(m.KeepAlive+m.ColdService) > 1e-3 && math.Abs(math.Log10(x/base)) > 1e-3 && (len(profile) <= movingLong || math.Abs(math.Log10(x/base)) <= 1) {
			out = append(out, short(x))
		}
	}
	for e := movingFrom; e <= movingTo; e++ {
		if x := math.Pow(10, float64(e)); x < base || x*peak*m.ColdService < movingErlang {
			add(x)
		}
	}
	if x := movingGrowth * base; x*peak*m.ColdService < m.most() {
		add(x)
	}
	slices.SortFunc(out, exact.Num.Cmp)
	return slices.CompactFunc(out, exact.Num.Equal)
}

// line reads a table of straight lines in floats.
func line(points []formula.Point, x float64) float64 {
	i, _ := slices.BinarySearchFunc(points, x, func(p formula.Point, x float64) int {
		if p.X.Float() < x {
			return -1
		}
		return 1
	})
	switch i {
	case 0:
		return points[0].Y.Float()
	case len(points):
		return points[i-1].Y.Float()
	}
	a, b := points[i-1], points[i]
	share := (x - a.X.Float()) / (b.X.Float() - a.X.Float())
	return a.Y.Float() + share*(b.Y.Float()-a.Y.Float())
}
