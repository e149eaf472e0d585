package pricing

import (
	"os"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/formula"
)

func example(t testing.TB) *Sheet {
	t.Helper()
	data, err := os.ReadFile("testdata/example.toml")
	if err != nil {
		t.Fatal(err)
	}
	s, err := ParseSheet("testdata/example.toml", data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// bill prices one product from written inputs and returns lines as text.
func bill(t testing.TB, s *Sheet, product string, free bool, commit string, inputs map[string]string) (*Estimate, *formula.Values) {
	t.Helper()
	p, ok := s.Find(product)
	if !ok {
		t.Fatalf("no product %s", product)
	}
	g := formula.New()
	a := &Account{G: g, FreeTier: free, Month: g.Given("month", "month", mustQuantity("730h"))}
	u := Use{Product: p, Inputs: map[string]formula.Node{}}
	for k, v := range inputs {
		u.Inputs[k] = g.Given(k, k, mustQuantity(v))
	}
	for _, c := range p.Commitments {
		if c.ID == commit {
			u.Commit = &CommitUse{Commitment: c, Count: g.Given("committed", "committed", mustQuantity("1"))}
		}
	}
	a.Add(u)
	return billed(t, a, s)
}

// billed reads everything an account's bill on a sheet has.
func billed(t testing.TB, a *Account, s *Sheet) (*Estimate, *formula.Values) {
	t.Helper()
	e, err := a.Bill(s)
	if err != nil {
		t.Fatal(err)
	}
	v, err := a.G.Evaluate(nil, e.Nodes()...)
	if err != nil {
		t.Fatal(err)
	}
	return e, v
}

func TestPublishedLambdaTotals(t *testing.T) {
	s := example(t)
	for _, c := range []struct {
		name, want string
		free       bool
		inputs     map[string]string
	}{
		{"mobile backend", "2.733338", true, map[string]string{"requests": "3M requests", "duration": "120ms", "memory": "1536MiB"}},
		{"telemetry", "249.488496", false, map[string]string{"requests": "7440000 requests", "duration": "2s", "memory": "1GiB"}},
		{"three tiers", "857203.296", false, map[string]string{"requests": "15B requests", "duration": "2048ms", "memory": "2048MiB"}},
		{"free", "0", true, map[string]string{"requests": "100000 requests", "duration": "350ms", "memory": "512MiB"}},
	} {
		e, v := bill(t, s, "lambda-x86", c.free, "", c.inputs)
		if got := v.Of(e.Total).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestMonthCap(t *testing.T) {
	s := example(t)
	for _, c := range []struct{ hours, want string }{
		{"623h", "42.9247"}, {"624h", "42.99"}, {"730h", "42.99"}, {"0h", "0"},
	} {
		e, v := bill(t, s, "ccx13", true, "", map[string]string{"instances": "1", "instance_time": c.hours})
		if got := v.Of(e.Total).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.hours, got, c.want)
		}
	}
}

func TestUpfrontIsNotFree(t *testing.T) {
	e, v := bill(t, example(t), "ccx13", true, "1y-partial", map[string]string{"instances": "1", "instance_time": "100h"})
	// 730 h × 0.0124 for every hour of the month, used or not, and 109/12 of the upfront payment.
	if got := v.Of(e.Total).Round(6).String(); got != "18.135333" {
		t.Errorf("total %s", got)
	}
	if len(e.Upfront) != 1 || v.Of(e.Upfront[0].Amount).String() != "109" {
		t.Error("the payment itself is not shown")
	}
}

func TestMissingInputsAreNamedTogether(t *testing.T) {
	s := example(t)
	p, _ := s.Find("lambda-x86")
	g := formula.New()
	a := &Account{G: g, Month: g.Given("month", "month", mustQuantity("730h"))}
	a.Add(Use{Product: p, Inputs: map[string]formula.Node{"request": g.Given("r", "r", mustQuantity("1 request")), "memory": g.Given("m", "m", mustQuantity("3 h"))}})
	_, err := a.Bill(s)
	for _, want := range []string{`did you mean "requests"?`, "needs requests", "needs duration", "memory must be in MiB (B), not in s"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
}
