// Package vat knows the standard rate of value added tax of a buyer's country on
// a day. A rate that is not known is an error that says why, never 0.
package vat

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// Schema is the first key of every file of rates.
const Schema = "vat-rates/1"

//go:embed rates.toml
var files embed.FS

// Rate is the standard rate of one country from a day on.
//
// Note: reduced rates are left out. None of the countries listed has one for
// computing services, servers, power or rack space.
type Rate struct {
	Country    string                `toml:"country"`  // ISO 3166 code: "CH", "GR"
	Standard   factsheet.Decimal     `toml:"standard"` // percent
	From       factsheet.Date        `toml:"from"`     // first day; left out: the first day of as_of
	Until      factsheet.Date        `toml:"until"`    // last day; left out: open
	Planned    bool                  `toml:"planned"`  // announced, not in force: shown, never used
	Source     string                `toml:"source"`   // id of a [[source]]
	AsOf       factsheet.PartialDate `toml:"as_of"`    // overrides the source's
	Confidence string                `toml:"confidence"`
	Note       string                `toml:"note"`

	file *file
}

// file is a document of rates as it is written.
type file struct {
	Schema  string             `toml:"schema"`
	Sources []factsheet.Source `toml:"source"`
	Rates   []*Rate            `toml:"rate"`

	doc *factsheet.Document
}

// Table is a set of rates. It is safe for reading by several goroutines.
type Table struct {
	rates map[string][]*Rate // by country, in the order of their first days
	doc   *factsheet.Document
}

var embedded = sync.OnceValues(func() (*Table, error) {
	data, err := files.ReadFile("rates.toml")
	if err != nil {
		return nil, err
	}
	return Parse("vat/rates.toml", data)
})

// Embedded are the rates the program comes with.
func Embedded() (*Table, error) { return embedded() }

// Over lays one's own rates over the table: a country they name has no others.
func (t *Table) Over(own *Table) *Table {
	out := &Table{rates: maps.Clone(t.rates), doc: own.doc}
	maps.Copy(out.rates, own.rates)
	return out
}

// Document is the file the table was read from, the last one of several.
func (t *Table) Document() *factsheet.Document { return t.doc }

// Countries are the countries with a rate, sorted.
func (t *Table) Countries() []string { return slices.Sorted(maps.Keys(t.rates)) }

// Rates are a country's rates in the order of their first days, planned ones too.
func (t *Table) Rates(country string) []*Rate { return slices.Clone(t.rates[country]) }

// On is the rate in force in a country on a day. The error says in words why
// there is none.
func (t *Table) On(country string, day factsheet.Date) (*Rate, error) {
	list := t.rates[country]
	if len(list) == 0 {
		return nil, fmt.Errorf("the rates of %d countries are known, %s is not among them", len(t.rates), country)
	}
	var first *Rate
	for _, r := range slices.Backward(list) {
		switch {
		case r.Planned:
		case !day.Before(r.Begins()) && (r.Until.IsZero() || !day.After(r.Until)):
			return r, nil
		default:
			first = r
		}
	}
	if first != nil && day.Before(first.Begins()) {
		return nil, fmt.Errorf("the rates known of %s begin on %s", country, first.Begins())
	}
	return nil, fmt.Errorf("no rate known of %s is in force on %s", country, day)
}

// Planned is the next rate that was announced for a country and is not in force
// on the day, as it was last read.
func (t *Table) Planned(country string, day factsheet.Date) (*Rate, bool) {
	now, err := t.On(country, day)
	for _, r := range t.rates[country] {
		if r.Planned && (err != nil || now.Begins().Before(r.Begins())) {
			return r, true
		}
	}
	return nil, false
}

// Begins is the first day the rate is known to hold: a source that only says when
// it was read vouches for nothing before.
func (r *Rate) Begins() factsheet.Date {
	if !r.From.IsZero() {
		return r.From
	}
	return r.read().Date
}

func (r *Rate) read() factsheet.PartialDate {
	if r.AsOf.Precision != factsheet.ToNothing {
		return r.AsOf
	}
	return r.source().AsOf
}

func (r *Rate) source() factsheet.Source {
	for _, s := range r.file.Sources {
		if s.ID == r.Source {
			return s
		}
	}
	return factsheet.Source{}
}

// Percent is the rate in percent.
func (r *Rate) Percent() exact.Num { return exact.FromDecimal(r.Standard.Decimal()) }

// Provenance is where the rate is from, with its own date and confidence on top of
// its source's.
func (r *Rate) Provenance() formula.Source {
	s := r.source()
	out := formula.Source{Title: s.Title, URL: s.URL, AsOf: r.read().String(), Confidence: s.Confidence, Note: r.Note}
	if r.Confidence != "" {
		out.Confidence = r.Confidence
	}
	return out
}
