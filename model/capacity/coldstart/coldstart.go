// Package coldstart computes how often a function platform that keeps idle instances warm for a while has to start a
// new one, and how many instances are alive.
//
// The model: requests arrive in a Poisson stream (or a Markov-modulated one, see Bursts), each takes an instance of
// its own for an exponential time, goes to the idle instance that was used last, and an instance unused for the
// keep-alive time is removed. With that routing idle instances form a stack, so instance number n exists exactly while
// n requests were in service at once within the last keep-alive time; cold starts are first-passage times of the
// number in service, and those have an exact Laplace transform.
//
// Rates are per second, times in seconds.
package coldstart

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
	"github.com/sovcost/sovcost/model/capacity/queue"
)

// Floor is the smallest cold share that is told apart from none: below it the numerical inversion has no digits left.
const Floor = 1e-9

// Limits of the inputs.
const (
	MaxLoad    = 1e6 // arrival rate times service time, Erlang; one call then takes about a second
	maxRate    = 1e12
	maxSeconds = 1e9
	minService = 1e-9
	maxCount   = 1 << 30
)

// Platform is what the runtime does, whatever the load.
type Platform struct {
	Service     float64 // mean busy time of a warm request, s
	ColdService float64 // mean busy time of a request that starts an instance, s; 0 = same as Service
	KeepAlive   float64 // how long an idle instance is kept, s; 0 = every request starts one
	Provisioned int     // instances always warm and used first
	Limit       int     // most instances at once, provisioned ones included; 0 = none. Requests over it are throttled
}

// Result is the steady state under one constant load.
type Result struct {
	// ColdShare is the share of the served requests that had to start an instance.
	ColdShare float64
	// ColdShareIsBound tells that the true share is somewhere between 0 and ColdShare (which is then Floor).
	ColdShareIsBound bool
	// Throttled is the share of the arriving requests that found the limit reached.
	Throttled float64
	// MeanAlive is the mean number of instances, provisioned ones included.
	MeanAlive float64
	// MeanBusy is the mean number of requests in service.
	MeanBusy float64
	// BusyOnProvisioned is the part of MeanBusy served by provisioned instances.
	BusyOnProvisioned float64
	// ShareOnProvisioned is the share of the served requests that ran on provisioned instances.
	ShareOnProvisioned float64
	// InstanceLife is the mean life of an instance that was started on demand, s; +Inf where ColdShare is a bound,
	// 0 where there are none.
	InstanceLife float64
	// Service is the mean busy time the figures were computed with, s (see ColdService).
	Service float64
	// Basis says how exact the figures are.
	Basis basis.Basis

	served      float64   // requests served per second
	provisioned int       // always alive
	atLeast     []float64 // P(alive >= n), n = 0, 1, ..., for the levels above provisioned
	coldAt      []float64 // cold starts per second that lift the number in service to n; of Poisson arrivals only
}

// AliveAtLeast is the share of time in which n or more instances are alive.
func (r Result) AliveAtLeast(n int) float64 {
	switch {
	case n <= r.provisioned:
		return 1
	case n >= len(r.atLeast):
		return 0
	}
	return r.atLeast[n]
}

// AlivePercentile is the smallest n such that at most n instances are alive in a share q of the time, 0 < q < 1.
func (r Result) AlivePercentile(q float64) (int, error) {
	var c basis.Check
	c.Share("percentile", q, "give a share such as 0.99")
	if !c.OK() {
		return 0, c.Err()
	}
	n := r.provisioned
	for 1-r.AliveAtLeast(n+1) < q { // ends: past the table the share is 0
		n++
	}
	return n, nil
}

// ColdPerSecond is the rate of cold starts.
func (r Result) ColdPerSecond() float64 { return r.served * r.ColdShare }

// ServedPerSecond is the rate of requests that were not throttled.
func (r Result) ServedPerSecond() float64 { return r.served }

// ColdShareOfArrivals is ColdShare on all requests, throttled ones included.
func (r Result) ColdShareOfArrivals() float64 { return r.ColdShare * (1 - r.Throttled) }

// Steady is the steady state for Poisson arrivals at rate requests per second. Exact for exponential service; for
// other laws the number in service keeps its distribution and ColdShare moves by a few percent (see the README).
func Steady(p Platform, rate float64) (Result, error) {
	c := p.check()
	c.Positive("arrival rate", rate, maxRate, "give requests per second; a time without requests has no cold share")
	if c.OK() {
		c.Positive("load", rate*p.busiest(), MaxLoad, "arrival rate times service time; split the load")
	}
	if !c.OK() {
		return Result{}, c.Err()
	}
	return p.withColdService(func(service float64) Result { return steady(p, rate, service) }), nil
}

