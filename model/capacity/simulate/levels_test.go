package simulate

import (
	"math"
	"math/rand/v2"
	"sort"
	"testing"

	"pgregory.net/rapid"
)

func TestHeapsSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.Float64Range(0, 10)).Draw(t, "values")
		var h departures[struct{}]
		var f departures[int32]
		for i, v := range values {
			h.push(v, struct{}{})
			f.push(v, int32(i))
			if i%3 == 2 {
				if a, b := h.pop().at, f.pop().at; a != b {
					t.Fatalf("heaps differ: %v, %v", a, b)
				}
			}
		}
		var got []float64
		for len(h) > 0 {
			a, b := h.pop().at, f.pop()
			if a != b.at || values[b.of] != a {
				t.Fatalf("heaps differ: %v, %v", a, b)
			}
			got = append(got, a)
		}
		if !sort.Float64sAreSorted(got) {
			t.Fatalf("not sorted: %v", got)
		}
	})
}

// drawTrace makes requests with many ties: times and durations on a coarse grid, some zero.
func drawTrace(t *rapid.T) []Request {
	n := rapid.IntRange(1, 200).Draw(t, "requests")
	at := 0.0
	trace := make([]Request, n)
	for i := range trace {
		at += float64(rapid.IntRange(0, 6).Draw(t, "gap")) * 0.5
		trace[i] = Request{At: at, Busy: float64(rapid.IntRange(0, 12).Draw(t, "busy")) * 0.5}
	}
	return trace
}

// The level-crossing rule and the event engine, which follows every instance, agree request for request.
func TestLevelRuleIsEventSimulation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trace := drawTrace(t)
		tau := float64(rapid.IntRange(0, 20).Draw(t, "tau")) * 0.5
		limit := 0
		if rapid.Bool().Draw(t, "limited") {
			limit = rapid.IntRange(1, 4).Draw(t, "limit")
		}
		extra := float64(rapid.IntRange(0, 4).Draw(t, "start")) * 0.5
		p := Platform{KeepAlive: tau, Limit: limit}
		replay, err := NewReplay(p, 1)
		if err != nil {
			t.Fatal(err)
		}
		if replay.levels == nil {
			t.Fatal("this platform follows the level-crossing rule")
		}
		e := newEngine(p, 1)
		e.start.next = extra // a constant start
		for i, r := range trace {
			cold, throttled, err := replay.Next(r.At, r.Busy, r.Busy+extra)
			if err != nil {
				t.Fatal(err)
			}
			coldBefore, throttledBefore := e.b.cold, e.b.throttled
			e.arrive(r)
			if (e.b.cold > coldBefore) != cold || (e.b.throttled > throttledBefore) != throttled {
				t.Fatalf("request %d at %v: rule says cold %v, throttled %v; events say %v, %v", i, r.At, cold, throttled, e.b.cold > coldBefore, e.b.throttled > throttledBefore)
			}
		}
		end := trace[len(trace)-1].At + 40
		got, err := replay.Result(end)
		if err != nil {
			t.Fatal(err)
		}
		b := e.close(end)
		seconds := end - trace[0].At
		if !(math.Abs(got.MeanAlive*seconds-b.alive) <= 1e-6) || !(math.Abs(got.MeanBusy*seconds-b.busy) <= 1e-6) {
			t.Fatalf("alive %v, busy %v; events %v, %v", got.MeanAlive*seconds, got.MeanBusy*seconds, b.alive, b.busy)
		}
		if got.PeakBusy != e.peakBusy {
			t.Fatalf("peak %d, events %d", got.PeakBusy, e.peakBusy)
		}
		sum := 0.0
		for n := 1; n < 100; n++ {
			sum += got.AliveAtLeast(n)
		}
		if !(math.Abs(sum-got.MeanAlive) <= 1e-9) {
			t.Fatalf("mean alive %v, by its distribution %v", got.MeanAlive, sum)
		}
	})
}

// The rule by its words: an arrival that makes n in service is cold unless n or more were in service at some moment of
// the last tau seconds. Recomputed from all intervals for every request; no two events at the same moment.
func TestLevelRuleByDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		trace := make([]Request, rapid.IntRange(1, 100).Draw(t, "requests"))
		at := 0.0
		for i := range trace {
			at += random.ExpFloat64()
			trace[i] = Request{At: at, Busy: 2 * random.ExpFloat64()}
		}
		tau := rapid.Float64Range(0, 10).Draw(t, "tau")
		replay, err := NewReplay(Platform{KeepAlive: tau}, 1)
		if err != nil {
			t.Fatal(err)
		}
		inService := func(before []Request, t float64) int { // just before t
			n := 0
			for _, o := range before {
				if o.At < t && o.At+o.Busy >= t {
					n++
				}
			}
			return n
		}
		for i, r := range trace {
			got, _, err := replay.Next(r.At, r.Busy, r.Busy)
			if err != nil {
				t.Fatal(err)
			}
			n := inService(trace[:i], r.At) + 1
			seen := false // the number only falls at departures, so the last moment of a level is just before one
			for _, o := range trace[:i] {
				if left := o.At + o.Busy; left < r.At && r.At-left <= tau && inService(trace[:i], left) >= n {
					seen = true
				}
			}
			if got == seen {
				t.Fatalf("request %d at %v: cold %v, but %d in service within the last %v s: %v", i, r.At, got, n, tau, seen)
			}
		}
	})
}

func TestReplayRefusals(t *testing.T) {
	for _, bad := range []Platform{{KeepAlive: -1}, {KeepAlive: math.NaN()}, {KeepAlive: math.Inf(1)}, {Provisioned: -1}, {Limit: -1},
		{Provisioned: 3, Limit: 2}, {Concurrency: -1}, {Routing: "best"}, {Burst: 0.5}, {BurstPerSecond: 1}, {Burst: math.NaN()}, {Queue: -1},
		{QueueSeconds: math.NaN()}, {Queue: 1, Burst: 1}} {
		if _, err := NewReplay(bad, 1); err == nil {
			t.Errorf("accepted %+v", bad)
		}
	}
	r, err := NewReplay(Platform{KeepAlive: 10}, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Result(1); err == nil {
		t.Error("an empty trace has no result")
	}
	if _, _, err := r.Next(5, 1, 1); err != nil {
		t.Fatal(err)
	}
	for _, bad := range [][3]float64{{4, 1, 1}, {math.NaN(), 1, 1}, {math.Inf(1), 1, 1}, {6, -1, 1}, {6, 1, math.NaN()}, {6, 2, 1}, {6, 1, math.Inf(1)}} {
		if _, _, err := r.Next(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("accepted %v", bad)
		}
	}
	if _, err := r.Result(4); err == nil {
		t.Error("an end before the last arrival was accepted")
	}
}
