// Package pricelist turns price sheets into reports: the list of sheets, one
// sheet in full, and the ages of prices.
package pricelist

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
)

// ListData is the machine form of the list.
type ListData struct {
	Counts    Counts     `json:"counts"`
	Providers []Provider `json:"providers"`
	Sheets    []Sheet    `json:"sheets"`
}

// Counts are the totals a reader asks first.
type Counts struct {
	Providers       int `json:"providers"`
	ProvidersPriced int `json:"providers_with_prices"`
	Sheets          int `json:"sheets"`
	Products        int `json:"products"`
	Rates           int `json:"rates"`
}

// Provider is a known provider, with or without prices.
type Provider struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Seat   string `json:"seat"`
	Priced bool   `json:"priced"`
	Note   string `json:"note,omitempty"`
}

// Sheet is one sheet with every rate.
type Sheet struct {
	ID       string `json:"id"`
	Provider string `json:"provider"`
	Region   string `json:"region"`
	Country  string `json:"country"`
	Currency string `json:"currency"`
	Newest   string `json:"newest_source,omitempty"`
	Digest   string `json:"digest"`
	Rates    []Rate `json:"rates"`
}

// Rate is one priced meter or commitment.
type Rate struct {
	Meter      string `json:"meter"`
	Kind       string `json:"kind"`
	Status     string `json:"status"`
	Price      string `json:"price,omitempty"` // the first tier's where there are tiers
	Per        string `json:"per,omitempty"`
	Source     string `json:"source,omitempty"`
	AsOf       string `json:"as_of,omitempty"`
	Confidence string `json:"confidence,omitempty"`
	Note       string `json:"note,omitempty"`
}

// List is every sheet and every provider that is known.
func List(lib *pricing.Library, rules *sovereignty.RuleBook, p reports.Provenance) (*reports.Report, error) {
	d := ListData{Sheets: []Sheet{}, Providers: []Provider{}}
	t := &reports.Table{ID: "sheets", Columns: []reports.Column{
		{Key: "sheet", Title: "Sheet"}, {Key: "place", Title: "Place"}, {Key: "currency", Title: "Currency"},
		{Key: "products", Title: "Products", Kind: reports.KindQuantity}, {Key: "rates", Title: "Rates", Kind: reports.KindQuantity},
		{Key: "kinds", Title: "Runtimes"}, {Key: "newest", Title: "Newest source"},
	}}
	for _, s := range lib.Sheets() {
		x := sheetOf(s)
		d.Sheets = append(d.Sheets, x)
		d.Counts.Products += len(s.Products)
		d.Counts.Rates += len(x.Rates)
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(s.ID), reports.Words(strings.TrimPrefix(s.City+", "+s.Country, ", ")), reports.Words(string(s.Currency)),
			count(len(s.Products)), count(len(x.Rates)), reports.Words(runtimes(s)), reports.Words(s.Newest())}})
		p.Sheets = append(p.Sheets, reports.Sheet{Name: s.ID, Date: s.Newest(), Digest: s.Doc.Digest()})
	}
	var bare []string
	for _, q := range rules.Providers() {
		priced := slices.ContainsFunc(lib.Sheets(), func(s *pricing.Sheet) bool { return s.Provider == q.ID })
		d.Providers = append(d.Providers, Provider{q.ID, q.Name, q.Seat, priced, q.Note})
		if priced {
			d.Counts.ProvidersPriced++
		} else {
			bare = append(bare, q.ID)
		}
	}
	d.Counts.Providers, d.Counts.Sheets = len(d.Providers), len(d.Sheets)
	r := &reports.Report{Kind: "sovcost/prices/1", Title: "Price sheets", Data: d, Provenance: p, Sections: []reports.Section{{Table: t}},
		Answer: []string{fmt.Sprintf("%d price sheets of %d providers with %d rates; %d providers are known.", d.Counts.Sheets, d.Counts.ProvidersPriced, d.Counts.Rates, d.Counts.Providers)}}
	if len(bare) > 0 {
		r.Notes = append(r.Notes, reports.Note{ID: "bare", Level: reports.NoteInfo, Text: "known without any price: " + strings.Join(bare, ", ")})
	}
	return r, r.Validate()
}

func count(n int) reports.Cell { return reports.Quantity(decimal.NewFromInt(int64(n)), "") }

func runtimes(s *pricing.Sheet) string {
	var out []string
	for _, k := range []string{"function", "container", "kubernetes", "vm"} {
		if len(s.OfKind(k)) > 0 {
			out = append(out, k)
		}
	}
	return strings.Join(out, ", ")
}

