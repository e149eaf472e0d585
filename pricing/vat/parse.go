package vat

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/exact"
)

var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

// CheckCountry refuses what is no country code, and knows the slips people make.
func CheckCountry(code string) error {
	switch {
	case code == "UK":
		return factsheet.ValueError{Message: `"UK" is not the country code`, Hint: `did you mean "GB"?`}
	case code == "EL":
		return factsheet.ValueError{Message: `"EL" is a prefix of VAT numbers`, Hint: `did you mean "GR"?`}
	case !countryCode.MatchString(code):
		return factsheet.ValueError{Message: fmt.Sprintf("%q is not a country code", code), Hint: `an ISO 3166 code of two capital letters, for example "CH"`}
	}
	return nil
}

// Parse reads a file of rates. The error is a factsheet.Problems with everything
// that is wrong with it.
func Parse(path string, data []byte) (*Table, error) {
	f := &file{}
	var err error
	f.doc, err = factsheet.Decode(path, data, f)
	var ps factsheet.Problems
	if err != nil && !errors.As(err, &ps) {
		return nil, err
	}
	add := func(key, message, hint string) { ps = append(ps, f.doc.Problem(key, message, hint)) }
	if f.Schema != Schema {
		add("schema", fmt.Sprintf("%q is not a file of VAT rates of a version this program reads", f.Schema), fmt.Sprintf("write schema = %q on the first line", Schema))
	}
	for i, s := range f.Sources {
		if err := factsheet.CheckConfidence(s.Confidence); err != nil {
			add(fmt.Sprintf("source[%d].confidence", i), err.Error(), "")
		}
	}
	if len(f.Rates) == 0 && len(ps) == 0 {
		add("", "no rate in this file", `add [[rate]] with country, standard, from and source`)
	}
	t := &Table{rates: map[string][]*Rate{}, doc: f.doc}
	for i, r := range f.Rates {
		r.file = f
		ps = append(ps, r.check(fmt.Sprintf("rate[%d]", i))...)
		t.rates[r.Country] = append(t.rates[r.Country], r)
	}
	if len(ps) == 0 {
		ps = t.order()
	}
	return t, ps.Err()
}

// check is what is wrong with one rate.
func (r *Rate) check(key string) (ps factsheet.Problems) {
	add := func(k, message, hint string) { ps = append(ps, r.file.doc.Problem(key+k, message, hint)) }
	if err := CheckCountry(r.Country); err != nil {
		v, _ := err.(factsheet.ValueError)
		add(".country", v.Message, v.Hint)
	}
	if p := r.Percent(); !r.Standard.IsSet() || p.Sign() <= 0 || !p.Less(exact.Int(100)) {
		add(".standard", fmt.Sprintf("%q is not a rate between 0 and 100 percent", r.Standard), `percent, for example standard = "8.1"`)
	}
	if !slices.ContainsFunc(r.file.Sources, func(s factsheet.Source) bool { return s.ID == r.Source && r.Source != "" }) {
		add(".source", fmt.Sprintf("no [[source]] %q", r.Source), "a rate without a source cannot be checked")
	}
	if r.Confidence != "" {
		if err := factsheet.CheckConfidence(r.Confidence); err != nil {
			add(".confidence", err.Error(), "")
		}
	}
	if r.Begins().IsZero() {
		add(".from", "from which day it holds is not said", "write from, or as_of on the rate or its source")
	}
	if !r.Until.IsZero() && r.Until.Before(r.Begins()) {
		add(".until", fmt.Sprintf("it ends on %s, before it begins on %s", r.Until, r.Begins()), "")
	}
	return ps
}

// order sorts each country's rates; two that begin on one day are a problem,
// because nobody can say which counts.
func (t *Table) order() (ps factsheet.Problems) {
	for _, c := range t.Countries() {
		list := t.rates[c]
		slices.SortStableFunc(list, func(a, b *Rate) int { return a.Begins().Compare(b.Begins()) })
		for i := 1; i < len(list); i++ {
			if list[i].Begins() == list[i-1].Begins() {
				ps = append(ps, t.doc.Problem("rate", fmt.Sprintf("two rates of %s begin on %s", c, list[i].Begins()), "keep one of the two"))
			}
		}
	}
	return ps
}
