// Package jsonfmt writes a report as JSON and reads it back whole, so that every
// other format can be made from a saved file.
//
// The first field is "schema". The fields of the report's versioned Data stand
// beside it at the top level; amounts are decimal strings, never floats.
package jsonfmt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/sovcost/sovcost/reports"
)

// own are the top-level fields this package writes; Data may use none of them.
var own = [...]string{"schema", "title", "answer", "notes", "provenance", "sections"}

// Write writes the report, indented, with a line end at the end. The same
// report gives the same bytes. It fails where the report is not sound
// (reports.Validate), Data is no JSON object or uses a field name of the
// report's own, or w fails.
func Write(w io.Writer, r *reports.Report) error {
	if err := r.Validate(); err != nil {
		return fmt.Errorf("json: %w", err)
	}
	data, err := dataFields(r.Data)
	if err != nil {
		return err
	}
	fields := []field{{"schema", r.Kind}, {"title", r.Title}, {"answer", list(r.Answer)}}
	fields = append(fields, data...)
	fields = append(fields, field{"notes", list(r.Notes)}, field{"provenance", r.Provenance}, field{"sections", list(r.Sections)})
	raw, err := object(fields)
	if err != nil {
		return err
	}
	_, err = w.Write(append(indented(raw), '\n'))
	return err
}

type field struct {
	name  string
	value any
}

// list writes an empty list as [] and not as null.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}

// dataFields are the fields of Data in the order it encodes them.
func dataFields(data any) ([]field, error) {
	if data == nil {
		return nil, nil
	}
	raw, err := encode(data)
	if err != nil {
		return nil, fmt.Errorf("json: report data: %w", err)
	}
	if raw[0] != '{' {
		return nil, fmt.Errorf("json: report data must be an object, not %.20s", raw)
	}
	fields, err := membersOf(raw)
	if err != nil {
		return nil, fmt.Errorf("json: report data: %w", err)
	}
	for _, f := range fields {
		if slices.Contains(own[:], f.name) {
			return nil, fmt.Errorf("json: report data: the field %q is the report's own; name it otherwise", f.name)
		}
	}
	return fields, nil
}

// encode is json.Marshal without the escaping of < > & for HTML: "R&D" stays
// legible and greppable.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

func object(fields []field) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := encode(f.name)
		if err != nil {
			return nil, fmt.Errorf("json: %s: %w", f.name, err)
		}
		value, ready := f.value.(encoded)
		if !ready {
			if value, err = encode(f.value); err != nil {
				return nil, fmt.Errorf("json: %s: %w", f.name, err)
			}
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
