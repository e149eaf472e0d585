package compare

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// ExplainKind is the schema name of an explanation's JSON form.
const ExplainKind = "sovcost/explain/1"

// Explanation is the machine form: the option's lines, and every figure below
// them once, with the ids of its inputs. Total is the figure "f…" to the cent.
type Explanation struct {
	Option  Option           `json:"option"`
	VAT     *VAT             `json:"vat,omitempty"`
	Total   string           `json:"total"` // id of the total's figure
	Figures []formula.Figure `json:"figures"`
}

// Explain is one option down to quantity × price, tier by tier, with the source
// and date of every price.
func Explain(c *model.Comparison, o *model.Option, tool reports.Provenance) (*reports.Report, error) {
	cur := string(c.Currency())
	r := &reports.Report{Kind: ExplainKind, Title: o.ID + ": " + o.Title, Provenance: provenanceOf(c, tool, []*model.Option{o}), Notes: notesOf(c, []*model.Option{o})}
	x := Explanation{Option: optionOf(o, cur), VAT: vatOf(c)}
	if o.Total.OK() {
		x.Total = o.Total.ID()
		roots := []formula.Node{o.Total}
		if o.VAT != nil {
			roots = append(roots, o.VAT.Due, o.VAT.Gross)
		}
		x.Figures = o.Values().Explain(roots...)
	}
	r.Data = x
	r.Answer = []string{headline(o, cur)}
	if v := vatAnswer(o, c.VAT, cur); v != "" && len(o.Gaps) == 0 {
		r.Answer = append(r.Answer, v)
	}
	r.Sections = append(r.Sections, reports.Section{Title: "What it costs a month", Table: lines(c, o)})
	if s, ok := vatSection(c, []*model.Option{o}); ok {
		r.Sections = append(r.Sections, s)
	}
	if len(o.Upfront) > 0 {
		r.Sections = append(r.Sections, reports.Section{Title: "Paid once", Table: upfront(o, cur)})
	}
	if len(o.Gaps) > 0 {
		r.Sections = append(r.Sections, reports.Section{Title: "Not priced", Table: gaps(&model.Comparison{Options: []*model.Option{o}})})
	}
	r.Sections = append(r.Sections, reports.Section{Title: "Where the quantities come from", Text: steps(o)})
	if text := sizing(o); len(text) > 0 {
		r.Sections = append(r.Sections, reports.Section{Title: "How many run, and how that was found", Text: text})
	}
	r.Sections = append(r.Sections, reports.Section{Title: "Where the prices come from", Table: sources(o)})
	r.Sections = append(r.Sections, exitSections(c, o)...)
	r.Sections = append(r.Sections, tipping(c, o)...)
	return r, r.Validate()
}

func headline(o *model.Option, cur string) string {
	switch {
	case len(o.Gaps) > 0:
		return fmt.Sprintf("%s is not priced: %s. What is priced adds up to %s.", o.ID, gapNames(o), money(o.Monthly, cur))
	case o.Status == model.Excluded:
		return fmt.Sprintf("%s costs %s a month, and is excluded: %s.", o.ID, money(o.Monthly, cur), o.Excluded[0].Text)
	}
	return fmt.Sprintf("%s costs %s a month.", o.ID, money(o.Monthly, cur))
}

func gapNames(o *model.Option) string {
	var names []string
	for _, g := range o.Gaps {
		names = append(names, g.Label+" is "+strings.ReplaceAll(string(g.State), "_", " "))
	}
	return strings.Join(names, ", ")
}

// lines is the table quantity × price = amount, with the conversion beside it.
func lines(c *model.Comparison, o *model.Option) *reports.Table {
	cur := string(c.Currency())
	t := &reports.Table{ID: "lines", Columns: []reports.Column{
		{Key: "line", Title: "Line", Kind: reports.KindText},
		{Key: "quantity", Title: "Quantity", Kind: reports.KindQuantity},
		{Key: "price", Title: "Unit price", Kind: reports.KindRate},
		{Key: "list", Title: "Amount", Kind: reports.KindMoney},
		{Key: "fx", Title: "× rate", Kind: reports.KindRate, Priority: 2},
		{Key: "amount", Title: cur, Kind: reports.KindMoney, Unit: cur},
	}}
	v := o.Values()
	empty := 0
	for _, l := range o.Lines {
		if emptyTier(o, l) {
			empty++
			continue
		}
		fx := reports.Cell{}
		if l.FX.OK() {
			fx = reports.Rate(v.Of(l.FX).Decimal(6), l.FX.Unit().Name)
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(l.Label), reports.Quantity(v.Of(l.Quantity).Decimal(10), formula.UnitText(l.Quantity.Unit().Name)),
			reports.Rate(shown(v.Of(l.Price)).Decimal(18), l.Price.Unit().Name), reports.Money(v.Of(l.Amount).Decimal(10), string(l.Currency)), fx, reports.Money(v.Of(l.Converted).Decimal(10), cur)}})
	}
	if empty > 0 {
		note := fmt.Sprintf("%s that nothing falls into; json has them", plural(empty, "tier"))
		t.Rows = append(t.Rows, reports.Row{Style: reports.RowNote, Cells: []reports.Cell{reports.Words(note), {}, {}, {}, {}, {}}})
	}
	total := reports.Money(o.Monthly.Decimal(2), cur)
	if !o.Total.OK() || len(o.Gaps) > 0 {
		total = reports.Missing(reports.StateNotPriced)
	}
	t.Rows = append(t.Rows, reports.Row{Style: reports.RowTotal, Cells: []reports.Cell{reports.Words("Total"), {}, {}, {}, {}, total}})
	return t
}

