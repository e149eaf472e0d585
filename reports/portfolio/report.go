// Package portfolio turns a priced portfolio into a report.
package portfolio

import (
	"fmt"
	"sort"

	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// shown is how many workloads the table on a screen lists.
const shown = 20

// Report is the portfolio as one finished answer; problems is how many rows were
// left out before it was priced. Short leaves out all but the dearest workloads,
// for reading; csv and json want all.
func Report(p *portfolio.Portfolio, pv reports.Provenance, problems int, short bool) (*reports.Report, error) {
	s := Add(p, problems)
	d := s.Data
	r := &reports.Report{Kind: Kind, Title: fmt.Sprintf("%s: %s", p.Table.File, count(d.Workloads)), Data: d, Provenance: pv, Answer: Answer(p, s)}
	for _, by := range Groupings {
		r.Sections = append(r.Sections, reports.Section{Title: "By " + by, Table: s.table(by)})
	}
	if len(p.Accounts) > 1 {
		r.Sections = append(r.Sections, accounts(p, d.Currency))
	}
	if !p.Apart {
		r.Sections = append(r.Sections, bills(p, d.Currency))
	}
	if c := clusters(p, d.Currency); c.Table != nil {
		r.Sections = append(r.Sections, c)
	}
	r.Sections = append(r.Sections, workloads(p, d.Currency, short))
	for i, text := range Notes(p, s) {
		r.Notes = append(r.Notes, reports.Note{ID: fmt.Sprintf("n%d", i+1), Level: reports.NoteInfo, Text: text})
	}
	for i, text := range Warnings(s) {
		r.Notes = append(r.Notes, reports.Note{ID: fmt.Sprintf("w%d", i+1), Level: reports.NoteWarning, Text: text})
	}
	return r, r.Validate()
}

func count(n int) string { return plural(n, "workload") }

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return formula.Group(fmt.Sprint(n)) + " " + what + "s"
}

// Answer is the result in a few sentences.
func Answer(p *portfolio.Portfolio, s *Sums) []string {
	d, cur := s.Data, s.Data.Currency
	if d.Priced == 0 {
		return []string{fmt.Sprintf("None of %s has an option that is priced and allowed.", count(d.Workloads))}
	}
	out := []string{fmt.Sprintf("%s cost %s %s a month on allowed options%s.", count(d.Priced), group(s.Total), cur, on(p))}
	if !p.Apart {
		switch c := s.Total.Cmp(s.Alone); {
		case c > 0:
			out = append(out, fmt.Sprintf("Each as the only one of a customer they would cost %s %s: that counts free amounts %s times instead of once an account.", group(s.Alone), cur, formula.Group(fmt.Sprint(d.Priced))))
		case c < 0:
			out = append(out, fmt.Sprintf("Each as the only one of a customer they would cost %s %s: sharing prices by volume and clusters saves %s %s.", group(s.Alone), cur, group(s.Alone.Sub(s.Total)), cur))
		}
	}
	if s.Any.Less(s.Total) {
		out = append(out, fmt.Sprintf("Law and policy cost %s %s of it: a cheaper option is not allowed for %s.", group(s.Total.Sub(s.Any)), cur, count(s.law)))
	} else {
		out = append(out, "Law and policy cost nothing: the cheapest way to run them all is allowed.")
	}
	return out
}

func on(p *portfolio.Portfolio) string {
	switch n := len(p.Accounts); {
	case p.Apart:
		return ", each as a customer of its own"
	case n == 1:
		return ", billed together on one account"
	default:
		return fmt.Sprintf(", billed together on %d accounts", n)
	}
}

func group(n exact.Num) string { return formula.Group(n.Fixed(2)) }

