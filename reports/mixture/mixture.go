// Package mixture turns the mixture of several workloads into a report: each
// workload's best option, what they cost on one account, and what one more
// workload costs on a cluster that exists.
package mixture

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the JSON form.
const Kind = "sovcost/mixture/1"

// Data is the machine form, version 1. Amounts are a month, in Currency.
type Data struct {
	Name      string     `json:"name"`
	Currency  string     `json:"currency"`
	Workloads []Workload `json:"workloads"`
	Total     string     `json:"total"`
	Apart     string     `json:"best_options_billed_apart"`
	Together  string     `json:"best_options_on_one_account"`
	Proven    bool       `json:"proven_cheapest"`
	Bound     string     `json:"no_mixture_costs_less_than"`
	Gap       string     `json:"gap"` // (total - bound) / total
	Clusters  []Cluster  `json:"clusters"`
}

// Workload is one workload with its own best option and its pick.
type Workload struct {
	Name      string `json:"name"`
	Best      string `json:"best_alone"`
	BestPrice string `json:"best_alone_monthly"`
	Pick      string `json:"in_the_mixture"`
	PickPrice string `json:"pick_alone_monthly"`
}

// Cluster is all workloads on one orchestrator.
type Cluster struct {
	Sheet   string   `json:"sheet"`
	Product string   `json:"product"`
	Total   string   `json:"total"`
	Average string   `json:"average"`
	Members []Member `json:"members"`
}

// Member is one workload on a cluster.
type Member struct {
	Workload string `json:"workload"`
	Alone    string `json:"on_a_cluster_of_its_own"`
	Marginal string `json:"added_to_the_others"`
}

// Report tells the mixture.
func Report(m *model.Mixture, p reports.Provenance) (*reports.Report, error) {
	cur := string(m.Scenario.Currency)
	d := dataOf(m, cur)
	r := &reports.Report{Kind: Kind, Title: m.Scenario.Name + ": several workloads", Data: d, Provenance: p, Answer: answer(m, d, cur)}
	r.Sections = append(r.Sections, reports.Section{Title: "The mixture", Table: picks(m, d, cur)})
	if t := cluster(m, cur); t != nil {
		c := m.Clusters[0]
		r.Sections = append(r.Sections, reports.Section{Title: "One more workload on a cluster that exists", Table: t,
			Text: []string{fmt.Sprintf("All on %s of %s cost %s %s a month. What a workload adds to the others is not the average: control plane, spare nodes and people are there already.", c.Product.Title, c.Sheet.ID, amount(c.Total), cur)}})
	}
	if t := clusters(m, cur); t != nil {
		r.Sections = append(r.Sections, reports.Section{Title: "All on one cluster", Table: t})
	}
	r.Notes = []reports.Note{{ID: "account", Level: reports.NoteInfo, Text: "one account per price sheet: free quantities and graduated prices see the sum of all workloads; a provider's free tier counts once, on the first of its sheets in use"},
		{ID: "law", Level: reports.NoteInfo, Text: "only options that law and policy allow and that are fully priced take part; sovcost check says which and why"}}
	return r, r.Validate()
}

func amount(q exact.Num) string { return reports.Group(q.Fixed(2)) }

func dataOf(m *model.Mixture, cur string) Data {
	d := Data{Name: m.Scenario.Name, Currency: cur, Workloads: []Workload{}, Total: m.Total.Fixed(2), Apart: m.Apart.Fixed(2), Together: m.Together.Fixed(2), Proven: m.Proven, Bound: m.Bound.Fixed(2), Clusters: []Cluster{}}
	gap, _ := m.Total.Sub(m.Bound).Quo(exact.Max(m.Total, exact.MustParse("0.01")))
	d.Gap = gap.Fixed(4)
	for i, c := range m.Workloads {
		b, p := c.Best(), m.Picks[i]
		d.Workloads = append(d.Workloads, Workload{c.Scenario.Workload.Name, b.ID, b.Monthly.Fixed(2), p.ID, p.Monthly.Fixed(2)})
	}
	for _, x := range m.Clusters {
		y := Cluster{Sheet: x.Sheet.ID, Product: x.Product.ID, Total: x.Total.Fixed(2), Average: x.Average.Fixed(2)}
		for i := range x.Alone {
			y.Members = append(y.Members, Member{m.Workloads[i].Scenario.Workload.Name, x.Alone[i].Fixed(2), x.Marginal[i].Fixed(2)})
		}
		d.Clusters = append(d.Clusters, y)
	}
	return d
}

