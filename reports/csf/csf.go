// Package csf turns scores of the EU Cloud Sovereignty Framework into reports:
// all providers side by side, or one of them objective by objective.
package csf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
	"github.com/sovcost/sovcost/sovereignty/framework"
)

// Question is what is scored and how.
type Question struct {
	Framework *framework.Framework
	Weights   framework.WeightSet
	On        factsheet.Date
}

// Score is the machine form of one score. A figure that unanswered criteria leave
// open is a range.
type Score struct {
	Offer      string      `json:"offer"`
	Reading    string      `json:"reading"`
	Official   bool        `json:"official_reading"`
	Weights    string      `json:"weight_set"`
	Answered   int         `json:"answered"`
	Derived    int         `json:"derived"`
	Total      int         `json:"criteria"`
	SealLow    int         `json:"seal_low"`
	SealHigh   int         `json:"seal_high"`
	Low        string      `json:"percent_low"`
	High       string      `json:"percent_high"`
	Objectives []Objective `json:"objectives"`
	Answers    []Answer    `json:"answers"`
	Published  []Published `json:"published"`
}

// Objective is one of the eight.
type Objective struct {
	ID       string `json:"id"`
	Label    string `json:"label"`
	Weight   string `json:"weight"`
	Answered int    `json:"answered"`
	Total    int    `json:"criteria"`
	Low      string `json:"points_low"`
	High     string `json:"points_high"`
}

// Answer is one answer with what it rests on.
type Answer struct {
	Criterion string `json:"criterion"`
	Label     string `json:"label"`
	Index     int    `json:"answer"`
	Of        int    `json:"answers"`
	Seal      int    `json:"seal"`
	Evidence  string `json:"evidence"`
	Derived   bool   `json:"derived"`
}

// Published is a result somebody else published, official or not.
type Published struct {
	Result   string `json:"result"`
	Official bool   `json:"official"`
	On       string `json:"on,omitempty"`
	Note     string `json:"note,omitempty"`
}

// Of scores a questionnaire completed by what the facts decide.
func (q Question) Of(offer string, answers framework.Questionnaire, facts sovereignty.Facts) Score {
	full := q.Framework.Derive(answers, facts, q.On)
	r := q.Framework.Score(full, q.Weights)
	s := Score{Offer: offer, Reading: r.Reading.Label, Official: r.Reading.Official, Weights: r.WeightSet, Answered: r.Answered, Derived: r.Derived, Total: r.Total,
		SealLow: r.SealRange.Low, SealHigh: r.SealRange.High, Low: r.Percent.Low.StringFixed(4), High: r.Percent.High.StringFixed(4), Objectives: []Objective{}, Answers: []Answer{}, Published: []Published{}}
	for _, o := range r.Objectives {
		s.Objectives = append(s.Objectives, Objective{o.ID, o.Label, o.Weight.String(), o.Answered, o.Total, o.Range.Low.StringFixed(2), o.Range.High.StringFixed(2)})
	}
	for _, c := range q.Framework.Criteria {
		a, ok := full.Answers[c.ID]
		if !ok {
			continue
		}
		s.Answers = append(s.Answers, Answer{c.ID, c.Label, a.Index, len(c.Points), c.Seal[a.Index], a.Evidence, a.Derived})
	}
	return s
}

// provider scores a provider under a reading by its facts alone.
func (q Question) provider(p sovereignty.Provider, reading framework.Reading) Score {
	s := q.Of(p.ID, framework.Questionnaire{Offer: p.ID, Reading: reading, Answers: map[string]framework.Answer{}}, p.Facts(q.On))
	for _, r := range p.Ratings {
		on := ""
		if !r.On.IsZero() {
			on = r.On.String()
		}
		s.Published = append(s.Published, Published{r.Result, r.Official, on, r.Note})
	}
	return s
}

// ListData is the machine form of the list.
type ListData struct {
	On     string  `json:"on"`
	Scores []Score `json:"scores"`
}

// List is every provider under both readings, the EU's own and the Swiss one
// apart.
func (q Question) List(b *sovereignty.RuleBook, p reports.Provenance) (*reports.Report, error) {
	d := ListData{On: q.On.String(), Scores: []Score{}}
	r := q.report("sovcost/framework/1", "EU Cloud Sovereignty Framework", p)
	for _, reading := range q.Framework.Readings {
		t := &reports.Table{ID: "scores_" + reading.ID, Columns: []reports.Column{{Key: "provider", Title: "Provider"}, {Key: "coverage", Title: "Answered by facts"}, {Key: "seal", Title: "SEAL"}, {Key: "score", Title: "Score, %"}, {Key: "published", Title: "Published by others"}}}
		for _, x := range b.Providers() {
			s := q.provider(x, reading)
			d.Scores = append(d.Scores, s)
			published := ""
			if reading.Official {
				published = publishedText(s)
			}
			t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(x.ID), reports.Words(fmt.Sprintf("%d of %d", s.Answered, s.Total)), reports.Words(sealText(s)), reports.Words(scoreText(s)), reports.Words(published)}})
		}
		r.Sections = append(r.Sections, reports.Section{Title: reading.Label, Table: t})
	}
	r.Data = d
	r.Answer = []string{fmt.Sprintf("What provider facts alone decide of the %d criteria; the rest is open, so levels and scores are ranges.", len(q.Framework.Criteria)),
		"Answers of your own, with their evidence, narrow them: sovcost framework --answers FILE."}
	return r, r.Validate()
}

