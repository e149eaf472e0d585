package calibrate

import (
	"fmt"
	"slices"
	"time"

	"github.com/sovcost/sovcost/pricing/exact"
)

// Bridge leads from the estimate to the bill, all in the bill's currency:
//
//	Estimate - NotBilled + Effects + Excluded + NotMapped = Bill
type Bridge struct {
	Months    int       // the estimate is of so many
	Estimate  exact.Num // all lines in the bill's currency
	NotBilled exact.Num // estimated, but no rule maps charges to it
	Effects   Effects
	Mapped    exact.Num // Estimate - NotBilled + Effects: the charges rules map
	Excluded  exact.Num // left out by name
	NotMapped exact.Num
	Bill      exact.Num // all charges; Mapped + Excluded + NotMapped
	Charges   int       // of Mapped
}

func (r *Result) bridge(t *targets) {
	b := &r.Bridge
	for _, more := range r.Tally.months {
		if more {
			b.Months++
		}
	}
	n := exact.Int(int64(b.Months))
	for i, l := range r.Option.Lines {
		cost, _, ok := t.cost(l)
		switch {
		case !ok:
			r.Elsewise = append(r.Elsewise, fmt.Sprintf("%s, %s %s a month", l.Label, r.Option.Values().Of(l.Amount).Fixed(2), l.Currency))
			continue
		case !t.taken[i]:
			if !cost.IsZero() {
				r.NotBill = append(r.NotBill, l.Label)
			}
			b.NotBilled = b.NotBilled.Add(cost.Mul(n))
		}
		b.Estimate = b.Estimate.Add(cost.Mul(n))
	}
	for _, x := range r.Rows {
		b.Effects = b.Effects.Add(x.Effects)
	}
	for _, rule := range r.Tally.Mapped {
		for _, month := range rule {
			for _, s := range month {
				b.Mapped, b.Charges = b.Mapped.Add(exact.FromDecimal(s.Cost)), b.Charges+s.Charges
			}
		}
	}
	for _, s := range r.Tally.Excluded {
		b.Excluded = b.Excluded.Add(exact.FromDecimal(s.Cost))
	}
	for _, s := range r.Tally.Rest {
		b.NotMapped = b.NotMapped.Add(exact.FromDecimal(s.Cost))
	}
	b.Bill = exact.FromDecimal(r.Tally.Total.Cost)
}

// notes tell how quantities were understood.
func (t *targets) notes() []string {
	var out []string
	for _, to := range t.order {
		m := t.meters[to]
		var assumed []string
		for a := range m.assumed {
			assumed = append(assumed, to+": "+a)
		}
		slices.Sort(assumed)
		out = append(out, assumed...)
		if !m.home && len(m.away) > 0 {
			out = append(out, fmt.Sprintf("%s: no charge is in %s, the estimate's region; all are in %s and count as shifted there (mix)", to, t.result.Option.Region, list(m.away)))
		}
	}
	return out
}

func list(names []string) string {
	const most = 5
	text := ""
	for i, n := range names {
		if i == most {
			return fmt.Sprintf("%s and %d more", text, len(names)-most)
		}
		if i > 0 {
			text += ", "
		}
		text += n
	}
	return text
}

// blind tells of columns that rules look at and the bill does not have: such
// rules take nothing.
func (r *Result) blind(rules *Rules) []string {
	var out []string
	for _, c := range rules.Columns() {
		if slices.Contains(r.Read.Absent, c) {
			out = append(out, fmt.Sprintf("the bill has no column %s, so no rule that looks at it takes a charge", c))
		}
	}
	return out
}

// idle tells of rules that take no charge: a word of theirs may be wrong, or an
// earlier rule takes everything first.
func (r *Result) idle(rules *Rules) []string {
	var out []string
	for i, m := range rules.Maps {
		if len(r.Tally.Mapped[i]) == 0 {
			out = append(out, fmt.Sprintf("map[%d] takes no charge, so nothing of it is mapped to %s", i, m.To))
		}
	}
	for i, x := range rules.Exclude {
		if r.Tally.Excluded[i].Charges == 0 {
			out = append(out, fmt.Sprintf("exclude %q takes no charge", x.Name))
		}
	}
	return out
}

// coverage tells of months whose charges do not reach from end to end: the
// estimate is of a whole month.
func (r *Result) coverage() []string {
	var out []string
	for _, name := range r.Tally.Months {
		first, err := time.Parse("2006-01", name)
		s := r.Tally.spans[name]
		if err != nil || s == nil {
			continue
		}
		if !r.Tally.months[name] {
			out = append(out, name+" has nothing but corrections: it is not estimated")
			continue
		}
		const day = 24 * time.Hour
		if end := first.AddDate(0, 1, 0); s.from.Sub(first) >= day || end.Sub(s.to) >= day {
			out = append(out, fmt.Sprintf("%s has charges from %s to %s only, the estimate is of a whole month", name, s.from.Format(time.DateOnly), s.to.Format(time.DateOnly)))
		}
	}
	return out
}
