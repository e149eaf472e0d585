package portfolio

import (
	"fmt"
	"sort"

	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the portfolio's JSON form.
const Kind = "sovcost/portfolio/2"

// Data is the machine form; the rows stand in the table "workloads".
type Data struct {
	Currency  string  `json:"currency"`
	Workloads int     `json:"workloads"`
	Priced    int     `json:"priced"`
	NotPriced int     `json:"not_priced"`
	Refused   int     `json:"refused"` // rows that could not be read
	Total     string  `json:"total"`   // allowed options, a month, billed together
	Alone     string  `json:"total_each_alone"`
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

// Groupings are what totals are made by.
var Groupings = [...]string{"provider", "country", "kind", "verdict"}

// Sums are the portfolio's totals.
type Sums struct {
	Data              Data
	Total, Alone, Any exact.Num
	by                map[string]map[string]*share
	twice             int // names that stand more than once
	law               int // workloads for which a cheaper option is not allowed
}

type share struct {
	n      int
	amount exact.Num
}

// Option is what the row runs on: on its account, or alone where nothing is
// shared; nil for none.
func Option(p *portfolio.Portfolio, i int) *portfolio.Choice {
	if p.Apart {
		return p.Results[i].Best
	}
	return p.Results[i].Pick
}

// Amount is the row's month on its Option.
func Amount(p *portfolio.Portfolio, i int) exact.Num {
	if p.Apart {
		return p.Results[i].Monthly
	}
	return p.Results[i].Share
}

// Name is the name of an option's share of a total.
func Name(by string, c *portfolio.Choice) string {
	name := map[string]string{"provider": c.Provider, "country": c.Country, "kind": c.Kind, "verdict": c.Verdict}[by]
	if name == "" {
		return "own"
	}
	return name
}

// Add makes the totals; problems is how many rows were left out before.
func Add(p *portfolio.Portfolio, problems int) *Sums {
	s := &Sums{by: map[string]map[string]*share{}}
	for _, by := range Groupings {
		s.by[by] = map[string]*share{}
	}
	s.Data = Data{Currency: string(p.Template.Currency()), Workloads: len(p.Results) + problems, Refused: problems, Totals: []Total{}}
	seen := map[string]int{}
	for i, r := range p.Results {
		if seen[r.Row.Name]++; seen[r.Row.Name] == 2 {
			s.twice++
		}
		c := Option(p, i)
		switch {
		case r.Problem != "":
			s.Data.Refused++
			continue
		case c == nil:
			s.Data.NotPriced++
			continue
		}
		s.Data.Priced++
		s.Alone = s.Alone.Add(r.Monthly)
		if p.Apart {
			s.Total, s.Any = s.Total.Add(r.Monthly), s.Any.Add(r.AnyCost)
		}
		if r.AnyCost.Less(r.Monthly) {
			s.law++
		}
		for _, by := range Groupings {
			name := Name(by, c)
			x := s.by[by][name]
			if x == nil {
				x = &share{}
				s.by[by][name] = x
			}
			x.n++
			x.amount = x.amount.Add(Amount(p, i))
		}
	}
	for _, a := range p.Accounts {
		s.Total, s.Any = s.Total.Add(a.Total), s.Any.Add(a.Any)
	}
	s.Data.Total, s.Data.Alone, s.Data.AnyTotal, s.Data.Law = s.Total.Fixed(2), s.Alone.Fixed(2), s.Any.Fixed(2), s.Total.Sub(s.Any).Fixed(2)
	for _, by := range Groupings {
		for _, name := range s.Names(by) {
			x := s.by[by][name]
			s.Data.Totals = append(s.Data.Totals, Total{by, name, x.n, x.amount.Fixed(2)})
		}
	}
	return s
}

// Amount is one share of a grouping.
func (s *Sums) Amount(by, name string) exact.Num { return s.by[by][name].amount }

// Names are the shares of a grouping, the largest first.
func (s *Sums) Names(by string) []string {
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

func (s *Sums) table(by string) *reports.Table {
	cur := s.Data.Currency
	title := map[string]string{"provider": "Provider", "country": "Country", "kind": "Kind", "verdict": "Verdict"}[by]
	t := &reports.Table{ID: "by-" + by, Columns: []reports.Column{{Key: by, Title: title}, {Key: "workloads", Title: "Workloads", Kind: reports.KindQuantity},
		{Key: "amount", Title: "A month", Kind: reports.KindMoney, Unit: cur}, {Key: "share", Title: "Share", Kind: reports.KindPercent}}}
	for _, name := range s.Names(by) {
		x := s.by[by][name]
		cell := reports.Cell{}
		if q, ok := x.amount.Quo(s.Total); ok {
			cell = reports.Percent(q.Decimal(6))
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(name), whole(x.n), reports.Money(x.amount.Decimal(2), cur), cell}})
	}
	return t
}

// Notes say how the figures were made.
func Notes(p *portfolio.Portfolio, s *Sums) []string {
	var out []string
	if p.Apart {
		out = append(out, "every workload is priced as the only one of a customer (--apart): free amounts and tiers count for each of them, and so does a cluster's fee")
	} else {
		out = append(out, "all workloads of an account are billed together: free amounts and prices by volume see the sums, a provider's free tier is drawn once, on the first of its sheets; a cluster and its nodes are paid once. A column account splits the bills, a column cluster the clusters, --apart shares nothing")
		out = append(out, "a workload's amount is its share of the account's bill: of each meter by the quantity it uses, of a cluster by the node time its replicas fill; shares add up to the bills")
		out = append(out, "options: "+methods(p))
	}
	if p.Template != nil && len(p.Template.Scenario.Options) == 0 && !folder(p) {
		out = append(out, "every workload has the server sizes that compare would choose for it alone; pin [[option]] to choose them yourself")
	}
	if p.Between {
		out = append(out, "cold starts of workloads with durations of their own lie on straight lines between solved durations, 12 per power of ten")
	}
	return out
}

func methods(p *portfolio.Portfolio) string {
	words := map[string]string{
		portfolio.MethodSingle:   "each workload's cheapest as the only one of its account",
		portfolio.MethodMarginal: "each workload's cheapest where free amounts are used up",
		portfolio.MethodCluster:  "each workload's cheapest where free amounts are used up and one cluster stands",
	}
	used := map[string]int{}
	for _, a := range p.Accounts {
		used[a.Method]++
	}
	text := ""
	for _, m := range []string{portfolio.MethodSingle, portfolio.MethodMarginal, portfolio.MethodCluster} {
		if used[m] > 0 {
			if text != "" {
				text += "; "
			}
			if text += words[m]; len(p.Accounts) > 1 {
				text += fmt.Sprintf(" (%s)", plural(used[m], "account"))
			}
		}
	}
	return text + ". Of these ways to choose, the one whose common bill is lowest is shown; it is no proof that none is cheaper (sovcost mixture proves it for up to 12 workloads)"
}

func folder(p *portfolio.Portfolio) bool { return len(p.Results) > 0 && p.Results[0].Row.Answer != nil }

// Warnings say what is in no total.
func Warnings(s *Sums) []string {
	var out []string
	if s.twice > 0 {
		out = append(out, fmt.Sprintf("%s more than once: their lines or files tell them apart", plural(s.twice, "name")))
	}
	if s.Data.NotPriced > 0 {
		out = append(out, fmt.Sprintf("%s without an option that is priced and allowed: in no total", count(s.Data.NotPriced)))
	}
	if s.Data.Refused > 0 {
		out = append(out, fmt.Sprintf("%s that could not be read: in no total", plural(s.Data.Refused, "row")))
	}
	return out
}
