package portfolio_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/model/scenario"
)

// open answers the web shop over some sheets and kinds, the sizes of servers left
// open.
func open(tb testing.TB, only, kinds []string) portfolio.Build {
	tb.Helper()
	return webshop(tb, func(s *scenario.Scenario) { s.Candidates.Sheets, s.Candidates.Kinds = only, kinds })
}

// Workloads of very different size and duration have the servers that a comparison
// of each alone chooses, and its amount: to the cent where servers or containers
// win, to 1e-5 of the amount where cold starts lie between two solved durations.
func TestEverySizeEqualsCompare(t *testing.T) {
	n := 60
	if testing.Short() {
		n = 30
	}
	for kind, only := range map[string][]string{
		"vm":        {"hetzner-fsn1", "exoscale-ch-gva-2", "infomaniak-ch-gva", "aws-eu-central-1"},
		"container": {"exoscale-ch-gva-2", "hikube-ch", "ionos-de", "infomaniak-ch-gva"},
		"function":  {"aws-eu-central-1", "gcp-europe-west3"},
	} {
		r := rand.New(rand.NewPCG(5, 1))
		table := &portfolio.Table{File: "p", Keys: []string{"requests", "memory", "duration", "hourly_rate"}}
		for i := range n {
			table.Rows = append(table.Rows, portfolio.Row{Line: i + 2, Name: fmt.Sprint(i), Values: []string{fmt.Sprintf("%d requests/month", int(math.Pow(10, 3+6.5*r.Float64()))),
				fmt.Sprintf("%dMiB", 128<<r.IntN(7)), fmt.Sprintf("%dms", int(math.Pow(10, 0.7+3.5*r.Float64()))), fmt.Sprintf("%d CHF/h", r.IntN(120))}})
		}
		build := open(t, only, []string{kind})
		p, err := portfolio.Run(table, build, quiet)
		if err != nil {
			t.Fatal(err)
		}
		servers := map[string]bool{}
		for i, x := range p.Results {
			var set []scenario.Setting
			for k, key := range []string{"workload.requests", "workload.memory", "workload.duration", "operations.hourly_rate"} {
				set = append(set, scenario.Setting{Key: key, Value: table.Rows[i].Values[k]})
			}
			c, err := build(set, nil)
			if err != nil {
				t.Fatal(err)
			}
			best := c.Best()
			if (best == nil) != (x.Best == nil) || x.Problem != "" {
				t.Errorf("%s %v: compare has an answer: %v, the portfolio: %v %s", kind, table.Rows[i].Values, best != nil, x.Best != nil, x.Problem)
				continue
			}
			if best == nil {
				continue
			}
			most := 0.001
			if kind == "function" {
				most = math.Max(0.011, 1e-5*best.Monthly.Float())
			}
			if d := x.Monthly.Sub(best.Monthly).Float(); x.Best.ID != best.ID || math.Abs(d) > most {
				t.Errorf("%s %v: %s at %s, compare says %s at %s", kind, table.Rows[i].Values, x.Best.ID, x.Monthly.Fixed(2), best.ID, best.Monthly.Fixed(2))
			}
			if best.Nodes != nil {
				servers[best.Nodes.ID] = true
			} else {
				servers[best.Product.ID] = true
			}
		}
		if len(servers) < 3 && kind != "function" {
			t.Errorf("%s: only %v won: the sample is too much alike", kind, servers)
		}
	}
}
