package lines

import (
	"io"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		line  string
		comma byte
		want  string // cells joined by |, columns after them
		err   string
	}{
		{`a,b,,c`, ',', "a|b||c", ""},
		{` a ; "b;""c""" ;d`, ';', `a|b;"c"|d`, ""},
		{``, ',', "", ""},
		{`a,`, ',', "a|", ""},
		{`"a"x,b`, ',', "", "4:"},
		{`a,"b`, ',', "", "3:"},
		{`"a" `, ',', "a", ""},
	}
	for _, tt := range tests {
		cells, err := Split([]byte(tt.line), tt.comma, nil)
		var texts []string
		for _, c := range cells {
			texts = append(texts, string(c.Text))
		}
		if tt.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), tt.err) {
				t.Errorf("%q: error %v", tt.line, err)
			}
			continue
		}
		if got := strings.Join(texts, "|"); err != nil || got != tt.want {
			t.Errorf("%q: %q %v", tt.line, got, err)
		}
	}
	cells, _ := Split([]byte(`ab, "c",d`), ',', nil)
	if cells[1].Col != 5 || cells[2].Col != 9 {
		t.Errorf("columns %d and %d", cells[1].Col, cells[2].Col)
	}
}

func TestReader(t *testing.T) {
	r := NewReader(strings.NewReader("\ufeffone\r\n\ntwo"))
	var got []string
	for {
		line, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(line))
	}
	// The digest is that of printf '\xef\xbb\xbfone\r\n\ntwo' | sha256sum.
	if strings.Join(got, "|") != "one||two" || r.Number != 3 || r.Digest() != "sha256:f60117e557af" {
		t.Errorf("%q, %d lines, %s", got, r.Number, r.Digest())
	}
	for extra, ok := range map[int]bool{0: true, 1: false} { // the edge, with its end
		_, err := NewReader(strings.NewReader(strings.Repeat("x", MaxLine-1+extra) + "\n")).Next()
		if (err == nil) != ok {
			t.Errorf("line of MaxLine%+d: %v", extra-1, err)
		}
	}
}
