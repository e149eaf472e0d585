package fx

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// readSNB reads a CSV of the data portal: lines of metadata, an empty line, then
// Date;D0;D1;Value, where D0 is M0 (average) or M1 (end of month) and D1 a
// currency with its unit: EUR1, JPY100. The value is francs for that many units.
func readSNB(in *intake, src *feed.Reader) error {
	c := feed.NewCSV(src, ';')
	for {
		rec, err := c.Record()
		if errors.Is(err, io.EOF) {
			return src.Errorf("check that this is the cube devkum in CSV", "the header line Date;D0;D1;Value is missing")
		}
		if err != nil {
			return err
		}
		if slices.Equal(rec, []string{"Date", "D0", "D1", "Value"}) {
			break
		}
	}
	if err := c.Header("Date", "D0", "D1", "Value"); err != nil {
		return err
	}
	for {
		more, err := c.Next()
		if err != nil || !more {
			return err
		}
		pos := c.Pos()
		bad := func(what string) error { return &feed.Error{File: src.Name(), Pos: pos, What: what} }
		kind, ok := map[string]Kind{"M0": MonthAverage, "M1": MonthEnd}[c.Get("D0")]
		if !ok {
			return bad("D0: " + strconv.Quote(c.Get("D0")) + " is neither M0 nor M1")
		}
		date := c.Get("Date")
		if _, err := time.Parse("2006-01", date); err != nil {
			return bad(strconv.Quote(date) + " is not a month")
		}
		currency, per, ok := unitOf(c.Get("D1"))
		if !ok {
			return bad("D1: " + strconv.Quote(c.Get("D1")) + " is not a currency with its unit, such as EUR1")
		}
		if err := in.cell(currency, "CHF", c.Get("Value"), per, date, kind, SourceSNB, pos.Line); err != nil {
			return bad(c.Get("D1") + ": " + err.Error())
		}
	}
}

// unitOf reads "JPY100".
func unitOf(text string) (currency string, per int64, ok bool) {
	if len(text) < 4 {
		return "", 0, false
	}
	per, err := strconv.ParseInt(text[3:], 10, 64)
	if err != nil || !slices.Contains([]int64{1, 10, 100, 1000, 10000}, per) || strings.ToUpper(text[:3]) != text[:3] {
		return "", 0, false
	}
	return text[:3], per, true
}
