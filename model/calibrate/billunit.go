package calibrate

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/unit"
)

// conversion is how a quantity of the bill becomes base units of a meter.
type conversion struct {
	factor exact.Num
	note   string // what was assumed
	why    string // why it cannot be done
}

// convert reads a bill's unit. per says what one of it is, where the rule does.
func convert(per unit.Quantity, billUnit string, meter unit.Unit) conversion {
	if per.IsSet() {
		switch per.Unit.Dim {
		case meter.Dim:
			return conversion{factor: per.Base()}
		case unit.Pure:
			return conversion{factor: per.Base().Mul(meter.Factor)}
		}
		return conversion{why: fmt.Sprintf("per = %q does not fit a meter in %s", per, meter.Name)}
	}
	same := conversion{factor: meter.Factor}
	candidates := readings(billUnit)
	if len(candidates) == 0 {
		if billUnit != "" {
			same.note = fmt.Sprintf("one %q of the bill is taken for one %s; per in the rule says otherwise", billUnit, meter.Name)
		}
		return same
	}
	for _, u := range candidates {
		switch {
		case u.Dim == meter.Dim && binary(u.Unit, meter):
			same.note = u.note(billUnit)
			return same
		case u.Dim == meter.Dim:
			return conversion{factor: u.Factor, note: fmt.Sprintf("the bill counts in %q, the meter in %s: converted", billUnit, meter.Name)}
		case u.Dim == unit.Pure && u.Factor.Equal(exact.One):
			same.note = u.note(billUnit)
			return same
		case u.Dim == unit.Pure:
			return conversion{factor: u.Factor.Mul(meter.Factor), note: fmt.Sprintf("one %q of the bill is taken for %s %s", billUnit, u.Factor, meter.Name)}
		}
	}
	return conversion{why: fmt.Sprintf("the bill counts in %q, the meter in %s: say what one is, per = \"...\" in the rule", billUnit, meter.Name)}
}

// binary reports whether two units of data differ at most by 1,000 or 1,024 for
// each step. Vendors write GB for both, so the price sheet decides.
func binary(a, b unit.Unit) bool {
	ratio, ok := a.Factor.Quo(b.Factor)
	step, _ := exact.Frac(1024, 1000)
	for x, i := exact.One, 0; ok && i <= 5; i++ {
		if ratio.Equal(x) || ratio.Equal(x.Inv()) {
			return true
		}
		x = x.Mul(step)
	}
	return false
}

// reading is what a bill's unit may mean; named is what stands before it that is
// no unit, as in "Lambda-GB-Seconds".
type reading struct {
	unit.Unit
	named string
}

func (r reading) note(billUnit string) string {
	if r.named == "" {
		return ""
	}
	return fmt.Sprintf("one %q of the bill is read as one %s", billUnit, r.Name)
}

// readings are what a bill's unit may mean: "1 GB/Month" is written for GB-months.
func readings(text string) []reading {
	var out []reading
	for _, t := range []string{strings.NewReplacer("/", "-", " per ", "-", " Per ", "-").Replace(text), text} {
		words := strings.FieldsFunc(t, func(r rune) bool { return r == ' ' || r == '-' || r == '*' })
		known := make([]bool, len(words))
		for i, w := range words {
			if strings.EqualFold(w, "hrs") {
				w = "hours"
			}
			for _, spelled := range []string{w, strings.ToLower(w)} {
				if _, err := unit.Parse(spelled); err == nil && !known[i] {
					words[i], known[i] = spelled, true
				}
			}
		}
		from := 0
		for from < len(words) && !known[from] {
			from++
		}
		if from == len(words) {
			continue
		}
		if u, err := unit.Parse(strings.Join(words[from:], " ")); err == nil {
			out = append(out, reading{u, strings.Join(words[:from], " ")})
		}
	}
	return out
}
