package queue

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Sizing is the answer to "how many servers".
type Sizing struct {
	Servers  int
	Achieved float64 // the figure that was limited, with this many servers: a share, or seconds for a mean
	Busy     float64 // load per server, 0..1
	Basis    basis.Basis
}

// SmallestForBlocking is the smallest group that loses at most the share most of its requests (no queue). Exact.
func SmallestForBlocking(load, most float64) (Sizing, error) {
	var c basis.Check
	checkLoad(&c, load)
	c.Share("blocking limit", most, "give a share such as 0.01")
	if !c.OK() {
		return Sizing{}, c.Err()
	}
	return smallest(load, "smallest n by Erlang B", func(_ int, b float64) (float64, bool) { return b, b <= most })
}

// SmallestForWaiting is the smallest group in which at most the share most of the requests waits at all. Exact for
// M/M/n.
func SmallestForWaiting(load, most float64) (Sizing, error) {
	var c basis.Check
	checkLoad(&c, load)
	c.Share("share that may wait", most, "give a share such as 0.05")
	if !c.OK() {
		return Sizing{}, c.Err()
	}
	return smallest(load, "smallest n by Erlang C", func(n int, b float64) (float64, bool) {
		p := waitFromBlocking(n, load, b)
		return p, p <= most
	})
}

// SmallestForWait is the smallest group in which at most the share most of the requests waits longer than limit
// seconds. Exact for M/M/n.
func SmallestForWait(rate, service, limit, most float64) (Sizing, error) {
	var c basis.Check
	checkTraffic(&c, rate, service)
	c.NonNegative("wait limit", limit, maxSeconds, "give seconds")
	c.Share("share over the limit", most, "give a share such as 0.01")
	if !c.OK() {
		return Sizing{}, c.Err()
	}
	a := rate * service
	return smallest(a, "smallest n with P(wait > limit) by Erlang C", func(n int, b float64) (float64, bool) {
		p := waitTail(n, a, waitFromBlocking(n, a, b), limit/service)
		return p, p <= most
	})
}

// SmallestForResponse is the smallest group in which at most the share most of the requests takes longer than limit
// seconds, wait and service together. Exact for M/M/n. Refused when service alone breaks the limit.
func SmallestForResponse(rate, service, limit, most float64) (Sizing, error) {
	var c basis.Check
	checkTraffic(&c, rate, service)
	c.Positive("response limit", limit, maxSeconds, "give seconds")
	c.Share("share over the limit", most, "give a share such as 0.01")
	if c.OK() && math.Exp(-limit/service) >= most {
		c.Refuse("response limit", basisNumber(limit), "above "+basisNumber(-service*math.Log(most))+
			" s, which service alone needs", "raise the limit, allow more requests over it, or shorten the service")
	}
	if !c.OK() {
		return Sizing{}, c.Err()
	}
	a := rate * service
	return smallest(a, "smallest n with P(response > limit), M/M/n", func(n int, b float64) (float64, bool) {
		p := responseTail(n, a, waitFromBlocking(n, a, b), limit/service)
		return p, p <= most
	})
}

// SmallestForMeanWait is the smallest group whose mean wait is at most limit seconds, for gaps and service with
// squared coefficients of variation ca2 and cs2 (1 and 1: exact; else Allen-Cunneen, approx).
func SmallestForMeanWait(rate, service, limit, ca2, cs2 float64) (Sizing, error) {
	var c basis.Check
	checkTraffic(&c, rate, service)
	c.Positive("mean wait limit", limit, maxSeconds, "give seconds")
	c.NonNegative("squared variation of gaps", ca2, 1e6, "1 is Poisson")
	c.NonNegative("squared variation of service", cs2, 1e6, "1 is exponential, 0 is fixed")
	if !c.OK() {
		return Sizing{}, c.Err()
	}
	a, factor := rate*service, service*(ca2+cs2)/2
	s, err := smallest(a, "smallest n by mean wait", func(n int, b float64) (float64, bool) {
		w := meanWait(n, a, waitFromBlocking(n, a, b))
		if math.IsInf(w, 1) {
			return w, false
		}
		return w * factor, w*factor <= limit
	})
	if ca2 != 1 || cs2 != 1 {
		s.Basis.Method = basis.Approx
		s.Basis.Validity = []string{"Allen-Cunneen for gaps or service that are not exponential"}
	}
	return s, err
}

// smallest walks n upwards with the Erlang B recursion until good says so; every target here falls with n.
//
// Note: a start at the Halfin-Whitt value saves nothing: the recursion has to pass all smaller n anyway, and walking
// it once from 1 makes "smallest" a fact and not a hope.
func smallest(a float64, formula string, good func(n int, blocking float64) (float64, bool)) (Sizing, error) {
	if a == 0 {
		return Sizing{Basis: basis.Basis{Method: basis.Exact, Formula: formula + " (no load)"}}, nil
	}
	inverse := 1.0
	for n := 1; n <= MaxServers; n++ {
		inverse = 1 + float64(n)/a*inverse
		if got, ok := good(n, 1/inverse); ok {
			return Sizing{Servers: n, Achieved: got, Busy: math.Min(1, a/float64(n)),
				Basis: basis.Basis{Method: basis.Exact, Formula: formula}}, nil
		}
	}
	var c basis.Check
	c.Refuse("target", formula, "reachable with 20,000,000 servers", "loosen the target or split the load")
	return Sizing{}, c.Err()
}
