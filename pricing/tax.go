package pricing

import (
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/vat"
)

// VAT is the table of VAT rates: the shipped one with the library's own files over
// it.
func (l *Library) VAT() (*vat.Table, error) {
	t, err := vat.Embedded()
	if err != nil {
		return nil, err
	}
	for _, own := range l.vat {
		t = t.Over(own)
	}
	return t, nil
}

// OwnVAT are the files of VAT rates the library was given, in reading order.
func (l *Library) OwnVAT() []*vat.Table { return slices.Clone(l.vat) }

// addVAT takes a file of rates of the library's folder; a country in two files is
// a problem, because nobody can say which counts.
func (l *Library) addVAT(t *vat.Table) (ps factsheet.Problems) {
	for _, old := range l.vat {
		for _, c := range t.Countries() {
			if len(old.Rates(c)) > 0 {
				ps = append(ps, t.Document().Problem("rate", fmt.Sprintf("%s has rates in %s as well", c, old.Document().Path), "keep them in one file"))
			}
		}
	}
	l.vat = append(l.vat, t)
	return ps
}
