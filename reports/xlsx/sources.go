package xlsx

import (
	"github.com/sovcost/sovcost/reports"
)

// sourceHeads is the row of headings that every printed page repeats: it fits all
// tables of the sheet.
const sourceHeads = 3

func (b *book) sourcesPage() page {
	return page{name: sheetSources, widths: []float64{34, 26, 80}, heads: sourceHeads, rows: b.sourceRows}
}

// sourceRows name everything the figures were made from, what was assumed, and
// leave room for the log of the person who changes the file.
func (b *book) sourceRows(r *rows) {
	r.tall(24, b.words(title, "Sources"))
	r.put()
	b.provenanceRows(r, b.w.Provenance)
	r.put()
	r.tall(19, b.words(heading, "Assumptions and warnings"))
	r.put(b.words(head, "Kind"), b.words(head, ""), b.words(head, "What and why"))
	for _, n := range b.w.Notes {
		text := n.Text
		if n.Reason != "" {
			text += " (" + n.Reason + ")"
		}
		r.put(b.words(plain, noteKind(n.Level)), b.words(plain, ""), b.words(wrapped, text))
	}
	if left := b.p.c.Left; len(left) > 0 {
		r.put()
		r.tall(19, b.words(heading, "Left out of the comparison"))
		r.put(b.words(head, "Sheet or product"), b.words(head, ""), b.words(head, "Why"))
		for _, l := range left {
			r.put(b.words(plain, l.What), b.words(plain, ""), b.words(wrapped, l.Why))
		}
	}
	r.put()
	r.tall(19, b.words(heading, "Change log"))
	r.put(b.words(faint, "Write down what you change and why; the Cover tells that something was changed."))
	r.put(b.words(head, "Date and name"), b.words(head, "Cell"), b.words(head, "What was changed, and why"))
	blank := look{color: blue, fill: paleInput, open: true, wrap: true}
	for range 8 {
		r.put(b.words(blank, ""), b.words(blank, ""), b.words(blank, ""))
	}
}

// provenanceRows name the tool and everything that was read.
func (b *book) provenanceRows(r *rows, p reports.Provenance) {
	r.put(b.words(head, "What"), b.words(head, "Date"), b.words(head, "Digest, source or reason"))
	r.put(b.words(plain, "Tool: "+p.Tool), b.words(plain, p.Version), b.words(plain, ""))
	r.put(b.words(plain, "Scenario: "+fileName(p.Scenario)), b.words(plain, p.AsOf), b.words(faint, p.Digest))
	for _, s := range p.Sheets {
		r.put(b.words(plain, "Price sheet "+s.Name), b.words(plain, s.Date), b.words(faint, s.Digest))
	}
	for _, s := range p.Rules {
		r.put(b.words(plain, s.Name), b.words(plain, s.Date), b.words(faint, s.Digest))
	}
	for _, x := range p.FX {
		r.put(b.words(plain, "Exchange rate "+x.From+" in "+x.To+": "+x.Rate.String()), b.words(plain, x.Date), b.words(plain, x.Source))
	}
	r.put(b.words(plain, "Rounding"), b.words(plain, ""), b.words(wrapped, p.Rounding))
}

func noteKind(l reports.NoteLevel) string {
	switch l {
	case reports.NoteDefault:
		return "assumption"
	case reports.NoteWarning:
		return "warning"
	}
	return "note"
}
