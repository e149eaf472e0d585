package sqlsource

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/internal/dbtest"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/traffic/tables"
)

// request is one row of the test data.
type request struct {
	at    time.Time
	host  string
	ms    float64
	bytes int64
}

func day() time.Time { return time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC) }

// requests are 20,000 on a day, denser towards its end, with two silent hours.
func requests() (out []request) {
	for i := range 20_000 {
		second := int(math.Sqrt(float64(i)) * 610)
		if second/3600 == 5 || second/3600 == 6 {
			continue
		}
		out = append(out, request{day().Add(time.Duration(second) * time.Second), []string{"shop", "it's", `a"b\c`}[i%3], float64(i%400) / 4, int64(i * 13 % 5000)})
	}
	return out
}

func csvProfile(t *testing.T, rs []request) traffic.Profile {
	t.Helper()
	var b strings.Builder
	b.WriteString("time,ms,bytes\n")
	for _, r := range rs {
		fmt.Fprintf(&b, "%s,%v,%d\n", r.at.Format(time.RFC3339), r.ms, r.bytes)
	}
	p, err := tables.Import("csv", strings.NewReader(b.String()), tables.Options{DurationColumn: "ms", DurationUnit: time.Millisecond, BytesColumn: "bytes"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// same holds an import against the csv import of the same rows.
func same(t *testing.T, got, want traffic.Profile) {
	t.Helper()
	if err := got.Validate(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Weights, want.Weights) || !got.Start.Equal(want.Start) || !slices.Equal(got.Dispersion, want.Dispersion) {
		t.Errorf("got  %v from %v\nwant %v from %v", got.Weights, got.Start, want.Weights, want.Start)
	}
	for _, d := range [][2]*traffic.Distribution{{got.Duration, want.Duration}, {got.ResponseBytes, want.ResponseBytes}} {
		if d[0] == nil {
			t.Errorf("no distribution: %+v", got)
			continue
		}
		if d[0].Count != d[1].Count || math.Abs(d[0].Mean-d[1].Mean) > 1e-9*d[1].Mean || math.Abs(*d[0].StdDev-*d[1].StdDev) > 0.01**d[1].StdDev {
			t.Errorf("got %+v, want %+v", d[0], d[1])
		}
		for i, q := range d[0].Quantiles {
			if w := d[1].Quantiles[i]; q.P != w.P || math.Abs(q.Value-w.Value) > 0.009*w.Value+1e-9 {
				t.Errorf("quantile %v: %v, want %v", q.P, q.Value, w.Value)
			}
		}
	}
	if c := got.Source.Counts; c.Read != c.Taken+c.SkippedTotal() || c.Taken != want.Total() {
		t.Errorf("rows do not add up: %+v", c)
	}
}

func of(rs []request, hosts ...string) (out []request) {
	for _, r := range rs {
		if slices.Contains(hosts, r.host) {
			out = append(out, r)
		}
	}
	return out
}

// options read the test table.
func options() Options {
	return Options{Table: "requests", TimeColumn: "at", DurationColumn: "ms", DurationUnit: time.Millisecond, BytesColumn: "bytes",
		From: day(), To: day().AddDate(0, 0, 1)}
}

// failing are imports that both engines refuse alike.
func failing(t *testing.T, s *Source) {
	t.Helper()
	tests := []struct {
		change func(*Options)
		want   string
	}{
		{func(o *Options) { o.Table = "requets" }, "there is no table requets"},
		{func(o *Options) { o.TimeColumn = "att" }, `no column "att"; did you mean "at"?`},
		{func(o *Options) { o.TimeColumn = "host" }, "holds no time of day"},
		{func(o *Options) { o.Table = "requests; DROP TABLE requests" }, "is not a name"},
		{func(o *Options) { o.TimeColumn = `at" > now() --` }, "is not a name"},
		{func(o *Options) { o.Where = []Condition{{"host", []string{"x' OR '1'='1"}}} }, "has no row from 2026-05-04T00:00:00Z to"},
		{func(o *Options) { o.From, o.To = day().AddDate(1, 0, 0), day().AddDate(1, 0, 1) }, "table requests has no row from 2027-05-04"},
		{func(o *Options) { o.Timeout = time.Nanosecond }, "no answer within 1ns"},
		{func(o *Options) { o.CountColumn = "neg" }, "is negative"},
		{func(o *Options) { o.CountColumn = "ms" }, "no whole number; is it a rate?"},
		{func(o *Options) { o.DurationColumn = "neg" }, "which are no quantities"},
	}
	for _, tt := range tests {
		o := options()
		tt.change(&o)
		_, err := s.Import(context.Background(), o)
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error does not say %q: %v", tt.want, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Import(ctx, options()); err == nil || !strings.Contains(err.Error(), "context canceled") {
		t.Errorf("cancelled: %v", err)
	}
}

// ports of this package's servers.
var ports = dbtest.NewPorts(21000)

func none(string) string { return "" }

func env(pairs map[string]string) func(string) string {
	return func(key string) string { return pairs[key] }
}
