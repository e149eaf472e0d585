package advice

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/formula"
)

// reasons say why path, money and law differ.
func (a *Advice) reasons(c *model.Comparison) {
	cur := string(c.Currency())
	if a.Law == nil {
		a.Why = []string{"No option is both priced and allowed."}
		return
	}
	if a.Money != a.Law {
		a.Why = append(a.Why, fmt.Sprintf("Money and law differ: %s is cheaper by %s %s a month and taken out (%s).", a.Money.ID,
			formula.Group(a.Law.Monthly.Sub(a.Money.Monthly).Fixed(2)), cur, a.Money.Excluded[0].Text))
	}
	switch {
	case a.PathOption == nil:
		a.Why = append(a.Why, fmt.Sprintf("The path ends at a %s, and none is both priced and allowed.", a.Path))
	case a.PathOption == a.Law:
	default:
		a.Why = append(a.Why, fmt.Sprintf("Path and money differ: the cheapest %s, %s, costs %s %s a month more than %s (%s).%s", a.Path, a.PathOption.ID,
			formula.Group(a.PathOption.Monthly.Sub(a.Law.Monthly).Fixed(2)), cur, a.Law.ID, a.Law.Runtime(), drivers(a.Law, a.PathOption, cur)))
	}
	if len(a.Why) == 0 {
		a.Why = []string{"Path, money and law agree."}
	}
}

// drivers names the kind of line in which two options differ most.
func drivers(less, more *model.Option, cur string) string {
	diff := map[string]float64{}
	for _, l := range more.Lines {
		diff[l.Category] += more.Values().Of(l.Converted).Float()
	}
	for _, l := range less.Lines {
		diff[l.Category] -= less.Values().Of(l.Converted).Float()
	}
	name, most := "", 0.0
	for k, v := range diff {
		if v > most || v == most && k < name {
			name, most = k, v
		}
	}
	if name == "" {
		return ""
	}
	switch name {
	case "operations":
		name = "people's time"
	case model.VATLine:
		name = "VAT that is not deducted"
	}
	return fmt.Sprintf(" Most of it is %s: %.2f %s.", name, most, cur)
}