func accounts(p *portfolio.Portfolio, cur string) reports.Section {
	t := &reports.Table{ID: "accounts", Columns: []reports.Column{{Key: "account", Title: "Account"}, {Key: "workloads", Title: "Workloads", Kind: reports.KindQuantity},
		{Key: "total", Title: "A month", Kind: reports.KindMoney, Unit: cur}, {Key: "alone", Title: "Each alone", Kind: reports.KindMoney, Unit: cur}, {Key: "law", Title: "Price of law", Kind: reports.KindMoney, Unit: cur, Priority: 1},
		{Key: "method", Title: "Options chosen", Priority: 2}}}
	for _, a := range p.Accounts {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(named(a.Name)), whole(a.Workloads), reports.Money(a.Total.Decimal(2), cur), reports.Money(a.Alone.Decimal(2), cur),
			reports.Money(a.Total.Sub(a.Any).Decimal(2), cur), reports.Words(a.Method)}})
	}
	return reports.Section{Title: "Accounts", Table: t}
}

func named(name string) string {
	if name == "" {
		return "(no name)"
	}
	return name
}

func whole(n int) reports.Cell { return reports.Quantity(exact.Int(int64(n)).Decimal(0), "") }

func bills(p *portfolio.Portfolio, cur string) reports.Section {
	many := len(p.Accounts) > 1
	t := &reports.Table{ID: "bills"}
	if many {
		t.Columns = append(t.Columns, reports.Column{Key: "account", Title: "Account"})
	}
	t.Columns = append(t.Columns, reports.Column{Key: "sheet", Title: "Price sheet"}, reports.Column{Key: "workloads", Title: "Workloads", Kind: reports.KindQuantity}, reports.Column{Key: "free", Title: "Free tier", Priority: 1},
		reports.Column{Key: "amount", Title: "A month", Kind: reports.KindMoney, Unit: cur})
	for _, a := range p.Accounts {
		for _, b := range a.Bills {
			var cells []reports.Cell
			if many {
				cells = append(cells, reports.Words(named(a.Name)))
			}
			sheet, free := b.Sheet, "no"
			if b.Free {
				free = "yes"
			}
			if sheet == "" {
				sheet, free = "each alone (own hardware, commitments, own prices)", ""
			}
			t.Rows = append(t.Rows, reports.Row{Cells: append(cells, reports.Words(sheet), whole(b.Workloads), reports.Words(free), reports.Money(b.Amount.Decimal(2), cur))})
		}
	}
	return reports.Section{Title: "Bills", Table: t}
}

func clusters(p *portfolio.Portfolio, cur string) reports.Section {
	t := &reports.Table{ID: "clusters", Columns: []reports.Column{{Key: "account", Title: "Account", Priority: 3}, {Key: "cluster", Title: "Cluster", Priority: 2}, {Key: "option", Title: "Option"}, {Key: "nodes", Title: "Nodes"},
		{Key: "workloads", Title: "Workloads", Kind: reports.KindQuantity}, {Key: "peak", Title: "Nodes at the peak", Kind: reports.KindQuantity}, {Key: "hours", Title: "Node-hours", Kind: reports.KindQuantity, Priority: 1},
		{Key: "amount", Title: "A month", Kind: reports.KindMoney, Unit: cur}}}
	for _, a := range p.Accounts {
		for _, c := range a.Clusters {
			t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(a.Name), reports.Words(c.Name), reports.Words(c.Option), reports.Words(c.Nodes), whole(c.Workloads),
				reports.Quantity(c.Peak.Decimal(0), ""), reports.Quantity(c.Hours.Decimal(2), ""), reports.Money(c.Amount.Decimal(2), cur)}})
		}
	}
	if len(t.Rows) == 0 {
		return reports.Section{}
	}
	return reports.Section{Title: "Shared clusters", Text: []string{"Control plane, nodes and the people for them; what else the workloads use stands in the bills."}, Table: t}
}

