package fx

import (
	"encoding/xml"
	"errors"
	"io"

	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// readXML reads the ECB's XML: Cube elements with a time, and in them Cube
// elements with a currency and a rate.
func readXML(in *intake, src *feed.Reader) error {
	dec := xml.NewDecoder(src)
	date, envelope := "", false
	for {
		tok, err := dec.Token()
		line, column := dec.InputPos()
		bad := func(what, try string) error {
			return &feed.Error{File: src.Name(), Pos: feed.Position{Line: line, Column: column}, What: what, Try: try}
		}
		if errors.Is(err, io.EOF) {
			if !envelope {
				return bad("not a list of the ECB: no Envelope", "check that this is eurofxref in XML")
			}
			return nil
		}
		if err != nil {
			return bad("not valid XML: "+err.Error(), "fetch the file again")
		}
		el, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		envelope = envelope || el.Name.Local == "Envelope"
		if el.Name.Local != "Cube" {
			continue
		}
		attr := map[string]string{}
		for _, a := range el.Attr {
			attr[a.Name.Local] = a.Value
		}
		if time, has := attr["time"]; has {
			if date, ok = day(time); !ok {
				return bad("the time "+time+" is not a date", "")
			}
		}
		currency, has := attr["currency"]
		if !has {
			continue
		}
		if date == "" {
			return bad("the rate of "+currency+" has no date", "")
		}
		if err := in.cell("EUR", currency, attr["rate"], 1, date, Daily, SourceECB, line); err != nil {
			return bad(currency+": "+err.Error(), "")
		}
	}
}
