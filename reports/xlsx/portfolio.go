package xlsx

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
	report "github.com/sovcost/sovcost/reports/portfolio"
	"github.com/xuri/excelize/v2"
)

// PortfolioBook is what the workbook of a portfolio is made from.
type PortfolioBook struct {
	Portfolio  *portfolio.Portfolio
	Provenance reports.Provenance
	Left       int // rows that were left out before pricing
}

// The sheets of a portfolio that other workbooks do not have.
const (
	sheetWorkloads = "Workloads"
	sheetTotals    = "Totals"
	sheetBills     = "Bills"
)

// Columns of Workloads.
const (
	wName = 1 + iota
	wOption
	wCountry
	wLaw
	wMonth
	wRequests
	wKind
	wProvider
	wRegion
	wAccount
	wCluster
	wBest
	wAlone
	wAny
	wPrice
	wWhere
)

const (
	firstWorkload = 5
	mostWorkloads = 1<<20 - firstWorkload // rows of a sheet
	portfolioSum  = 8                     // Cover: the first key figure
)

// portfolioBook is one workbook of a portfolio being written.
type portfolioBook struct {
	*book
	PortfolioBook
	sums   *report.Sums
	cur    string
	last   int // row of Workloads
	billed int // last row of Bills
}

// WritePortfolio writes a portfolio as a workbook: a row per workload, streamed,
// and totals over the rows as formulas. The same portfolio gives the same bytes.
func WritePortfolio(w io.Writer, pb PortfolioBook) error {
	if n := len(pb.Portfolio.Results); n > mostWorkloads {
		return fmt.Errorf("a sheet of a workbook holds %d workloads, the portfolio has %d; write csv, or split it", mostWorkloads, n)
	}
	f := newFile()
	defer f.Close()
	p := &portfolioBook{book: &book{f: f, styles: map[look]int{}}, PortfolioBook: pb, sums: report.Add(pb.Portfolio, pb.Left)}
	p.cur, p.last = p.sums.Data.Currency, firstWorkload+len(pb.Portfolio.Results)-1
	p.billed = firstWorkload - 1
	for _, a := range pb.Portfolio.Accounts {
		p.billed += len(a.Bills)
	}
	day := pb.Provenance.AsOf + "T00:00:00Z"
	p.fail(f.SetDocProps(&excelize.DocProperties{Title: "Portfolio " + pb.Portfolio.Table.File, Creator: "sovcost", LastModifiedBy: "sovcost", Created: day, Modified: day}))
	p.fail(f.SetAppProps(&excelize.AppProperties{Application: "Microsoft Excel", AppVersion: "16.0300"}))
	for _, s := range p.pages() {
		p.write(s)
	}
	if err := errors.Join(p.errs...); err != nil {
		return err
	}
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return &sortedZip{to: w} })
	return f.Write(w)
}

func (p *portfolioBook) pages() []page {
	all := []page{
		{name: sheetCover, widths: []float64{34, 20, 10, 70}, rows: p.coverRows, single: true},
		{name: sheetTotals, widths: []float64{28, 14, 18, 12}, freeze: 3, rows: p.totalRows},
		{name: sheetWorkloads, widths: []float64{26, 38, 9, 12, 15, 17, 11, 14, 15, 15, 13, 38, 15, 15, 15, 26}, wide: true, left: 1, freeze: firstWorkload - 1, rows: p.workloadRows, after: p.filter},
	}
	if !p.Portfolio.Apart {
		all = append(all, page{name: sheetBills, widths: []float64{24, 40, 14, 12, 18}, freeze: firstWorkload - 1, rows: p.billRows})
	}
	return append(all, page{name: sheetSources, widths: []float64{34, 26, 80}, heads: sourceHeads, rows: p.notes})
}

// range of a column of Workloads.
func (p *portfolioBook) column(col int) string {
	return span(sheetWorkloads, col, firstWorkload, max(p.last, firstWorkload))
}

