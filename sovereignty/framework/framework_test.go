package framework

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/sovereignty"
	"pgregory.net/rapid"
)

func embedded(t testing.TB) (*Framework, *sovereignty.RuleBook) {
	t.Helper()
	book, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	f, err := Embedded(book)
	if err != nil {
		t.Fatal(err)
	}
	return f, book
}

func weights(t testing.TB, f *Framework, id string) WeightSet {
	t.Helper()
	w, ok := f.WeightSet(id)
	if !ok {
		t.Fatalf("no weight set %s", id)
	}
	return w
}

// best answers everything with the best answer.
func best(f *Framework) Questionnaire {
	eu, _ := f.Reading("eu")
	q := Questionnaire{Reading: eu, Answers: map[string]Answer{}}
	for _, c := range f.Criteria {
		q.Answers[c.ID] = Answer{Criterion: c.ID, Index: len(c.Points) - 1}
	}
	return q
}

// TestPublishedScores restates published and computed scores: Safespring's self
// assessment of 2025-11-06, the Commission's calculator of 2026-06-01 and its
// worked example.
func TestPublishedScores(t *testing.T) {
	f, _ := embedded(t)
	old, new := weights(t, f, "csf-v1.2.1"), weights(t, f, "csf-calculator-2026-06")

	levels := map[string]int{}
	for i, l := range []int{4, 4, 4, 4, 2, 3, 4, 4} {
		levels[fmt.Sprintf("SOV-%d", i+1)] = l
	}
	percent, seal, err := f.ScoreLevels(levels, old)
	if err != nil || !percent.Equal(decimal.RequireFromString("86.25")) || seal != 2 {
		t.Errorf("E01: %s, SEAL %d, %v", percent, seal, err)
	}

	with := func(criterion string, index int) Questionnaire {
		q := best(f)
		q.Answers[criterion] = Answer{Criterion: criterion, Index: index}
		return q
	}
	for _, tt := range []struct {
		id      string
		q       Questionnaire
		w       WeightSet
		percent string
		seal    int
	}{
		{"E02", best(f), new, "100.0756", 4},
		{"E02b", best(f), old, "100.08045", 4},
		{"E05", with("SOV-3.1", 0), new, "98.0756", 0},
		{"E06", with("SOV-3.4", 3), new, "99.5756", 1},
	} {
		r := f.Score(tt.q, tt.w)
		if !r.Complete() || !r.Percent.Exact() || !r.Percent.Low.Equal(decimal.RequireFromString(tt.percent)) || r.Seal != tt.seal || r.SealRange != (SealRange{tt.seal, tt.seal}) {
			t.Errorf("%s: %s to %s, SEAL %d %v; want %s, %d", tt.id, r.Percent.Low, r.Percent.High, r.Seal, r.SealRange, tt.percent, tt.seal)
		}
	}

	example := Questionnaire{Answers: map[string]Answer{}}
	for i, index := range []int{3, 2, 1, 3, 2, -1, 2, 2} {
		if index >= 0 {
			id := fmt.Sprintf("SOV-1.%d", i+1)
			example.Answers[id] = Answer{Criterion: id, Index: index}
		}
	}
	r := f.Score(example, new)
	o := r.Objectives[0]
	if o.Points.String() != "530.93" || o.Answered != 7 || o.Total != 8 || o.Seal != 2 || r.Seal != 2 {
		t.Errorf("E03: %s points, %d of %d, SEAL %d", o.Points, o.Answered, o.Total, o.Seal)
	}
	if o.Range.Low.String() != "530.93" || o.Range.High.String() != "655.93" || r.Complete() || r.Percent.Exact() || r.SealRange.Low != 0 {
		t.Errorf("E03: an unanswered criterion is neither 0 nor full: %v, %v", o.Range, r.SealRange)
	}
	t.Log("6 published or computed scores")
}

// TestLowering: a lower answer never raises points, score or level.
func TestLowering(t *testing.T) {
	f, _ := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		q := best(f)
		for _, c := range f.Criteria {
			if i := rapid.IntRange(-1, len(c.Points)-1).Draw(t, c.ID); i >= 0 {
				q.Answers[c.ID] = Answer{Criterion: c.ID, Index: i}
			} else {
				delete(q.Answers, c.ID)
			}
		}
		w := f.WeightSets[rapid.IntRange(0, 1).Draw(t, "weights")]
		before := f.Score(q, w)
		for id, a := range q.Answers {
			if a.Index == 0 {
				continue
			}
			lower := Questionnaire{Answers: map[string]Answer{id: {Criterion: id, Index: a.Index - 1}}}
			for k, v := range q.Answers {
				if k != id {
					lower.Answers[k] = v
				}
			}
			after := f.Score(lower, w)
			if after.Percent.Low.GreaterThan(before.Percent.Low) || after.Percent.High.GreaterThan(before.Percent.High) || after.Seal > before.Seal ||
				after.SealRange.Low > before.SealRange.Low || after.SealRange.High > before.SealRange.High {
				t.Fatalf("lowering %s raises the result", id)
			}
		}
	})
}

