package pricing

import (
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// edition adds a sheet, or another edition of one: two files of one id whose days
// do not meet. The latest is the sheet; the others are its history.
func (l *Library) edition(s *Sheet) *factsheet.Problem {
	old := l.sheets[s.ID]
	if old == nil {
		l.put(s)
		return nil
	}
	for _, e := range append([]*Sheet{old}, l.past[s.ID]...) {
		if e.overlaps(s) {
			p := s.Doc.Problem("id", fmt.Sprintf("%s is the id of a sheet in %s as well", s.ID, e.Doc.Path), "give one of them another id, remove it, or write valid_from and valid_until for editions of one list")
			return &p
		}
	}
	if l.past == nil {
		l.past = map[string][]*Sheet{}
	}
	if old.ValidFrom.Before(s.ValidFrom) {
		l.put(s)
		s = old
	}
	l.past[s.ID] = append(l.past[s.ID], s)
	slices.SortFunc(l.past[s.ID], func(a, b *Sheet) int { return a.ValidFrom.Compare(b.ValidFrom) })
	return nil
}

// overlaps reports whether there is a day on which both editions would hold. One
// without a first day may hold since ever, one without a last day for ever.
func (s *Sheet) overlaps(o *Sheet) bool {
	before := func(a, b *Sheet) bool { // a ends before b begins
		return !a.ValidUntil.IsZero() && !b.ValidFrom.IsZero() && a.ValidUntil.Before(b.ValidFrom)
	}
	return !before(s, o) && !before(o, s)
}

// Begins is the first day a sheet speaks of: valid_from, else the day of its
// oldest price; zero when none is dated. Before it there is no price, for nobody
// knows that it was the same.
func (s *Sheet) Begins() factsheet.Date {
	if !s.ValidFrom.IsZero() {
		return s.ValidFrom
	}
	var first factsheet.Date
	for _, p := range s.Products {
		for _, m := range p.Meters {
			d := s.dated(m.Source, m.AsOf)
			if m.Status != Offered || p.Status != Offered {
				continue
			}
			if d.Precision == factsheet.ToNothing {
				return factsheet.Date{}
			}
			if first.IsZero() || d.Date.Before(first) {
				first = d.Date
			}
		}
	}
	return first
}

// on is the sheet with the prices it has for a day. A sheet that says from when it
// holds has all of them; of another, each price holds from its own date: the ones
// seen later only are unknown.
func (s *Sheet) on(day factsheet.Date) *Sheet {
	if !s.ValidFrom.IsZero() {
		return s
	}
	late := func(source string, own factsheet.PartialDate) bool {
		d := s.dated(source, own)
		return d.Precision != factsheet.ToNothing && day.Before(d.Date)
	}
	if !slices.ContainsFunc(s.Products, func(p *Product) bool {
		return slices.ContainsFunc(p.Meters, func(m *Meter) bool { return late(m.Source, m.AsOf) }) ||
			slices.ContainsFunc(p.Commitments, func(c *Commitment) bool { return late(c.Source, c.AsOf) })
	}) {
		return s
	}
	t := s.copied()
	for _, p := range t.Products {
		for _, m := range p.Meters {
			if m.Status == Offered && late(m.Source, m.AsOf) {
				m.Status, m.RowNote = Unknown, fmt.Sprintf("the oldest price known is of %s", s.dated(m.Source, m.AsOf))
			}
		}
		for _, c := range p.Commitments {
			if c.Status == Offered && late(c.Source, c.AsOf) {
				c.Status, c.Note = Unknown, fmt.Sprintf("the oldest price known is of %s", s.dated(c.Source, c.AsOf))
			}
		}
	}
	return t
}

// holds reports whether the sheet has prices for the day.
func (s *Sheet) holds(day factsheet.Date) bool {
	return !day.Before(s.Begins()) && (s.ValidUntil.IsZero() || !day.After(s.ValidUntil))
}

// Outside is a sheet that has no prices for a day.
type Outside struct {
	Sheet string
	Why   string
}

// On is the library as it was on a day: each sheet in the edition that holds. A
// sheet whose history does not reach the day is left out and named; a price of
// another day never stands in for it.
func (l *Library) On(day factsheet.Date) (*Library, []Outside) {
	if day.IsZero() {
		return l, nil
	}
	out := &Library{sheets: map[string]*Sheet{}, contracts: l.contracts, past: l.past, vat: l.vat}
	var outside []Outside
	for _, s := range l.Sheets() {
		editions := append(slices.Clone(l.past[s.ID]), s)
		i := slices.IndexFunc(editions, func(e *Sheet) bool { return e.holds(day) })
		if i >= 0 {
			out.put(editions[i].on(day))
			continue
		}
		outside = append(outside, Outside{s.ID, gap(editions, day)})
	}
	return out, outside
}

// gap says where a day lies that no edition holds for.
func gap(editions []*Sheet, day factsheet.Date) string {
	first, last := editions[0], editions[len(editions)-1]
	switch {
	case day.Before(first.Begins()):
		return fmt.Sprintf("its prices begin on %s", first.Begins())
	case !last.ValidUntil.IsZero() && day.After(last.ValidUntil):
		return fmt.Sprintf("its prices end on %s", last.ValidUntil)
	}
	return fmt.Sprintf("no edition of it holds on %s", day)
}

// Editions are all editions of a sheet, oldest first.
func (l *Library) Editions(id string) []*Sheet {
	s, ok := l.sheets[id]
	if !ok {
		return nil
	}
	return append(slices.Clone(l.past[id]), s)
}
