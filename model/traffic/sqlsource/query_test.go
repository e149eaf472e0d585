package sqlsource

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// No value, whatever it holds, becomes part of the text of a query.
func TestValuesAreParameters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.String().Draw(t, "value")
		o := Options{Table: "t", TimeColumn: "at", CountColumn: "n", Where: []Condition{{"c", []string{value, "second"}}}, From: time.Unix(0, 0), To: time.Unix(7200, 0)}
		p, err := o.plan()
		if err != nil {
			t.Fatal(err)
		}
		other := o
		other.Where = []Condition{{"c", []string{"x", "second"}}}
		q, err := other.plan()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range []dialect{postgres{}, clickHouse{}} {
			for kind := instant; kind <= number; kind++ {
				p.timeKind, q.timeKind, p.perUnit, q.perUnit = kind, kind, 1000, 1000
				for _, build := range []func(*plan) (string, []any){d.counts, d.nulls, func(p *plan) (string, []any) { return d.histogram(p, p.count) }} {
					text, args := build(&p)
					same, _ := build(&q)
					if text != same {
						t.Fatalf("%T: the value %q changes the query to %s", d, value, text)
					}
					marks := strings.Count(text, "?") + strings.Count(text, "$")
					if marks != len(args) {
						t.Fatalf("%T: %d marks for %d values in %s", d, marks, len(args), text)
					}
				}
			}
		}
	})
}

func TestPlanRefuses(t *testing.T) {
	good := Options{Table: "t", TimeColumn: "at", From: time.Unix(0, 0), To: time.Unix(7200, 0)}
	tests := []struct {
		change func(*Options)
		want   string
	}{
		{func(o *Options) { o.Table, o.TimeColumn = "a.b.c", "" }, "table: \"a.b.c\" has 3 parts, at most 2 make a name\ntime column: \"\" is not a name"},
		{func(o *Options) { o.Where = []Condition{{"c", nil}} }, "where c: no value"},
		{func(o *Options) { o.Slot = time.Millisecond }, "slot: 1ms"},
		{func(o *Options) { o.TimeUnit = time.Hour }, "time unit: 1h0m0s"},
		{func(o *Options) { o.DurationUnit = -1 }, "must not be negative"},
		{func(o *Options) { o.To = o.From }, "holds no whole slot"},
		{func(o *Options) { o.From = time.Time{} }, "holds no whole slot of 1h0m0s between 1970"},
		{func(o *Options) { o.Slot, o.To = time.Second, time.Unix(1e9, 0) }, "try a longer slot"},
	}
	for _, tt := range tests {
		o := good
		tt.change(&o)
		if _, err := o.plan(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error does not say %q: %v", tt.want, err)
		}
	}
}
