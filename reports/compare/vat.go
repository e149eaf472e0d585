package compare

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// VAT is the machine form of the buyer's value added tax. Without a rate the
// reason stands in its place.
type VAT struct {
	Country    string      `json:"country"`
	Rate       string      `json:"rate_percent,omitempty"`
	Since      string      `json:"since,omitempty"`
	Source     string      `json:"source,omitempty"`
	AsOf       string      `json:"as_of,omitempty"`
	Confidence string      `json:"confidence,omitempty"`
	Stated     bool        `json:"stated_in_scenario"`
	Unknown    string      `json:"unknown_because,omitempty"`
	Deducted   string      `json:"deducted_percent"`
	Planned    *PlannedVAT `json:"planned,omitempty"`
}

// PlannedVAT is a rate that was announced and is not in force.
type PlannedVAT struct {
	Rate       string `json:"rate_percent"`
	From       string `json:"from"`
	Source     string `json:"source"`
	Confidence string `json:"confidence"`
	Note       string `json:"note,omitempty"`
}

// OptionVAT is what VAT adds to an option a month. Net plus VAT is with VAT; less
// what is deducted it is the option's monthly cost, each to the cent.
type OptionVAT struct {
	Net      Money  `json:"net"`
	Base     Money  `json:"carries_vat"`
	Due      Money  `json:"vat"`
	Gross    Money  `json:"with_vat"`
	Deducted Money  `json:"deducted"`
	Supplier string `json:"handed_in_by"` // supplier, reverse_charge (the buyer), several, unknown
}

func vatOf(c *model.Comparison) *VAT {
	t := c.VAT
	if t == nil {
		return nil
	}
	x := &VAT{Country: t.Country, Stated: t.Stated, Unknown: t.Unknown, Since: t.Begins, Deducted: percent(t.Deductible)}
	if t.Rate.OK() {
		l, _ := t.Rate.Leaf()
		x.Rate, x.Source, x.AsOf, x.Confidence = percent(t.Rate), l.Source.Title, l.Source.AsOf, l.Source.Confidence
	}
	if p := t.Planned; p != nil {
		src := p.Provenance()
		x.Planned = &PlannedVAT{Rate: p.Standard.String(), From: p.Begins().String(), Source: src.Title, Confidence: src.Confidence, Note: src.Note}
	}
	return x
}

// percent is a share of the scenario as it stands, in percent.
func percent(n formula.Node) string {
	l, _ := n.Leaf()
	return l.Value.Mul(exact.Int(100)).Round(6).String()
}

func optionVAT(o *model.Option, cur string) *OptionVAT {
	x := o.VAT
	if x == nil || len(o.Gaps) > 0 {
		return nil
	}
	m := func(q exact.Num) Money { return Money{q.Fixed(2), cur} }
	return &OptionVAT{Net: m(x.NetMonthly), Base: m(o.Values().Of(x.Base)), Due: m(x.VATMonthly()), Gross: m(x.GrossMonthly), Deducted: m(o.DeductedMonthly()), Supplier: string(x.Supplier)}
}

// vatAnswer says in one sentence what VAT is to the option.
func vatAnswer(o *model.Option, t *model.VAT, cur string) string {
	if t == nil || o.VAT == nil {
		return ""
	}
	x := o.VAT
	switch percent(t.Deductible) {
	case "100":
		return fmt.Sprintf("That is without VAT, which is deducted; with %s %% VAT %s are paid.", percent(t.Rate), money(x.GrossMonthly, cur))
	case "0":
		return fmt.Sprintf("That is with VAT, of which nothing is deducted: %s net and %s VAT.", money(x.NetMonthly, cur), money(x.VATMonthly(), cur))
	}
	return fmt.Sprintf("That is with the VAT that is not deducted: %s net, %s VAT, of which %s %% come back.", money(x.NetMonthly, cur), money(x.VATMonthly(), cur), percent(t.Deductible))
}

