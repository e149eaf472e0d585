package framework

import (
	"fmt"
	"maps"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/sovereignty"
)

// Answer is the answer to one criterion, counted from 0, the worst first.
type Answer struct {
	Criterion string `toml:"criterion"`
	Index     int    `toml:"answer"`
	// Evidence is a link or a document that shows it.
	Evidence string `toml:"evidence"`
	Note     string `toml:"note"`
	// Derived answers follow from facts; Evidence then says why.
	Derived bool                    `toml:"-"`
	Because []sovereignty.NamedFact `toml:"-"`
}

// Questionnaire is the answers for one offer under one reading.
type Questionnaire struct {
	Offer   string
	Reading Reading
	AsOf    factsheet.PartialDate
	Answers map[string]Answer // by criterion
}

type answerFile struct {
	Schema  string                `toml:"schema"`
	Offer   string                `toml:"offer"`
	Reading string                `toml:"reading"`
	AsOf    factsheet.PartialDate `toml:"as_of"`
	Answers []Answer              `toml:"answer"`
}

// ReadAnswers reads a file of answers (schema "framework-answers/1"). Every answer
// needs its evidence.
func (f *Framework) ReadAnswers(path string, data []byte) (Questionnaire, error) {
	var file answerFile
	doc, err := factsheet.Decode(path, data, &file)
	if err != nil {
		return Questionnaire{}, err
	}
	var problems factsheet.Problems
	add := func(key, message, hint string) { problems = append(problems, doc.Problem(key, message, hint)) }
	if file.Schema != "framework-answers/1" {
		add("schema", fmt.Sprintf("schema is %q", file.Schema), `schema = "framework-answers/1"`)
	}
	if file.Reading == "" {
		file.Reading = "eu"
	}
	q := Questionnaire{Offer: file.Offer, AsOf: file.AsOf, Answers: map[string]Answer{}}
	var ok bool
	if q.Reading, ok = f.Reading(file.Reading); !ok {
		add("reading", fmt.Sprintf("reading %q is not known", file.Reading), "eu or ch")
	}
	var ids []string
	for _, c := range f.Criteria {
		ids = append(ids, c.ID)
	}
	for i, a := range file.Answers {
		key := factsheet.JoinIndex("answer", i)
		c, known := f.Criterion(a.Criterion)
		switch {
		case !known:
			hint := ""
			if s := factsheet.Suggest(a.Criterion, ids); s != "" {
				hint = fmt.Sprintf("did you mean %q?", s)
			}
			add(key+".criterion", fmt.Sprintf("criterion %q is not known", a.Criterion), hint)
		case a.Index < 0 || a.Index >= len(c.Points):
			add(key+".answer", fmt.Sprintf("%s has no answer %d", c.ID, a.Index), fmt.Sprintf("0 to %d, the worst first", len(c.Points)-1))
		case a.Evidence == "":
			add(key+".evidence", "an answer without evidence", "a link, or the document that shows it")
		}
		if _, twice := q.Answers[a.Criterion]; twice {
			add(key+".criterion", fmt.Sprintf("%s is answered twice", a.Criterion), "keeping one of the two")
		}
		q.Answers[a.Criterion] = a
	}
	return q, problems.Err()
}

// Derive completes the answers by those that the facts decide on a day. A stated
// answer is never replaced.
func (f *Framework) Derive(q Questionnaire, facts sovereignty.Facts, asOf factsheet.Date) Questionnaire {
	out := q
	out.Answers = map[string]Answer{}
	for i := range f.derive {
		d := &f.derive[i]
		if d.Reading != q.Reading.ID {
			continue
		}
		if holds, known := f.book.Holds(d.If, facts, asOf); !holds || !known {
			continue
		}
		because, _ := f.book.Because(d.If, facts, asOf)
		out.Answers[d.Criterion] = Answer{Criterion: d.Criterion, Index: d.Answer, Evidence: d.Why, Derived: true, Because: because}
	}
	maps.Copy(out.Answers, q.Answers)
	return out
}
