package effort

import "time"

// SwitchingCharge is what a provider may ask for letting a customer go.
type SwitchingCharge string

const (
	// ChargeByContract: no statute bounds the charge; the contract says.
	ChargeByContract SwitchingCharge = "by contract"
	// ChargeAtCost: at most the provider's own cost of the switch.
	ChargeAtCost SwitchingCharge = "at cost"
	// ChargeZero: nothing for switching. Parallel use may still be billed at
	// cost (Data Act Art. 34(2)), and early-termination penalties remain.
	ChargeZero SwitchingCharge = "zero"
)

// Switching is what the EU Data Act grants a customer on a date.
type Switching struct {
	Charge SwitchingCharge

	// Terms says whether the rules on contract terms (Art. 25) apply; the figures
	// below are 0 where they do not.
	Terms             bool
	MaxNoticeMonths   int // longest notice the provider may demand
	MaxTransitionDays int // longest transition
	MaxExtendedMonths int // instead, where 30 days are technically unfeasible (Art. 25(4))
	MinRetrievalDays  int // shortest time to fetch the data afterwards

	Reference string // empty where no statute applies
}

// SwitchingOn is the law for a data processing service on the given day. The
// text protects customers in the EU: a customer in Switzerland is outside it and
// has what the contract grants.
//
// Source: Regulation (EU) 2023/2854, Art. 25, 29(1)-(3), 34(2): charges at most
// cost from 2024-01-11, zero from 2027-01-12; contract terms from 2025-09-12.
// The Digital Omnibus proposal COM(2025) 837 reopens the chapter; it was not
// adopted when last read (June 2026).
func SwitchingOn(date time.Time, customerInEU bool) Switching {
	if !customerInEU || day(date).Before(onDay(2024, time.January, 11)) {
		return Switching{Charge: ChargeByContract}
	}
	s := Switching{Charge: ChargeAtCost, Reference: "Reg. (EU) 2023/2854 Art. 29(2)"}
	if !day(date).Before(onDay(2025, time.September, 12)) {
		s.Terms = true
		s.MaxNoticeMonths, s.MaxTransitionDays, s.MaxExtendedMonths, s.MinRetrievalDays = 2, 30, 7, 30
		s.Reference = "Reg. (EU) 2023/2854 Art. 25, 29(2)"
	}
	if !day(date).Before(onDay(2027, time.January, 12)) {
		s.Charge = ChargeZero
		s.Reference = "Reg. (EU) 2023/2854 Art. 25, 29(1)"
	}
	return s
}

// LongestContract is the slowest way out the statute still allows: the contract
// path of the longest notice and transition. ok is false where no statute bounds
// it.
func (s Switching) LongestContract() (c Contract, ok bool) {
	if !s.Terms {
		return Contract{}, false
	}
	return Contract{NoticeMonths: s.MaxNoticeMonths, TransitionDays: s.MaxTransitionDays}, true
}

// ExitPlanRequired reports whether DORA demands an exit plan and a transition
// period in the contract: financial entities in the EU, for critical or important
// functions, from 2025-01-17 (Reg. (EU) 2022/2554 Art. 28(8), 30(3)(f)).
func ExitPlanRequired(date time.Time, financialEntityInEU, criticalFunction bool) bool {
	return financialEntityInEU && criticalFunction && !day(date).Before(onDay(2025, time.January, 17))
}

func onDay(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
