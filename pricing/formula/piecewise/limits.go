package piecewise

import (
	"fmt"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// DefaultMaxPieces bounds the pieces of one reading, those of intermediate steps
// among them: about three seconds and 600 MB on the machine this was written on.
const DefaultMaxPieces = 4_000_000

// SmoothSteps is from how many steps on Limits.Smooth applies: a step is then at
// most four millionths of the range.
const SmoothSteps = 250_000

// Limits bound a reading.
type Limits struct {
	// MaxPieces bounds the pieces built, those of intermediate steps among them;
	// 0 means DefaultMaxPieces.
	MaxPieces int
	// Smooth, when set, is asked whether a quantity rounded up in more than
	// SmoothSteps steps over one line may be read as that line: it is then at most
	// one step too small. Otherwise such a quantity uses up MaxPieces.
	Smooth func(rounded formula.Node, step exact.Num) bool
	// Inputs replace the values of other leaves, as in the exact reader.
	Inputs formula.Inputs
}

// Error says which node cannot be read along the axis, why, and what to try.
type Error struct {
	Node string // label of the node
	What string
	Try  string
}

func (e *Error) Error() string {
	s := e.Node + ": " + e.What
	if e.Try != "" {
		s += "; " + e.Try
	}
	return s
}

// budget counts down the pieces that may still be built.
type budget struct{ left, max int }

func (b *budget) take(n int) error {
	if n > b.left {
		return b.exceeded()
	}
	b.left -= n
	return nil
}

// afford refuses a number of steps before any of them is built.
func (b *budget) afford(steps exact.Num) error {
	if exact.Int(int64(b.left)).Less(steps) {
		return &Error{What: fmt.Sprintf("it has %s steps in this range, more than the %d pieces allowed", formula.Group(steps.Ceil().String()), b.max),
			Try: "narrow the range or read a few loads one by one"}
	}
	return nil
}

func (b *budget) exceeded() error {
	return &Error{What: fmt.Sprintf("the range breaks into more than the %d pieces allowed", b.max),
		Try: "narrow the range or read a few loads one by one"}
}
