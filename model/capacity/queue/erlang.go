// Package queue sizes groups of equal servers: blocking without a queue (Erlang B), waiting with one (Erlang C),
// the smallest group for a target, and the percentiles of Poisson demand.
//
// Load is in Erlang: arrival rate times mean service time, the mean number of busy servers. Times are in seconds.
package queue

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Limits of the inputs. The recursions take one step per server, so these bound the time of a call (about 0.1 s).
const (
	MaxServers = 20_000_000
	MaxLoad    = 1e7 // Erlang
	maxRate    = 1e12
	maxSeconds = 1e9
)

// ErlangB is the share of requests lost by n servers without a queue under load Erlang. Exact for Poisson arrivals
// and any service law (A. K. Erlang 1917; insensitivity: Sevastyanov 1957). n = 0 loses everything.
func ErlangB(n int, load float64) (float64, error) {
	var c basis.Check
	checkServers(&c, n)
	checkLoad(&c, load)
	if !c.OK() {
		return 0, c.Err()
	}
	return erlangB(n, load), nil
}

// erlangB runs the recursion on the inverse: 1/B_n = 1 + n/a * 1/B_{n-1}, which only adds and never cancels.
// It stops once the loss is below the smallest float.
func erlangB(n int, a float64) float64 {
	if a == 0 {
		if n == 0 {
			return 1
		}
		return 0
	}
	inverse := 1.0
	for k := 1; k <= n; k++ {
		inverse = 1 + float64(k)/a*inverse
		if math.IsInf(inverse, 1) {
			return 0
		}
	}
	return 1 / inverse
}

// ErlangC is the share of requests that wait when n servers share one queue of any length under load Erlang. Exact for
// Poisson arrivals and exponential service. 1 when the load is n or more: the queue then grows without end.
func ErlangC(n int, load float64) (float64, error) {
	var c basis.Check
	checkServers(&c, n)
	checkLoad(&c, load)
	if !c.OK() {
		return 0, c.Err()
	}
	return waitFromBlocking(n, load, erlangB(n, load)), nil
}

func waitFromBlocking(n int, a, b float64) float64 {
	if float64(n) <= a {
		return 1
	}
	return float64(n) * b / (float64(n) - a*(1-b))
}

// WaitExceeds is the share of requests that wait longer than t: C exp(-(n-a) t/S). Exact for M/M/n, first come first
// served. 1 for an overloaded group.
func WaitExceeds(n int, rate, service, t float64) (float64, error) {
	c := checkQueue(n, rate, service)
	c.NonNegative("wait", t, maxSeconds, "give seconds")
	if !c.OK() {
		return 0, c.Err()
	}
	a := rate * service
	return waitTail(n, a, waitFromBlocking(n, a, erlangB(n, a)), t/service), nil
}

// waitTail takes the time in mean service times.
func waitTail(n int, a, pWait, services float64) float64 {
	if float64(n) <= a {
		return 1
	}
	return pWait * math.Exp(-(float64(n)-a)*services)
}

// ResponseExceeds is the share of requests whose wait plus service is longer than t. Exact for M/M/n, first come
// first served. 1 for an overloaded group.
func ResponseExceeds(n int, rate, service, t float64) (float64, error) {
	c := checkQueue(n, rate, service)
	c.NonNegative("response time", t, maxSeconds, "give seconds")
	if !c.OK() {
		return 0, c.Err()
	}
	a := rate * service
	return responseTail(n, a, waitFromBlocking(n, a, erlangB(n, a)), t/service), nil
}

// responseTail is P(W+S > t) with W = 0 or exponential of rate (n-a)/S: e^-t (1 + C (1-e^{-dt})/d), d = n-a-1.
func responseTail(n int, a, pWait, services float64) float64 {
	if float64(n) <= a {
		return 1
	}
	d := float64(n) - a - 1
	// e^-t (1-e^{-dt})/d in a form that stays finite for d < 0 and at d = 0
	var spread float64
	if x := d * services; math.Abs(x) < 1e-8 {
		spread = services * math.Exp(-services) * (1 - x/2)
	} else {
		spread = (math.Exp(-services) - math.Exp(-(d+1)*services)) / d
	}
	return math.Min(1, math.Exp(-services)+pWait*spread)
}

// MeanWait is the mean wait of all requests, C S/(n-a), seconds. Exact for M/M/n. +Inf for an overloaded group.
func MeanWait(n int, rate, service float64) (float64, error) {
	c := checkQueue(n, rate, service)
	if !c.OK() {
		return 0, c.Err()
	}
	a := rate * service
	return meanWait(n, a, waitFromBlocking(n, a, erlangB(n, a))) * service, nil
}

func meanWait(n int, a, pWait float64) float64 {
	if float64(n) <= a {
		return math.Inf(1)
	}
	return pWait / (float64(n) - a)
}

// AllenCunneen is the mean wait for general arrivals and service, seconds: the M/M/n wait times (ca2+cs2)/2, where
// ca2 and cs2 are the squared coefficients of variation of the gaps and of the service times. Approx; exact for M/M/n
// and for M/G/1 (Pollaczek-Khinchine). Source: Allen, Probability, Statistics and Queueing Theory, 1990.
func AllenCunneen(n int, rate, service, ca2, cs2 float64) (float64, basis.Basis, error) {
	c := checkQueue(n, rate, service)
	c.NonNegative("squared variation of gaps", ca2, 1e6, "1 is Poisson")
	c.NonNegative("squared variation of service", cs2, 1e6, "1 is exponential, 0 is fixed")
	if !c.OK() {
		return 0, basis.Basis{}, c.Err()
	}
	b := basis.Basis{Method: basis.Approx, Formula: "Allen-Cunneen", Validity: []string{
		"best near saturation; simulate when arrivals come in bursts longer than a service time"}}
	if ca2 == 1 && cs2 == 1 {
		b = basis.Basis{Method: basis.Exact, Formula: "Erlang C"}
	} else if ca2 == 1 && n == 1 {
		b = basis.Basis{Method: basis.Exact, Formula: "Pollaczek-Khinchine"}
	}
	a := rate * service
	if float64(n) <= a {
		return math.Inf(1), b, nil
	}
	return meanWait(n, a, waitFromBlocking(n, a, erlangB(n, a))) * service * (ca2 + cs2) / 2, b, nil
}

func checkServers(c *basis.Check, n int) {
	c.Count("servers", n, 0, MaxServers, "split the load into smaller groups")
}

func checkLoad(c *basis.Check, load float64) {
	c.NonNegative("load", load, MaxLoad, "give Erlang: requests per second times seconds per request")
}

func checkQueue(n int, rate, service float64) *basis.Check {
	var c basis.Check
	checkServers(&c, n)
	checkTraffic(&c, rate, service)
	return &c
}

func checkTraffic(c *basis.Check, rate, service float64) {
	c.NonNegative("arrival rate", rate, maxRate, "give requests per second")
	c.Positive("mean service time", service, maxSeconds, "give seconds")
	if c.OK() {
		checkLoad(c, rate*service)
	}
}
