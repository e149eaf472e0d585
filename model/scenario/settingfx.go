package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/money"
)

// fxKey is the key of an exchange rate among settings: fx.USD/CHF is how many
// CHF one USD costs.
var fxKey = regexp.MustCompile(`^fx\.([A-Z]{3})/([A-Z]{3})$`)

// SetRate is the source a set exchange rate names.
const SetRate = "set for this question"

// setRate lays an exchange rate over the scenario's own: in the place of the
// rate of the same pair, either way round, else as one more. It carries the
// scenario's day, because nobody published it.
func (l *loader) setRate(s *Scenario, t Setting) {
	pair := fxKey.FindStringSubmatch(t.Key)
	from, to := money.Currency(pair[1]), money.Currency(pair[2])
	text := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(t.Value), fmt.Sprintf("%s/%s", to, from)))
	var rate factsheet.Decimal
	if err := rate.UnmarshalTOML(text); err != nil || rate.Decimal().Sign() <= 0 {
		l.problems = append(l.problems, factsheet.Problem{Pos: factsheet.Position{File: "--set"}, Key: t.Key,
			Message: fmt.Sprintf("%q is not a rate above 0", t.Value), Hint: fmt.Sprintf("write how many %s one %s costs, for example %s=0.9", to, from, t.Key)})
		return
	}
	set := FX{From: from, To: to, Rate: rate, AsOf: s.AsOf, Source: SetRate}
	rates := slices.Clone(s.FX)
	for i, f := range rates {
		if f.From == from && f.To == to || f.From == to && f.To == from {
			rates[i] = set
			s.FX = rates
			return
		}
	}
	s.FX = append(rates, set)
}