func answer(m *model.Mixture, d Data, cur string) []string {
	how := "no mixture is cheaper (every other one was bounded from below)"
	if !m.Proven {
		gap := exact.MustParse(d.Gap).Mul(exact.Int(100))
		how = fmt.Sprintf("found by a heuristic: no mixture costs less than %s %s, a gap of %s %%", amount(m.Bound), cur, gap.Fixed(1))
	}
	out := []string{fmt.Sprintf("The cheapest mixture of %s costs %s %s a month; %s.", count(len(m.Workloads)), amount(m.Total), cur, how)}
	out = append(out, fmt.Sprintf("Each workload's own best option costs %s %s billed apart, and %s %s on one account, where free quantities are there once.", amount(m.Apart), cur, amount(m.Together), cur))
	if len(m.Clusters) > 0 {
		out = append(out, fmt.Sprintf("All on one cluster cost %s %s at best.", amount(m.Clusters[0].Total), cur))
	}
	return out
}

func picks(m *model.Mixture, d Data, cur string) *reports.Table {
	t := &reports.Table{ID: "mixture", Columns: []reports.Column{{Key: "workload", Title: "Workload"}, {Key: "best", Title: "Best alone"}, {Key: "price", Title: "Alone", Kind: reports.KindMoney, Unit: cur},
		{Key: "pick", Title: "In the mixture"}, {Key: "runtime", Title: "Runtime"}, {Key: "law", Title: "Law", Kind: reports.KindVerdict}}}
	for i, w := range d.Workloads {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(w.Name), reports.Words(w.Best), reports.Money(m.Workloads[i].Best().Monthly.Decimal(2), cur), reports.Words(w.Pick),
			reports.Words(m.Picks[i].Runtime()), reports.Judged(reports.Verdict(m.Picks[i].Verdict().String()), "")}})
	}
	t.Rows = append(t.Rows, reports.Row{Style: reports.RowTotal, Cells: []reports.Cell{reports.Words("Together"), {}, reports.Money(m.Apart.Decimal(2), cur), reports.Words(amount(m.Total) + " " + cur), {}, {}}})
	return t
}

// cluster is the cheapest shared cluster, workload by workload.
func cluster(m *model.Mixture, cur string) *reports.Table {
	if len(m.Clusters) == 0 {
		return nil
	}
	x := m.Clusters[0]
	t := &reports.Table{ID: "marginal", Columns: []reports.Column{{Key: "workload", Title: "Workload"}, {Key: "alone", Title: "Cluster of its own", Kind: reports.KindMoney, Unit: cur},
		{Key: "average", Title: "Average", Kind: reports.KindMoney, Unit: cur}, {Key: "marginal", Title: "Added to the others", Kind: reports.KindMoney, Unit: cur}}}
	for i := range x.Alone {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(m.Workloads[i].Scenario.Workload.Name), reports.Money(x.Alone[i].Decimal(6), cur), reports.Money(x.Average.Decimal(6), cur), reports.Money(x.Marginal[i].Decimal(6), cur)}})
	}
	return t
}

func clusters(m *model.Mixture, cur string) *reports.Table {
	if len(m.Clusters) < 2 {
		return nil
	}
	t := &reports.Table{ID: "clusters", Columns: []reports.Column{{Key: "sheet", Title: "Price sheet"}, {Key: "product", Title: "Orchestrator"}, {Key: "total", Title: "All workloads", Kind: reports.KindMoney, Unit: cur}, {Key: "average", Title: "Average", Kind: reports.KindMoney, Unit: cur}}}
	for _, x := range m.Clusters {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(x.Sheet.ID), reports.Words(x.Product.Title), reports.Money(x.Total.Decimal(6), cur), reports.Money(x.Average.Decimal(6), cur)}})
	}
	return t
}

func count(n int) string {
	if n == 1 {
		return "1 workload"
	}
	return fmt.Sprintf("%d workloads", n)
}