// One is one offer objective by objective; several scores are several readings.
func (q Question) One(scores []Score, p reports.Provenance) (*reports.Report, error) {
	r := q.report("sovcost/framework-offer/1", scores[0].Offer+": EU Cloud Sovereignty Framework", p)
	r.Data = ListData{On: q.On.String(), Scores: scores}
	for i, s := range scores {
		r.Answer = append(r.Answer, fmt.Sprintf("%s: SEAL %s, score %s %%, %d of %d criteria answered (%d of them by facts).", s.Reading, sealText(s), scoreText(s), s.Answered, s.Total, s.Derived))
		t := &reports.Table{ID: fmt.Sprintf("objectives_%d", i+1), Columns: []reports.Column{{Key: "objective", Title: "Objective"}, {Key: "weight", Title: "Weight", Kind: reports.KindPercent}, {Key: "answered", Title: "Answered"}, {Key: "points", Title: "Points of 1,000"}}}
		for _, o := range s.Objectives {
			points := o.Low
			if o.Low != o.High {
				points += " to " + o.High
			}
			t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(o.ID + " " + o.Label), reports.Percent(decimal.RequireFromString(o.Weight)), reports.Words(fmt.Sprintf("%d of %d", o.Answered, o.Total)), reports.Words(points)}})
		}
		r.Sections = append(r.Sections, reports.Section{Title: s.Reading, Table: t})
		if len(s.Answers) > 0 {
			r.Sections = append(r.Sections, reports.Section{Title: "Answers, " + s.Reading, Table: answers(fmt.Sprintf("answers_%d", i+1), s)})
		}
	}
	if text := publishedText(scores[0]); text != "" {
		r.Sections = append(r.Sections, reports.Section{Title: "Published by others", Text: []string{text}})
	}
	return r, r.Validate()
}

func (q Question) report(kind, title string, p reports.Provenance) *reports.Report {
	p.AsOf = q.On.String()
	p.Rules = []reports.Sheet{{Name: "weights " + q.Weights.ID + ": " + q.Weights.Source, Date: q.Weights.From.String()}}
	return &reports.Report{Kind: kind, Title: title, Provenance: p, Notes: []reports.Note{
		{ID: "open", Level: reports.NoteInfo, Text: "what nobody answered is neither zero nor full: it keeps the range open; the SEAL level is the lowest any answer grants"},
		{ID: "ours", Level: reports.NoteInfo, Text: "answers derived from facts are our reading of the criteria; the Swiss reading is ours, not official, and never mixed with the EU result"}}}
}

func answers(id string, s Score) *reports.Table {
	t := &reports.Table{ID: id, Columns: []reports.Column{{Key: "criterion", Title: "Criterion"}, {Key: "answer", Title: "Answer"}, {Key: "seal", Title: "SEAL"}, {Key: "evidence", Title: "Rests on"}, {Key: "by", Title: "By"}}}
	for _, a := range s.Answers {
		by := "stated"
		if a.Derived {
			by = "facts"
		}
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(a.Criterion + " " + a.Label), reports.Words(fmt.Sprintf("%d of 0 to %d", a.Index, a.Of-1)), reports.Words(fmt.Sprint(a.Seal)), reports.Words(a.Evidence), reports.Words(by)}})
	}
	return t
}

func sealText(s Score) string {
	if s.SealLow == s.SealHigh {
		return fmt.Sprint(s.SealLow)
	}
	return fmt.Sprintf("%d to %d", s.SealLow, s.SealHigh)
}

func scoreText(s Score) string {
	low, high := trim(s.Low), trim(s.High)
	if low == high {
		return low
	}
	return low + " to " + high
}

func trim(text string) string {
	d := decimal.RequireFromString(text)
	return d.Round(2).String()
}

// publishedText keeps official and unofficial results apart.
func publishedText(s Score) string {
	var out []string
	for _, official := range []bool{true, false} {
		word := "unofficial"
		if official {
			word = "official"
		}
		for _, p := range s.Published {
			if p.Official != official {
				continue
			}
			text := word + ": " + p.Result
			if p.On != "" {
				text += " (" + p.On + ")"
			}
			if p.Note != "" {
				text += ", " + p.Note
			}
			if !slices.Contains(out, text) {
				out = append(out, text)
			}
		}
	}
	return strings.Join(out, "; ")
}

// Provider is one provider under every reading.
func (q Question) Provider(p sovereignty.Provider) []Score {
	var out []Score
	for _, reading := range q.Framework.Readings {
		out = append(out, q.provider(p, reading))
	}
	return out
}
