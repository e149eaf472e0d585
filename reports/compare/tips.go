package compare

import (
	"fmt"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/advice"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/advise"
)

// tips is the advice in short; sovcost advice has it in full.
func tips(c *model.Comparison) reports.Section {
	text := append(advise.Sentences(c, advice.Of(c)), "sovcost advice tells why, and where the choice tips.")
	if n := len(c.Scenario.Workloads); n > 0 {
		text = append(text, fmt.Sprintf("This is the first of %d workloads: sovcost mixture shows them all, on one account.", n+1))
	}
	return reports.Section{Title: "Path, money and law", Text: text}
}

// tipping are the tipping points of one option.
func tipping(c *model.Comparison, o *model.Option) []reports.Section {
	fs := advise.FindingsOf(c, o)
	if len(fs) == 0 {
		return nil
	}
	return []reports.Section{{Title: "Where the choice tips", Table: advise.Points(fs)}}
}
