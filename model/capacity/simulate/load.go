package simulate

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sovcost/sovcost/model/capacity/basis"
	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/service"
)

// Request is one arrival: when, and how long it keeps its instance busy when warm.
type Request struct {
	At   float64
	Busy float64
}

// Load describes the arrivals: exactly one of Rate, Bursts and Rates, and the law of the busy times.
type Load struct {
	Rate        float64           // Poisson arrivals per second
	Bursts      *coldstart.Bursts // Markov-modulated Poisson arrivals
	Rates       []float64         // Poisson arrivals with this rate in each slot, the profile repeated for ever
	SlotSeconds float64           // length of a slot of Rates
	Service     service.Law
}

const (
	maxRate    = 1e9
	maxSeconds = 1e12
)

func (l Load) check(c *basis.Check) {
	kinds := 0
	if l.Rate != 0 {
		kinds++
		c.Positive("arrival rate", l.Rate, maxRate, "give requests per second")
	}
	if l.Bursts != nil {
		kinds++
	}
	if l.Rates != nil {
		kinds++
		c.Positive("slot length", l.SlotSeconds, 1e9, "give seconds")
		top := 0.0
		for i, r := range l.Rates {
			c.NonNegative(fmt.Sprintf("rate of slot %d", i+1), r, maxRate, "give requests per second")
			top = math.Max(top, r)
		}
		if c.OK() && top == 0 {
			c.Refuse("rates", "all 0", "above 0 in one slot", "there is nothing to simulate")
		}
	}
	if kinds != 1 {
		c.Refuse("load", fmt.Sprintf("with %d descriptions of the arrivals", kinds), "given one way", "set one of Rate, Bursts and Rates")
	}
	if !l.Service.Valid() {
		c.Refuse("service law", "unset", "made by a constructor of package service", "")
	}
}

// meanRate is requests per second in the long run.
func (l Load) meanRate() (float64, error) {
	switch {
	case l.Bursts != nil:
		return l.Bursts.MeanRate()
	case l.Rates != nil:
		sum := 0.0
		for _, r := range l.Rates {
			sum += r
		}
		return sum / float64(len(l.Rates)), nil
	}
	return l.Rate, nil
}

// period is the length after which the load repeats, 0 when it has none.
func (l Load) period() float64 { return float64(len(l.Rates)) * l.SlotSeconds }

// stream draws the requests of a load, in order of arrival. Arrivals and busy times come from streams of their own, so
// that runs of the same seed with another platform see the same requests.
type stream struct {
	arrivals, times *rand.Rand
	at              float64
	next            func(s *stream) float64 // the next arrival time
	rate            float64
	busy            sampler

	bursts *coldstart.Bursts
	phase  int
	leave  []float64 // total switch rate per phase

	rates   []float64
	slot    int
	slotEnd float64
	length  float64
}

func newStream(l Load, seed uint64) *stream {
	s := &stream{arrivals: rand.New(rand.NewPCG(seed, 1)), times: rand.New(rand.NewPCG(seed, 2)), busy: newSampler(l.Service)}
	switch {
	case l.Bursts != nil:
		s.bursts = l.Bursts
		for i, row := range l.Bursts.Switch {
			total := 0.0
			for j, v := range row {
				if i != j {
					total += v
				}
			}
			s.leave = append(s.leave, total)
		}
		s.next = (*stream).nextInBursts
	case l.Rates != nil:
		s.rates, s.length, s.slotEnd = l.Rates, l.SlotSeconds, l.SlotSeconds
		s.next = (*stream).nextInSlots
	default:
		s.rate = 1 / l.Rate
	}
	return s
}

// draw is the next request.
func (s *stream) draw() Request {
	if s.next == nil {
		s.at += s.arrivals.ExpFloat64() * s.rate
	} else {
		s.at = s.next(s)
	}
	return Request{At: s.at, Busy: s.busy.draw(s.times)}
}

func (s *stream) nextInBursts() float64 {
	at := s.at
	for {
		rate := s.bursts.Rates[s.phase]
		both := rate + s.leave[s.phase]
		at += s.arrivals.ExpFloat64() / both
		u := s.arrivals.Float64() * both
		if u < rate {
			return at
		}
		u -= rate
		next := s.phase
		for j, v := range s.bursts.Switch[s.phase] {
			if j == s.phase || v == 0 {
				continue
			}
			next = j
			if u < v {
				break
			}
			u -= v
		}
		s.phase = next
	}
}

// nextInSlots spends a unit exponential along the rate: exact for a rate that is constant within slots. The ends of
// slots are counted in whole slots, so that a long run keeps in step with the profile.
func (s *stream) nextInSlots() float64 {
	at := s.at
	need := s.arrivals.ExpFloat64()
	for {
		rate := s.rates[s.slot%len(s.rates)]
		if left := rate * (s.slotEnd - at); left >= need {
			return at + need/rate
		} else if left > 0 {
			need -= left
		}
		at = s.slotEnd
		s.slot++
		s.slotEnd = float64(s.slot+1) * s.length
	}
}

// sampler draws from a law.
type sampler struct {
	law       service.Law
	kind      service.Kind
	mean      float64
	offset    float64
	mu, sigma float64
}

func newSampler(l service.Law) sampler {
	mu, sigma := l.LogParameters()
	return sampler{law: l, kind: l.Kind(), mean: l.Mean() - l.Offset(), offset: l.Offset(), mu: mu, sigma: sigma}
}

func (s *sampler) draw(r *rand.Rand) float64 {
	switch s.kind {
	case service.KindExponential:
		return s.offset + s.mean*r.ExpFloat64()
	case service.KindLognormal:
		return s.offset + math.Exp(s.mu+s.sigma*r.NormFloat64())
	case service.KindPoints:
		return s.law.Quantile(r.Float64())
	}
	return s.offset + s.mean
}
