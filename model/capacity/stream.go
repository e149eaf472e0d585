package capacity

import (
	"fmt"
	"time"

	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/service"
	"github.com/sovcost/sovcost/model/capacity/simulate"
	"github.com/sovcost/sovcost/model/traffic"
)

// stream is how requests come within a slot: at random, or in bursts whose
// lengths stay and whose rates follow the slot's.
type stream struct {
	burst *traffic.Burst
	words string
}

func (s stream) bursty() bool { return s.burst != nil }

// bursts are the on/off stream at a mean rate.
func (s stream) bursts(rate float64) coldstart.Bursts {
	on, off, leaveOn, leaveOff := s.burst.Phases(rate)
	return coldstart.Bursts{Rates: []float64{off, on}, Switch: [][]float64{{0, leaveOff}, {leaveOn, 0}}}
}

// streamOf takes the bursts a profile states, or fits on/off bursts to the
// dispersion it measured. The fit holds at the rate an average request sees; the
// lengths of the bursts then stay and their rates follow the slot's.
func (in *Inputs) streamOf(p traffic.Profile, rates []float64) (stream, error) {
	if b := p.Burst; b != nil {
		return stream{b, fmt.Sprintf("bursts of %s at %.4g times the mean rate, then %s of quiet (profile), as a two-phase Markov-modulated stream", traffic.Span(b.On), b.Factor, traffic.Span(b.Off))}, nil
	}
	index, ok := p.MeanDispersion()
	if !ok {
		return stream{nil, "requests come at random (Poisson) within a slot: the profile states no bursts"}, nil
	}
	if index < 1.05 {
		return stream{nil, fmt.Sprintf("requests come at random (Poisson) within a slot: measured dispersion %.3g", index)}, nil
	}
	sum, squares := 0.0, 0.0
	for _, r := range rates {
		sum, squares = sum+r, squares+r*r
	}
	if sum == 0 {
		return stream{nil, "no requests"}, nil
	}
	mean, window := squares/sum, p.DispersionWindow.Seconds()
	length := window
	from := "assumed as long as the window the dispersion was counted in"
	if q := in.S.Workload.Load.BurstLength; q.IsSet() {
		length, from = q.Base().Float(), "stated"
	} else {
		in.Note("workload.load.burst_length", "length of a burst", traffic.Span(p.DispersionWindow), "the window in which the profile counted its dispersion; shorter bursts of the same dispersion are steeper and start more instances")
	}
	fit, err := coldstart.OnOffFromDispersion(mean, index, window, length)
	if err != nil {
		return stream{}, fmt.Errorf("bursts from the profile's dispersion of %.4g: %w", index, err)
	}
	b := &traffic.Burst{On: time.Duration(length * float64(time.Second)), Off: time.Duration(float64(time.Second) / fit.Switch[0][1]), Factor: fit.Rates[1] / mean}
	return stream{b, fmt.Sprintf("on/off bursts fitted to the profile's dispersion of %.4g in windows of %s: bursts of %.4g s (%s), %.4g s of silence between them", index, traffic.Span(p.DispersionWindow), length, from, b.Off.Seconds())}, nil
}

// simulatedRequests is the sample of one point where only simulation answers.
const simulatedRequests = 200_000

// point is the steady state at one request rate, in requests per second.
type point struct {
	cold, refused, onWarm float64
	steady                coldstart.Result // not of a simulation
}

func (m platform) at(rate float64) (point, error) {
	if m.routing != string(simulate.MostRecent) {
		return m.played(rate)
	}
	solve := func() (coldstart.Result, error) { return coldstart.Steady(m.Platform, rate) }
	if m.stream.bursty() {
		solve = func() (coldstart.Result, error) {
			return coldstart.SteadyBursts(m.Platform, m.stream.bursts(rate))
		}
	}
	r, err := solve()
	return point{r.ColdPerSecond(), r.Throttled * rate, r.ShareOnProvisioned * r.ServedPerSecond(), r}, err
}

// played is the steady state by simulation, for routings without a formula.
// Work on warm instances is not told apart there: a random choice among idle
// instances still takes provisioned ones first, as the formula has it.
func (m platform) played(rate float64) (point, error) {
	law, err := service.Exponential(m.Service)
	if err != nil {
		return point{}, err
	}
	load := simulate.Load{Rate: rate, Service: law}
	warm := coldstart.Result{}
	if m.stream.bursty() {
		b := m.stream.bursts(rate)
		load = simulate.Load{Bursts: &b, Service: law}
		warm, err = coldstart.SteadyBursts(m.Platform, b)
	} else {
		warm, err = coldstart.Steady(m.Platform, rate)
	}
	if err != nil {
		return point{}, err
	}
	p := simulate.Platform{KeepAlive: m.KeepAlive, Routing: simulate.Routing(m.routing), Provisioned: m.Provisioned, Limit: m.Limit}
	if extra := m.ColdService - m.Service; extra > 0 {
		if p.Start, err = service.Fixed(extra); err != nil {
			return point{}, err
		}
	}
	r, err := simulate.Simulate(p, load, simulate.Run{Requests: simulatedRequests, Seed: 1})
	if err != nil {
		return point{}, err
	}
	refused := rate * r.Throttled.Value
	return point{cold: r.ColdShare.Value * (rate - refused), refused: refused, onWarm: warm.ShareOnProvisioned * (rate - refused)}, nil
}
