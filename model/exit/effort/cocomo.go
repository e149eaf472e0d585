package effort

import (
	"fmt"
	"math"
)

// Reuse describes how much of a piece of code must change to run elsewhere
// (COCOMO II reuse model, Boehm et al. 2000). All shares are in percent.
type Reuse struct {
	DesignModified      float64 // DM, 0 to 100
	CodeModified        float64 // CM, 0 to 100
	IntegrationRequired float64 // IM, 0 to 200: integration can exceed building it anew

	Assessment    float64 // AA, 0 to 8: finding out whether the code can be reused
	Understanding float64 // SU, 10 to 50: 10 for clear code, 50 for a tangle
	Unfamiliarity float64 // UNFM, 0 (own code) to 1 (never seen)
	Translated    float64 // AT, 0 to 100: translated by a tool
}

// AdaptationFactor is AAF = 0.4 DM + 0.3 CM + 0.3 IM, in percent.
func (r Reuse) AdaptationFactor() (float64, error) {
	if err := r.check(); err != nil {
		return 0, err
	}
	return 0.4*r.DesignModified + 0.3*r.CodeModified + 0.3*r.IntegrationRequired, nil
}

// AdaptationModifier is AAM, the effort of adapting a line against writing it
// anew: (AA + AAF (1 + 0.02 SU UNFM)) / 100 up to AAF 50, above that
// (AA + AAF + SU UNFM) / 100. It exceeds 1 where a rewrite is cheaper.
func (r Reuse) AdaptationModifier() (float64, error) {
	factor, err := r.AdaptationFactor()
	if err != nil {
		return 0, err
	}
	penalty := r.Understanding * r.Unfamiliarity
	if factor <= 50 {
		return (r.Assessment + factor*(1+0.02*penalty)) / 100, nil
	}
	return (r.Assessment + factor + penalty) / 100, nil
}

// EquivalentKSLOC is the size of new code that takes the same effort as adapting
// ksloc thousand lines: ksloc * AAM * (1 - AT/100).
func (r Reuse) EquivalentKSLOC(ksloc float64) (float64, error) {
	if err := between("adapted ksloc", ksloc, 0, maxKSLOC); err != nil {
		return 0, err
	}
	modifier, err := r.AdaptationModifier()
	if err != nil {
		return 0, err
	}
	return ksloc * modifier * (1 - r.Translated/100), nil
}

func (r Reuse) check() error {
	for _, c := range []struct {
		name   string
		x      float64
		lo, hi float64
	}{
		{"design modified (DM)", r.DesignModified, 0, 100},
		{"code modified (CM)", r.CodeModified, 0, 100},
		{"integration required (IM)", r.IntegrationRequired, 0, 200},
		{"assessment (AA)", r.Assessment, 0, 8},
		{"understanding (SU)", r.Understanding, 10, 50},
		{"unfamiliarity (UNFM)", r.Unfamiliarity, 0, 1},
		{"translated (AT)", r.Translated, 0, 100},
	} {
		if err := between(c.name, c.x, c.lo, c.hi); err != nil {
			return err
		}
	}
	return nil
}

// maxKSLOC is a hundred million lines, more than any workload has.
const maxKSLOC = 100_000

// HoursPerPersonMonth is the COCOMO II convention.
const HoursPerPersonMonth = 152

// Project is the setting the code is written in.
type Project struct {
	// ScaleFactors is the sum of the five COCOMO II scale factors, 0 to 31.62;
	// nominal is 18.97.
	ScaleFactors float64
	// Multiplier is the product of the effort multipliers; nominal is 1.
	Multiplier float64
}

// Nominal is the project with every rating nominal.
func Nominal() Project { return Project{ScaleFactors: 18.97, Multiplier: 1} }

// exponent is E = 0.91 + 0.01 * sum of scale factors.
func (p Project) exponent() float64 { return 0.91 + 0.01*p.ScaleFactors }

func (p Project) check() error {
	if err := between("scale factors", p.ScaleFactors, 0, 31.62); err != nil {
		return err
	}
	// The 17 multipliers of the calibration span less than this.
	return between("multiplier", p.Multiplier, 0.01, 200)
}

// PersonMonths is the effort for new thousand lines of code, adapted ones as
// their equivalent: 2.94 * ksloc^E * multiplier.
//
// Add sizes before calling: the exponent is above 1, so one rewrite of 10 KSLOC
// takes longer than two of 5.
func (p Project) PersonMonths(ksloc float64) (float64, error) {
	if err := between("ksloc", ksloc, 0, maxKSLOC); err != nil {
		return 0, err
	}
	if err := p.check(); err != nil {
		return 0, err
	}
	return 2.94 * math.Pow(ksloc, p.exponent()) * p.Multiplier, nil
}

// ScheduleMonths is the calendar time COCOMO II expects of an effort with a team
// of the size that suits it: 3.67 * PM^(0.28 + 0.2 (E - 0.91)).
func (p Project) ScheduleMonths(personMonths float64) (float64, error) {
	if err := between("person-months", personMonths, 0, 1e7); err != nil {
		return 0, err
	}
	if err := p.check(); err != nil {
		return 0, err
	}
	if personMonths == 0 {
		return 0, nil
	}
	return 3.67 * math.Pow(personMonths, 0.28+0.2*(p.exponent()-0.91)), nil
}

// TeamMonths is the calendar time of an effort for a team of that many people.
func TeamMonths(personMonths, people float64) (float64, error) {
	if err := between("person-months", personMonths, 0, 1e7); err != nil {
		return 0, err
	}
	if err := positive("people", people); err != nil {
		return 0, err
	}
	return personMonths / people, nil
}

// Band is an estimate with the range it must be shown with.
type Band struct {
	Low, Estimate, High float64
}

// ErrorBand is -45 % to +80 %. Published effort models for cloud migration
// report mean relative errors of 0.37 to 0.88 (Costa Silva, thesis, University
// of York 2016); the band is our proposal from these, a judgement.
func ErrorBand(estimate float64) (Band, error) {
	if !(estimate >= 0) || math.IsInf(estimate, 0) {
		return Band{}, fmt.Errorf("estimate: %g is not a number of 0 or more", estimate)
	}
	return Band{Low: 0.55 * estimate, Estimate: estimate, High: 1.8 * estimate}, nil
}
