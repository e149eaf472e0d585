package factsheet

import "testing"

func TestContentDigest(t *testing.T) {
	digest := func(text string) string {
		var tree map[string]any
		doc, err := Decode("f.toml", []byte(text), &tree)
		if err != nil {
			t.Fatal(err)
		}
		return doc.ContentDigest()
	}
	const base = "a = 1\nday = 2026-11-23\n[b]\nc = [1, 2]\n[[d]]\nx = 'one'\n[[d]]\nx = 'two'\n"
	for name, text := range map[string]string{
		"comments and layout": "# said\nday=2026-11-23 # a day\na   =  1\n\n[b]\n  c = [ 1,2 ]\n[[d]]\nx = \"one\"\n[[d]]\nx = 'two'",
		"another order":       "day = 2026-11-23\na = 1\n[[d]]\nx = 'two'\n[[d]]\nx = 'one'\n[b]\nc = [1, 2]\n",
	} {
		if digest(text) != digest(base) {
			t.Errorf("%s: another digest", name)
		}
	}
	for name, text := range map[string]string{
		"a value":              "a = 2\nday = 2026-11-23\n[b]\nc = [1, 2]\n[[d]]\nx = 'one'\n[[d]]\nx = 'two'\n",
		"text for a number":    "a = '1'\nday = 2026-11-23\n[b]\nc = [1, 2]\n[[d]]\nx = 'one'\n[[d]]\nx = 'two'\n",
		"another day":          "a = 1\nday = 2026-11-24\n[b]\nc = [1, 2]\n[[d]]\nx = 'one'\n[[d]]\nx = 'two'\n",
		"the order in a list":  "a = 1\nday = 2026-11-23\n[b]\nc = [2, 1]\n[[d]]\nx = 'one'\n[[d]]\nx = 'two'\n",
		"one entry more":       base + "[[d]]\nx = 'two'\n",
		"a key in another one": "a = 1\nday = 2026-11-23\nc = [1, 2]\n[b]\n[[d]]\nx = 'one'\n[[d]]\nx = 'two'\n",
	} {
		if digest(text) == digest(base) {
			t.Errorf("%s: the same digest", name)
		}
	}
}