func (p *portfolioBook) coverRows(r *rows) {
	b, s := p.book, p.sums
	r.tall(24, b.words(title, "Portfolio "+p.Portfolio.Table.File))
	r.put()
	r.put(b.words(strong, "Answer"))
	sentence := fmt.Sprintf(`FIXED(%s,0)&" workloads cost "&FIXED(%s)&" %s a month on allowed options."`, fixed(2, portfolioSum+5), fixed(2, portfolioSum), p.cur)
	r.tall(20, b.formula(look{bold: true, size: 13, color: dark}, sentence, fmt.Sprintf("%s workloads cost %s %s a month on allowed options.", formula.Group(fmt.Sprint(s.Data.Priced)), formula.Group(s.Data.Total), p.cur)))
	r.put()
	check, ok := fmt.Sprintf(`IF(ABS(%s-SUM(%s))<0.005,"ok","the workloads do not add up to the bills")`, fixed(2, portfolioSum), span(sheetBills, 5, firstWorkload, max(p.billed, firstWorkload))), "ok"
	if p.Portfolio.Apart {
		check = fmt.Sprintf(`IF(ABS(%s-%s)<0.005,"ok","totals differ")`, fixed(2, portfolioSum), fixed(2, portfolioSum+1))
	}
	r.put(b.words(strong, "Cross-check"), b.formula(look{bold: true, fill: paleHead}, check, ok), b.words(plain, ""), b.words(faint, "the workloads' amounts against the bills"))
	r.put()
	row := func(label, f string, v float64, num, unit, why string) {
		r.put(b.words(plain, label), b.formula(link(num), f, v), b.words(plain, unit), b.words(faint, why))
	}
	row("Together, a month", "SUM("+p.column(wMonth)+")", s.Total.Float(), fmtMoney, p.cur, "on allowed options; what an account shares is billed once")
	row("Each alone, a month", "SUM("+p.column(wAlone)+")", s.Alone.Float(), fmtMoney, p.cur, "every workload as the only one of a customer")
	r.put(b.words(plain, "Without law and policy"), b.number(delivered(fmtMoney), s.Any.Float()), b.words(plain, p.cur), b.words(faint, "the cheapest of all options, billed together"))
	r.put(b.words(plain, "Price of sovereignty"), b.formula(calc(fmtMoney), at(2, portfolioSum)+"-"+at(2, portfolioSum+2), s.Total.Sub(s.Any).Float()), b.words(plain, p.cur), b.words(faint, "what law and policy cost the whole portfolio"))
	row("Workloads", "COUNTA("+p.column(wName)+")", float64(len(p.Portfolio.Results)), fmtWhole, "", "rows of the sheet Workloads")
	row("Priced and allowed", "COUNT("+p.column(wMonth)+")", float64(s.Data.Priced), fmtWhole, "", "the others are in no total")
	r.put()
	r.tall(19, b.words(heading, "What is where"))
	for _, s := range p.pages()[1:] {
		r.put(b.words(plain, s.name), b.words(plain, map[string]string{sheetTotals: "by provider, country, kind and verdict", sheetWorkloads: "every workload with its option and amount", sheetBills: "what each account pays per price sheet, and its clusters", sheetSources: "how it was made, prices, dates"}[s.name]))
	}
	r.put()
	r.put(b.words(link(""), "green"), b.words(plain, "added up from the rows"))
	r.put(b.words(delivered(""), "grey"), b.words(plain, "as delivered: does not follow changes"))
	r.put(b.words(plain, "Prices and law as of"), b.words(plain, p.Provenance.AsOf))
	r.put(b.words(plain, "Made by"), b.words(plain, p.Provenance.Tool+" "+p.Provenance.Version+" from "+p.Provenance.Scenario))
}

