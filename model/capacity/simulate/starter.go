package simulate

import (
	"math/rand/v2"

	"github.com/sovcost/sovcost/model/capacity/service"
)

// starter draws the times to start an instance, one ahead, from a stream of its own: a run that starts more instances
// still sees the same requests.
type starter struct {
	law    sampler
	random *rand.Rand
	next   float64
}

func newStarter(l service.Law, seed uint64) *starter {
	s := &starter{}
	if l.Valid() {
		s.law, s.random = newSampler(l), rand.New(rand.NewPCG(seed, 3))
		s.advance()
	}
	return s
}

func (s *starter) advance() {
	if s.random != nil {
		s.next = s.law.draw(s.random)
	}
}

// bucket is a token bucket refilled continuously; size 0 is no bucket.
type bucket struct {
	size, rate float64
	tokens, at float64
}

func newBucket(size, rate float64) bucket { return bucket{size: size, rate: rate, tokens: size} }

func (b *bucket) refill(t float64) {
	b.tokens = min(b.size, b.tokens+(t-b.at)*b.rate)
	b.at = t
}

// take takes a token at time t if there is one. A token that is due within a rounding error counts.
func (b *bucket) take(t float64) bool {
	if b.size == 0 {
		return true
	}
	b.refill(t)
	if b.tokens < 1-1e-9 {
		return false
	}
	b.tokens--
	return true
}

// due is the time at which the next token is there (t itself if one is).
func (b *bucket) due(t float64) float64 {
	if b.size == 0 {
		return t
	}
	b.refill(t)
	if b.tokens >= 1-1e-9 {
		return t
	}
	return t + (1-b.tokens)/b.rate // +Inf without a refill
}
