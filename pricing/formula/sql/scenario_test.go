//go:build linux

package sql

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/sovereignty"
)

// webshop is the example scenario's graph with a query over three inputs for a
// function, a serverless container, a VM fleet and an orchestrated container of
// real price sheets.
func webshop(t *testing.T) (*formula.Graph, Query) {
	s, err := scenario.Load(os.DirFS(filepath.Join("..", "..", "..", "testdata")), "webshop.toml")
	if err != nil {
		t.Fatal(err)
	}
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p, err := model.Profile(s, func(string) (traffic.Profile, error) { return traffic.Profile{}, os.ErrNotExist })
	if err != nil {
		t.Fatal(err)
	}
	c, err := model.Compare(s, model.Sources{Library: lib, Rules: rules, Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	q := Query{Table: "w", Keys: []string{"id"}}
	for _, x := range []struct {
		key, lo, hi string
		scale       int
	}{{"workload.requests", "0", "3000000000", 0}, {"workload.response", "0", "500", 1}, {"operations.hourly_rate", "60", "200", 2}} {
		n, err := c.Axis(x.key)
		if err != nil {
			t.Fatal(err)
		}
		_, name, _ := strings.Cut(x.key, ".")
		q.Columns = append(q.Columns, Column{n, name, x.scale, num(x.lo), num(x.hi)})
	}
	for id, name := range map[string]string{"scaleway-fr-par-functions": "function", "scaleway-fr-par-containers": "serverless", "hetzner-fsn1-vm": "vm", "exoscale-ch-dk-2-sks-pro": "orchestrated"} {
		for _, o := range c.Options {
			if o.ID == id {
				q.Outputs = append(q.Outputs, Output{o.Total, name, 2})
			}
		}
	}
	if len(q.Outputs) != 4 {
		t.Fatalf("%d of 4 options are there", len(q.Outputs))
	}
	return c.Graph, q
}

// TestScenarioOptions: 1,000 random workloads of a scenario, priced by the
// databases as the exact reader prices them, to the cent.
func TestScenarioOptions(t *testing.T) {
	if testing.Short() {
		skip(t, "short tests start no server")
	}
	g, q := webshop(t)
	rng := rand.New(rand.NewPCG(11, 3))
	rows := make([]row, 1000)
	for i := range rows {
		requests := exact.Int(rng.Int64N(1 << (8 + rng.IntN(23))))
		response, _ := exact.Frac(rng.Int64N(5001), 10)
		rate, _ := exact.Frac(6000+rng.Int64N(14001), 100)
		rows[i] = row{requests, response, rate}
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		db := startPostgres(t)
		fill(t, db, PostgreSQL{}, q.Columns, rows)
		compare(t, db, PostgreSQL{}, g, q, rows)
	})
	t.Run("ClickHouse", func(t *testing.T) {
		db, _ := startClickHouse(t)
		fill(t, db, ClickHouse{}, q.Columns, rows)
		compare(t, db, ClickHouse{}, g, q, rows)
	})
}