func (p Platform) check() *basis.Check {
	var c basis.Check
	if !(p.Service >= minService && p.Service <= maxSeconds) {
		c.Refuse("mean service time", fmt.Sprint(p.Service), "1e-09 to 1e+09 seconds", "give seconds")
	}
	if p.ColdService != 0 && !(p.ColdService >= minService && p.ColdService <= maxSeconds) {
		c.Refuse("cold service time", fmt.Sprint(p.ColdService), "1e-09 to 1e+09 seconds", "give seconds, or 0 when it equals the warm one")
	}
	c.NonNegative("keep-alive", p.KeepAlive, maxSeconds, "give seconds")
	c.Count("provisioned", p.Provisioned, 0, maxCount, "")
	c.Count("limit", p.Limit, 0, maxCount, "0 means no limit")
	if p.Limit > 0 && p.Provisioned > p.Limit {
		c.Count("provisioned", p.Provisioned, 0, p.Limit, "the limit includes provisioned instances")
	}
	return &c
}

func (p Platform) busiest() float64 { return math.Max(p.Service, p.ColdService) }

// withColdService applies the correction for a longer (or shorter) cold request: S + share*(Sc - S), one iteration.
func (p Platform) withColdService(solve func(service float64) Result) Result {
	r := solve(p.Service)
	if p.ColdService == 0 || p.ColdService == p.Service {
		return r
	}
	r = solve(p.Service + r.ColdShare*(p.ColdService-p.Service))
	r.Basis.Method = basis.Approx
	r.Basis.Validity = append(r.Basis.Validity, "cold requests of another length enter through the mean: good while the cold share is below 5 %")
	return r
}

// finish derives the figures that follow from the level tables. cold is per served request.
func (r *Result) finish(p Platform, cold float64, busyOnProvisioned float64) {
	r.ColdShare = math.Min(1, math.Max(0, cold))
	if p.Limit > 0 && p.Provisioned >= p.Limit {
		r.ColdShare = 0 // every instance is provisioned: no cold start can happen
	} else if r.ColdShare < Floor {
		r.ColdShare, r.ColdShareIsBound = Floor, true
	}
	if p.Provisioned > 0 && p.Provisioned != p.Limit {
		r.Basis.Method = basis.Approx
		r.Basis.Validity = append(r.Basis.Validity, provisionedNote)
	}
	for n := 1; n < len(r.atLeast); n++ {
		// a survival function: in [0, 1] and falling, whatever the last digits say
		r.atLeast[n] = math.Min(r.atLeast[n-1], math.Max(0, r.atLeast[n]))
	}
	r.provisioned = p.Provisioned
	onDemand := 0.0
	for n := len(r.atLeast) - 1; n > p.Provisioned; n-- {
		onDemand += r.atLeast[n]
	}
	r.MeanAlive = float64(p.Provisioned) + onDemand
	r.BusyOnProvisioned = math.Min(busyOnProvisioned, r.MeanBusy)
	switch {
	case r.ColdShareIsBound:
		r.InstanceLife = math.Inf(1)
	case r.ColdShare > 0:
		r.InstanceLife = onDemand / (r.served * r.ColdShare)
	}
}

// provisionedNote: held against the exact solution in TestProvisionedAgainstExact.
// Note: what the provisioned instances cannot take is a Markov-modulated stream (its phases are how many of them are
// busy), so SteadyBursts with one phase more than they are many solves the rest exactly; that costs the cube of their
// number at each level, and is 0.2 % away where keep-alive times usually are.
const provisionedNote = "provisioned instances enter as the lowest levels, as if a running request could move to one that falls free: " +
	"against the exact solution the cold share is at most 0.2 % too high with a keep-alive time of 100 service times or more, 6 % with ten, 20 % with one"

func exactBasis(formula string) basis.Basis {
	return basis.Basis{Method: basis.Exact, Formula: formula, Validity: []string{
		"most recently used routing, one request per instance, exponential service times",
		"8 digits; a cold share below 1e-9 is reported as at most 1e-9",
	}}
}

// levels is the number of the highest level worth computing: the Poisson tail beyond it, times the chances a window of
// one keep-alive time offers to get there, is below 1e-13; plus 3.
func levels(load, rate, keepAlive float64, limit int) (int, queue.Poisson) {
	pi := queue.NewPoisson(load, 1e-40)
	tail, n := 0.0, pi.First+len(pi.Weights)
	for i := len(pi.Weights) - 1; i >= 0; i-- {
		tail += pi.Weights[i]
		if tail*(1+rate*keepAlive) >= 1e-13 {
			break
		}
		n = pi.First + i
	}
	n += 3
	if limit > 0 && limit < n {
		n = limit
	}
	return max(1, n), pi
}
