package xlsx

import (
	"github.com/sovcost/sovcost/model"
)

func (b *book) lawPage() page {
	return page{name: sheetLaw, widths: []float64{42, 24, 10, 11, 27, 44, 44}, freeze: 5, rows: b.lawRows}
}

// lawRows lists every option with its verdict. Verdicts follow facts, not
// figures: they are as delivered.
func (b *book) lawRows(r *rows) {
	r.tall(24, b.words(title, "Sovereignty"))
	r.put(b.words(faint, "What law and policy say about each option on "+b.p.c.Scenario.AsOf.String()+", as delivered. Not legal advice; sovcost check shows every rule with the facts used."))
	r.to(5)
	r.put(b.words(head, "Option"), b.words(head, "Place"), b.words(head, "Status"), b.words(head, "Verdict"), b.words(head, "Binding rule"), b.words(head, "Why"), b.words(head, "Reference"))
	for _, o := range b.p.c.Options {
		rule, why, reference := "", "", ""
		if f, ok := o.Assessment.Binding(); ok {
			rule, why, reference = f.ID(), f.Why, f.Rule.Reference
		}
		for i, x := range o.Excluded {
			if i == 0 || x.By != rule {
				rule, why, reference = x.By, x.Text, x.Reference
			}
			if i == 0 {
				break
			}
		}
		l := plain
		if o.Status == model.Excluded {
			l = look{color: grey}
		}
		l.wrap = true
		r.put(b.words(l, o.ID), b.words(l, o.Place()), b.words(l, statusWords(o)), b.words(l, o.Verdict().String()), b.words(l, rule), b.words(l, why), b.words(l, reference))
	}
}

func statusWords(o *model.Option) string {
	switch o.Status {
	case model.NotPriced:
		return "not priced"
	case model.Excluded:
		return "excluded"
	}
	return "priced"
}
