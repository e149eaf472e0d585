package modeltest

import (
	"time"

	"github.com/sovcost/sovcost/model/traffic"
)

// YearOfHours is a load profile of 8,760 hours of which no two have the same
// load: days are busier than nights, and nothing can be computed once for both.
func YearOfHours() traffic.Profile {
	p := traffic.Profile{Name: "year of hours", Slot: time.Hour, Counted: true, Coverage: 1, Weights: make([]int64, 365*24)}
	for i := range p.Weights {
		p.Weights[i] = 2000 + int64(i)*7919%9973 // 9,973 is prime: no remainder comes twice in a year
		if h := i % 24; h >= 8 && h < 20 {
			p.Weights[i] += 10_000
		}
	}
	return p
}
