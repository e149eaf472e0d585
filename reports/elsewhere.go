package reports

import (
	"fmt"
	"strings"
)

// Elsewhere names the further places of a row that stands for several, by
// country in the order given: "; also CH (2), DE". No countries give "".
func Elsewhere(countries []string) string {
	var order []string
	count := map[string]int{}
	for _, c := range countries {
		if count[c]++; count[c] == 1 {
			order = append(order, c)
		}
	}
	if len(order) == 0 {
		return ""
	}
	for i, c := range order {
		if count[c] > 1 {
			order[i] = fmt.Sprintf("%s (%d)", c, count[c])
		}
	}
	return "; also " + strings.Join(order, ", ")
}
