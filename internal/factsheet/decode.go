package factsheet

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Decode reads a TOML document strictly into a struct or map that into points to.
//
// Unknown keys, wrong types, numbers out of range, NaN and infinities are
// problems; all of them are reported at once, as Problems. A document that is
// larger than MaxBytes, not UTF-8, nested deeper than MaxDepth or not TOML is
// refused as a whole. Decode never panics on any input.
//
// The document is never nil, also beside an error: a caller may go on to check
// what could be read and add its own problems to the same list. Keys are named
// by toml tags; a field without a tag answers to its name in any case.
//
// Types with a method UnmarshalTOML(any) error read themselves: they get the
// parsed value (string, int64, float64, bool, time.Time, []any, map[string]any
// or []map[string]any) and may say more with ValueError and Unify.
func Decode(path string, data []byte, into any) (*Document, error) {
	doc := newDocument(path, data)
	text, problem := guard(path, data)
	if problem != nil {
		return doc, Problems{*problem}
	}
	doc.setText(text)
	tree, problem := parse(doc, text)
	if problem != nil {
		return doc, Problems{*problem}
	}
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || target.IsNil() {
		return doc, Problems{{Pos: Position{File: path}, Message: fmt.Sprintf("cannot decode into %T: not a pointer", into)}}
	}
	u := &unifier{doc: doc}
	u.value("", tree, target.Elem())
	for i := range u.problems {
		u.problems[i].Pos = doc.At(u.problems[i].Key)
	}
	return doc, u.problems.Err()
}

// parse turns text into maps. The library reports a broken file by its first
// error only: after that its reading of the rest would be a guess.
func parse(doc *Document, text []byte) (tree map[string]any, problem *Problem) {
	defer func() {
		// The library panics on its own bugs. A document must not end the program.
		if r := recover(); r != nil {
			tree, problem = nil, &Problem{Pos: Position{File: doc.Path}, Message: fmt.Sprintf("the toml parser gave up: %v", r)}
		}
	}()
	_, err := toml.Decode(string(text), &tree)
	if err == nil {
		return tree, nil
	}
	p := Problem{Pos: Position{File: doc.Path}, Message: strings.TrimPrefix(err.Error(), "toml: ")}
	var syntax toml.ParseError
	if errors.As(err, &syntax) {
		p.Pos = doc.lines().at(syntax.Position.Start)
		if syntax.Position.Line > 0 && p.Pos.Line != syntax.Position.Line {
			p.Pos.Line, p.Pos.Col = syntax.Position.Line, 0
		}
		p.Key = printable(syntax.LastKey)
		p.Message = "not valid toml: " + strings.TrimSuffix(lowerFirst(oneLine(syntax.Message)), ".")
		p.Hint = syntaxHint(syntax.Message)
	}
	return nil, &p
}

// syntaxHint says what usually lies behind the parser's words.
func syntaxHint(message string) string {
	switch {
	case strings.Contains(message, "already") && strings.Contains(message, "defined"):
		return "keeping only one of the two"
	case strings.Contains(message, "strings cannot contain newlines"):
		return `closing the quotes on the same line`
	case strings.Contains(message, "expected value but found") && !strings.Contains(message, "newline"):
		return `putting quotes around text, as in "text"`
	case strings.Contains(message, "expected '.' or '='"):
		return `key = "value", one on each line`
	case strings.Contains(message, "to end table name"):
		return "closing the bracket"
	case strings.Contains(message, "top-level item to end"):
		return `putting quotes around it: text and figures with a unit stand in quotes, as "120ms"`
	case strings.Contains(message, "invalid datetime"):
		return "a day of the calendar, as 2026-11-23"
	case strings.Contains(message, "out of range"):
		return "a smaller number"
	}
	return ""
}

// printable shows control characters as escapes: a problem is one line.
func printable(s string) string {
	quoted := strconv.QuoteToGraphic(s)
	if strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsGraphic(r) }) {
		return quoted
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func lowerFirst(s string) string {
	if s == "" || len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
