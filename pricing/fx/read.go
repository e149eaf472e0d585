package fx

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// Addresses of the lists. Sources: ECB, "Euro foreign exchange reference rates";
// SNB data portal, cube devkum (ask for few months: the whole cube starts in 1914).
const (
	ECBDailyURL   = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
	ECBHistoryURL = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.xml"
	SNBMonthlyURL = "https://data.snb.ch/api/cube/devkum/data/csv/en"
)

// Counts tells what became of every cell of a list.
type Counts struct {
	Read     int // cells with a currency and a date
	Taken    int
	Empty    int // "N/A" or nothing: no rate that day
	Retired  int // currencies that no longer exist, which no price can be in
	Repeated int // the same rate twice
	Other    int // lines of a fact table about something else
}

// Source names for the rates of each list.
const (
	SourceECB = "ECB euro foreign exchange reference rates"
	SourceSNB = "SNB data portal, cube devkum"
)

// maxBytes bounds a list: the whole ECB history is below 2 MB, the whole SNB
// cube below 10 MB.
const maxBytes = 64 << 20

// Read reads any of the lists into t; it finds out which it is. On an error t is
// left as it was.
func Read(t *Table, r io.Reader, name string) (Counts, error) {
	src, err := feed.Open(r, name, maxBytes)
	if err != nil {
		return Counts{}, err
	}
	in := &intake{}
	switch head := string(src.Head(64)); {
	case src.First() == '<':
		err = readXML(in, src)
	case strings.HasPrefix(strings.TrimLeft(head, "\" "), "CubeId") || strings.Contains(strings.SplitN(head, "\n", 2)[0], ";"):
		err = readSNB(in, src)
	case strings.HasPrefix(head, "kind,"):
		err = readFacts(in, src)
	default:
		err = readECB(in, src)
	}
	if err == nil && in.counts.Read == 0 {
		err = src.Errorf("check that this is a list of the ECB or the SNB", "the list holds no rates")
	}
	if err != nil {
		return in.counts, err
	}
	return in.counts, in.commit(t, src)
}

// intake collects the rates of one list, so that a bad list changes nothing.
type intake struct {
	counts Counts
	rates  []Rate
}

func (in *intake) commit(t *Table, src *feed.Reader) error {
	fresh := &Table{}
	for _, r := range t.Rates() {
		if err := fresh.Add(r); err != nil {
			return err
		}
	}
	// Oldest first: the table then only ever appends.
	slices.SortStableFunc(in.rates, func(a, b Rate) int { return strings.Compare(a.Date, b.Date) })
	for _, r := range in.rates {
		n := fresh.Len()
		if err := fresh.Add(r); err != nil {
			return &feed.Error{File: src.Name(), Pos: feed.Position{Line: r.Line, Column: 1}, What: err.Error(), Try: "keep one of the two"}
		}
		if fresh.Len() == n {
			in.counts.Repeated++
			in.counts.Taken--
		}
	}
	*t = *fresh
	return nil
}

// retired are currencies that the ECB history still has a column for and ISO
// 4217 no longer lists as active. A currency that money knows never comes here.
var retired = []string{"CYP", "EEK", "LTL", "LVL", "MTL", "ROL", "SIT", "SKK", "HRK", "TRL",
	"DEM", "FRF", "ITL", "ATS", "BEF", "NLG", "ESP", "PTE", "GRD", "FIM", "IEP", "XDR", "CSK", "SDR", "XEU"}

// cell takes one cell of a list. per is how many units of base it is for.
func (in *intake) cell(base, quote, text string, per int64, date string, kind Kind, source string, line int) error {
	in.counts.Read++
	text = strings.TrimSpace(text)
	if text == "" || text == "N/A" || text == "-" {
		in.counts.Empty++
		return nil
	}
	for _, c := range []string{base, quote} {
		if !money.Currency(c).Valid() {
			if slices.Contains(retired, c) {
				in.counts.Retired++
				return nil
			}
			return errors.New(strconv.Quote(c) + " is not a known currency")
		}
	}
	v, err := catalog.ParseNumber(text)
	if err != nil {
		return errors.New("the rate " + err.Error())
	}
	if !v.IsPositive() {
		return errors.New("the rate " + v.String() + " is not positive")
	}
	if per != 1 {
		// A power of ten: the division is exact.
		v = v.Div(decimal.NewFromInt(per))
	}
	in.rates = append(in.rates, Rate{Base: money.Currency(base), Quote: money.Currency(quote), Value: v, Date: date,
		Kind: kind, Source: source, Line: line})
	in.counts.Taken++
	return nil
}

// readECB reads the CSV of one day ("13 April 2026") or of the history
// ("2026-04-13"): a date, then one column for each currency.
func readECB(in *intake, src *feed.Reader) error {
	c := feed.NewCSV(src, ',')
	header, err := c.Record()
	if errors.Is(err, io.EOF) || err == nil && strings.TrimSpace(header[0]) != "Date" {
		return src.Errorf("check that this is a list of the ECB or the SNB", "the header line that starts with Date is missing")
	}
	if err != nil {
		return err
	}
	currencies := make([]string, len(header))
	for i, h := range header {
		currencies[i] = strings.TrimSpace(h)
	}
	for {
		rec, err := c.Record()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		pos := c.Pos()
		bad := func(what string) error { return &feed.Error{File: src.Name(), Pos: pos, What: what} }
		if len(rec) != len(currencies) && len(rec) != len(currencies)-1 {
			return bad("the line has " + strconv.Itoa(len(rec)) + " fields, the header has " + strconv.Itoa(len(currencies)) + ": it is cut off")
		}
		date, ok := day(rec[0])
		if !ok {
			return bad(strconv.Quote(rec[0]) + " is not a date")
		}
		for i := 1; i < len(rec); i++ {
			if currencies[i] == "" {
				continue
			}
			if err := in.cell("EUR", currencies[i], rec[i], 1, date, Daily, SourceECB, pos.Line); err != nil {
				return bad(currencies[i] + ": " + err.Error())
			}
		}
	}
}

// day reads both spellings of a date.
func day(text string) (string, bool) {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.DateOnly, "2 January 2006", "02 January 2006"} {
		if d, err := time.Parse(layout, text); err == nil {
			return d.Format(time.DateOnly), true
		}
	}
	return "", false
}