// TestAnsweringNarrows: one more answer keeps the result inside the range before.
func TestAnsweringNarrows(t *testing.T) {
	f, _ := embedded(t)
	rapid.Check(t, func(t *rapid.T) {
		q := Questionnaire{Answers: map[string]Answer{}}
		last := f.Score(q, f.WeightSets[0])
		for _, i := range rapid.Permutation([]int{0, 7, 8, 14, 17, 20, 40, 47}).Draw(t, "order") {
			c := f.Criteria[i]
			q.Answers[c.ID] = Answer{Criterion: c.ID, Index: rapid.IntRange(0, len(c.Points)-1).Draw(t, c.ID)}
			next := f.Score(q, f.WeightSets[0])
			if next.Percent.Low.LessThan(last.Percent.Low) || next.Percent.High.GreaterThan(last.Percent.High) ||
				next.SealRange.Low < last.SealRange.Low || next.SealRange.High > last.SealRange.High {
				t.Fatalf("answering %s leaves the range", c.ID)
			}
			last = next
		}
	})
}

func TestWeightSetsByDate(t *testing.T) {
	f, _ := embedded(t)
	if len(f.Criteria) != 48 || len(f.Objectives) != 8 {
		t.Fatalf("%d criteria, %d objectives", len(f.Criteria), len(f.Objectives))
	}
	for _, tt := range []struct {
		on   factsheet.Date
		want string
	}{
		{factsheet.NewDate(2025, 10, 19), ""}, {factsheet.NewDate(2025, 10, 20), "csf-v1.2.1"},
		{factsheet.NewDate(2026, 5, 31), "csf-v1.2.1"}, {factsheet.NewDate(2026, 6, 1), "csf-calculator-2026-06"},
	} {
		if w, _ := f.WeightSetOn(tt.on); w.ID != tt.want {
			t.Errorf("on %s: %s", tt.on, w.ID)
		}
	}
}

// TestDerive: facts decide some answers, per reading, and never a stated one.
func TestDerive(t *testing.T) {
	f, book := embedded(t)
	p, _ := book.Provider("infomaniak")
	on := factsheet.NewDate(2026, 11, 23)
	facts := p.Facts(on)
	facts.Set("placement.processing", sovereignty.Set("CH"), "")
	facts.DeclareNone("", sovereignty.PlaceLists()...)
	answers := func(reading string) string {
		r, _ := f.Reading(reading)
		q := f.Derive(Questionnaire{Reading: r, Answers: map[string]Answer{"SOV-3.1": {Criterion: "SOV-3.1", Index: 2}}}, facts, on)
		var out []string
		for _, c := range f.Criteria {
			if a, ok := q.Answers[c.ID]; ok {
				out = append(out, fmt.Sprintf("%s=%d %v", c.ID, a.Index, a.Derived))
			}
		}
		return strings.Join(out, ", ")
	}
	if got, want := answers("eu"), "SOV-1.1=0 true, SOV-3.1=2 false, SOV-3.4=0 true"; got != want {
		t.Errorf("eu: %s", got)
	}
	if got, want := answers("ch"), "SOV-1.1=3 true, SOV-3.1=2 false, SOV-3.4=4 true"; got != want {
		t.Errorf("ch: %s", got)
	}
	facts = facts.Without("placement.backup")
	if got, want := answers("ch"), "SOV-1.1=3 true, SOV-3.1=2 false"; got != want {
		t.Errorf("with an undeclared list: %s", got)
	}
}

func TestReadAnswers(t *testing.T) {
	f, _ := embedded(t)
	q, err := f.ReadAnswers("a.toml", []byte("schema = \"framework-answers/1\"\noffer = \"acme\"\nreading = \"ch\"\nas_of = 2026\nanswer = [{ criterion = \"SOV-1.1\", answer = 3, evidence = \"https://example.org/register\" }]"))
	if err != nil || q.Reading.Official || q.Answers["SOV-1.1"].Index != 3 {
		t.Errorf("%+v, %v", q, err)
	}
	_, err = f.ReadAnswers("a.toml", []byte("schema = \"framework-answers/1\"\nreading = \"us\"\nanswer = [\n{ criterion = \"SOV-1.9\", answer = 0, evidence = \"x\" },\n{ criterion = \"SOV-1.1\", answer = 4, evidence = \"x\" },\n{ criterion = \"SOV-1.1\", answer = 0 }]"))
	want := `a.toml:2:1: reading: reading "us" is not known; try eu or ch
a.toml:4:3: answer[0].criterion: criterion "SOV-1.9" is not known; did you mean "SOV-1.1"?
a.toml:5:26: answer[1].answer: SOV-1.1 has no answer 4; try 0 to 3, the worst first
a.toml:6:1: answer[2].evidence: an answer without evidence; try a link, or the document that shows it
a.toml:6:3: answer[2].criterion: SOV-1.1 is answered twice; try keeping one of the two`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v", err)
	}
}
