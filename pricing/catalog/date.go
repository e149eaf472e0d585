package catalog

import (
	"strings"
	"time"
)

// Day returns the ISO date at the front of a vendor's time stamp, or an empty
// text when there is none: "2023-03-22T14:56:51Z" gives "2023-03-22".
func Day(text string) string {
	text = strings.TrimSpace(text)
	if len(text) < 10 {
		return ""
	}
	if _, err := time.Parse(time.DateOnly, text[:10]); err != nil {
		return ""
	}
	if len(text) > 10 && text[10] != 'T' && text[10] != ' ' {
		return ""
	}
	return text[:10]
}
