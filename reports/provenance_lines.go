package reports

import (
	"fmt"
	"strings"
)

// Lines is the provenance in a few lines of words, for writers without a place
// for structured data. Facts that are not known are left out.
func (p Provenance) Lines() []string {
	var lines []string
	add := func(parts ...string) {
		var said []string
		for _, part := range parts {
			if part != "" {
				said = append(said, part)
			}
		}
		if len(said) > 0 {
			lines = append(lines, strings.Join(said, "; "))
		}
	}
	add(strings.TrimSpace(p.Tool+" "+p.Version), prefixed("scenario ", p.Scenario), prefixed("as of ", p.AsOf), prefixed("scenario digest ", p.Digest))
	add(sheetList("price sheets: ", p.Sheets))
	add(sheetList("rules: ", p.Rules))
	var rates []string
	for _, fx := range p.FX {
		rate := "1 " + fx.From + " = " + fx.Rate.String() + " " + fx.To + " (" + fx.Date
		if fx.Source != "" {
			rate += ", " + fx.Source
		}
		rates = append(rates, rate+")")
	}
	add(prefixed("exchange rates: ", strings.Join(rates, ", ")))
	add(prefixed("rounding: ", p.Rounding))
	return lines
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// mostSheets is how many sheets are named; more are told by number and age. The
// structured form always has them all.
const mostSheets = 8

func sheetList(prefix string, sheets []Sheet) string {
	if len(sheets) > mostSheets {
		return prefix + manySheets(sheets)
	}
	var names []string
	for _, s := range sheets {
		name := s.Name
		if s.Date != "" {
			name += " (" + s.Date + ")"
		}
		names = append(names, name)
	}
	return prefixed(prefix, strings.Join(names, ", "))
}

// manySheets counts the sheets and names the oldest; a sheet without a date of
// its own has one on every price.
func manySheets(sheets []Sheet) string {
	var oldest, newest *Sheet
	for i, s := range sheets {
		if s.Date == "" {
			continue
		}
		if oldest == nil || s.Date < oldest.Date {
			oldest = &sheets[i]
		}
		if newest == nil || s.Date > newest.Date {
			newest = &sheets[i]
		}
	}
	text := fmt.Sprintf("%d", len(sheets))
	if oldest != nil {
		text += fmt.Sprintf(", from %s (%s) to %s (%s)", oldest.Date, oldest.Name, newest.Date, newest.Name)
	}
	return text + "; --format json lists them all"
}
