package simulate

import (
	"math"
	"testing"
)

// Whatever comes, a replay refuses or counts: no panic, no figure out of range.
func FuzzReplay(f *testing.F) {
	f.Add(600.0, 0, 0, 0, 0.0, 0.0, 0, 0.0, 1.0, 2.0, 3.0, uint8(0))
	f.Add(math.NaN(), -1, -1, -1, math.Inf(1), -1.0, -1, math.NaN(), math.NaN(), -2.0, math.Inf(1), uint8(9))
	f.Add(0.0, 80, 2, 5, 3.0, 0.5, 10, 1.0, 1e-300, 1e11, 1e11, uint8(3))
	f.Fuzz(func(t *testing.T, tau float64, c, provisioned, limit int, burst, refill float64, queue int, patience, gap, warm, cold float64, policy uint8) {
		p := Platform{KeepAlive: tau, Concurrency: c, Provisioned: min(provisioned, 1000), Limit: limit, Burst: burst, BurstPerSecond: refill,
			Queue: min(queue, 1000), QueueSeconds: patience, Routing: append(Routings(), "")[int(policy)%6]}
		r, err := NewReplay(p, 1)
		if err != nil {
			return
		}
		at := 0.0
		for k := range 60 {
			if _, _, err := r.Next(at, warm, cold); err != nil {
				return
			}
			at += gap * float64(k%5)
		}
		got, err := r.Result(at + 1)
		if err != nil {
			return
		}
		if got.Cold < 0 || got.Cold > 60 || !(got.MeanAlive >= 0 && got.MeanBusy >= 0) || got.Throttled+got.TimedOut+got.Waiting > 60 ||
			got.MeanAlive < float64(p.Provisioned)-1e-6*float64(1+p.Provisioned) || p.Limit > 0 && got.MeanAlive > float64(p.Limit)*(1+1e-6)+1e-6 {
			t.Fatalf("%+v: %+v", p, got)
		}
	})
}