func sheetOf(s *pricing.Sheet) Sheet {
	x := Sheet{ID: s.ID, Provider: s.Provider, Region: s.Region, Country: s.Country, Currency: string(s.Currency), Newest: s.Newest(), Digest: s.Doc.Digest(), Rates: []Rate{}}
	for _, p := range s.Products {
		for _, m := range p.Meters {
			src := s.Provenance(m.Source, m.AsOf, m.Confidence, m.RowNote)
			r := Rate{Meter: p.ID + "." + m.ID, Kind: p.Kind, Status: string(m.Status), Per: m.Per, Source: src.Title, AsOf: src.AsOf, Confidence: src.Confidence, Note: src.Note}
			if m.Price.IsSet() {
				r.Price = m.Price.String()
			} else if len(m.Tiers) > 0 {
				r.Price = m.Tiers[0].Price.String()
			}
			x.Rates = append(x.Rates, r)
		}
		for _, c := range p.Commitments {
			src := s.Provenance(c.Source, c.AsOf, c.Confidence, c.Note)
			x.Rates = append(x.Rates, Rate{Meter: p.ID + ".commitment." + c.ID, Kind: p.Kind, Status: string(c.Status), Price: c.Recurring.String(), Per: c.Per, Source: src.Title, AsOf: src.AsOf, Confidence: src.Confidence, Note: src.Note})
		}
	}
	return x
}

// Show is one sheet, or one product of it, in full.
func Show(s *pricing.Sheet, product string, p reports.Provenance) (*reports.Report, error) {
	p.Sheets = []reports.Sheet{{Name: s.ID, Date: s.Newest(), Digest: s.Doc.Digest()}}
	r := &reports.Report{Kind: "sovcost/sheet/1", Title: s.ID + ": " + s.Title, Provenance: p, Data: sheetOf(s),
		Answer: []string{fmt.Sprintf("%s in %s, %s; prices in %s, VAT %s.", s.Provider, s.Region, s.Country, s.Currency, s.VAT)}}
	t := &reports.Table{ID: "rates", Columns: []reports.Column{
		{Key: "meter", Title: "Meter"}, {Key: "tier", Title: "Tier"}, {Key: "price", Title: "Price", Kind: reports.KindRate}, {Key: "per", Title: "Per"},
		{Key: "as_of", Title: "As of"}, {Key: "trust", Title: "Trust"}, {Key: "note", Title: "Note", Priority: 1},
	}}
	for _, q := range s.Products {
		if product != "" && q.ID != product {
			continue
		}
		t.Rows = append(t.Rows, rows(s, q)...)
		if product != "" {
			r.Sections = append(r.Sections, reports.Section{Title: "Inputs", Text: inputs(q)})
		}
	}
	r.Sections = append([]reports.Section{{Table: t}}, r.Sections...)
	for _, src := range s.Sources {
		r.Notes = append(r.Notes, reports.Note{ID: src.ID, Level: reports.NoteInfo, Text: fmt.Sprintf("source %s, as of %s, trust %s", src.ID, src.AsOf, src.Confidence), Source: strings.TrimSpace(src.Title + " " + src.URL)})
	}
	return r, r.Validate()
}

func inputs(p *pricing.Product) []string {
	var out []string
	for _, in := range p.Inputs {
		line := fmt.Sprintf("%s in %s", in.Name, in.Unit)
		switch {
		case in.Default.IsSet():
			line += fmt.Sprintf(" (default %s: %s)", in.Default, in.Reason)
		case in.Optional:
			line += " (optional)"
		}
		out = append(out, line)
	}
	return out
}

func rows(s *pricing.Sheet, p *pricing.Product) []reports.Row {
	head := reports.Row{Style: reports.RowHeading, Cells: []reports.Cell{reports.Words(p.ID + " (" + p.Kind + ") " + p.Title), {}, {}, {}, {}, {}, {}}}
	out := []reports.Row{head}
	if p.Status != pricing.Offered {
		return append(out, reports.Row{Depth: 1, Cells: []reports.Cell{reports.Words("-"), {}, state(p.Status), {}, {}, {}, reports.Words(p.Note)}})
	}
	for _, m := range p.Meters {
		src := s.Provenance(m.Source, m.AsOf, m.Confidence, m.RowNote)
		row := func(tier string, price reports.Cell) {
			out = append(out, reports.Row{Depth: 1, Cells: []reports.Cell{reports.Words(m.Label), reports.Words(tier), price, reports.Words(m.Per), reports.Words(src.AsOf), reports.Words(src.Confidence), reports.Words(src.Note)}})
		}
		switch {
		case m.Status != pricing.Offered:
			row("", state(m.Status))
		case len(m.Tiers) == 0:
			row("", reports.Rate(m.Price.Decimal(), string(s.Currency)))
		}
		for _, t := range m.Tiers {
			bound := "above"
			if t.UpTo != "" {
				bound = "to " + t.UpTo
			}
			row(bound, reports.Rate(t.Price.Decimal(), string(s.Currency)))
		}
	}
	return out
}

func state(o pricing.Offer) reports.Cell {
	return reports.Missing(reports.State(strings.ReplaceAll(string(o), "_", " ")))
}
