package warehouse

import (
	"fmt"
	"strings"
)

// Name is a name of one or two checked parts.
type Name []string

// maxName is the longest name PostgreSQL keeps.
const maxName = 63

// ParseName reads letters, digits and underscores, not beginning with a digit,
// with a point between parts. Nothing else is a name here, so quoting is safe in
// every dialect.
func ParseName(text string, parts int) (Name, error) {
	id := Name(strings.Split(text, "."))
	if len(id) > parts {
		return nil, fmt.Errorf("%.80q has %d parts, at most %d make a name", text, len(id), parts)
	}
	for _, part := range id {
		if part == "" || len(part) > maxName {
			return nil, fmt.Errorf("%.80q is not a name; each part has 1 to %d letters, digits or underscores", text, maxName)
		}
		for i, c := range []byte(part) {
			if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
				return nil, fmt.Errorf("%.80q is not a name; only letters, digits and underscores are allowed", text)
			}
		}
	}
	return id, nil
}

// Quoted is the name with each part in quotes.
func (id Name) Quoted(quote string) string {
	parts := make([]string, len(id))
	for i, p := range id {
		parts[i] = quote + p + quote
	}
	return strings.Join(parts, ".")
}

// String is the name as it was given.
func (id Name) String() string { return strings.Join(id, ".") }
