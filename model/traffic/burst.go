package traffic

import (
	"fmt"
	"time"
)

// Burst says that requests inside a slot come in bursts: exponential on-phases
// of mean length On, with Factor times the mean rate, and off-phases of mean
// length Off with what is left, so that the mean rate is kept.
type Burst struct {
	On, Off time.Duration
	Factor  float64
}

// Phases returns the two-phase Markov-modulated Poisson process of the burst at
// a mean rate: rates in requests per second, and switching rates per second out
// of the on- and the off-phase.
func (b Burst) Phases(mean float64) (onRate, offRate, leaveOn, leaveOff float64) {
	on, off := b.On.Seconds(), b.Off.Seconds()
	share := on / (on + off)
	onRate = mean * b.Factor
	offRate = max(0, mean*(1-share*b.Factor)/(1-share))
	return onRate, offRate, 1 / on, 1 / off
}

// Dispersion is the index of dispersion of counts over long windows at a mean
// rate in requests per second (Heffes and Lucantoni, IEEE JSAC 4(6), 1986).
func (b Burst) Dispersion(mean float64) float64 {
	l1, l2, s1, s2 := b.Phases(mean)
	return 1 + 2*(l1-l2)*(l1-l2)*s1*s2/((s1+s2)*(s1+s2)*(l1*s2+l2*s1))
}

func (b *Burst) check() []error {
	if b == nil {
		return nil
	}
	if b.On <= 0 || b.Off <= 0 {
		return []error{fmt.Errorf("burst: on %v and off %v must both be longer than 0", b.On, b.Off)}
	}
	limit := (b.On.Seconds() + b.Off.Seconds()) / b.On.Seconds()
	if !(b.Factor >= 1 && b.Factor <= limit) {
		return []error{fmt.Errorf("burst: factor %v is outside 1 to %.6g, where the off-phase is empty", b.Factor, limit)}
	}
	return nil
}
