package csf

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
	"github.com/sovcost/sovcost/sovereignty/framework"
)

func question(t *testing.T) (Question, *sovereignty.RuleBook) {
	t.Helper()
	b, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	f, err := framework.Embedded(b)
	if err != nil {
		t.Fatal(err)
	}
	w, ok := f.WeightSetOn(b.AsOf())
	if !ok {
		t.Fatal("no weights")
	}
	return Question{f, w, b.AsOf()}, b
}

func best(q Question) framework.Questionnaire {
	r, _ := q.Framework.Reading("eu")
	out := framework.Questionnaire{Offer: "best", Reading: r, Answers: map[string]framework.Answer{}}
	for _, c := range q.Framework.Criteria {
		out.Answers[c.ID] = framework.Answer{Criterion: c.ID, Index: len(c.Points) - 1, Evidence: "x"}
	}
	return out
}

// The best answers of the calculator give 100.0756 %, shown to the digit.
func TestBestAnswers(t *testing.T) {
	q, _ := question(t)
	s := q.Of("best", best(q), sovereignty.Facts{})
	if s.Low != "100.0756" || s.High != "100.0756" || s.SealLow != 4 || s.SealHigh != 4 || s.Answered != 48 {
		t.Errorf("%+v", s)
	}
}

// A lower answer never raises the score or the level, whatever the other answers.
func TestLowerNeverRaises(t *testing.T) {
	q, _ := question(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		a := best(q)
		for id, x := range a.Answers {
			c, _ := q.Framework.Criterion(id)
			x.Index = rng.IntN(len(c.Points))
			a.Answers[id] = x
		}
		c := q.Framework.Criteria[rng.IntN(len(q.Framework.Criteria))]
		before := q.Of("x", a, sovereignty.Facts{})
		x := a.Answers[c.ID]
		if x.Index == 0 {
			continue
		}
		x.Index--
		a.Answers[c.ID] = x
		after := q.Of("x", a, sovereignty.Facts{})
		if decimal.RequireFromString(after.Low).GreaterThan(decimal.RequireFromString(before.Low)) || after.SealLow > before.SealLow {
			t.Fatalf("%s from %d: %s/%d after %s/%d", c.ID, x.Index+1, after.Low, after.SealLow, before.Low, before.SealLow)
		}
	}
}

// Facts alone never close the questionnaire, and readings stay apart.
func TestProvidersKeepTheirCoverage(t *testing.T) {
	q, b := question(t)
	r, err := q.List(b, reports.Provenance{})
	if err != nil {
		t.Fatal(err)
	}
	d := r.Data.(ListData)
	if len(d.Scores) != 2*len(b.Providers()) {
		t.Fatalf("%d scores", len(d.Scores))
	}
	for _, s := range d.Scores {
		if s.Answered >= s.Total || s.Answered != s.Derived || s.Low == s.High {
			t.Errorf("%s, %s: %d of %d answered, %s to %s", s.Offer, s.Reading, s.Answered, s.Total, s.Low, s.High)
		}
		if s.Official == strings.Contains(s.Reading, "ours") {
			t.Errorf("reading %q official: %v", s.Reading, s.Official)
		}
	}
}
