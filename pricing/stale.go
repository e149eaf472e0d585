package pricing

import "github.com/sovcost/sovcost/internal/factsheet"

// Ages of a price in days: older than WarnDays is reported, older than
// RefuseDays is refused under strict. Swiss and European providers raised prices
// twice in the first half of 2026 alone.
const (
	WarnDays   = 90
	RefuseDays = 365
)

// Staleness is a price that is older than it should be, or of no known date.
type Staleness struct {
	Sheet, Meter string // Meter is "product.meter", "product.commitment" or the id of an allowance
	AsOf         string // as the source dates itself: "2026-05", "unknown"
	Days         int    // since AsOf; 0 when the date is not known
	Old          bool   // refused under strict; an unknown age is never a young one
}

// Stale lists the prices that are old on the given day, by sheet and in the
// order of each sheet.
func (l *Library) Stale(asOf factsheet.Date) []Staleness {
	var out []Staleness
	for _, s := range l.Sheets() {
		out = append(out, s.Stale(asOf)...)
	}
	return out
}

// Stale lists the sheet's prices that are old on the given day.
func (s *Sheet) Stale(asOf factsheet.Date) []Staleness {
	var out []Staleness
	add := func(name, source string, own factsheet.PartialDate) {
		d := s.dated(source, own)
		st := Staleness{Sheet: s.ID, Meter: name, AsOf: d.String(), Old: true}
		if d.Precision != factsheet.ToNothing {
			st.Days = asOf.DaysSince(d.Date)
			st.Old = st.Days > RefuseDays
		}
		if st.Old || st.Days > WarnDays {
			out = append(out, st)
		}
	}
	for _, p := range s.Products {
		if p.Status != Offered {
			continue
		}
		for _, m := range p.Meters {
			if m.Status == Offered {
				add(p.ID+"."+m.ID, m.Source, m.AsOf)
			}
		}
		for _, c := range p.Commitments {
			if c.Status == Offered {
				add(p.ID+"."+c.ID, c.Source, c.AsOf)
			}
		}
	}
	for _, a := range s.Allowances {
		add(a.ID, a.Source, noDate)
	}
	return out
}

// dated is the day a price was true: its own, or its source's.
func (s *Sheet) dated(source string, own factsheet.PartialDate) factsheet.PartialDate {
	if own.Precision != factsheet.ToNothing {
		return own
	}
	src, _ := s.Source(source)
	return src.AsOf
}
