package jsonfmt

import (
	"bytes"
	"encoding/json"
)

// encoded is a value that json.Encoder wrote: valid, without blanks.
type encoded []byte

// membersOf are the fields of an encoded object in their order.
func membersOf(object encoded) ([]field, error) {
	var fields []field
	for i := 1; object[i] != '}'; i++ { // after { or a comma
		name := memberEnd(object, i)
		end := memberEnd(object, name+1)
		f := field{value: object[name+1 : end]}
		if err := json.Unmarshal(object[i:name], &f.name); err != nil {
			return nil, err
		}
		fields = append(fields, f)
		if i = end; object[i] == '}' {
			break
		}
	}
	return fields, nil
}

// memberEnd is where the name or value that begins at i ends: at the colon, comma
// or bracket after it.
func memberEnd(raw encoded, i int) int {
	depth := 0
	for ; ; i++ {
		switch raw[i] {
		case '"':
			i = stringEnd(raw, i)
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
		case ',', ':':
			if depth == 0 {
				return i
			}
		}
	}
}

// stringEnd is the place of the quote that closes the string opened at i.
func stringEnd(raw encoded, i int) int {
	for {
		i += 1 + bytes.IndexByte(raw[i+1:], '"')
		back := i
		for raw[back-1] == '\\' {
			back--
		}
		if (i-back)%2 == 0 {
			return i
		}
	}
}

// indented puts every member and element on a line of its own, as json.Indent
// does with two blanks.
//
// Note: json.Indent checks what it copies byte by byte; on the megabyte of a
// comparison that took longer than the comparison's law.
func indented(raw encoded) []byte {
	out := make([]byte, 0, len(raw)+len(raw)/2)
	depth := 0
	line := func() {
		out = append(out, '\n')
		for range depth {
			out = append(out, "  "...)
		}
	}
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; c {
		case '"':
			end := stringEnd(raw, i)
			out = append(out, raw[i:end+1]...)
			i = end
		case '{', '[':
			out = append(out, c)
			if next := raw[i+1]; next == '}' || next == ']' {
				out = append(out, next)
				i++
				continue
			}
			depth++
			line()
		case '}', ']':
			depth--
			line()
			out = append(out, c)
		case ',':
			out = append(out, c)
			line()
		case ':':
			out = append(out, ": "...)
		default:
			out = append(out, c)
		}
	}
	return out
}