func (p *portfolioBook) totalRows(r *rows) {
	b, s := p.book, p.sums
	cols := map[string]int{"provider": wProvider, "country": wCountry, "kind": wKind, "verdict": wLaw}
	r.tall(24, b.words(title, "Totals"))
	r.put()
	r.put(b.words(head, "By"), b.words(headNum, "Workloads"), b.words(headNum, "A month ("+p.cur+")"), b.words(headNum, "Share"))
	i := 0
	for _, by := range report.Groupings {
		r.put()
		r.put(b.words(group, strings.ToUpper(by[:1])+by[1:]), b.words(group, ""), b.words(group, ""), b.words(group, ""))
		from := r.row
		for ; i < len(s.Data.Totals) && s.Data.Totals[i].By == by; i++ {
			x := s.Data.Totals[i]
			amount := s.Amount(by, x.Name)
			share := 0.0
			if s.Total.Sign() != 0 {
				share = amount.Float() / s.Total.Float()
			}
			key, n := p.column(cols[by]), r.row
			r.put(b.words(plain, x.Name), b.formula(link(fmtWhole), fmt.Sprintf("COUNTIF(%s,%s)", key, "$A"+fmt.Sprint(n)), float64(x.Workloads)),
				b.formula(link(fmtMoney), fmt.Sprintf("SUMIF(%s,%s,%s)", key, "$A"+fmt.Sprint(n), p.column(wMonth)), amount.Float()),
				b.formula(calc(fmtPercent), fmt.Sprintf("IF(%s!%s=0,0,%s/%s!%s)", sheetCover, fixed(2, portfolioSum), at(3, n), sheetCover, fixed(2, portfolioSum)), share))
		}
		if to := r.row - 1; to >= from {
			sum := look{bold: true, rule: true}
			r.put(b.words(sum, "Sum"), b.formula(sum.with(fmtWhole), fmt.Sprintf("SUM(%s:%s)", at(2, from), at(2, to)), float64(s.Data.Priced)), b.formula(sum.with(fmtMoney), fmt.Sprintf("SUM(%s:%s)", at(3, from), at(3, to)), s.Total.Float()), b.words(sum, ""))
		}
	}
}

func (p *portfolioBook) workloadRows(r *rows) {
	b := p.book
	r.tall(24, b.words(title, "Workloads"))
	r.put(b.words(faint, "Amounts are a month's in "+p.cur+". Alone: as the only workload of a customer."))
	r.put()
	var cells []excelize.Cell
	for i, h := range [wWhere]string{"Workload", "Option", "Country", "Law", "A month", "Requests a month", "Kind", "Provider", "Region", "Account", "Cluster", "Best alone", "Alone", "Alone, law aside", "Price of law, alone", "Where"} {
		l := head
		if i+1 == wRequests || i+1 == wMonth || i+1 >= wAlone && i+1 < wWhere {
			l = headNum
		}
		if l == headNum && i+1 != wRequests {
			h += " (" + p.cur + ")"
		}
		cells = append(cells, b.words(l, h))
	}
	r.put(cells...)
	blank := b.words(plain, "")
	line := make([]excelize.Cell, wWhere)
	for i, x := range p.Portfolio.Results {
		for k := range line {
			line[k] = blank
		}
		line[wName-1], line[wWhere-1] = b.words(plain, x.Row.Name), b.words(plain, p.Portfolio.Table.Where(x.Row))
		line[wAccount-1], line[wCluster-1] = b.words(plain, x.Row.Account), b.words(plain, x.Row.Cluster)
		o := report.Option(p.Portfolio, i)
		switch {
		case x.Problem != "":
			line[wOption-1], line[wMonth-1] = b.words(plain, "could not be priced"), b.words(look{right: true}, "unknown")
		case o == nil:
			line[wRequests-1] = b.number(delivered(fmtWhole), x.Requests.Float())
			line[wOption-1], line[wMonth-1] = b.words(plain, "none is priced and allowed"), b.words(look{right: true}, "not priced")
		default:
			line[wRequests-1] = b.number(delivered(fmtWhole), x.Requests.Float())
			line[wOption-1], line[wKind-1], line[wProvider-1] = b.words(plain, o.ID), b.words(plain, report.Name("kind", o)), b.words(plain, report.Name("provider", o))
			line[wRegion-1], line[wCountry-1], line[wLaw-1] = b.words(plain, o.Region), b.words(plain, report.Name("country", o)), b.words(plain, report.Name("verdict", o))
			line[wMonth-1] = b.number(delivered(fmtMoney), report.Amount(p.Portfolio, i).Float())
			line[wBest-1], line[wAlone-1], line[wAny-1] = b.words(plain, x.Best.ID), b.number(delivered(fmtMoney), x.Monthly.Float()), b.number(delivered(fmtMoney), x.AnyCost.Float())
			line[wPrice-1] = b.formula(calc(fmtMoney), at(wAlone, r.row)+"-"+at(wAny, r.row), x.Monthly.Sub(x.AnyCost).Float())
		}
		r.put(line...)
	}
}

