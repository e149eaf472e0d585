package pricing

import (
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Library is a set of price sheets, by id.
type Library struct {
	sheets map[string]*Sheet
}

// LoadLibrary reads every *.toml file below fsys, several at a time. Trusted
// sheets were checked when they were embedded and are only decoded. All problems
// of all files are reported at once; two sheets of one id are refused.
func LoadLibrary(fsys fs.FS, trusted bool) (*Library, error) {
	names, err := sheetFiles(fsys)
	if err != nil {
		return nil, err
	}
	sheets, errs := make([]*Sheet, len(names)), make([]error, len(names))
	var wg sync.WaitGroup
	for i, name := range names {
		wg.Go(func() { sheets[i], errs[i] = readSheet(fsys, name, trusted) })
	}
	wg.Wait()
	l := &Library{sheets: map[string]*Sheet{}}
	var ps factsheet.Problems
	for i, s := range sheets {
		if errs[i] != nil {
			ps = append(ps, asProblems(errs[i])...)
			continue
		}
		if old := l.sheets[s.ID]; old != nil {
			ps = append(ps, s.Doc.Problem("id", fmt.Sprintf("%s has a price sheet %q too", old.Doc.Path, s.ID), "keep one: nobody could tell which of them was used"))
			continue
		}
		l.sheets[s.ID] = s
	}
	return l, ps.Err()
}

func sheetFiles(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) == ".toml" {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

func readSheet(fsys fs.FS, name string, trusted bool) (*Sheet, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	if trusted {
		return decodeSheet(name, data)
	}
	return ParseSheet(name, data)
}

// Overlay puts the sheets of own over those of l; the ids that were replaced
// come back, sorted, so that the caller can say so.
func (l *Library) Overlay(own *Library) (replaced []string) {
	for id, s := range own.sheets {
		if l.sheets[id] != nil {
			replaced = append(replaced, id)
		}
		l.sheets[id] = s
	}
	sort.Strings(replaced)
	return replaced
}

// Sheet returns the sheet with that id.
func (l *Library) Sheet(id string) (*Sheet, bool) { s, ok := l.sheets[id]; return s, ok }

// IDs lists the sheets' ids, sorted.
func (l *Library) IDs() []string { return sortedKeys(l.sheets) }

// Sheets lists the sheets by id.
func (l *Library) Sheets() []*Sheet {
	out := make([]*Sheet, 0, len(l.sheets))
	for _, id := range l.IDs() {
		out = append(out, l.sheets[id])
	}
	return out
}

// Staleness is a price that is older than it should be, or of no known date.
type Staleness struct {
	Sheet, Meter string
	AsOf         string
	Days         int  // since AsOf; 0 when the date is not known
	Old          bool // refused under strict
}

// Ages of a price in days: older than Warn is reported, older than Refuse is an
// error under strict. Source: billing_mechanisms B.9.
const (
	WarnDays   = 90
	RefuseDays = 365
)

// Stale lists the prices that are old on the given day, by sheet and meter.
func (l *Library) Stale(asOf factsheet.Date) []Staleness {
	var out []Staleness
	for _, s := range l.Sheets() {
		for _, p := range s.Products {
			for _, m := range p.Meters {
				if st, old := s.stale(p, m, asOf); old && m.Status == Offered && p.Status == Offered {
					out = append(out, st)
				}
			}
		}
	}
	return out
}

func (s *Sheet) stale(p *Product, m *Meter, asOf factsheet.Date) (Staleness, bool) {
	d := m.AsOf
	if d.String() == "" {
		src, _ := s.Source(m.Source)
		d = src.AsOf
	}
	st := Staleness{Sheet: s.ID, Meter: p.ID + "." + m.ID, AsOf: d.String()}
	if d.IsZero() {
		st.AsOf, st.Old = "unknown", true
		return st, true
	}
	st.Days = asOf.DaysSince(d.Date)
	st.Old = st.Days > RefuseDays
	return st, st.Days > WarnDays
}

// Newest is the date of the sheet's youngest source, "" when none has one.
func (s *Sheet) Newest() string {
	newest := ""
	for _, src := range s.Sources {
		if d := src.AsOf.String(); strings.Compare(d, newest) > 0 && d != "unknown" {
			newest = d
		}
	}
	return newest
}
