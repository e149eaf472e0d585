package factsheet

import (
	"encoding"
	"errors"
	"fmt"
	"math"
	"reflect"
	"time"
)

// selfReader is a type that reads its own parsed value.
type selfReader interface{ UnmarshalTOML(any) error }

// Unify reads one parsed value as strictly as Decode reads a document. It is for
// UnmarshalTOML methods of types with several spellings; problems have keys
// relative to the value, and Decode puts the path before them.
func Unify(value, into any) error {
	u := &unifier{}
	u.value("", value, reflect.ValueOf(into).Elem())
	if len(u.problems) == 0 {
		return nil
	}
	return u.problems
}

// unifier moves parsed values into Go values and collects every problem.
type unifier struct {
	doc      *Document // nil inside an UnmarshalTOML method
	problems Problems
	fields   map[reflect.Type][]field
}

func (u *unifier) add(path, hint, format string, args ...any) {
	u.problems = append(u.problems, Problem{Key: path, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (u *unifier) wrongType(path, want string, got any) {
	u.add(path, want, "is %s", describe(got))
}

func (u *unifier) value(path string, from any, to reflect.Value) {
	if to.Kind() == reflect.Pointer {
		if to.IsNil() {
			to.Set(reflect.New(to.Type().Elem()))
		}
		u.value(path, from, to.Elem())
		return
	}
	if to.CanAddr() && u.readsItself(path, from, to.Addr().Interface()) {
		return
	}
	switch to.Kind() {
	case reflect.Struct:
		u.structure(path, from, to)
	case reflect.Map:
		u.table(path, from, to)
	case reflect.Slice, reflect.Array:
		u.list(path, from, to)
	case reflect.Interface:
		u.anything(path, from, to)
	default:
		u.scalar(path, from, to)
	}
}

// readsItself hands the value to the type's own method, if it has one.
func (u *unifier) readsItself(path string, from, to any) bool {
	switch to := to.(type) {
	case *Decimal:
		u.decimal(path, from, to)
	case *time.Time:
		if t, ok := from.(time.Time); ok {
			*to = t
		} else {
			u.wrongType(path, "a date and time, as 2026-11-23T08:00:00Z", from)
		}
	case selfReader:
		u.own(path, to.UnmarshalTOML(from))
	case encoding.TextUnmarshaler:
		text, ok := from.(string)
		if !ok {
			u.wrongType(path, `text in quotes`, from)
			return true
		}
		u.own(path, to.UnmarshalText([]byte(text)))
	default:
		return false
	}
	return true
}

// decimal checks the digits as they were written: float64 has already dropped
// what it cannot hold.
func (u *unifier) decimal(path string, from any, to *Decimal) {
	if _, bare := from.(float64); bare && u.doc != nil {
		if literal := u.doc.literal(path); significant(literal) > maxFloatDigits {
			u.own(path, tooManyDigits(literal))
			return
		}
	}
	u.own(path, to.UnmarshalTOML(from))
}

// own files the error of an UnmarshalTOML method under its key.
func (u *unifier) own(path string, err error) {
	switch err := err.(type) {
	case nil:
	case ValueError:
		u.problems = append(u.problems, Problem{Key: under(path, err.Key), Message: err.Message, Hint: err.Hint})
	case Problem:
		u.problems = append(u.problems, Problem{Key: under(path, err.Key), Message: err.Message, Hint: err.Hint})
	case interface{ Unwrap() []error }:
		for _, e := range err.Unwrap() {
			u.own(path, e)
		}
	default:
		var value ValueError
		if errors.As(err, &value) {
			u.own(path, value)
			return
		}
		u.add(path, "", "%s", oneLine(err.Error()))
	}
}

// under puts a path before a relative key.
func under(path, key string) string {
	switch {
	case key == "":
		return path
	case path == "" || key[0] == '[':
		return path + key
	}
	return path + "." + key
}

func (u *unifier) list(path string, from any, to reflect.Value) {
	values := reflect.ValueOf(from)
	if values.Kind() != reflect.Slice {
		u.wrongType(path, "a list in brackets", from)
		return
	}
	n := values.Len()
	if to.Kind() == reflect.Array {
		if n != to.Len() {
			u.add(path, "", "has %d elements, needs %d", n, to.Len())
			return
		}
	} else {
		to.Set(reflect.MakeSlice(to.Type(), n, n))
	}
	for i := range n {
		u.value(JoinIndex(path, i), values.Index(i).Interface(), to.Index(i))
	}
}

func (u *unifier) anything(path string, from any, to reflect.Value) {
	if to.NumMethod() > 0 {
		u.add(path, "", "cannot be read into %s", to.Type())
		return
	}
	u.finite(path, from)
	to.Set(reflect.ValueOf(from))
}

// finite refuses NaN and infinities inside values of unknown shape.
func (u *unifier) finite(path string, from any) {
	switch v := from.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			u.add(path, "a finite number", "is %v, which is not a number", v)
		}
	case []any:
		for i, e := range v {
			u.finite(JoinIndex(path, i), e)
		}
	case []map[string]any:
		for i, e := range v {
			u.finite(JoinIndex(path, i), e)
		}
	case map[string]any:
		for _, k := range sortedKeys(v) {
			u.finite(JoinKey(path, k), v[k])
		}
	}
}

// describe names a parsed value as a reader of TOML would.
func describe(v any) string {
	switch v := v.(type) {
	case string:
		if len(v) > 40 {
			v = v[:40] + "..."
		}
		return fmt.Sprintf("the text %q", v)
	case bool:
		return fmt.Sprintf("%v, a yes-or-no value", v)
	case int64:
		return fmt.Sprintf("the bare number %d", v)
	case float64:
		return fmt.Sprintf("the bare number %v", v)
	case time.Time:
		return "a date"
	case map[string]any:
		return "a table"
	case []map[string]any, []any:
		return "a list"
	}
	return fmt.Sprintf("%T", v)
}
