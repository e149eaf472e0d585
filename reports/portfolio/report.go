// Package portfolio turns a priced portfolio into a report.
package portfolio

import (
	"fmt"
	"sort"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the portfolio's JSON form.
const Kind = "sovcost/portfolio/1"

// Data is the machine form; the rows stand in the table "workloads".
type Data struct {
	Currency  string  `json:"currency"`
	Workloads int     `json:"workloads"`
	Priced    int     `json:"priced"`
	NotPriced int     `json:"not_priced"`
	Refused   int     `json:"refused"` // rows that could not be read
	Total     string  `json:"total"`   // best allowed options, a month
	AnyTotal  string  `json:"total_without_law"`
	Law       string  `json:"price_of_sovereignty"`
	Totals    []Total `json:"totals"`
}

// Total is a share of the portfolio.
type Total struct {
	By        string `json:"by"` // provider | country | kind | verdict
	Name      string `json:"name"`
	Workloads int    `json:"workloads"`
	Amount    string `json:"amount"`
}

// shown is how many workloads the table on a screen lists.
const shown = 20

type sums struct {
	data      Data
	best, any exact.Num
	by        map[string]map[string]*share
	law       int
}

type share struct {
	n      int
	amount exact.Num
}

// Report is the portfolio as one finished answer. Short leaves out all but the
// dearest workloads, for reading; csv and json want all.
func Report(p *portfolio.Portfolio, pv reports.Provenance, problems int, short bool) (*reports.Report, error) {
	cur := string(p.Template.Currency())
	s := add(p, cur, problems)
	r := &reports.Report{Kind: Kind, Title: fmt.Sprintf("%s: %d workloads", p.Table.File, s.data.Workloads), Data: s.data, Provenance: pv}
	r.Answer = []string{fmt.Sprintf("%s cost %s %s a month on their best allowed options.", count(s.data.Priced), formula.Group(s.best.Fixed(2)), cur)}
	if s.law > 0 {
		r.Answer = append(r.Answer, fmt.Sprintf("Law and policy cost %s %s of it: a cheaper option is not allowed for %s.", formula.Group(s.best.Sub(s.any).Fixed(2)), cur, count(s.law)))
	} else {
		r.Answer = append(r.Answer, "Law and policy cost nothing: the cheapest option of every workload is allowed.")
	}
	for _, by := range []string{"provider", "country", "kind", "verdict"} {
		r.Sections = append(r.Sections, reports.Section{Title: "By " + by, Table: s.table(by, cur)})
	}
	r.Sections = append(r.Sections, workloads(p, cur, short))
	r.Notes = notes(p, s)
	return r, r.Validate()
}

func count(n int) string {
	if n == 1 {
		return "1 workload"
	}
	return formula.Group(fmt.Sprint(n)) + " workloads"
}

func add(p *portfolio.Portfolio, cur string, problems int) *sums {
	s := &sums{by: map[string]map[string]*share{"provider": {}, "country": {}, "kind": {}, "verdict": {}}}
	s.data = Data{Currency: cur, Workloads: len(p.Results) + problems, Refused: problems, Totals: []Total{}}
	for _, r := range p.Results {
		switch {
		case r.Problem != "":
			s.data.Refused++
			continue
		case r.Best == nil:
			s.data.NotPriced++
			continue
		}
		s.data.Priced++
		s.best, s.any = s.best.Add(r.Monthly), s.any.Add(r.AnyCost)
		if r.AnyCost.Less(r.Monthly) {
			s.law++
		}
		for by, name := range map[string]string{"provider": r.Best.Provider, "country": r.Best.Country, "kind": r.Best.Kind, "verdict": r.Best.Verdict().String()} {
			if name == "" {
				name = "own"
			}
			x := s.by[by][name]
			if x == nil {
				x = &share{}
				s.by[by][name] = x
			}
			x.n++
			x.amount = x.amount.Add(r.Monthly)
		}
	}
	s.data.Total, s.data.AnyTotal, s.data.Law = s.best.Fixed(2), s.any.Fixed(2), s.best.Sub(s.any).Fixed(2)
	for _, by := range []string{"provider", "country", "kind", "verdict"} {
		for _, name := range s.names(by) {
			x := s.by[by][name]
			s.data.Totals = append(s.data.Totals, Total{by, name, x.n, x.amount.Fixed(2)})
		}
	}
	return s
}

// names are the largest shares first.
func (s *sums) names(by string) []string {
	var names []string
	for n := range s.by[by] {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool {
		if c := s.by[by][names[i]].amount.Cmp(s.by[by][names[j]].amount); c != 0 {
			return c > 0
		}
		return names[i] < names[j]
	})
	return names
}

func (s *sums) table(by, cur string) *reports.Table {
	t := &reports.Table{ID: "by-" + by, Columns: []reports.Column{{Key: by, Title: by}, {Key: "workloads", Title: "Workloads", Kind: reports.KindQuantity},
		{Key: "amount", Title: "A month", Kind: reports.KindMoney, Unit: cur}, {Key: "share", Title: "Share", Kind: reports.KindPercent}}}
	for _, name := range s.names(by) {
		x := s.by[by][name]
		cell := reports.Cell{}
		if q, ok := x.amount.Quo(s.best); ok {
			cell = reports.Percent(q.Decimal(6))
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(name), reports.Quantity(exact.Int(int64(x.n)).Decimal(0), ""), reports.Money(x.amount.Decimal(2), cur), cell}})
	}
	return t
}

