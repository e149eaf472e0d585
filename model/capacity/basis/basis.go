// Package basis says what a figure of the capacity model rests on: which kind of method produced it, how far that
// method holds, and which inputs it refuses.
package basis

import "fmt"

// Method is the kind of evidence behind a figure.
type Method string

// The methods, strongest first.
const (
	Exact      Method = "exact"          // proved or closed form under the stated assumptions
	Rule       Method = "published rule" // a vendor's or project's documented rule, followed to the letter
	Approx     Method = "approx"         // a formula known to deviate; the basis says by how much
	Simulated  Method = "simulated"      // a random sample; the figure comes with its standard error
	Replayed   Method = "replayed"       // counted on one given trace, no model between
	UpperBound Method = "upper bound"    // the true figure is at most this
	LowerBound Method = "lower bound"    // the true figure is at least this
)

// Basis labels a result. It travels with the figure into every output.
type Basis struct {
	Method   Method
	Formula  string   // name of what was computed, with its source
	Validity []string // how far it holds, one sentence each
}

// String is the label in one line, for example "exact (keep-alive recursion)".
func (b Basis) String() string {
	if b.Formula == "" {
		return string(b.Method)
	}
	return fmt.Sprintf("%s (%s)", b.Method, b.Formula)
}
