package pricelist

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sovcost/sovcost/pricing/fx"
	"github.com/sovcost/sovcost/reports"
)

// Exchange is what one unit of From costs in To.
type Exchange struct {
	From, To   string
	Conversion fx.Conversion
}

// ExchangeData is the machine form of one rate.
type ExchangeData struct {
	From string   `json:"from"`
	To   string   `json:"to"`
	Rate string   `json:"rate"`
	Date string   `json:"date"`
	Made []string `json:"made_of"` // the published rates
}

// fxPlaces is how many decimals a rate made of two others is shown with; a
// published one keeps its own.
const fxPlaces = 10

func (x Exchange) data() ExchangeData {
	d := ExchangeData{From: x.From, To: x.To, Date: x.Conversion.Date, Made: []string{}}
	for _, r := range x.Conversion.Path {
		d.Made = append(d.Made, r.String())
	}
	d.Rate = x.Conversion.Value().Round(fxPlaces).String()
	return d
}

// FX lists exchange rates with their day and the published rates they are made of.
func FX(list []Exchange, p reports.Provenance) (*reports.Report, error) {
	data := struct {
		Rates []ExchangeData `json:"rates"`
	}{[]ExchangeData{}}
	t := &reports.Table{ID: "rates", Columns: []reports.Column{{Key: "pair", Title: "One"}, {Key: "rate", Title: "costs", Kind: reports.KindRate}, {Key: "date", Title: "on"}, {Key: "source", Title: "Published rates it is made of"}}}
	for _, x := range list {
		d := x.data()
		data.Rates = append(data.Rates, d)
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(x.From), reports.Rate(x.Conversion.Value().Round(fxPlaces), x.To), reports.Words(d.Date), reports.Words(strings.Join(d.Made, "; "))}})
	}
	first := data.Rates[0]
	r := &reports.Report{Kind: "sovcost/prices-fx/1", Title: "Exchange rates", Provenance: p, Data: data, Sections: []reports.Section{{Table: t}},
		Answer: []string{fmt.Sprintf("One %s cost %s %s on %s.", first.From, first.Rate, first.To, first.Date)}}
	return r, r.Validate()
}

// FXTables are the published rates as [[fx]] tables of a scenario, each once; the
// engine makes other pairs of them itself.
func FXTables(list []Exchange) string {
	var b strings.Builder
	var done []string
	for _, x := range list {
		for _, r := range x.Conversion.Path {
			text := fmt.Sprintf("[[fx]]\nfrom   = %q\nto     = %q\nrate   = %q\nas_of  = %s\nsource = %q\n\n", r.Base, r.Quote, r.Value, day(r.Date), fmt.Sprintf("%s, %s", r.Source, r.Kind))
			if !slices.Contains(done, text) {
				done = append(done, text)
				b.WriteString(text)
			}
		}
	}
	return b.String()
}

// day is the day of a rate; a monthly one is known on the last day of its month.
func day(date string) string {
	if len(date) == len("2026-04") {
		if t, err := time.Parse("2006-01", date); err == nil {
			return t.AddDate(0, 1, -1).Format(time.DateOnly)
		}
	}
	return date
}