func workloads(p *portfolio.Portfolio, cur string, short bool) reports.Section {
	rows := make([]int, len(p.Results))
	for i := range rows {
		rows[i] = i
	}
	title := "Workloads"
	if short && len(rows) > shown {
		title = fmt.Sprintf("The %d dearest workloads", shown)
		sort.SliceStable(rows, func(a, b int) bool { return p.Results[rows[b]].Monthly.Less(p.Results[rows[a]].Monthly) })
		rows = rows[:shown]
	}
	t := &reports.Table{ID: "workloads", Columns: []reports.Column{{Key: "workload", Title: "Workload"}, {Key: "line", Title: "Line", Kind: reports.KindQuantity, Priority: 4}, {Key: "requests", Title: "Requests a month", Kind: reports.KindQuantity, Priority: 2},
		{Key: "option", Title: "Best option"}, {Key: "place", Title: "Place", Priority: 3}, {Key: "monthly", Title: "A month", Kind: reports.KindMoney, Unit: cur},
		{Key: "verdict", Title: "Law", Kind: reports.KindVerdict}, {Key: "law", Title: "Price of law", Kind: reports.KindMoney, Unit: cur, Priority: 1}}}
	for _, i := range rows {
		t.Rows = append(t.Rows, reports.Row{Cells: cells(p.Results[i], cur)})
	}
	return reports.Section{Title: title, Table: t}
}

func cells(r portfolio.Result, cur string) []reports.Cell {
	first := []reports.Cell{reports.Words(r.Row.Name), reports.Quantity(exact.Int(int64(r.Row.Line)).Decimal(0), "")}
	switch {
	case r.Problem != "":
		return append(first, reports.Missing(reports.StateUnknown), reports.Words("the row could not be read"), reports.Cell{}, reports.Missing(reports.StateUnknown), reports.Cell{}, reports.Cell{})
	case r.Best == nil:
		return append(first, reports.Quantity(r.Requests.Decimal(3), ""), reports.Words("none is priced and allowed"), reports.Cell{}, reports.Missing(reports.StateNotPriced), reports.Cell{}, reports.Cell{})
	}
	return append(first, reports.Quantity(r.Requests.Decimal(3), ""), reports.Words(r.Best.ID), reports.Words(place(r.Best)), reports.Money(r.Monthly.Decimal(2), cur),
		reports.Judged(reports.Verdict(r.Best.Verdict().String()), ""), reports.Money(r.Monthly.Sub(r.AnyCost).Decimal(2), cur))
}

func place(o *model.Option) string { return o.Region + ", " + o.Country }

func notes(p *portfolio.Portfolio, s *sums) []reports.Note {
	out := []reports.Note{{ID: "n1", Level: reports.NoteInfo, Text: "every workload is priced as the only one on its account: free amounts and tiers count for each of them, and so does a cluster's fee; free_tier = false in the template leaves free amounts out"}}
	if len(p.Template.Scenario.Options) == 0 {
		out = append(out, reports.Note{ID: "n2", Level: reports.NoteInfo, Text: "server sizes are those that are cheapest for the template's load; pin [[option]] to choose them"})
	}
	if s.data.NotPriced > 0 {
		out = append(out, reports.Note{ID: "n3", Level: reports.NoteWarning, Text: fmt.Sprintf("%d workloads have no option that is priced and allowed; they are in no total", s.data.NotPriced)})
	}
	if s.data.Refused > 0 {
		out = append(out, reports.Note{ID: "n4", Level: reports.NoteWarning, Text: fmt.Sprintf("%d rows could not be read; they are in no total", s.data.Refused)})
	}
	return out
}
