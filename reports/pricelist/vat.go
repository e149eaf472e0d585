package pricelist

import (
	"fmt"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/vat"
	"github.com/sovcost/sovcost/reports"
)

// VATRate is the machine form of one rate of value added tax.
type VATRate struct {
	Country    string `json:"country"`
	Percent    string `json:"percent"`
	From       string `json:"from"`
	Until      string `json:"until,omitempty"`
	State      string `json:"state"` // in force, planned, or not on this day
	Source     string `json:"source"`
	AsOf       string `json:"as_of"`
	Confidence string `json:"confidence"`
	Note       string `json:"note,omitempty"`
}

// VAT lists the rates of the table with what they are on a day.
func VAT(t *vat.Table, on factsheet.Date, p reports.Provenance) (*reports.Report, error) {
	data := struct {
		On    string    `json:"on"`
		Rates []VATRate `json:"rates"`
	}{on.String(), []VATRate{}}
	table := &reports.Table{ID: "vat", Columns: []reports.Column{{Key: "country", Title: "Country"}, {Key: "percent", Title: "Standard rate", Kind: reports.KindRate}, {Key: "from", Title: "From"},
		{Key: "state", Title: "State"}, {Key: "confidence", Title: "Trust"}, {Key: "source", Title: "Source"}, {Key: "note", Title: "Note", Priority: 1}}}
	inForce := 0
	for _, c := range t.Countries() {
		now, _ := t.On(c, on)
		for _, r := range t.Rates(c) {
			src := r.Provenance()
			x := VATRate{Country: c, Percent: r.Standard.String(), From: r.Begins().String(), Until: r.Until.String(), State: "not on this day", Source: src.Title, AsOf: src.AsOf, Confidence: src.Confidence, Note: src.Note}
			switch {
			case r.Planned:
				x.State = "planned"
			case r == now:
				x.State = "in force"
				inForce++
			}
			data.Rates = append(data.Rates, x)
			table.Rows = append(table.Rows, reports.Row{Cells: []reports.Cell{reports.Words(c), reports.Rate(r.Standard.Decimal(), "%"), reports.Words(x.From), reports.Words(x.State),
				reports.Words(x.Confidence), reports.Words(x.Source), reports.Words(x.Note)}})
		}
	}
	p.AsOf = on.String()
	r := &reports.Report{Kind: "sovcost/prices-vat/1", Title: "Standard rates of value added tax", Provenance: p, Data: data, Sections: []reports.Section{{Table: table}},
		Answer: []string{fmt.Sprintf("On %s the VAT of %d countries is known.", on, inForce)},
		Notes: []reports.Note{{ID: "from", Level: reports.NoteInfo, Text: "a rate without a first day of its own holds from the day its source was read; planned rates are never used"},
			{ID: "own", Level: reports.NoteInfo, Text: `a file of your own (schema = "vat-rates/1") in a folder given by --prices replaces the rates of the countries it names; for one question, state vat.rate`}}}
	return r, r.Validate()
}
