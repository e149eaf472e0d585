package capacity

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity/queue"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// The table of replicas by rate: every number of replicas up to exactReplicas,
// then steps of 2 %, up to ten times the peak of the load.
const (
	exactReplicas = 400
	mostReplicas  = 20_000
	beyondPeak    = 10
)

// latencyTable is the smallest number of replicas that answers the wanted share
// of the requests in time, as a step table of the request rate. Every step is
// where Erlang's formula turns over, so the table is exact at every load and not
// only at its points.
func (in *Inputs) latencyTable(d *Demand) (*formula.Table, error) {
	if in.replicas != nil {
		return in.replicas, nil
	}
	limit := in.Get("sizing.latency", "wanted time to answer", in.S.Sizing.Latency, "", "")
	share := in.Get("sizing.latency_share", "share of the requests answered in time", in.S.Sizing.LatencyShare, "95%", "the percentile most service levels are written for")
	v, err := in.G.Evaluate(nil, limit, share, in.Duration(), in.Concurrency(), d.Rate)
	if err != nil {
		return nil, err
	}
	seconds, late := v.Base(limit).Float(), 1-v.Base(share).Float()
	service, each := v.Base(in.Duration()).Float(), max(1, int(v.Base(in.Concurrency()).Float()))
	peak := 0.0
	for _, r := range v.SlotsOf(d.Rate) {
		peak = math.Max(peak, r.Float())
	}
	t := &formula.Table{ID: "replicas-for-latency", Title: "replicas that answer in time", X: rateUnit, Y: unit.None, Mode: formula.StepUp, Points: []formula.Point{{X: exact.Zero, Y: exact.Zero}},
		Method: fmt.Sprintf("smallest group with at most %.4g %% of the requests slower than %.4g s (Erlang C: random arrivals, exponential service, one queue before all replicas)", 100*late, seconds),
		Domain: "solved for the scenario's own duration, concurrency and latency; above the last rate the last size holds",
		Fixed:  []string{"workload.duration", "workload.concurrency", "sizing.latency", "sizing.latency_share"}}
	last := 0.0
	for n := 1; n <= mostReplicas; n = nextSize(n) {
		rate, err := mostRate(n*each, service, seconds, late)
		if err != nil {
			return nil, err
		}
		if rate > last*(1+1e-9) {
			t.Points = append(t.Points, formula.Point{X: short(rate), Y: exact.Int(int64(n))})
			last = rate
		}
		if rate > beyondPeak*peak {
			break
		}
	}
	if last < peak {
		return nil, in.S.Doc.Problem("sizing.latency", fmt.Sprintf("the peak of %.4g requests a second needs more than %d replicas", peak, mostReplicas), "let a replica serve more requests at once (workload.concurrency)")
	}
	in.replicas = t
	return t, nil
}

func nextSize(n int) int {
	if n < exactReplicas {
		return n + 1
	}
	return n + n/50
}

// mostRate is the highest arrival rate at which n servers answer in time, found
// by halving; it errs to the low side.
func mostRate(n int, service, seconds, late float64) (float64, error) {
	low, high := 0.0, float64(n)/service
	for range 36 {
		mid := (low + high) / 2
		p, err := queue.ResponseExceeds(n, mid, service, seconds)
		if err != nil {
			return 0, err
		}
		if p <= late {
			low = mid
		} else {
			high = mid
		}
	}
	return low, nil
}
