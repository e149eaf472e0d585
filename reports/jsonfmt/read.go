package jsonfmt

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/sovcost/sovcost/reports"
)

// Read reads what Write wrote; name is the file's name for messages. Fields
// beside the report's own become Data, a json.RawMessage holding an object.
// A file that is no report, or one that is not sound (reports.Validate), is
// refused with the place and the reason.
func Read(name string, content []byte) (*reports.Report, error) {
	var whole json.RawMessage
	if err := json.Unmarshal(content, &whole); err != nil {
		return nil, fmt.Errorf("%s: not a saved report: %w", place(name, content, err), err)
	}
	fields, err := splitObject(whole)
	if err != nil {
		return nil, fmt.Errorf("%s: not a saved report: %w", name, err)
	}
	r := &reports.Report{}
	known := map[string]any{
		"schema": &r.Kind, "title": &r.Title, "answer": &r.Answer,
		"notes": &r.Notes, "provenance": &r.Provenance, "sections": &r.Sections,
	}
	var data []field
	var problems []error
	seen := map[string]bool{}
	for _, f := range fields {
		if seen[f.name] {
			problems = append(problems, fmt.Errorf("%s: field %q stands twice", name, f.name))
			continue
		}
		seen[f.name] = true
		target, ok := known[f.name]
		if !ok {
			data = append(data, f)
			continue
		}
		if err := strict(f.value.(json.RawMessage), target); err != nil {
			problems = append(problems, fmt.Errorf("%s: field %q: %w", name, f.name, err))
		}
	}
	for _, need := range own {
		if !seen[need] {
			problems = append(problems, fmt.Errorf("%s: field %q is missing; write the report with --format json", name, need))
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	if err := r.Validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > 0 {
		raw, err := object(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		r.Data = json.RawMessage(raw)
	}
	return r, nil
}

// strict decodes one value and refuses fields it does not know.
func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// splitObject is the fields of a JSON object in their order, each value raw;
// raw is one whole JSON value.
func splitObject(raw []byte) ([]field, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	start, err := d.Token()
	if err != nil {
		return nil, err
	}
	if start != json.Delim('{') {
		return nil, fmt.Errorf("begins with %v, not with an object", start)
	}
	var fields []field
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		fields = append(fields, field{name.(string), slices.Clone(value)})
	}
	return fields, nil
}

// place is the file with line and column where a syntax error says them.
func place(name string, content []byte, err error) string {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return name
	}
	before := content[:min(max(syntax.Offset, 0), int64(len(content)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n') - 1
	return fmt.Sprintf("%s:%d:%d", name, line, max(column, 1))
}
