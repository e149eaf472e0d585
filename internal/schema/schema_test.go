package schema

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/internal/factsheet"
)

var update = flag.Bool("update", false, "write the schemas anew")

const root = "../.."

// TestSchemasAreThoseOfTheTypes: the committed files are what the types say today.
func TestSchemasAreThoseOfTheTypes(t *testing.T) {
	for _, kind := range Kinds() {
		want, err := Generate(kind)
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(kind+".json", want, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := File(kind)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s.json is not of these types: go test ./internal/schema -update", kind)
		}
	}
}

// TestShippedFilesFitTheirSchema: every scenario, usage file and price sheet of the
// repository is right to an editor, too.
func TestShippedFilesFitTheirSchema(t *testing.T) {
	n := map[string]int{}
	for _, dir := range []string{"pricing/sheets", "testdata", "internal/cli/templates", "model/calibrate/testdata"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() && d.Name() == "bad" {
				if d != nil && d.IsDir() && err == nil {
					return fs.SkipDir
				}
				return err
			}
			if filepath.Ext(name) != ".toml" {
				return nil
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			kind, _, _ := strings.Cut(factsheet.PeekSchema(data), "/")
			if !slices.Contains(Kinds(), kind) {
				return nil
			}
			n[kind]++
			for _, p := range problems(t, kind, name, data) {
				t.Errorf("%s: %s", name, p)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%v files fit", n)
	if n["price-sheet"] < 30 || n["scenario"] < 5 || n["usage"] < 5 || n["contract"] < 1 || n["bill-map"] < 1 {
		t.Errorf("only %v files were tried", n)
	}
}

// TestMistakesAreSeen: what the program refuses and a schema can know is refused
// by the schema.
func TestMistakesAreSeen(t *testing.T) {
	for _, tt := range []struct{ kind, file, old, new, want string }{
		{"price-sheet", "pricing/sheets/aws-eu-central-2.toml", "\ncurrency", "\ncurrncy", "currncy is not a key"},
		{"price-sheet", "pricing/sheets/aws-eu-central-2.toml", "vat      = \"excluded\"", "vat      = \"included\"", "vat is none of"},
		{"price-sheet", "pricing/sheets/aws-eu-central-2.toml", "\nprovider", "\n#", "provider is missing"},
		{"price-sheet", "pricing/sheets/aws-eu-central-2.toml", "confidence = \"high\"", "confidence = \"hihg\"", "confidence is none of"},
		{"price-sheet", "pricing/sheets/aws-eu-central-2.toml", "price      = \"", "price      = \"x", "price fits none"},
		{"bill-map", "model/calibrate/testdata/bill-map.toml", "bill-map/1", "bill-map/2", "schema is none of"},
		{"bill-map", "model/calibrate/testdata/bill-map.toml", "\nto ", "\nmeter ", "map[0].meter is not a key"},
		{"bill-map", "model/calibrate/testdata/bill-map.toml", "\nto ", "\n# ", "map[0].to is missing"},
		{"bill-map", "model/calibrate/testdata/bill-map.toml", "\nsolves =", "\nquantity =", "map[0].quantity is none of"},
		{"bill-map", "model/calibrate/testdata/bill-map.toml", "service =", "servce =", "map[0].when.servce is not a key"},
		{"bill-map", "model/calibrate/testdata/bill-map.toml", "\nname", "\n#", "exclude[0].name is missing"},
	} {
		file, err := os.ReadFile(filepath.Join(root, tt.file))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(file), tt.old, tt.new, 1)
		if text == string(file) {
			t.Fatalf("%s has no %q", tt.file, tt.old)
		}
		if got := strings.Join(problems(t, tt.kind, "x.toml", []byte(text)), "; "); !strings.Contains(got, tt.want) {
			t.Errorf("%q gives %q, want %s", tt.new, got, tt.want)
		}
	}
}

// problems checks a document against the committed schema.
func problems(t *testing.T, kind, name string, data []byte) []string {
	t.Helper()
	text, err := File(kind)
	if err != nil {
		t.Fatal(err)
	}
	var s map[string]any
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if _, err := factsheet.Decode(name, data, &doc); err != nil {
		return []string{err.Error()}
	}
	c := checker{root: s}
	c.value("", s, doc)
	return c.problems
}

// checker knows the part of JSON Schema the generated files use; a word it does
// not know is a problem, so that nothing passes unseen.
type checker struct {
	root     map[string]any
	problems []string
}

func (c *checker) add(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

func (c *checker) value(path string, s map[string]any, v any) {
	if ref, ok := s["$ref"].(string); ok {
		name := strings.TrimPrefix(ref, "#/$defs/")
		c.value(path, c.root["$defs"].(map[string]any)[name].(map[string]any), v)
		return
	}
	for word, arg := range s {
		switch word {
		case "$schema", "$id", "$defs", "title", "description", "properties", "additionalProperties":
		case "type":
			if !ofType(arg.(string), v) {
				c.add("%s is not of type %s", path, arg)
				return
			}
		case "enum":
			if !slices.Contains(arg.([]any), v) {
				c.add("%s is none of %v", path, arg)
			}
		case "pattern":
			if text, ok := plain(v).(string); ok && !regexp.MustCompile(arg.(string)).MatchString(text) {
				c.add("%s does not fit %s", path, arg)
			}
		case "oneOf":
			c.oneOf(path, arg.([]any), v)
		case "items":
			for i, x := range list(v) {
				c.value(fmt.Sprintf("%s[%d]", path, i), arg.(map[string]any), x)
			}
		case "required":
			for _, key := range arg.([]any) {
				if _, ok := v.(map[string]any)[key.(string)]; !ok {
					c.add("%s.%s is missing", path, key)
				}
			}
		default:
			c.add("%s: this test does not know the word %s", path, word)
		}
	}
	if m, ok := v.(map[string]any); ok {
		c.keys(path, s, m)
	}
}

func (c *checker) keys(path string, s, m map[string]any) {
	known, _ := s["properties"].(map[string]any)
	for key, x := range m {
		if sub, ok := known[key].(map[string]any); ok {
			c.value(path+"."+key, sub, x)
			continue
		}
		switch more := s["additionalProperties"].(type) {
		case bool:
			if !more {
				c.add("%s.%s is not a key", path, key)
			}
		case map[string]any:
			c.value(path+"."+key, more, x)
		}
	}
}

func (c *checker) oneOf(path string, of []any, v any) {
	for _, s := range of {
		sub := checker{root: c.root}
		if sub.value(path, s.(map[string]any), v); len(sub.problems) == 0 {
			return
		}
	}
	c.add("%s fits none of its forms", path)
}

// plain is a value as JSON has it: dates are text there.
func plain(v any) any {
	if t, ok := v.(time.Time); ok {
		return t.Format(time.DateOnly)
	}
	return v
}

func list(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case []map[string]any:
		out := make([]any, len(v))
		for i, m := range v {
			out[i] = m
		}
		return out
	}
	return nil
}

func ofType(want string, v any) bool {
	switch plain(v).(type) {
	case string:
		return want == "string"
	case bool:
		return want == "boolean"
	case int64:
		return want == "integer" || want == "number"
	case float64:
		return want == "number"
	case map[string]any:
		return want == "object"
	case []any, []map[string]any:
		return want == "array"
	}
	return false
}
