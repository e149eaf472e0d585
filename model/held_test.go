package model

import (
	"strings"
	"testing"
)

const oneFunction = `schema = "scenario/1"
name = "fn"
as_of = 2026-11-23
currency = "USD"
[workload]
requests = "30M requests/month"
duration = "180ms"
memory = "1GiB"
cold_budget = "100ms"
max_instances = "10 instances"
http = false
[[option]]
id = "fn"
kind = "function"
sheet = "aws-eu-central-1"
product = "lambda-x86"
`

// A sweep along what the cold starts were solved for says so; a sweep along the
// load does not, since the tables follow it.
func TestHeldInputsAreSaid(t *testing.T) {
	c, err := compareText(t, oneFunction)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		axis, want string
	}{{"duration", "cold starts a second"}, {"workload.max_instances", "refused requests"}, {"requests", ""}, {"memory", ""}} {
		axis, err := c.Axis(x.axis)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.HeldWords(axis); x.want == "" && got != "" || !strings.Contains(got, x.want) {
			t.Errorf("%s: %q", x.axis, got)
		}
	}
	if w := strings.Join(c.Options[0].Warnings, "\n"); !strings.Contains(w, "wait longer for a start than the budget of 100ms") {
		t.Errorf("a start of 171 ms over a budget of 100 ms is not told: %q", w)
	}
}
