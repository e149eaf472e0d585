//go:build linux

package sql

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/pricing/exact"
)

// shipped are options of shipped price sheets: two functions (the first with cold
// starts solved for its load), three serverless containers, a VM fleet and a
// container on a cluster.
var shipped = []string{"aws-eu-central-1-lambda-x86", "scaleway-fr-par-functions",
	"gcp-europe-west1-cloud-run", "scaleway-fr-par-containers", "aws-eu-central-1-fargate-x86",
	"hetzner-fsn1-vm", "exoscale-ch-dk-2-sks-pro"}

func exampleComparison(t *testing.T, file string) *model.Comparison {
	t.Helper()
	return modeltest.Example(t, "../../../testdata", file)
}

type axis struct {
	key, lo, hi string
	scale       int
}

func axes(t *testing.T, c *model.Comparison, list []axis) []Column {
	t.Helper()
	var cols []Column
	for _, x := range list {
		n, err := c.Axis(x.key)
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(x.key, ".")
		cols = append(cols, Column{n, name, x.scale, num(x.lo), num(x.hi)})
	}
	return cols
}

// workloads draws rows within the columns' bounds, small numbers as often as
// large ones, both bounds among them.
func workloads(cols []Column, count int) []row {
	rng := rand.New(rand.NewPCG(11, 3))
	rows := make([]row, count)
	for i := range rows {
		for _, c := range cols {
			places := powerOfTen(c.Scale)
			lo, _ := c.Min.Mul(places).Int64()
			hi, _ := c.Max.Mul(places).Int64()
			x := lo + rng.Int64N(max(1, (hi-lo)>>rng.IntN(24)))
			switch i {
			case 0:
				x = lo
			case 1:
				x = hi
			}
			q, _ := exact.Int(x).Quo(places)
			rows[i] = append(rows[i], q)
		}
	}
	return rows
}

// TestShippedSheets: 1,000 random workloads of a scenario, priced by PostgreSQL
// and by ClickHouse over two shards as the exact reader prices them, to the cent,
// for options of shipped price sheets.
func TestShippedSheets(t *testing.T) {
	if testing.Short() {
		skip(t, "short tests start no server")
	}
	c := exampleComparison(t, "webshop.toml")
	cols := axes(t, c, []axis{{"workload.requests", "0", "3000000000", 0}, {"workload.duration", "1", "2000", 0},
		{"workload.response", "0", "500", 1}, {"operations.hourly_rate", "60", "200", 2}})
	rows := workloads(cols, 1000)
	priced := func(t *testing.T, db database, d Dialect) {
		for _, id := range shipped {
			t.Run(id, func(t *testing.T) {
				for _, o := range c.Options {
					if o.ID == id {
						compare(t, db, d, c.Graph, Query{Table: "w", Keys: []string{"id"}, Columns: cols, Outputs: []Output{{Node: o.Total, Name: "amount", Places: 2}}}, rows)
						return
					}
				}
				t.Fatal("not among the options")
			})
		}
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		db := startPostgres(t)
		fill(t, db, PostgreSQL{}, cols, rows)
		priced(t, db, PostgreSQL{})
	})
	t.Run("ClickHouse", func(t *testing.T) {
		shards := startShards(t)
		spread(t, shards, cols, rows)
		priced(t, shards[0], ClickHouse{})
	})
}
