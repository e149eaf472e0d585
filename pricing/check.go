package pricing

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// checker collects what is wrong with the meaning of a sheet.
type checker struct {
	s  *Sheet
	ps factsheet.Problems
}

func (c *checker) add(key, hint, format string, args ...any) {
	c.ps = append(c.ps, c.s.Doc.Problem(key, fmt.Sprintf(format, args...), hint))
}

// check finds everything that is wrong with a decoded sheet.
func (s *Sheet) check() factsheet.Problems {
	c := &checker{s: s}
	c.header()
	c.sources()
	c.products()
	c.allowances()
	if len(c.ps) == 0 {
		c.units()
	}
	return c.ps
}

func (c *checker) header() {
	s := c.s
	if s.Schema != Schema {
		c.add("schema", fmt.Sprintf("write schema = %q on the first line", Schema), "%q is not a price sheet of a version this program reads", s.Schema)
	}
	for _, f := range []struct{ key, val, hint string }{
		{"id", s.ID, `for example "acme-zrh"`}, {"provider", s.Provider, `for example "acme"`},
		{"region", s.Region, `the provider's own name of the place, or "global"`}, {"country", s.Country, `the ISO code of the region's country, for example "CH", or "unknown"`},
	} {
		if f.val == "" {
			c.add(f.key, f.hint, "missing")
		}
	}
	if !s.Currency.Valid() {
		c.add("currency", `an ISO 4217 code such as "CHF", "EUR" or "USD"`, "%q is not a currency", s.Currency)
	}
	switch s.VAT {
	case "excluded", "unknown":
	case "included":
		c.add("vat", `divide the prices by 1 + the rate and write vat = "excluded"`, "prices with VAT cannot be compared across borders")
	default:
		c.add("vat", `write vat = "excluded" or vat = "unknown"`, "%q is not known", s.VAT)
	}
	for i, p := range s.Places {
		if p.ID == "" || p.Region == "" || p.Country == "" || p.Title == "" {
			c.add(fmt.Sprintf("place[%d]", i), "write id, title, region and country", "a place is a sheet of its own and needs its names")
		}
	}
	if s.Month.IsSet() && s.Month.Unit.Dim != "s" {
		c.add("month", `for example "730h", "720h" or "744h"`, "%q is not a length of time", s.Month)
	}
	if !s.ValidUntil.IsZero() && s.ValidUntil.Before(s.ValidFrom) {
		c.add("valid_until", "leave it away while the list holds", "the sheet ends on %s, before it begins on %s", s.ValidUntil, s.ValidFrom)
	}
}

func (c *checker) sources() {
	seen := map[string]bool{}
	if len(c.s.Sources) == 0 {
		c.add("source", "add a [[source]] with id, title, as_of and confidence", "a sheet without a source is hearsay")
	}
	for i, src := range c.s.Sources {
		key := fmt.Sprintf("source[%d]", i)
		if src.ID == "" || src.Title == "" {
			c.add(key, "give it an id and a title", "id or title is missing")
		}
		if seen[src.ID] {
			c.add(key+".id", "", "there are two sources %q", src.ID)
		}
		seen[src.ID] = true
		if err := factsheet.CheckConfidence(src.Confidence); err != nil {
			c.add(key+".confidence", "", "%v", err)
		}
	}
}

// unique refuses an id that is missing or taken.
func (c *checker) unique(key, id, what string, seen map[string]bool) {
	switch {
	case id == "":
		c.add(key+".id", "give the "+what+" a short name", "missing")
	case seen[id]:
		c.add(key+".id", "keep one, or give one of them another id", "there are two %ss %q", what, id)
	}
	seen[id] = true
}

func (c *checker) sourced(key, id string, conf string) {
	if _, ok := c.s.Source(id); !ok {
		var ids []string
		for _, s := range c.s.Sources {
			ids = append(ids, s.ID)
		}
		hint := "name one of: " + strings.Join(ids, ", ")
		if len(ids) == 0 {
			return // told once for the whole sheet
		}
		if id == "" {
			c.add(key+".source", hint, "every price needs its source")
		} else {
			if d := factsheet.Suggest(id, ids); d != "" {
				hint = fmt.Sprintf("did you mean %q?", d)
			}
			c.add(key+".source", hint, "no source %q in this sheet", id)
		}
	}
	if conf != "" {
		if err := factsheet.CheckConfidence(conf); err != nil {
			c.add(key+".confidence", "", "%v", err)
		}
	}
}

func (c *checker) status(key string, s Offer) {
	if s != Offered && s != NotOffered && s != Unknown {
		c.add(key+".status", `write "offered", "not_offered" or "unknown"`, "%q is not known", s)
	}
}
