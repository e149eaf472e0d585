package warehouse

import (
	"fmt"
	"strings"
)

// Statement builds a query and its parameters. Only text of this program and
// quoted [Name]s become part of the query.
type Statement struct {
	text strings.Builder
	args []any
	mark func(n int) string // the n-th parameter, from 1
}

// Add writes text in which each ? stands for the next value.
func (s *Statement) Add(text string, values ...any) {
	for _, v := range values {
		before, after, _ := strings.Cut(text, "?")
		s.args = append(s.args, v)
		s.text.WriteString(before)
		s.text.WriteString(s.mark(len(s.args)))
		text = after
	}
	s.text.WriteString(text)
}

// Done is the query and its parameters, in order.
func (s *Statement) Done() (string, []any) { return s.text.String(), s.args }

// Addf writes text with quoted names, which hold no ? and no %.
func (s *Statement) Addf(format string, names ...any) {
	s.text.WriteString(fmt.Sprintf(format, names...))
}
