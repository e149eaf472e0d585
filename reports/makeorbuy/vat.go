package makeorbuy

import (
	"fmt"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/makeorbuy"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/reports"
)

// vatNotes say what of VAT is in the payments, and which announced rate would
// begin inside the horizon.
func vatNotes(c *model.Comparison, v *makeorbuy.Review) []reports.Note {
	t := c.VAT
	if t == nil || !t.Rate.OK() {
		return nil
	}
	rate, _ := t.Rate.Leaf()
	share, _ := t.Deductible.Leaf()
	kept := exact.One.Sub(share.Value)
	if kept.IsZero() {
		return []reports.Note{{ID: "vat", Level: reports.NoteInfo, Text: "payments are without VAT, all of which is deducted (vat.deductible)"}}
	}
	percent := func(q exact.Num) string { return q.Mul(exact.Int(100)).Round(4).String() + " %" }
	out := []reports.Note{{ID: "vat", Level: reports.NoteInfo, Text: fmt.Sprintf("payments are with the VAT that is not deducted: %s of %s (%s), in every year", percent(kept), percent(rate.Value), t.Country)}}
	if p := t.Planned; p != nil && monthsTo(c.Scenario.AsOf, p.Begins()) < v.Terms.Months {
		out = append(out, reports.Note{ID: "vat_planned", Level: reports.NoteWarning, Text: fmt.Sprintf("%s %% VAT are planned from %s, inside the horizon, and not counted: state vat.rate for a review at that rate", p.Standard, p.Begins())})
	}
	return out
}

// monthsTo counts the whole months from one day to a later one.
func monthsTo(from, to factsheet.Date) int {
	n := 12*(to.Year-from.Year) + to.Month - from.Month
	if to.Day < from.Day {
		n--
	}
	return n
}
