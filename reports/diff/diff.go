// Package diff turns the difference of two answers into a report that reads well
// as a pull-request comment.
package diff

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/diff/1"

// Data is the machine form; load + price + fx = difference, to the cent.
type Data struct {
	Before   Side     `json:"before"`
	After    Side     `json:"after"`
	Currency string   `json:"currency"`
	Options  []Option `json:"options"`
}

// Side is one of the two answers.
type Side struct {
	Name    string `json:"name"`
	AsOf    string `json:"as_of"`
	Best    string `json:"best,omitempty"`
	Monthly string `json:"monthly,omitempty"`
}

// Option is one option's change.
type Option struct {
	ID         string `json:"id"`
	Before     string `json:"before,omitempty"`
	After      string `json:"after,omitempty"`
	StatusA    string `json:"status_before,omitempty"`
	StatusB    string `json:"status_after,omitempty"`
	Load       string `json:"load_effect,omitempty"`
	Price      string `json:"price_effect,omitempty"`
	FX         string `json:"fx_effect,omitempty"`
	Difference string `json:"difference,omitempty"`
	Lines      []Line `json:"lines,omitempty"`
}

// Line is one line's change; a side without the line is absent.
type Line struct {
	Label  string `json:"label"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Report is the difference as one finished answer. Names say what the sides are.
func Report(s whatif.Steps, names [2]string, changes []whatif.Change, p reports.Provenance) (*reports.Report, error) {
	a, b := s[0], s[3]
	cur := string(b.Currency())
	r := &reports.Report{Kind: Kind, Title: names[0] + " → " + names[1], Provenance: p, Answer: answer(a, b, cur), Data: data(s, names, changes, cur)}
	r.Sections = append(r.Sections, reports.Section{Title: "What changed", Table: options(b, changes, cur)})
	if t, title := lines(b, changes, cur); t != nil {
		r.Sections = append(r.Sections, reports.Section{Title: title, Table: t})
	}
	r.Notes = append(r.Notes, reports.Note{ID: "order", Level: reports.NoteInfo,
		Text: "effects are taken in order and add up: the question at old prices and rates, then prices at old rates, then exchange rates"})
	_, out, unchanged := inPlay(changes, b.Best())
	if unchanged > 0 {
		r.Notes = append(r.Notes, reports.Note{ID: "unchanged", Level: reports.NoteInfo, Text: "not shown: " + count(unchanged) + " without any change"})
	}
	if out > 0 {
		r.Notes = append(r.Notes, reports.Note{ID: "out", Level: reports.NoteInfo, Text: fmt.Sprintf("not shown: %s excluded or without a price on both sides; --format json has them", count(out))})
	}
	return r, r.Validate()
}

func count(n int) string {
	if n == 1 {
		return "1 option"
	}
	return fmt.Sprintf("%d options", n)
}

func money(v exact.Num, cur string) string { return formula.Group(v.Fixed(2)) + " " + cur }

func signed(v exact.Num, cur string) string { return plus(money(v, cur), v) }

// plus puts a plus before the text of a number above zero.
func plus(text string, v exact.Num) string {
	if v.Sign() > 0 {
		return "+" + text
	}
	return text
}

func answer(a, b *model.Comparison, cur string) []string {
	was, now := a.Best(), b.Best()
	if was == nil || now == nil {
		return []string{"One of the two has no option that is both priced and allowed."}
	}
	d := now.Monthly.Sub(was.Monthly)
	percent := ""
	if share, ok := d.Quo(was.Monthly); ok {
		percent = fmt.Sprintf(" (%s %%)", plus(share.Mul(exact.Int(100)).Fixed(1), share))
	}
	if was.ID == now.ID {
		if d.IsZero() {
			return []string{fmt.Sprintf("The cheapest allowed option stays %s at %s a month; nothing changed there.", now.ID, money(now.Monthly, cur))}
		}
		return []string{fmt.Sprintf("The cheapest allowed option stays %s: %s a month, %s%s.", now.ID, money(now.Monthly, cur), signed(d, cur), percent)}
	}
	return []string{fmt.Sprintf("The cheapest allowed option changes from %s (%s) to %s (%s): %s a month%s.", was.ID, money(was.Monthly, cur), now.ID, money(now.Monthly, cur), signed(d, cur), percent)}
}

// lines is the line-by-line change of the option that is cheapest afterwards.
func lines(b *model.Comparison, changes []whatif.Change, cur string) (*reports.Table, string) {
	best := b.Best()
	for _, c := range changes {
		if best == nil || c.ID != best.ID || len(c.Lines) == 0 {
			continue
		}
		t := &reports.Table{ID: "lines", Columns: []reports.Column{{Key: "line", Title: "Line"}, {Key: "before", Title: "Before", Kind: reports.KindMoney, Unit: cur},
			{Key: "after", Title: "After", Kind: reports.KindMoney, Unit: cur}, {Key: "difference", Title: "Difference", Kind: reports.KindMoney, Unit: cur}}}
		for _, l := range c.Lines {
			row := reports.Row{Cells: []reports.Cell{reports.Words(l.Label), reports.Missing(reports.StateNotApplicable), reports.Missing(reports.StateNotApplicable), reports.Money(l.After.Sub(l.Before).Decimal(8), cur)}}
			if l.Has[0] {
				row.Cells[1] = reports.Money(l.Before.Decimal(8), cur)
			}
			if l.Has[1] {
				row.Cells[2] = reports.Money(l.After.Decimal(8), cur)
			}
			t.Rows = append(t.Rows, row)
		}
		return t, "Line by line: " + c.ID
	}
	return nil, ""
}

func data(s whatif.Steps, names [2]string, changes []whatif.Change, cur string) Data {
	d := Data{Before: sideOf(names[0], s[0]), After: sideOf(names[1], s[3]), Currency: cur, Options: []Option{}}
	for _, c := range changes {
		x := Option{ID: c.ID}
		if c.Before != nil {
			x.StatusA = string(c.Before.Status)
			if len(c.Before.Gaps) == 0 {
				x.Before = c.Before.Monthly.Fixed(2)
			}
		}
		if c.After != nil {
			x.StatusB = string(c.After.Status)
			if len(c.After.Gaps) == 0 {
				x.After = c.After.Monthly.Fixed(2)
			}
		}
		if c.Comparable {
			x.Load, x.Price, x.FX, x.Difference = c.Load.Fixed(2), c.Price.Fixed(2), c.FX.Fixed(2), c.Difference.Fixed(2)
		}
		for _, l := range c.Lines {
			y := Line{Label: l.Label}
			if l.Has[0] {
				y.Before = formula.Text(l.Before)
			}
			if l.Has[1] {
				y.After = formula.Text(l.After)
			}
			x.Lines = append(x.Lines, y)
		}
		d.Options = append(d.Options, x)
	}
	return d
}

func sideOf(name string, c *model.Comparison) Side {
	x := Side{Name: name, AsOf: c.Scenario.AsOf.String()}
	if b := c.Best(); b != nil {
		x.Best, x.Monthly = b.ID, b.Monthly.Fixed(2)
	}
	return x
}
