package basis

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// ArgumentError refuses one input: which, what it was, what it must be and what to try.
type ArgumentError struct {
	Argument string // the reader's name of the input, for example "arrival rate"
	Value    string // as given
	Need     string // "must be ..."
	Try      string // what to do about it
}

// Error is one line, lower case.
func (e *ArgumentError) Error() string {
	text := e.Argument + " " + e.Value + ": must be " + e.Need
	if e.Try != "" {
		text += "; " + e.Try
	}
	return text
}

// Check collects the refusals of one call, so that all of them are reported at once. The zero value is ready.
type Check struct {
	errs []error
}

// Refuse records one refusal.
func (c *Check) Refuse(argument, value, need, try string) {
	c.errs = append(c.errs, &ArgumentError{Argument: argument, Value: value, Need: need, Try: try})
}

// Positive wants 0 < v <= most.
func (c *Check) Positive(argument string, v, most float64, try string) {
	if !(v > 0) || v > most {
		c.Refuse(argument, number(v), fmt.Sprintf("above 0 and at most %g", most), try)
	}
}

// NonNegative wants 0 <= v <= most.
func (c *Check) NonNegative(argument string, v, most float64, try string) {
	if !(v >= 0) || v > most {
		c.Refuse(argument, number(v), fmt.Sprintf("0 to %g", most), try)
	}
}

// Share wants 0 < v < 1.
func (c *Check) Share(argument string, v float64, try string) {
	if !(v > 0) || v >= 1 {
		c.Refuse(argument, number(v), "above 0 and below 1", try)
	}
}

// Count wants least <= v <= most.
func (c *Check) Count(argument string, v, least, most int, try string) {
	if v < least || v > most {
		c.Refuse(argument, strconv.Itoa(v), fmt.Sprintf("%d to %d", least, most), try)
	}
}

// OK tells whether nothing was refused so far.
func (c *Check) OK() bool { return len(c.errs) == 0 }

// Err is nil, or all refusals, one per line.
func (c *Check) Err() error { return errors.Join(c.errs...) }

func number(v float64) string {
	switch {
	case math.IsNaN(v):
		return "not a number"
	case math.IsInf(v, 1):
		return "infinite"
	case math.IsInf(v, -1):
		return "minus infinite"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
