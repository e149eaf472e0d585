package xlsx

import (
	"github.com/sovcost/sovcost/model"
)

// Rows and columns of Sovereignty.
const (
	firstLaw   = 6
	lawRuleCol = 5 // the rule that binds, and why
)

func (b *book) lawPage() page {
	return page{name: sheetLaw, widths: []float64{42, 24, 10, 11, 27, 44, 44}, freeze: firstLaw - 1, rows: b.lawRows}
}

// lawRows lists every option with its verdict. Verdicts follow facts, not
// figures: they are as delivered.
func (b *book) lawRows(r *rows) {
	r.tall(24, b.words(title, "Sovereignty"))
	r.put(b.words(faint, "What law and policy say about each option on "+b.p.c.Scenario.AsOf.String()+", as delivered. Not legal advice; sovcost check shows every rule with the facts used."))
	r.to(firstLaw - 1)
	r.put(b.words(head, "Option"), b.words(head, "Place"), b.words(head, "Status"), b.words(head, "Verdict"), b.words(head, "Binding rule"), b.words(head, "Why"), b.words(head, "Reference"))
	for _, o := range b.p.c.Options {
		rule, why, reference := binding(o)
		l := plain
		if o.Status == model.Excluded {
			l = look{color: grey}
		}
		l.wrap = true
		r.put(b.words(l, o.ID), b.words(l, o.Place()), b.words(l, statusWords(o)), b.words(l, o.Verdict().String()), b.words(l, rule), b.words(l, why), b.words(l, reference))
	}
}

// binding is the rule that weighs most on the option: what excludes it, else the
// worst finding.
func binding(o *model.Option) (rule, why, reference string) {
	if len(o.Excluded) > 0 {
		x := o.Excluded[0]
		return x.By, x.Text, x.Reference
	}
	if f, ok := o.Assessment.Binding(); ok {
		return f.ID(), f.Why, f.Rule.Reference
	}
	return "", "", ""
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