// emptyTier reports a tier that the quantity does not reach, beside other tiers
// of its meter.
func emptyTier(o *model.Option, l model.Line) bool {
	i := strings.LastIndexByte(l.ID, '.')
	if i < 0 || !o.Values().Of(l.Quantity).IsZero() {
		return false
	}
	for _, other := range o.Lines {
		if other.ID != l.ID && strings.HasPrefix(other.ID, l.ID[:i+1]) && !o.Values().Of(other.Quantity).IsZero() {
			return true
		}
	}
	return false
}

// shown cuts an unending unit price (an hourly price per second) to 18 places
// for the table; the JSON form keeps the fraction.
func shown(q exact.Num) exact.Num {
	if q.Terminates() {
		return q
	}
	return q.Round(12)
}

func upfront(o *model.Option, cur string) *reports.Table {
	t := &reports.Table{ID: "upfront", Columns: []reports.Column{{Key: "line", Title: "Payment", Kind: reports.KindText}, {Key: "amount", Title: cur, Kind: reports.KindMoney, Unit: cur}}}
	for _, l := range o.Upfront {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(l.Label), reports.Money(o.Values().Of(l.Converted).Decimal(10), cur)}})
	}
	return t
}

// sizing are the figures of physics, those found in one way in one line with it.
func sizing(o *model.Option) []string {
	v := o.Values()
	var out, group []string
	for i, f := range o.Figures {
		if v.Has(f.Node) {
			group = append(group, strings.TrimSpace(f.Label+" "+formula.Group(v.Of(f.Node).Decimal(4).String())+" "+f.Node.Unit().Name))
		}
		if i+1 < len(o.Figures) && o.Figures[i+1].Method == f.Method || len(group) == 0 {
			continue
		}
		text := strings.Join(group, ", ")
		if f.Method != "" {
			text += ": " + f.Method
		}
		out, group = append(out, text), nil
	}
	return out
}

// steps tells each quantity's way, from the load to the billed amount, in the
// order the figures were built; constants and prices are left to the tables.
func steps(o *model.Option) []string {
	v := o.Values()
	var out []string
	seen := map[int]bool{}
	var walk func(n formula.Node)
	walk = func(n formula.Node) {
		if seen[n.Index()] {
			return
		}
		seen[n.Index()] = true
		for _, in := range n.Inputs() {
			walk(in)
		}
		if n.Op().IsLeaf() || n.IsSeries() || n.Unnamed() || !v.Has(n) {
			return
		}
		how, what := v.Sentence(n), v.Show(n)
		if how != what {
			out = append(out, fmt.Sprintf("%s = %s = %s", n.Label(), how, what))
		}
	}
	for _, l := range o.Lines {
		walk(l.Quantity)
		seen[l.Amount.Index()], seen[l.Converted.Index()] = true, true // the table has them
	}
	return out
}

func sources(o *model.Option) *reports.Table {
	t := &reports.Table{ID: "sources", Columns: []reports.Column{
		{Key: "price", Title: "Price", Kind: reports.KindText},
		{Key: "as_of", Title: "As of", Kind: reports.KindText},
		{Key: "confidence", Title: "Trust", Kind: reports.KindText},
		{Key: "source", Title: "Source", Kind: reports.KindText},
	}}
	for _, l := range o.Lines {
		leaf, ok := l.Price.Leaf()
		if !ok || leaf.Source.Title == "" {
			continue
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(l.Label), reports.Words(leaf.Source.AsOf), reports.Words(leaf.Source.Confidence), reports.Words(leaf.Source.Title)}})
	}
	return t
}
