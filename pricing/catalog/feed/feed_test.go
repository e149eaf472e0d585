package feed

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
)

func open(t *testing.T, text string) *Reader {
	t.Helper()
	f, err := Open(strings.NewReader(text), "f", 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestOpenRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                               "f:1:1: the file is empty",
		"  <!doctype html><html>":        "this is a web page (HTML)",
		"\ufeff<html lang=\"en\">":       "this is a web page (HTML)",
		"\xff\xfe{\x00}\x00":             "UTF-16",
		"\x1f\x8bnot gzip at all really": "broken gzip file",
	} {
		if _, err := Open(strings.NewReader(text), "f", 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestMarkAndGzipAreTransparent(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	io.WriteString(w, "\ufeff{\"a\":\n1}")
	w.Close()
	for _, text := range []string{"\ufeff{\"a\":\n1}", z.String()} {
		j := NewJSON(open(t, text))
		var v struct{ A int }
		if err := j.Decode(&v); err != nil || v.A != 1 || j.Pos().Line != 2 {
			t.Errorf("%q: %+v %v at %+v", text, v, err, j.Pos())
		}
	}
}

func TestSizeLimits(t *testing.T) {
	for _, tc := range []struct {
		size int64
		ok   bool
	}{{9, false}, {10, true}, {11, true}} {
		f, err := Open(strings.NewReader(`{"a":1234}`), "f", tc.size)
		if err == nil {
			err = NewJSON(f).Skip()
		}
		if (err == nil) != tc.ok {
			t.Errorf("limit %d on 10 bytes: %v", tc.size, err)
		}
	}
	endless := io.MultiReader(strings.NewReader(`{"a":"`), io.LimitReader(zeros{}, 64<<20))
	f, err := Open(endless, "f", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := NewJSON(f).Skip(); err == nil || !strings.Contains(err.Error(), "one value is longer than") {
		t.Errorf("endless string: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

func TestPositions(t *testing.T) {
	j := NewJSON(open(t, "{\n  \"a\": [1,\n    {\"b\": 2}],\n  \"c\": \"x\"\n}"))
	lines := map[string]int{}
	err := j.Object("top", func(key string) error {
		lines[key] = j.Pos().Line
		if key == "a" {
			return j.Array(key, func() error {
				err := j.Skip()
				lines["element"] = j.Pos().Line
				return err
			})
		}
		return j.Skip()
	})
	if err != nil || lines["a"] != 2 || lines["element"] != 3 || lines["c"] != 4 {
		t.Errorf("lines %v, error %v", lines, err)
	}
}

func TestJSONErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{"a":[1,2`:     "cut off",
		`{"a":`:         "cut off",
		`{"a" 1}`:       "not valid JSON",
		"{\n\"a\":tru}": "f:2:",
		`[1]`:           "top: expected an object",
	} {
		j := NewJSON(open(t, text))
		err := j.Object("top", func(string) error { return j.Skip() })
		var own *Error
		if err == nil || !errors.As(err, &own) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
	var v struct{ A []int }
	if err := NewJSON(open(t, `{"A":{"x":1}}`)).Decode(&v); err == nil || err.Error() != "f:1:14: A: expected an array, found object" {
		t.Errorf("got %v", err)
	}
}

func TestDocuments(t *testing.T) {
	for text, want := range map[string]int{"{} {}\n[]": 3, "[]": 1, "{}": 1} {
		j, n := NewJSON(open(t, text)), 0
		err := j.Documents(func(d json.Delim) error {
			n++
			if d == '[' {
				return j.Elements(j.Skip)
			}
			return j.Members(func(string) error { return j.Skip() })
		})
		if err != nil || n != want {
			t.Errorf("%q: %d documents, %v", text, n, err)
		}
	}
	if err := NewJSON(open(t, "   \n")).Documents(nil); err == nil || !strings.Contains(err.Error(), "holds no JSON") {
		t.Errorf("got %v", err)
	}
}

func TestText(t *testing.T) {
	var v struct{ A, B, C, D Text }
	if err := json.Unmarshal([]byte(`{"A":"0.10","B":0.0000166667,"C":null,"D":true}`), &v); err != nil {
		t.Fatal(err)
	}
	if v.A != "0.10" || v.B != "0.0000166667" || v.C != "" || v.D != "true" {
		t.Errorf("got %+v", v)
	}
	if err := json.Unmarshal([]byte(`{"A":{}}`), &v); err == nil {
		t.Error("an object passed as text")
	}
}

func TestCSV(t *testing.T) {
	c := NewCSV(open(t, "a,b,,\n1,2,,\n\n3,\"4\nx\",,,\n5\n"), ',')
	if _, err := c.Record(); err != nil {
		t.Fatal(err)
	}
	if err := c.Header("a", "b"); err != nil {
		t.Fatal(err)
	}
	var got []string
	for {
		more, err := c.Next()
		if err != nil {
			if want := "f:6:1: the line has 1 fields, the header has 2: it is cut off or mixed up"; err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
			break
		}
		if !more {
			t.Fatal("the short line passed")
		}
		got = append(got, c.Get("b"))
	}
	if strings.Join(got, "|") != "2|4\nx" {
		t.Errorf("got %q", got)
	}
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{"{}", "[1,{\"a\":null}]", "{\"a\":\"\\u00e9\"}", "\ufeff[]", "{\n\"a\":", "1 2 3"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		src, err := Open(bytes.NewReader(data), "f", 1<<20)
		if err != nil {
			return
		}
		j := NewJSON(src)
		for err == nil {
			err = j.Skip()
		}
		text := bytes.TrimPrefix(data, []byte("\ufeff"))
		if p := j.Pos(); p.Line > bytes.Count(text, []byte("\n"))+1 && data[0] != 0x1f {
			t.Fatalf("line %d of a text with %d", p.Line, bytes.Count(text, []byte("\n"))+1)
		}
	})
}
