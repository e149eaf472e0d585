package factsheet

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Encode writes a struct as a TOML document that Decode reads back into the same
// values. Keys are those of the toml tags, in the order of the fields; what is not
// given is left out. The same values give the same bytes.
//
// Note: the TOML library's encoder is not used. It writes types that read
// themselves by their fields, floats by their shortest form and keys in its own
// order; a price sheet is read by people.
func Encode(w io.Writer, v any) error {
	e := &encoder{}
	val := reflect.ValueOf(v)
	for val.Kind() == reflect.Pointer && !val.IsNil() {
		val = val.Elem()
	}
	if val.Kind() != reflect.Struct {
		return fmt.Errorf("cannot write %T as a document: not a struct", v)
	}
	e.table("", 0, val)
	if e.err != nil {
		return e.err
	}
	_, err := w.Write(e.b.Bytes())
	return err
}

type encoder struct {
	b   bytes.Buffer
	err error
}

// table writes the plain keys of a struct first and its tables after them, as
// TOML wants it.
func (e *encoder) table(path string, depth int, v reflect.Value) {
	type entry struct {
		name string
		v    reflect.Value
	}
	var plain, tables []entry
	width := 0
	for _, f := range fieldsOf(v.Type()) {
		x := v.FieldByIndex(f.index)
		if x.IsZero() || (x.Kind() == reflect.Slice || x.Kind() == reflect.Map) && x.Len() == 0 {
			continue
		}
		name := f.name
		if !f.exact {
			name = strings.ToLower(name)
		}
		if isTable(x.Type()) {
			tables = append(tables, entry{name, x})
			continue
		}
		plain = append(plain, entry{name, x})
		width = max(width, len(name))
	}
	indent := strings.Repeat("  ", depth)
	for _, f := range plain {
		fmt.Fprintf(&e.b, "%s%-*s = %s\n", indent, width, f.name, e.value(JoinKey(path, f.name), f.v))
	}
	for _, f := range tables {
		e.tables(JoinKey(path, f.name), depth, f.v)
	}
}

// tables writes a table, or each table of a list, under its header.
func (e *encoder) tables(path string, depth int, v reflect.Value) {
	list, brackets := []reflect.Value{v}, "[%s]"
	if v.Kind() == reflect.Slice {
		list, brackets = nil, "[[%s]]"
		for i := range v.Len() {
			list = append(list, v.Index(i))
		}
	}
	inner := max(0, strings.Count(path, "."))
	for _, x := range list {
		for x.Kind() == reflect.Pointer {
			x = x.Elem()
		}
		fmt.Fprintf(&e.b, "\n%s"+brackets+"\n", strings.Repeat("  ", inner), path)
		e.table(path, inner, x)
	}
}

// isTable reports whether a value of the type stands under a header of its own.
func isTable(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct && !isText(t)
}

// isText reports whether the type reads itself from text.
func isText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[selfReader]()) && t.Implements(reflect.TypeFor[fmt.Stringer]())
}

// value is one value on one line.
func (e *encoder) value(path string, v reflect.Value) string {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		e.err = fmt.Errorf("%s: an empty value cannot be written", path)
		return ""
	}
	if d, ok := v.Interface().(Date); ok {
		return d.String()
	}
	if isText(v.Type()) {
		return quote(v.Interface().(fmt.Stringer).String())
	}
	switch v.Kind() {
	case reflect.String:
		return quote(v.String())
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		text := strconv.FormatFloat(v.Float(), 'f', -1, 64)
		if !strings.Contains(text, ".") {
			text += ".0"
		}
		return text
	case reflect.Slice, reflect.Array:
		parts := make([]string, v.Len())
		for i := range parts {
			parts[i] = e.value(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case reflect.Map:
		return e.inline(path, v)
	}
	e.err = fmt.Errorf("%s: %s cannot be written", path, v.Type())
	return ""
}

// inline is a map on one line, its keys sorted.
func (e *encoder) inline(path string, v reflect.Value) string {
	values := map[string]reflect.Value{}
	for _, k := range v.MapKeys() {
		values[k.String()] = v.MapIndex(k)
	}
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, bareOrQuoted(k)+" = "+e.value(JoinKey(path, k), values[k]))
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func bareOrQuoted(key string) string {
	plain := key != "" && !strings.ContainsFunc(key, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	})
	if plain {
		return key
	}
	return quote(key)
}

// quote writes a basic string. Go's own quoting differs: TOML knows no \x and no \a.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
