package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model/traffic/prometheus"
	"github.com/sovcost/sovcost/model/traffic/sqlsource"
)

func (a *app) importPrometheusCmd() *cobra.Command {
	var o importOptions
	var q prometheus.Options
	cmd := &cobra.Command{Use: "prometheus URL COUNTER", Short: "a request counter of Prometheus, Thanos, Mimir or VictoriaMetrics",
		Long: `Reads a counter over the HTTP API and takes the differences here, so that sums are
kept to the request. Credentials come from SOVCOST_PROMETHEUS_USER and
SOVCOST_PROMETHEUS_PASSWORD, or SOVCOST_PROMETHEUS_TOKEN; never from flags.`,
		Example: `  sovcost traffic import prometheus http://localhost:9090 'http_requests_total{job="web"}' --from 2026-10-01 --to 2026-11-01 -o web.profile.toml`,
		Args:    withArgs(2, "an address and a counter")}
	o.flags(cmd, true)
	f := cmd.Flags()
	f.DurationVar(&q.Step, "step", 0, "distance of the values asked for (default: a sixtieth of the slot, at least 15s)")
	f.BoolVar(&q.Increase, "increase", false, "let the server add up all series: quicker, but extrapolated")
	f.BoolVar(&q.AllowWarnings, "allow-warnings", false, "take answers the server warns about, such as those that lack a store, and note the warning")
	f.DurationVar(&q.Timeout, "timeout", 0, "most time for one request (default 1m)")
	cmd.RunE = func(_ *cobra.Command, args []string) (err error) {
		if q.From, q.To, _, err = o.bounds(); err != nil {
			return usageError(err)
		}
		sel, err := prometheus.ParseSelector(args[1])
		if err != nil {
			return usageError(err)
		}
		q.URL, q.Selector, q.Slot, q.Name = args[0], args[1], o.slot, sel.Metric
		q.Credentials = prometheus.CredentialsFromEnv(a.env.Getenv)
		ctx, stop := interruptible()
		defer stop()
		done := a.progress("asking " + hostOf(args[0]))
		p, err := prometheus.Import(ctx, q)
		done()
		if err != nil {
			return err
		}
		return a.imported(p, &o, sel.Metric)
	}
	return cmd
}

func (a *app) importSQLCmd() *cobra.Command {
	var o importOptions
	var q sqlsource.Options
	var where []string
	cmd := &cobra.Command{Use: "sql ADDRESS", Short: "a table of requests in PostgreSQL or ClickHouse; the engine adds up",
		Long: `The engine adds up and one row per window comes back: billions of rows stay where
they are. Nothing is written. An address never holds a password: PostgreSQL takes
PGUSER, PGPASSWORD and the files of libpq, ClickHouse takes CLICKHOUSE_USER and
CLICKHOUSE_PASSWORD.`,
		Example: `  sovcost traffic import sql postgres://db/shop --table requests --time-column at --from 2026-10-01 --to 2026-11-01 -o shop.profile.toml
  sovcost traffic import sql clickhouse://ch:9000/logs --table access --time-column ts --where service=checkout --from 2026-10-01 --to 2026-11-01`,
		Args: withArgs(1, "the address of a database")}
	o.flags(cmd, true)
	f := cmd.Flags()
	f.StringVar(&q.Table, "table", "", "table or schema.table")
	f.StringVar(&q.TimeColumn, "time-column", "", "column of the time")
	f.DurationVar(&q.TimeUnit, "time-unit", 0, "one unit of a time column of whole numbers since 1970, for example 1ms")
	f.StringVar(&q.CountColumn, "count-column", "", "column of counts (default: each row is one request)")
	f.StringVar(&q.DurationColumn, "duration-column", "", "column of the time a request took")
	f.StringVar(&q.BytesColumn, "bytes-column", "", "column of the size of the response")
	f.DurationVar(&q.DurationUnit, "duration-unit", 0, "one unit of the duration column, for example 1ms (default 1s)")
	f.StringArrayVar(&where, "where", nil, "only rows whose column has one of the values, for example service=checkout,cart")
	f.DurationVar(&q.Timeout, "timeout", 0, "most time for the whole import (default 5m)")
	cmd.RunE = func(_ *cobra.Command, args []string) (err error) {
		if q.From, q.To, q.Zone, err = o.bounds(); err != nil {
			return usageError(err)
		}
		for _, w := range where {
			column, values, ok := strings.Cut(w, "=")
			if !ok {
				return usageError(fmt.Errorf("--where %q has no =; write for example service=checkout", w))
			}
			q.Where = append(q.Where, sqlsource.Condition{Column: column, Values: strings.Split(values, ",")})
		}
		for _, need := range []struct{ flag, value string }{{"--table", q.Table}, {"--time-column", q.TimeColumn}} {
			if need.value == "" {
				return usageError(fmt.Errorf("%s is missing", need.flag))
			}
		}
		q.Slot, q.Name = o.slot, q.Table
		src, err := sqlsource.Open(args[0], a.env.Getenv)
		if err != nil {
			return usageError(err)
		}
		ctx, stop := interruptible()
		defer stop()
		done := a.progress("asking " + hostOf(args[0]))
		p, err := src.Import(ctx, q)
		done()
		if err != nil {
			return err
		}
		return a.imported(p, &o, q.Table)
	}
	return cmd
}

// hostOf is the host of an address, for messages: nothing else of it is shown.
func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		rest = rest[i+1:]
	}
	host, _, _ := strings.Cut(rest, "/")
	if host == "" {
		return "the server"
	}
	return host
}