// vatWords say which rate holds, what of it stays a cost and what carries it.
func vatWords(c *model.Comparison) []string {
	t, country := c.VAT, c.Rules.CountryName(c.VAT.Country)
	if !t.Rate.OK() {
		return []string{fmt.Sprintf("VAT in %s is not known: %s. State vat.rate; an unknown rate is never 0.", country, t.Unknown)}
	}
	l, _ := t.Rate.Leaf()
	first := fmt.Sprintf("VAT in %s: %s %%, stated in the scenario.", country, percent(t.Rate))
	if !t.Stated {
		first = fmt.Sprintf("VAT in %s: %s %% since %s (%s, %s confidence).", country, percent(t.Rate), t.Begins, l.Source.Title, l.Source.Confidence)
	}
	out := []string{first + " " + deductedWords(t)}
	out = append(out, "Services from abroad carry it as well: the buyer hands it in (reverse charge). Wages of one's own people carry none.")
	if p := t.Planned; p != nil {
		src := p.Provenance()
		out = append(out, fmt.Sprintf("%s %% from %s are planned and not counted (%s, %s confidence: %s); whatif --set vat.rate=%s%% shows them.", p.Standard, p.Begins(), src.Title, src.Confidence, src.Note, p.Standard))
	}
	return out
}

func deductedWords(t *model.VAT) string {
	switch d := percent(t.Deductible); d {
	case "100":
		return "All of it is deducted (vat.deductible), so options are compared without it."
	case "0":
		return "Nothing of it is deducted (vat.deductible), so every cost here is with it."
	default:
		return fmt.Sprintf("%s %% of it are deducted (vat.deductible); the rest is part of every cost here.", d)
	}
}

// vatSection shows VAT apart, option by option; ok is false where the scenario
// names no buyer's country.
func vatSection(c *model.Comparison, options []*model.Option) (s reports.Section, ok bool) {
	if c.VAT == nil {
		return s, false
	}
	s = reports.Section{Title: "VAT", Text: vatWords(c)}
	cur := string(c.Currency())
	t := &reports.Table{ID: "vat", Columns: []reports.Column{
		{Key: "option", Title: "Option", Kind: reports.KindText},
		{Key: "net", Title: "Net", Kind: reports.KindMoney, Unit: cur},
		{Key: "base", Title: "Carries VAT", Kind: reports.KindMoney, Unit: cur, Priority: 2},
		{Key: "vat", Title: "VAT", Kind: reports.KindMoney, Unit: cur},
		{Key: "gross", Title: "With VAT", Kind: reports.KindMoney, Unit: cur},
		{Key: "deducted", Title: "Deducted", Kind: reports.KindMoney, Unit: cur, Priority: 3},
		{Key: "by", Title: "Handed in by", Kind: reports.KindText, Priority: 1},
	}}
	for _, same := range twins(options) {
		o := same[0]
		x := o.VAT
		if x == nil || len(o.Gaps) > 0 {
			continue
		}
		row := reports.Row{}
		switch {
		case o == c.Best():
			row.Style = reports.RowWinner
		case o.Status == model.Excluded:
			row.Style = reports.RowExcluded
		}
		m := func(q exact.Num) reports.Cell { return reports.Money(q.Decimal(2), cur) }
		row.Cells = []reports.Cell{reports.Words(o.ID), m(x.NetMonthly), m(o.Values().Of(x.Base)), m(x.VATMonthly()), m(x.GrossMonthly), m(o.DeductedMonthly()), reports.Words(supplierWords(x.Supplier))}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) > 0 {
		s.Table = t
	}
	return s, true
}

func supplierWords(s model.Supplier) string {
	return map[model.Supplier]string{model.Domestic: "supplier", model.Abroad: "buyer, reverse charge", model.Several: "each supplier", model.SupplierUnknown: "unknown"}[s]
}
