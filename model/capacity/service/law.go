// Package service describes how long a request keeps its server busy, and what of that time is billed.
// All times are in seconds.
package service

import (
	"fmt"
	"math"
	"sort"
	"strconv"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Kind names the family of a Law.
type Kind string

// The families.
const (
	KindExponential Kind = "exponential"
	KindFixed       Kind = "fixed"
	KindLognormal   Kind = "lognormal"
	KindPoints      Kind = "percentile points"
)

const (
	maxSeconds = 1e9 // 31 years: past this a "request" is a server
	maxCV      = 100
)

// Point is one percentile of a measured duration: a share Q of the requests takes at most T seconds.
type Point struct {
	Q float64
	T float64
}

// Law is the distribution of a duration, plus a constant Offset (for example the start of a cold instance).
// The zero value is not a law; make one with the constructors.
//
// Note: Law is a struct with a kind and no interface: the simulator switches on the kind once per sample, which
// keeps sampling inlined, and a table of percentiles is data and not code.
type Law struct {
	kind   Kind
	mean   float64 // without the offset
	cv     float64
	mu     float64 // lognormal: mean of the logarithm
	sigma  float64 // lognormal: standard deviation of the logarithm
	points []Point
	offset float64
}

// Exponential has the given mean; its coefficient of variation is 1.
func Exponential(mean float64) (Law, error) {
	var c basis.Check
	c.Positive("mean duration", mean, maxSeconds, "give seconds")
	if !c.OK() {
		return Law{}, c.Err()
	}
	return Law{kind: KindExponential, mean: mean, cv: 1}, nil
}

// Fixed always takes the same time.
func Fixed(seconds float64) (Law, error) {
	var c basis.Check
	c.NonNegative("duration", seconds, maxSeconds, "give seconds")
	if !c.OK() {
		return Law{}, c.Err()
	}
	return Law{kind: KindFixed, mean: seconds}, nil
}

// Lognormal has the given mean and coefficient of variation (standard deviation over mean).
func Lognormal(mean, cv float64) (Law, error) {
	var c basis.Check
	c.Positive("mean duration", mean, maxSeconds, "give seconds")
	c.Positive("coefficient of variation", cv, maxCV, "use a fixed duration for 0")
	if !c.OK() {
		return Law{}, c.Err()
	}
	s2 := math.Log1p(cv * cv)
	return Law{kind: KindLognormal, mean: mean, cv: cv, mu: math.Log(mean) - s2/2, sigma: math.Sqrt(s2)}, nil
}

// FromPoints joins measured percentiles by straight lines. The points must start at Q = 0 (the fastest request) and
// end at Q = 1 (the slowest), with Q rising strictly and T not falling.
func FromPoints(points []Point) (Law, error) {
	var c basis.Check
	if len(points) < 2 {
		c.Refuse("percentile points", strconv.Itoa(len(points)), "at least 2", "give at least the fastest (0) and the slowest (1) request")
		return Law{}, c.Err()
	}
	for i, p := range points {
		name := fmt.Sprintf("percentile point %d", i+1)
		c.NonNegative(name+" share", p.Q, 1, "give shares from 0 to 1")
		c.NonNegative(name+" time", p.T, maxSeconds, "give seconds")
		if i > 0 && (!(p.Q > points[i-1].Q) || p.T < points[i-1].T) {
			c.Refuse(name, fmt.Sprintf("(%g, %g)", p.Q, p.T), "above the point before it", "sort the points by share")
		}
	}
	if points[0].Q != 0 || points[len(points)-1].Q != 1 {
		c.Refuse("percentile points", fmt.Sprintf("from %g to %g", points[0].Q, points[len(points)-1].Q), "from 0 to 1",
			"add the fastest and the slowest request")
	}
	if !c.OK() {
		return Law{}, c.Err()
	}
	var mean, square float64
	for i := 1; i < len(points); i++ {
		a, b, w := points[i-1].T, points[i].T, points[i].Q-points[i-1].Q
		mean += w * (a + b) / 2
		square += w * (a*a + a*b + b*b) / 3
	}
	law := Law{kind: KindPoints, mean: mean, points: append([]Point(nil), points...)}
	if mean > 0 {
		law.cv = math.Sqrt(math.Max(0, square-mean*mean)) / mean
	}
	return law, nil
}

// Plus is the same law, later by a constant.
func (l Law) Plus(seconds float64) (Law, error) {
	var c basis.Check
	c.NonNegative("offset", seconds, maxSeconds, "give seconds")
	if !c.OK() {
		return Law{}, c.Err()
	}
	l.offset += seconds
	return l, nil
}

// Kind is the family.
func (l Law) Kind() Kind { return l.kind }

// Valid tells whether the law came from a constructor without error.
func (l Law) Valid() bool { return l.kind != "" }

// Offset is the constant part, seconds.
func (l Law) Offset() float64 { return l.offset }

// Mean is the mean duration with the offset, seconds.
func (l Law) Mean() float64 { return l.mean + l.offset }

// CV2 is the squared coefficient of variation, with the offset.
func (l Law) CV2() float64 {
	if m := l.Mean(); m > 0 {
		r := l.cv * l.mean / m
		return r * r
	}
	return 0
}

// CDF is the share of requests that take at most t seconds.
func (l Law) CDF(t float64) float64 {
	t -= l.offset
	if t < 0 || math.IsNaN(t) {
		return 0
	}
	switch l.kind {
	case KindExponential:
		return -math.Expm1(-t / l.mean)
	case KindLognormal:
		if t == 0 {
			return 0
		}
		return 0.5 * math.Erfc((l.mu-math.Log(t))/(l.sigma*math.Sqrt2))
	case KindPoints:
		return l.pointsCDF(t)
	}
	if t >= l.mean {
		return 1
	}
	return 0
}

func (l Law) pointsCDF(t float64) float64 {
	i := sort.Search(len(l.points), func(i int) bool { return l.points[i].T > t })
	if i == 0 {
		return 0
	}
	if i == len(l.points) {
		return 1
	}
	a, b := l.points[i-1], l.points[i]
	return a.Q + (b.Q-a.Q)*(t-a.T)/(b.T-a.T)
}

// Quantile is the time within which a share q of the requests ends, q in [0, 1).
// Outside it answers the nearest end (+Inf where the law has none).
func (l Law) Quantile(q float64) float64 {
	q = math.Min(1, math.Max(0, q))
	switch l.kind {
	case KindExponential:
		return l.offset - l.mean*math.Log1p(-q)
	case KindLognormal:
		return l.offset + math.Exp(l.mu+l.sigma*math.Sqrt2*math.Erfinv(2*q-1))
	case KindPoints:
		i := sort.Search(len(l.points), func(i int) bool { return l.points[i].Q >= q })
		if i == 0 {
			return l.offset + l.points[0].T
		}
		a, b := l.points[i-1], l.points[i]
		return l.offset + a.T + (b.T-a.T)*(q-a.Q)/(b.Q-a.Q)
	}
	return l.offset + l.mean
}

// LogParameters are the mean and standard deviation of the logarithm of a lognormal law (without offset).
func (l Law) LogParameters() (mu, sigma float64) { return l.mu, l.sigma }
