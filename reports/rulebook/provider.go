package rulebook

import (
	"fmt"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
)

// ProviderData is the machine form of one provider with its facts on a day.
type ProviderData struct {
	Provider
	On    string `json:"on"`
	Facts []Fact `json:"facts"`
}

// Fact is a fact as rules see it.
type Fact struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Value any    `json:"value"`
	From  string `json:"from"`
}

// ShowProvider is one provider in full: owners, sites, certificates, sources and
// the facts that rules read from them.
func ShowProvider(b *sovereignty.RuleBook, q sovereignty.Provider, on factsheet.Date, p reports.Provenance) (*reports.Report, error) {
	d := ProviderData{Provider: providerOf(q), On: on.String(), Facts: []Fact{}}
	p.AsOf = on.String()
	r := &reports.Report{Kind: "sovcost/provider/1", Title: q.ID + ": " + q.Name, Provenance: p, Notes: []reports.Note{notAdvice()}}
	seen := &reports.Table{ID: "facts", Columns: []reports.Column{{Key: "fact", Title: "Fact"}, {Key: "meaning", Title: "Meaning"}, {Key: "value", Title: "Value"}}}
	facts := q.Facts(on)
	for _, name := range facts.Names() {
		info, _ := b.FactInfo(name)
		f := facts[name]
		d.Facts = append(d.Facts, Fact{name, info.Label, f.Value.Any(), f.From})
		seen.Rows = append(seen.Rows, reports.Row{Cells: []reports.Cell{reports.Words(name), reports.Words(info.Label), reports.Words(f.Value.String())}})
	}
	r.Data = d
	last := "its last owner is not known"
	if o, ok := q.UltimateParent(); ok && q.ChainComplete {
		last = fmt.Sprintf("its last owner is %s (%s)", o.Name, o.Country)
	} else if q.ChainComplete {
		last = "nobody stands above it"
	}
	r.Answer = []string{fmt.Sprintf("You sign with %s, seat %s; %s.", q.Entity, b.CountryName(q.Seat), last)}
	r.Sections = append(r.Sections, reports.Section{Title: "Owners, bottom up", Table: chain(d.Provider)}, reports.Section{Title: "Sites", Table: sites(d.Provider)})
	if len(d.Certificates) > 0 {
		r.Sections = append(r.Sections, reports.Section{Title: "Certificates", Table: certificates(d.Provider)})
	}
	r.Sections = append(r.Sections, reports.Section{Title: "What rules see on " + on.String(), Table: seen})
	var from []string
	for _, s := range d.Sources {
		from = append(from, "Source: "+s+".")
	}
	if q.Note != "" {
		from = append(from, "Note: "+q.Note+".")
	}
	r.Sections = append(r.Sections, reports.Section{Title: fmt.Sprintf("As of %s, trust %s", d.AsOf, d.Confidence), Text: from})
	return r, r.Validate()
}

func chain(d Provider) *reports.Table {
	t := &reports.Table{ID: "owners", Columns: []reports.Column{{Key: "owner", Title: "Owner"}, {Key: "country", Title: "Country"}, {Key: "share", Title: "Share"}, {Key: "since", Title: "Since"}, {Key: "note", Title: "Note"}}}
	add := func(name, country, share, since, note string) {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(name), reports.Words(country), reports.Words(share), reports.Words(since), reports.Words(note)}})
	}
	add(d.Entity, d.Seat, "", "", "the company you sign with")
	for _, o := range d.Chain {
		add(o.Name, o.Country, o.Share, o.Since, o.Note)
	}
	if !d.ChainComplete {
		add("not known", "", "", "", "who stands above is not known: rules about owners stay unknown")
	}
	for _, o := range d.Minority {
		add(o.Name, o.Country, o.Share, o.Since, "minority, no control")
	}
	return t
}

func sites(d Provider) *reports.Table {
	t := &reports.Table{ID: "sites", Columns: []reports.Column{{Key: "region", Title: "Region"}, {Key: "country", Title: "Country"}, {Key: "place", Title: "Place"}}}
	for _, l := range d.Locations {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(l.Region), reports.Words(l.Country), reports.Words(l.Place)}})
	}
	return t
}

func certificates(d Provider) *reports.Table {
	t := &reports.Table{ID: "certificates", Columns: []reports.Column{{Key: "certificate", Title: "Certificate"}, {Key: "status", Title: "Status"}, {Key: "from", Title: "From"}, {Key: "until", Title: "Until"}, {Key: "note", Title: "Note"}}}
	for _, c := range d.Certificates {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(c.Name), reports.Words(plain(c.Status)), reports.Words(c.From), reports.Words(c.Until), reports.Words(c.Note)}})
	}
	return t
}
