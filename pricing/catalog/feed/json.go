package feed

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// JSON walks a JSON document without holding it: objects and arrays are entered
// one member at a time, leaves are decoded into small structs. It is built on
// encoding/json.
//
// Note: encoding/json/v2 would give the position and duplicate keys for free,
// but needs a build experiment in Go 1.26. Duplicate member names matter only
// in the objects that are entered member by member; each caller checks its own.
type JSON struct {
	src *Reader
	dec *json.Decoder
}

// NewJSON starts walking src.
func NewJSON(src *Reader) *JSON {
	dec := json.NewDecoder(src)
	dec.UseNumber()
	return &JSON{src, dec}
}

// Pos returns the place just behind the last token or value.
func (j *JSON) Pos() Position {
	j.src.advance(j.dec.InputOffset())
	return j.src.position()
}

// Errorf makes an error at the place reached.
func (j *JSON) Errorf(try, format string, args ...any) *Error {
	j.Pos()
	return j.src.Errorf(try, format, args...)
}

// Token returns the next token. At the end of the document it is io.EOF.
func (j *JSON) Token() (json.Token, error) {
	t, err := j.dec.Token()
	if err != nil {
		return nil, j.wrap(err)
	}
	j.src.advance(j.dec.InputOffset())
	return t, nil
}

// wrap gives a decoding error its place.
func (j *JSON) wrap(err error) error {
	var own *Error
	var syn *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return io.EOF
	case errors.As(err, &own):
		return own
	case errors.Is(err, io.ErrUnexpectedEOF):
		return j.truncated()
	case errors.As(err, &syn):
		if strings.Contains(syn.Error(), "unexpected end of JSON") {
			return j.truncated()
		}
		return j.Errorf("fetch the file again", "not valid JSON: %v", syn)
	case errors.As(err, &typ):
		e := j.Errorf("", "expected %s, found %s", plainType(typ.Type.Kind().String()), typ.Value)
		e.Key = typ.Field
		return e
	}
	return j.Errorf("", "%s", strings.TrimPrefix(err.Error(), "json: "))
}

// plainType names a Go kind in JSON words.
func plainType(kind string) string {
	switch kind {
	case "struct", "map":
		return "an object"
	case "slice", "array":
		return "an array"
	case "string":
		return "a string"
	case "bool":
		return "true or false"
	}
	return "a number"
}

func (j *JSON) truncated() *Error {
	return j.Errorf("fetch the file again", "the file ends in the middle of a value: it is cut off")
}

// ok turns the end of the file inside a value into "cut off".
func (j *JSON) inside(err error) error {
	if errors.Is(err, io.EOF) {
		return j.truncated()
	}
	return err
}

// Open reads one token and returns its delimiter: '{', '[' or zero for a scalar.
func (j *JSON) Open() (json.Delim, error) {
	t, err := j.Token()
	if err != nil {
		return 0, j.inside(err)
	}
	d, _ := t.(json.Delim)
	return d, nil
}

// Members visits the members of an object whose '{' has been read, up to and
// including its '}'. each must consume the value, with Decode, Skip or by
// entering it.
func (j *JSON) Members(each func(key string) error) error {
	for j.dec.More() {
		t, err := j.Token()
		if err != nil {
			return j.inside(err)
		}
		key, _ := t.(string)
		if err := each(key); err != nil {
			return err
		}
	}
	_, err := j.Token()
	return j.inside(err)
}

// Elements visits the elements of an array whose '[' has been read, up to and
// including its ']'. each must consume the element.
func (j *JSON) Elements(each func() error) error {
	for j.dec.More() {
		if err := each(); err != nil {
			return err
		}
	}
	_, err := j.Token()
	return j.inside(err)
}

// Object enters an object and visits its members; what names it in messages.
func (j *JSON) Object(what string, each func(key string) error) error {
	d, err := j.Open()
	if err != nil {
		return err
	}
	if d != '{' {
		return j.Errorf("", "%s: expected an object", what)
	}
	return j.Members(each)
}

// Array enters an array and visits its elements; null counts as empty. what
// names it in messages.
func (j *JSON) Array(what string, each func() error) error {
	t, err := j.Token()
	if err != nil {
		return j.inside(err)
	}
	if t == nil {
		return nil
	}
	if t != json.Delim('[') {
		return j.Errorf("", "%s: expected an array", what)
	}
	return j.Elements(each)
}

// Decode reads the next value into v.
func (j *JSON) Decode(v any) error {
	err := j.dec.Decode(v)
	j.src.advance(j.dec.InputOffset())
	if err != nil {
		return j.inside(j.wrap(err))
	}
	return nil
}

// Text reads a string; null and absent text are empty.
func (j *JSON) Text(what string) (string, error) {
	t, err := j.Token()
	if err != nil {
		return "", j.inside(err)
	}
	switch v := t.(type) {
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case nil:
		return "", nil
	}
	return "", j.Errorf("", "%s: expected a string", what)
}

// Skip passes over the next value, however deep, holding only one token.
func (j *JSON) Skip() error {
	for depth := 0; ; {
		t, err := j.Token()
		if err != nil {
			return j.inside(err)
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth <= 0 {
			return nil
		}
	}
}

// Documents visits every JSON document of the file, for there may be several:
// pages of one list, saved one behind the other. each gets the opening
// delimiter and must consume the rest of the document.
func (j *JSON) Documents(each func(open json.Delim) error) error {
	for n := 0; ; n++ {
		t, err := j.Token()
		if errors.Is(err, io.EOF) {
			if n == 0 {
				return j.Errorf("fetch the file again", "the file holds no JSON")
			}
			return nil
		}
		if err != nil {
			if e := new(Error); n > 0 && errors.As(err, &e) {
				e.What = "after the end of the list: " + e.What
			}
			return err
		}
		d, ok := t.(json.Delim)
		if !ok {
			return j.Errorf("", "expected an object or an array, found a bare value")
		}
		if err := each(d); err != nil {
			return err
		}
	}
}

// Text is a leaf that vendors write as a string in one list and as a number in
// the next. It keeps the digits; null is empty.
type Text string

// UnmarshalJSON takes a string, a number, a boolean or null.
func (t *Text) UnmarshalJSON(b []byte) error {
	switch {
	case len(b) == 0 || b[0] == 'n':
		*t = ""
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = Text(s)
	case b[0] == '{' || b[0] == '[':
		return errors.New("expected a string or a number")
	default:
		*t = Text(b)
	}
	return nil
}
