package effort

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Amount is money that may be unknown. Unknown is never zero.
type Amount struct {
	Value decimal.Decimal
	Known bool
}

// Known is a known amount.
func Known(v decimal.Decimal) Amount { return Amount{Value: v, Known: true} }

// Components are the parts of an exit cost, in one currency. The zero value of a
// part is unknown; say Known(0) for a part that costs nothing.
type Components struct {
	Egress           Amount // data times price; see SwitchingOn
	Conversion       Amount // formats, images, keys to encrypt anew
	Rewrite          Amount // person-months times loaded rate
	ParallelRun      Amount // months of both bills
	Retraining       Amount // people times days times rate
	Penalties        Amount // remaining commitment times contract rule; legal under the Data Act
	UnusedCommitment Amount // reservations and plans that outlive the use
}

// Total is an exit cost.
type Total struct {
	Amount  decimal.Decimal // of the known parts
	Unknown []string        // the others; with any, Amount is a lower bound
}

// Known reports whether every part is known.
func (t Total) Known() bool { return len(t.Unknown) == 0 }

// Total adds the parts up and names those nobody has priced.
func (c Components) Total() (Total, error) {
	var out Total
	for _, part := range []struct {
		name string
		Amount
	}{
		{"egress", c.Egress}, {"conversion", c.Conversion}, {"rewrite", c.Rewrite},
		{"parallel run", c.ParallelRun}, {"retraining", c.Retraining},
		{"penalties", c.Penalties}, {"unused commitment", c.UnusedCommitment},
	} {
		switch {
		case !part.Known:
			out.Unknown = append(out.Unknown, part.name)
		case part.Value.IsNegative():
			return Total{}, fmt.Errorf("%s: %s is negative", part.name, part.Value)
		default:
			out.Amount = out.Amount.Add(part.Value)
		}
	}
	return out, nil
}