// filter puts the drop-downs of a filter on the headings.
func (p *portfolioBook) filter() {
	p.fail(p.f.AutoFilter(sheetWorkloads, at(1, firstWorkload-1)+":"+at(wWhere, max(p.last, firstWorkload)), nil))
}

func (p *portfolioBook) billRows(r *rows) {
	b := p.book
	r.tall(24, b.words(title, "Bills"))
	r.put(b.words(faint, "One line per account and price sheet, people's time included. Free tier: the provider's is drawn on this sheet."))
	r.put()
	r.put(b.words(head, "Account"), b.words(head, "Price sheet"), b.words(headNum, "Workloads"), b.words(head, "Free tier"), b.words(headNum, "A month ("+p.cur+")"))
	clusters := 0
	for _, a := range p.Portfolio.Accounts {
		clusters += len(a.Clusters)
		for _, x := range a.Bills {
			free, sheet := "no", x.Sheet
			if x.Free {
				free = "yes"
			}
			if sheet == "" {
				free, sheet = "", "each alone"
			}
			r.put(b.words(plain, a.Name), b.words(plain, sheet), b.number(delivered(fmtWhole), float64(x.Workloads)), b.words(plain, free), b.number(delivered(fmtMoney), x.Amount.Float()))
		}
	}
	sum := look{bold: true, rule: true}
	r.put(b.words(sum, "Sum"), b.words(sum, ""), b.formula(sum.with(fmtWhole), "SUM("+span("", 3, firstWorkload, max(p.billed, firstWorkload))+")", float64(p.sums.Data.Priced)), b.words(sum, ""), b.formula(sum.with(fmtMoney), "SUM("+span("", 5, firstWorkload, max(p.billed, firstWorkload))+")", p.sums.Total.Float()))
	if clusters == 0 {
		return
	}
	r.put()
	r.tall(19, b.words(heading, "Shared clusters"))
	r.put(b.words(faint, "Control plane, nodes and the people for them; part of the bills above."))
	r.put(b.words(head, "Cluster"), b.words(head, "Option and nodes"), b.words(headNum, "Workloads"), b.words(headNum, "Nodes at the peak"), b.words(headNum, "A month ("+p.cur+")"))
	for _, a := range p.Portfolio.Accounts {
		for _, c := range a.Clusters {
			r.put(b.words(plain, c.Name), b.words(plain, c.Option+" on "+c.Nodes), b.number(delivered(fmtWhole), float64(c.Workloads)), b.number(delivered(fmtWhole), c.Peak.Float()), b.number(delivered(fmtMoney), c.Amount.Float()))
		}
	}
}

func (p *portfolioBook) notes(r *rows) {
	b := p.book
	r.tall(24, b.words(title, "Sources"))
	r.put()
	b.provenanceRows(r, p.Provenance)
	r.put()
	r.tall(19, b.words(heading, "How it was made"))
	for _, t := range report.Notes(p.Portfolio, p.sums) {
		r.put(b.words(plain, "note"), b.words(plain, ""), b.words(wrapped, t))
	}
	for _, t := range report.Warnings(p.sums) {
		r.put(b.words(plain, "warning"), b.words(plain, ""), b.words(wrapped, t))
	}
}
