package factsheet

import (
	"strings"
	"testing"
)

// FuzzDecode: no input panics, every problem names the file, and the scanner
// finds a place for each key the parser found.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"", placed, "a = 1", "[a]\nb.c = 'x'", "[[a]]\n[[a.b]]\n[a.b.c]\n", "a = [[], [1, [2]], {b={c=[{}]}}]", "a = \"\\u00e9\\\\\"", "\"\\\"a\\u00e9\" = 1",
		"a = '''\n''''", `a = """""a"""""`, "a = 1e400", "a = 0x1f\nb = 1_0.5", "product = [{ rate = [{ price = 1.00000000000000000001 }]}]", "a = {\n b = 1, # c\n}\n",
		"\xff\xfe", "\xef\xbb\xbfa=1", "valid_from = 2026-11-23", "as_of = 10:00:00", "[a]\r\nb = 1\r\n", "a=[\"]\",'#']#]", strings.Repeat("[", 70), "a.a.a=1\na.b=2", "[\"a\".'b']", "a = [b}c]", "a = {b = }]",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s sheet
		doc, err := Decode("f.toml", data, &s)
		if doc == nil {
			t.Fatal("no document")
		}
		if err != nil {
			problems, ok := err.(Problems)
			if !ok || len(problems) == 0 {
				t.Fatalf("%T", err)
			}
			for _, p := range problems {
				if p.Pos.File != "f.toml" || p.Message == "" || strings.Contains(p.Error(), "\n") {
					t.Fatalf("%#v", p)
				}
			}
		}
		var tree map[string]any
		if doc, err = Decode("f.toml", data, &tree); err == nil {
			requirePlaces(t, doc, "", tree)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	text := []byte(placed + strings.Repeat("[[product]]\nid = \"x\"\nrate = [{ price = 0.0000166667 }]\n", 300))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var tree map[string]any
		if _, err := Decode("f", text, &tree); err != nil {
			b.Fatal(err)
		}
	}
}
