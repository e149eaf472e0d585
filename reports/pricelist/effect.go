package pricelist

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/reports"
)

// Diff is what two editions of price lists differ in, and what a scenario costs
// with each.
type Diff struct {
	Old, New      []*pricing.Sheet
	Before, After *model.Comparison // nil without a scenario
}

// DiffData is the machine form.
type DiffData struct {
	Counts  map[string]int `json:"counts"` // by kind of change
	Changes []Change       `json:"changes"`
	Effect  []Effect       `json:"effect,omitempty"`
	Missing []string       `json:"sheets_on_one_side,omitempty"`
}

// Effect is one option of the scenario at the old and at the new prices.
type Effect struct {
	Option  string `json:"option"`
	Old     string `json:"old,omitempty"`
	New     string `json:"new,omitempty"`
	Percent string `json:"percent,omitempty"`
}

// changes pairs the sheets by id, or the two when there is one on each side.
func (d *Diff) changes() (all []Change, oneSided []string) {
	if len(d.Old) == 1 && len(d.New) == 1 {
		return Changes(d.Old[0], d.New[0]), nil
	}
	byID := map[string]*pricing.Sheet{}
	for _, s := range d.Old {
		byID[s.ID] = s
	}
	for _, s := range d.New {
		old, ok := byID[s.ID]
		if !ok {
			oneSided = append(oneSided, s.ID+" (new)")
			continue
		}
		delete(byID, s.ID)
		all = append(all, Changes(old, s)...)
	}
	for _, s := range d.Old {
		if _, left := byID[s.ID]; left {
			oneSided = append(oneSided, s.ID+" (gone)")
		}
	}
	return all, oneSided
}

// Report is the difference as one finished answer.
func (d *Diff) Report(p reports.Provenance) (*reports.Report, error) {
	data := DiffData{Counts: map[string]int{}, Changes: []Change{}}
	changes, oneSided := d.changes()
	data.Changes, data.Missing = append(data.Changes, changes...), oneSided
	t := &reports.Table{ID: "changes", Columns: []reports.Column{{Key: "sheet", Title: "Sheet"}, {Key: "price", Title: "Price"}, {Key: "old", Title: "Old"}, {Key: "new", Title: "New"}, {Key: "per", Title: "Per"},
		{Key: "change", Title: "Change"}}}
	for _, c := range changes {
		data.Counts[c.What]++
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(c.Sheet), reports.Words(c.Price), reports.Words(dash(c.Old)), reports.Words(dash(c.New)), reports.Words(c.Per), move(c.Percent, c.What)}})
	}
	r := &reports.Report{Kind: "sovcost/prices-diff/1", Title: "Prices that changed", Provenance: p, Answer: []string{diffAnswer(data.Counts, len(changes))}}
	if len(t.Rows) > 0 {
		r.Sections = append(r.Sections, reports.Section{Table: t})
	}
	if d.Before != nil {
		data.Effect = effects(d.Before, d.After)
		r.Answer = append(r.Answer, effectAnswer(d.Before, d.After, data.Effect))
		if s, any := effectTable(data.Effect, string(d.After.Currency())); any {
			r.Sections = append(r.Sections, s)
		}
	}
	if len(oneSided) > 0 {
		r.Notes = append(r.Notes, reports.Note{ID: "sides", Level: reports.NoteWarning, Text: "sheets on one side only are not compared: " + strings.Join(oneSided, ", ")})
	}
	for _, s := range append(slices.Clone(d.Old), d.New...) {
		r.Provenance.Sheets = append(r.Provenance.Sheets, reports.Sheet{Name: s.ID, Date: s.Newest(), Digest: s.Doc.Digest()})
	}
	r.Data = data
	return r, r.Validate()
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// move is the change in percent, or the word for what has no percent.
func move(percent, what string) reports.Cell {
	switch {
	case percent == "":
		return reports.Words(what)
	case strings.HasPrefix(percent, "-"):
		return reports.Words(percent + " %")
	}
	return reports.Words("+" + percent + " %")
}

func diffAnswer(n map[string]int, total int) string {
	if total == 0 {
		return "No price changed."
	}
	words := []struct{ what, text string }{{"up", "%d rose"}, {"down", "%d fell"}, {"new", "%d are new"}, {"gone", "%d are gone"}, {"unit", "%d count another unit"}, {"currency", "%d are in another currency"}}
	var parts []string
	for _, w := range words {
		if n[w.what] > 0 {
			parts = append(parts, fmt.Sprintf(w.text, n[w.what]))
		}
	}
	return fmt.Sprintf("%d prices differ: %s.", total, strings.Join(parts, ", "))
}

// effects pairs the options of both comparisons by id, in the new order.
func effects(before, after *model.Comparison) []Effect {
	old := map[string]*model.Option{}
	for _, o := range before.Options {
		old[o.ID] = o
	}
	var out []Effect
	for _, o := range after.Options {
		e := Effect{Option: o.ID, New: cost(o)}
		if was := old[o.ID]; was != nil {
			e.Old = cost(was)
			delete(old, o.ID)
		}
		if e.Old != "" && e.New != "" {
			e.Percent = percentMove(decimal.RequireFromString(e.Old), decimal.RequireFromString(e.New))
		}
		out = append(out, e)
	}
	for _, o := range before.Options {
		if old[o.ID] != nil {
			out = append(out, Effect{Option: o.ID, Old: cost(o)})
		}
	}
	return out
}

// cost is the monthly cost to the cent; empty where a part has no price.
func cost(o *model.Option) string {
	if o.Status == model.NotPriced || !o.Total.OK() {
		return ""
	}
	return o.Monthly.Fixed(2)
}

func effectTable(list []Effect, cur string) (reports.Section, bool) {
	t := &reports.Table{ID: "effect", Columns: []reports.Column{{Key: "option", Title: "Option"}, {Key: "old", Title: "At the old prices", Kind: reports.KindMoney}, {Key: "new", Title: "At the new", Kind: reports.KindMoney}, {Key: "change", Title: "Change"}}}
	for _, e := range list {
		if e.Old == e.New {
			continue
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(e.Option), amountOf(e.Old, cur), amountOf(e.New, cur), move(e.Percent, "-")}})
	}
	return reports.Section{Title: "Options whose monthly cost changes", Table: t}, len(t.Rows) > 0
}

func amountOf(text, cur string) reports.Cell {
	d, err := decimal.NewFromString(text)
	if err != nil {
		return reports.Missing(reports.StateUnknown)
	}
	return reports.Money(d, cur)
}

func effectAnswer(before, after *model.Comparison, list []Effect) string {
	n := 0
	for _, e := range list {
		if e.Old != e.New {
			n++
		}
	}
	a, b := before.Best(), after.Best()
	cur := string(after.Currency())
	switch {
	case n == 0:
		return "No option of the scenario changes its cost."
	case a == nil || b == nil:
		return fmt.Sprintf("%d of %d options change their cost.", n, len(list))
	case a.ID != b.ID:
		return fmt.Sprintf("%d of %d options change their cost; the cheapest allowed is now %s at %s %s, before it was %s at %s %s.", n, len(list), b.ID, b.Monthly.Fixed(2), cur, a.ID, a.Monthly.Fixed(2), cur)
	}
	return fmt.Sprintf("%d of %d options change their cost; %s stays the cheapest allowed, %s %s before and %s %s now.", n, len(list), b.ID, a.Monthly.Fixed(2), cur, b.Monthly.Fixed(2), cur)
}
