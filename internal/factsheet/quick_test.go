package factsheet

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// byLibrary is the library's own reading.
func byLibrary(text []byte) (tree map[string]any, err error) {
	_, err = toml.Decode(string(text), &tree)
	return tree, err
}

// TestQuickReadsWhatIsShipped: every document of the program is read as the
// library reads it, and nearly all without the library.
func TestQuickReadsWhatIsShipped(t *testing.T) {
	read, left := 0, 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".toml" || strings.Contains(filepath.ToSlash(path), "testdata/bad/") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		want, wrong := byLibrary(text)
		got, ok := quick(text)
		switch {
		case !ok:
			left++
			t.Logf("%s is left to the library", path)
		case wrong != nil || !reflect.DeepEqual(got, want):
			t.Errorf("%s: read otherwise than by the library (%v)", path, wrong)
		default:
			read++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 60 || left > read/20 {
		t.Errorf("%d documents read quickly, %d left to the library", read, left)
	}
}

// plain are texts at the edges of what is read quickly.
var plain = []string{
	"", "a = 1", "a = 1\r\nb = 2\r\n", "a=-0", "a = 0.5", "a = -0.0", "a = 00", "a = 1.", "a = .5", "a = 1e5", "a = 999999999999999", "a = 9999999999999999",
	"a = true", "a = truely", "a = 2026-11-23", "a = 2026-02-30", "a = 2026-11-23T08:00:00Z", "a = 2026-11-23 # day", "a = 20261-1-23",
	`a = ""`, `a = "x"`, `a = 'x\y'`, `a = "\u00e4"`, `a = """x"""`, `a = ''`, `a = ''''''`, `"a b" = 1`, `'' = 1`, `"" = 1`, "a.b = 1", "a b = 1", "a = 1 b = 2", "a", "a =", "= 1",
	"a = []", "a = [1, 2,]", "a = [,]", "a = [1 2]", "a = [\n# c\n1,\n[2, 'x'],\n]", "a = [{b = 1}, {b = 2}]", "a = [1", "a = {}", "a = { b = 1, c = { d = [] } }", "a = { b = 1, }", "a = {\nb = 1 }", "a = { b = 1, b = 2 }",
	"[a]\nb = 1\n[a.c]\nd = 1", "[a.b]\n[a]\nc = 1", "[a]\n[a]", "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 1\n[[a.e]]\n[[a.e]]\n[a.e.f]", "[a]\n[[a]]", "[[a]]\n[a]", "a = 1\n[a]", "a = []\n[[a]]", "a = {}\n[a.b]", "[a]\nb = 1\n[a.b]", "[a.b]\n[a]\nb = 1", "[a.b.c]\n[[a.b]]",
	"[ a . b ]", "[a", "[[a]", "[a]]", "[]", "[a] x", "[a] # c", "a = 1 # c", "# c", "a = 1\n\n\n", "[\"a.b\"]\nc = 1", "a = +1", "a = 1_000", "a = inf", "a = 0x1f", "\ta\t=\t1\t", "a = \"x\ny\"", "[a]\nb.c = 1\n[a.b]", "a=1#", "a.b = 1\na.c = 2\n[a.d]", "a.b = 1\na.b.c = 2", "a.b.c = 1\na.b.d = 2", "a = { b.c = 1, b.d = 2 }", "a = { b = {}, b.d = 2 }", "[a.b]\n[a]\nb.c = 1", "a . b = 1", "a. = 1", ".a = 1", "a.\"b c\" = 1", "a.b = 1\n[a]", "a = 'x'y'",
}

func FuzzQuick(f *testing.F) {
	for _, text := range plain {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		text, problem := guard("f.toml", text)
		if problem != nil {
			return
		}
		got, ok := quick(text)
		if !ok {
			return
		}
		want, err := byLibrary(text)
		if err != nil {
			t.Fatalf("%q is read as %v, the library refuses it: %v", text, got, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q is read as %#v, by the library as %#v", text, got, want)
		}
	})
}
