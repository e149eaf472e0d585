package factsheet

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// field is one key a struct knows.
type field struct {
	name  string
	exact bool // named by a tag: no other spelling
	index []int
}

// fieldsOf lists the keys of a struct type, those of embedded structs included.
func fieldsOf(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("toml")
		name, _, _ := strings.Cut(tag, ",")
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			for _, inner := range fieldsOf(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				out = append(out, inner)
			}
		case tagged && name != "":
			out = append(out, field{name: name, exact: true, index: []int{i}})
		default:
			out = append(out, field{name: f.Name, index: []int{i}})
		}
	}
	return out
}

// fieldsOf asks each type once per document.
func (u *unifier) fieldsOf(t reflect.Type) []field {
	fields, ok := u.fields[t]
	if !ok {
		fields = fieldsOf(t)
		if u.fields == nil {
			u.fields = map[reflect.Type][]field{}
		}
		u.fields[t] = fields
	}
	return fields
}

func (u *unifier) structure(path string, from any, to reflect.Value) {
	table, ok := from.(map[string]any)
	if !ok {
		u.wrongType(path, "a table, as { key = value }", from)
		return
	}
	fields := u.fieldsOf(to.Type())
	for _, key := range sortedKeys(table) {
		i := slices.IndexFunc(fields, func(f field) bool {
			return f.name == key || !f.exact && strings.EqualFold(f.name, key)
		})
		if i < 0 {
			u.unknownKey(path, key, fields)
			continue
		}
		u.value(JoinKey(path, key), table[key], to.FieldByIndex(fields[i].index))
	}
}

func (u *unifier) unknownKey(path, key string, fields []field) {
	if len(u.problems) >= maxPrinted {
		// A wholly foreign file: likenesses would cost time and nobody reads them.
		u.add(JoinKey(path, key), "", "unknown key")
		return
	}
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.name
		if !f.exact {
			known[i] = strings.ToLower(f.name)
		}
	}
	slices.Sort(known)
	hint := ""
	if s := Suggest(key, known); s != "" {
		hint = fmt.Sprintf("did you mean %q?", s)
	} else if n := len(known); n > 0 && n <= 12 {
		hint = "one of " + strings.Join(known, ", ")
	}
	u.add(JoinKey(path, key), hint, "unknown key")
}

func (u *unifier) table(path string, from any, to reflect.Value) {
	table, ok := from.(map[string]any)
	if !ok {
		u.wrongType(path, "a table, as { key = value }", from)
		return
	}
	if to.Type().Key().Kind() != reflect.String {
		u.add(path, "", "cannot be read into %s", to.Type())
		return
	}
	if to.IsNil() {
		to.Set(reflect.MakeMap(to.Type()))
	}
	for _, key := range sortedKeys(table) {
		element := reflect.New(to.Type().Elem()).Elem()
		// A later file or setting changes keys of a table, it does not replace it.
		if old := to.MapIndex(reflect.ValueOf(key).Convert(to.Type().Key())); old.IsValid() && old.Kind() == reflect.Pointer {
			element.Set(old)
		}
		u.value(JoinKey(path, key), table[key], element)
		to.SetMapIndex(reflect.ValueOf(key).Convert(to.Type().Key()), element)
	}
}

func sortedKeys(table map[string]any) []string {
	return slices.Sorted(maps.Keys(table))
}
