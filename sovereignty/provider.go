package sovereignty

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
	"github.com/sovcost/sovcost/internal/factsheet"
)

// Provider is what is known about who runs a platform: whose company it is, up to
// the ultimate parent, where it has sites, which certificates it holds.
type Provider struct {
	ID     string `toml:"id"`
	Name   string `toml:"name"`
	Entity string `toml:"contracting_entity"` // whom the customer signs with
	Seat   string `toml:"seat"`               // country of that entity
	Place  string `toml:"place"`
	// Parents goes from the owner of the contracting entity up to the last one known.
	Parents []Owner `toml:"parent"`
	// ChainComplete: the last owner is the ultimate one. Where it is false the
	// parent chain is not a fact.
	ChainComplete bool `toml:"chain_complete"`
	// Minority are owners without control, beside the chain.
	Minority     []Owner       `toml:"minority"`
	Locations    []Location    `toml:"location"`
	Certificates []Certificate `toml:"certificate"`
	Ratings      []Rating      `toml:"rating"`
	// Subsidiaries says what is known of subsidiaries in third countries: exposure
	// that the parent chain does not show.
	Subsidiaries string                `toml:"third_country_subsidiaries"`
	Note         string                `toml:"note"`
	Sources      []factsheet.Source    `toml:"source"`
	AsOf         factsheet.PartialDate `toml:"as_of"`
	Confidence   string                `toml:"confidence"`

	stated Facts // facts the file states beyond these
	file   string
}

// Owner is one step of the parent chain.
type Owner struct {
	Name    string `toml:"name"`
	Country string `toml:"country"`
	// Share is the part of the capital held, 0 to 1; not set where no source has it.
	Share factsheet.Decimal     `toml:"share"`
	Since factsheet.PartialDate `toml:"since"`
	Note  string                `toml:"note"`
}

// Location is a region of the platform.
type Location struct {
	Region  string                `toml:"region"` // the provider's own name of it
	Country string                `toml:"country"`
	Place   string                `toml:"place"`
	Since   factsheet.PartialDate `toml:"since"`
	Note    string                `toml:"note"`
}

// Certificate is an attestation and how far it goes.
type Certificate struct {
	Name string `toml:"name"` // iso27001, c5_type2, secnumcloud, hds ...
	// Status: current, pending, announced, some_offers (not for the whole platform)
	// or unverified (named by a source that could not be checked).
	Status string                `toml:"status"`
	From   factsheet.PartialDate `toml:"from"`
	Until  factsheet.PartialDate `toml:"until"`
	Note   string                `toml:"note"`
}

// Rating is a result of the EU Cloud Sovereignty Framework that somebody
// published. Official and unofficial ratings are never mixed.
type Rating struct {
	Scheme string `toml:"scheme"` // eu_csf
	Result string `toml:"result"` // as published
	// Level is the SEAL level, for ratings of the provider's own offer only: a
	// level reached inside somebody else's offer is that offer's.
	Level    *int                  `toml:"level"`
	Official bool                  `toml:"official"`
	On       factsheet.PartialDate `toml:"on"`
	Note     string                `toml:"note"`
}

var certificateStatuses = []string{"current", "pending", "announced", "some_offers", "unverified"}

// providerRow is a provider as it is written, with facts of its own.
type providerRow struct {
	Provider
	Facts map[string]any `toml:"facts"`
}

func (b *RuleBook) addProvider(src origin, row providerRow, replaceable map[string]Provider) {
	before := len(*src.problems)
	p := row.Provider
	p.file = src.doc.Path
	if _, twice := b.providers[p.ID]; twice {
		if _, older := replaceable[p.ID]; !older {
			src.problem("id", "provider "+quote(p.ID)+" is described twice", "keeping one of the two")
		}
	}
	b.checkProvider(src, p)
	facts, bad := b.ReadFacts(src.doc, src.path+".facts", row.Facts, p.from())
	*src.problems = append(*src.problems, bad...)
	p.stated = facts
	if len(*src.problems) == before {
		b.providers[p.ID] = p
	}
	delete(replaceable, p.ID)
}

func (b *RuleBook) checkProvider(src origin, p Provider) {
	for _, f := range []struct{ key, value string }{{"id", p.ID}, {"name", p.Name}, {"contracting_entity", p.Entity}} {
		if f.value == "" {
			src.problem(f.key, "provider "+quote(p.ID)+" has no "+f.key, "")
		}
	}
	country := func(key, code string) {
		if !b.isCountry(code) {
			src.problem(key, quote(code)+" is not a country code", b.countryHint(code))
		}
	}
	country("seat", p.Seat)
	owners := func(key string, list []Owner) {
		for i, o := range list {
			at := factsheet.JoinIndex(key, i)
			country(at+".country", o.Country)
			if s := o.Share.Decimal(); s.IsNegative() || s.GreaterThan(decimal.NewFromInt(1)) {
				src.problem(at+".share", "a share is a number from 0 to 1", `"0.5655" for 56.55 %`)
			}
		}
	}
	owners("parent", p.Parents)
	owners("minority", p.Minority)
	regions := map[string]bool{}
	for i, l := range p.Locations {
		at := factsheet.JoinIndex("location", i)
		country(at+".country", l.Country)
		if l.Region == "" || regions[l.Region] {
			src.problem(at+".region", "a location needs a region of its own", "the provider's name of the region")
		}
		regions[l.Region] = true
	}
	for i, c := range p.Certificates {
		if !slices.Contains(certificateStatuses, c.Status) {
			src.problem(factsheet.JoinIndex("certificate", i)+".status", "status "+quote(c.Status)+" is not known", hintFor(c.Status, certificateStatuses))
		}
	}
	if len(p.Sources) == 0 {
		src.problem("source", "provider "+quote(p.ID)+" has no source", "where the facts come from, with a date")
	}
	if err := factsheet.CheckConfidence(p.Confidence); err != nil {
		src.fail("confidence", err)
	}
}

// from is the provenance of the provider's facts.
func (p Provider) from() string {
	return fmt.Sprintf("provider %s, as of %s, confidence %s", p.ID, p.AsOf, p.Confidence)
}

// Chain is the countries of the contracting entity and its owners, bottom up.
func (p Provider) Chain() []string {
	chain := []string{p.Seat}
	for _, o := range p.Parents {
		chain = append(chain, o.Country)
	}
	return chain
}

// UltimateParent is the last owner known; ok is false where none is named.
func (p Provider) UltimateParent() (o Owner, ok bool) {
	if len(p.Parents) == 0 {
		return Owner{}, false
	}
	return p.Parents[len(p.Parents)-1], true
}

// Location finds a region by the provider's name of it.
func (p Provider) Location(region string) (Location, bool) {
	i := slices.IndexFunc(p.Locations, func(l Location) bool { return l.Region == region })
	if i < 0 {
		return Location{}, false
	}
	return p.Locations[i], true
}

// Countries lists the countries with known sites, in alphabetical order.
func (p Provider) Countries() []string {
	var out []string
	for _, l := range p.Locations {
		out = append(out, l.Country)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Provider finds a provider by its id.
func (b *RuleBook) Provider(id string) (Provider, bool) {
	p, ok := b.providers[id]
	return p, ok
}

// Providers lists the providers by id.
func (b *RuleBook) Providers() []Provider {
	out := make([]Provider, 0, len(b.providers))
	for _, id := range sortedKeys(b.providers) {
		out = append(out, b.providers[id])
	}
	return out
}