func workloads(p *portfolio.Portfolio, cur string, short bool) reports.Section {
	rows := make([]int, len(p.Results))
	for i := range rows {
		rows[i] = i
	}
	title := "Workloads"
	if short && len(rows) > shown {
		title = fmt.Sprintf("The %d dearest workloads", shown)
		sort.SliceStable(rows, func(a, b int) bool { return Amount(p, rows[b]).Less(Amount(p, rows[a])) })
		rows = rows[:shown]
	}
	files, named := sources(p)
	t := &reports.Table{ID: "workloads", Columns: []reports.Column{{Key: "workload", Title: "Workload"}}}
	if files {
		t.Columns = append(t.Columns, reports.Column{Key: "file", Title: "File", Priority: 6})
	} else {
		t.Columns = append(t.Columns, reports.Column{Key: "line", Title: "Line", Kind: reports.KindQuantity, Priority: 6})
	}
	if named {
		t.Columns = append(t.Columns, reports.Column{Key: "account", Title: "Account", Priority: 2})
	}
	t.Columns = append(t.Columns, reports.Column{Key: "requests", Title: "Requests a month", Kind: reports.KindQuantity, Priority: 4}, reports.Column{Key: "option", Title: "Option"}, reports.Column{Key: "place", Title: "Place", Priority: 5},
		reports.Column{Key: "monthly", Title: "A month", Kind: reports.KindMoney, Unit: cur}, reports.Column{Key: "verdict", Title: "Law", Kind: reports.KindVerdict})
	if !p.Apart {
		t.Columns = append(t.Columns, reports.Column{Key: "alone_option", Title: "Best alone", Priority: 7}, reports.Column{Key: "alone", Title: "Alone", Kind: reports.KindMoney, Unit: cur, Priority: 1})
	}
	t.Columns = append(t.Columns, reports.Column{Key: "law", Title: "Price of law, alone", Kind: reports.KindMoney, Unit: cur, Priority: 3})
	for _, i := range rows {
		t.Rows = append(t.Rows, reports.Row{Cells: cells(p, i, cur, files, named)})
	}
	return reports.Section{Title: title, Table: t}
}

// sources tells whether rows stand in files of their own, and have accounts.
func sources(p *portfolio.Portfolio) (files, accounts bool) {
	for _, r := range p.Results {
		files, accounts = files || r.Row.File != "", accounts || r.Row.Account != ""
	}
	return files, accounts
}

func cells(p *portfolio.Portfolio, i int, cur string, files, named bool) []reports.Cell {
	r := p.Results[i]
	out := []reports.Cell{reports.Words(r.Row.Name)}
	if files {
		out = append(out, reports.Words(r.Row.File))
	} else {
		out = append(out, whole(r.Row.Line))
	}
	if named {
		out = append(out, reports.Words(r.Row.Account))
	}
	option := Option(p, i)
	switch {
	case r.Problem != "":
		out = append(out, reports.Missing(reports.StateUnknown), reports.Words("could not be priced"), reports.Cell{}, reports.Missing(reports.StateUnknown), reports.Cell{})
	case option == nil:
		out = append(out, reports.Quantity(r.Requests.Decimal(3), ""), reports.Words("none is priced and allowed"), reports.Cell{}, reports.Missing(reports.StateNotPriced), reports.Cell{})
	default:
		out = append(out, reports.Quantity(r.Requests.Decimal(3), ""), reports.Words(option.ID), reports.Words(option.Region+", "+option.Country), reports.Money(Amount(p, i).Decimal(2), cur), reports.Judged(reports.Verdict(option.Verdict), ""))
	}
	if r.Best == nil {
		for len(out) < columns(p, named) {
			out = append(out, reports.Cell{})
		}
		return out
	}
	if !p.Apart {
		out = append(out, reports.Words(r.Best.ID), reports.Money(r.Monthly.Decimal(2), cur))
	}
	return append(out, reports.Money(r.Monthly.Sub(r.AnyCost).Decimal(2), cur))
}

func columns(p *portfolio.Portfolio, named bool) int {
	n := 8
	if named {
		n++
	}
	if !p.Apart {
		n += 2
	}
	return n
}
