// Package rulebook turns the rule book into reports: the list of rules and
// providers, one of them in full, and a check of the book and of cases.
package rulebook

import (
	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/sovereignty"
)

// Rule is the machine form of one row of the book.
type Rule struct {
	ID           string    `json:"id"`
	Title        string    `json:"title"`
	Tier         string    `json:"tier"`
	Jurisdiction string    `json:"jurisdiction"`
	Sectors      []string  `json:"sectors,omitempty"`
	ValidFrom    string    `json:"valid_from,omitempty"`
	ValidUntil   string    `json:"valid_until,omitempty"` // last day
	InForce      bool      `json:"in_force"`              // on the report's day
	Reference    string    `json:"reference"`
	Confidence   string    `json:"confidence"`
	CheckedOn    string    `json:"checked_on"`
	Watch        string    `json:"watch,omitempty"`
	Note         string    `json:"note,omitempty"`
	Facts        []string  `json:"facts"`
	Applies      string    `json:"applies_when"`
	Unless       string    `json:"unless,omitempty"`
	Outcomes     []Outcome `json:"outcomes"` // the first that is met decides
}

// Outcome is one line of a rule.
type Outcome struct {
	Verdict    string   `json:"verdict"`
	If         string   `json:"if"`
	Why        string   `json:"why"`
	Conditions []string `json:"conditions,omitempty"`
}

// Provider is what is known about who runs a platform.
type Provider struct {
	ID            string        `json:"id"`
	Name          string        `json:"name"`
	Entity        string        `json:"contracting_entity"`
	Seat          string        `json:"seat"`
	Chain         []Owner       `json:"parent_chain"`
	ChainComplete bool          `json:"chain_complete"`
	Minority      []Owner       `json:"minority,omitempty"`
	Locations     []Location    `json:"locations"`
	Certificates  []Certificate `json:"certificates"`
	Note          string        `json:"note,omitempty"`
	AsOf          string        `json:"as_of"`
	Confidence    string        `json:"confidence"`
	Sources       []string      `json:"sources"`
}

// Owner is one step of the chain, bottom up.
type Owner struct {
	Name    string `json:"name"`
	Country string `json:"country"`
	Share   string `json:"share,omitempty"`
	Since   string `json:"since,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Location is a region of the platform.
type Location struct {
	Region  string `json:"region"`
	Country string `json:"country"`
	Place   string `json:"place,omitempty"`
}

// Certificate is an attestation with what is known of its dates.
type Certificate struct {
	Name   string `json:"name"`
	Status string `json:"status"`
	From   string `json:"from,omitempty"`
	Until  string `json:"until,omitempty"`
	Note   string `json:"note,omitempty"`
}

func ruleOf(b *sovereignty.RuleBook, r sovereignty.Rule, inForce bool) Rule {
	d := b.Describe(r)
	x := Rule{ID: r.ID, Title: r.Title, Tier: r.Tier.String(), Jurisdiction: r.Jurisdiction, Sectors: r.Sectors, ValidFrom: day(r.ValidFrom), ValidUntil: day(r.ValidUntil),
		InForce: inForce, Reference: r.Reference, Confidence: r.Confidence, CheckedOn: r.AsOf.String(), Watch: r.Watch, Note: r.Note, Facts: r.Uses(),
		Applies: d.Applies, Unless: d.Unless, Outcomes: []Outcome{}}
	for _, o := range d.Outcomes {
		y := Outcome{Verdict: o.Verdict.String(), If: o.If, Why: o.Why}
		for _, c := range o.Conditions {
			y.Conditions = append(y.Conditions, c.Label)
		}
		x.Outcomes = append(x.Outcomes, y)
	}
	return x
}

func providerOf(p sovereignty.Provider) Provider {
	x := Provider{ID: p.ID, Name: p.Name, Entity: p.Entity, Seat: p.Seat, Chain: owners(p.Parents), ChainComplete: p.ChainComplete, Minority: owners(p.Minority),
		Locations: []Location{}, Certificates: []Certificate{}, Note: p.Note, AsOf: p.AsOf.String(), Confidence: p.Confidence, Sources: []string{}}
	for _, l := range p.Locations {
		x.Locations = append(x.Locations, Location{l.Region, l.Country, l.Place})
	}
	for _, c := range p.Certificates {
		x.Certificates = append(x.Certificates, Certificate{c.Name, c.Status, partial(c.From), partial(c.Until), c.Note})
	}
	for _, s := range p.Sources {
		x.Sources = append(x.Sources, s.Title)
	}
	return x
}

func owners(list []sovereignty.Owner) []Owner {
	out := []Owner{}
	for _, o := range list {
		y := Owner{Name: o.Name, Country: o.Country, Since: partial(o.Since), Note: o.Note}
		if o.Share.IsSet() {
			y.Share = o.Share.Decimal().String()
		}
		out = append(out, y)
	}
	return out
}

func day(d factsheet.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func partial(d factsheet.PartialDate) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
