package framework

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"
)

// Range is a figure known exactly (Low equals High) or only between two bounds.
type Range struct{ Low, High decimal.Decimal }

// Exact reports that both bounds are the same.
func (r Range) Exact() bool { return r.Low.Equal(r.High) }

// SealRange is a level known exactly or between two bounds.
type SealRange struct{ Low, High int }

// Exact reports that both bounds are the same.
func (r SealRange) Exact() bool { return r.Low == r.High }

// ObjectiveScore is one objective of a result.
type ObjectiveScore struct {
	Objective
	Weight decimal.Decimal
	// Points are those of the answers given; Range adds what the rest may bring.
	Points          decimal.Decimal
	Range           Range
	Answered, Total int
	// Seal is the lowest level of the answers given, -1 without any.
	Seal int
}

// Result is the score of one questionnaire with one set of weights.
type Result struct {
	Reading    Reading
	WeightSet  string
	Objectives []ObjectiveScore
	// Answered of Total criteria: the coverage. Derived of them follow from facts.
	Answered, Total, Derived int
	// Percent is the weighted score, 100 being the nominal best. (The points of the
	// calculator sum to slightly more: a perfect set gives 100.0756.)
	Percent Range
	// Seal is the lowest level of the answers given, -1 without any. It can only
	// fall as more is answered; SealRange says how far.
	Seal      int
	SealRange SealRange
}

// Complete reports that every criterion is answered: only then is Percent a number.
func (r Result) Complete() bool { return r.Answered == r.Total }

// Score weighs a questionnaire.
func (f *Framework) Score(q Questionnaire, w WeightSet) Result {
	r := Result{Reading: q.Reading, WeightSet: w.ID, Seal: -1, SealRange: SealRange{4, 4}}
	hundred := decimal.NewFromInt(100)
	for _, o := range f.Objectives {
		s := ObjectiveScore{Objective: o, Weight: w.Weights[o.ID].Decimal(), Seal: -1}
		for _, c := range f.Criteria {
			if c.Objective() == o.ID {
				f.count(c, q, &s, &r)
			}
		}
		factor := s.Weight.Mul(hundred).Div(f.nominal)
		r.Percent.Low = r.Percent.Low.Add(s.Range.Low.Mul(factor))
		r.Percent.High = r.Percent.High.Add(s.Range.High.Mul(factor))
		r.Objectives = append(r.Objectives, s)
	}
	return r
}

// count adds one criterion to its objective and to the whole.
func (f *Framework) count(c Criterion, q Questionnaire, s *ObjectiveScore, r *Result) {
	s.Total++
	r.Total++
	a, answered := q.Answers[c.ID]
	if !answered || a.Index < 0 || a.Index >= len(c.Points) {
		low, high := c.Points[0].Decimal(), c.Points[0].Decimal()
		for _, p := range c.Points {
			low, high = decimal.Min(low, p.Decimal()), decimal.Max(high, p.Decimal())
		}
		s.Range = Range{s.Range.Low.Add(low), s.Range.High.Add(high)}
		r.SealRange.Low = min(r.SealRange.Low, slices.Min(c.Seal))
		r.SealRange.High = min(r.SealRange.High, slices.Max(c.Seal))
		return
	}
	s.Answered++
	r.Answered++
	if a.Derived {
		r.Derived++
	}
	points, seal := c.Points[a.Index].Decimal(), c.Seal[a.Index]
	s.Points = s.Points.Add(points)
	s.Range = Range{s.Range.Low.Add(points), s.Range.High.Add(points)}
	s.Seal = lowest(s.Seal, seal)
	r.Seal = lowest(r.Seal, seal)
	r.SealRange = SealRange{min(r.SealRange.Low, seal), min(r.SealRange.High, seal)}
}

// lowest is the smaller level; -1 stands for none yet.
func lowest(a, b int) int {
	if a < 0 {
		return b
	}
	return min(a, b)
}

// ScoreLevels scores a vector of SEAL levels, one per objective, as version 1.2.1
// of the framework did before the calculator: level / 4 x weight. The overall
// level is the lowest.
func (f *Framework) ScoreLevels(levels map[string]int, w WeightSet) (percent decimal.Decimal, seal int, err error) {
	seal = -1
	for _, o := range f.Objectives {
		level, ok := levels[o.ID]
		if !ok || level < 0 || level > 4 {
			return decimal.Decimal{}, 0, fmt.Errorf("objective %s needs a SEAL level from 0 to 4", o.ID)
		}
		percent = percent.Add(w.Weights[o.ID].Decimal().Mul(decimal.NewFromInt(int64(25 * level))))
		seal = lowest(seal, level)
	}
	return percent, seal, nil
}
