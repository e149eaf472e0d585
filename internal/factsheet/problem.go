package factsheet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Position is a place in a file. Line and Col count from 1, Col in characters;
// 0 means unknown.
type Position struct {
	File      string
	Line, Col int
}

// String is "file:line:col", without the parts that are unknown.
func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Problem is one thing wrong with a document: where, what, and what to try.
type Problem struct {
	Pos     Position
	Key     string // full path of the key, "" for the file as a whole
	Message string // lower case, one line
	Hint    string // what to try; "" if there is nothing better to say
}

// Error is "file:line:col: key: message; try hint". A hint that is a sentence of
// its own ("did you mean ...?", "add ...", "for example ...") stands as it is.
func (p Problem) Error() string {
	var b strings.Builder
	if at := p.Pos.String(); at != "" {
		b.WriteString(at + ": ")
	}
	if p.Key != "" {
		b.WriteString(p.Key + ": ")
	}
	b.WriteString(p.Message)
	switch first, _, _ := strings.Cut(p.Hint, " "); {
	case p.Hint == "":
	case slices.Contains(spoken, first):
		b.WriteString("; " + p.Hint)
	default:
		b.WriteString("; try " + p.Hint)
	}
	return b.String()
}

// spoken are first words of hints that need no "try" before them.
var spoken = []string{"did", "for", "sovcost", "add", "begin", "check", "divide", "give", "ids", "it", "keep", "known", "leave", "name", "only",
	"put", "remove", "run", "say", "split", "state", "take", "tiers", "use", "widen", "write"}

// Problems are all problems of one or several documents.
type Problems []Problem

// maxPrinted keeps the answer to a wholly foreign file readable.
const maxPrinted = 50

// Error lists one problem per line, sorted by position. Past 50 problems the
// rest is counted, not listed; the slice itself holds them all.
func (ps Problems) Error() string {
	sorted := ps.Sorted()
	rest := 0
	if len(sorted) > maxPrinted {
		rest = len(sorted) - maxPrinted
		sorted = sorted[:maxPrinted]
	}
	lines := make([]string, 0, len(sorted)+1)
	for _, p := range sorted {
		lines = append(lines, p.Error())
	}
	if rest > 0 {
		lines = append(lines, fmt.Sprintf("and %d more problems", rest))
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives errors.As each problem.
func (ps Problems) Unwrap() []error {
	errs := make([]error, len(ps))
	for i, p := range ps {
		errs[i] = p
	}
	return errs
}

// Sorted is a copy in the order of file, line, column, key and message.
func (ps Problems) Sorted() Problems {
	out := slices.Clone(ps)
	slices.SortStableFunc(out, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Key, b.Key),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return out
}

// Err is nil when there is no problem, else the problems, sorted.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps.Sorted()
}

// ValueError is what an UnmarshalTOML method returns to say which part of its
// value is wrong and what to try. Key is relative to the value ("tier[2].to"),
// empty for the value itself. Several are joined with errors.Join; a plain
// error works too, without a hint.
type ValueError struct {
	Key, Message, Hint string
}

// Error is the message with its hint.
func (e ValueError) Error() string {
	return Problem{Key: e.Key, Message: e.Message, Hint: e.Hint}.Error()
}
