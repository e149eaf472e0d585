package fx

import (
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// readFacts reads a fact table: lines of the kind "fx" carry a pair such as
// EUR/CHF, a value in Quote per Base, a source and the day in as_of.
func readFacts(in *intake, src *feed.Reader) error {
	c := feed.NewCSV(src, ',')
	if _, err := c.Record(); err != nil {
		return err
	}
	if err := c.Header("kind", "country_or_pair", "value", "source", "as_of"); err != nil {
		return err
	}
	for {
		more, err := c.Next()
		if err != nil || !more {
			return err
		}
		if c.Get("kind") != "fx" {
			in.counts.Other++
			continue
		}
		pos := c.Pos()
		bad := func(what string) error { return &feed.Error{File: src.Name(), Pos: pos, What: what} }
		base, quote, ok := strings.Cut(c.Get("country_or_pair"), "/")
		if !ok {
			return bad("country_or_pair: " + c.Get("country_or_pair") + " is not a pair such as EUR/CHF")
		}
		date, ok := day(c.Get("as_of"))
		if !ok {
			return bad("as_of: " + c.Get("as_of") + " is not a day")
		}
		if err := in.cell(base, quote, c.Get("value"), 1, date, Daily, c.Get("source"), pos.Line); err != nil {
			return bad(c.Get("country_or_pair") + ": " + err.Error())
		}
	}
}
