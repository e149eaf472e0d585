package jsonfmt

import (
	"bytes"
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// drawn is any JSON value a few levels deep, with awkward strings.
func drawn(t *rapid.T, depth int) any {
	kinds := 6
	if depth == 0 {
		kinds = 4
	}
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[\\"{}\[\],: a]{0,8}`))
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return text.Draw(t, "text")
	case 1:
		return rapid.Float64Range(-1e9, 1e9).Draw(t, "number")
	case 2:
		return rapid.Bool().Draw(t, "bool")
	case 3:
		return nil
	case 4:
		list := make([]any, rapid.IntRange(0, 4).Draw(t, "elements"))
		for i := range list {
			list[i] = drawn(t, depth-1)
		}
		return list
	}
	object := map[string]any{}
	for range rapid.IntRange(0, 4).Draw(t, "members") {
		object[text.Draw(t, "name")] = drawn(t, depth-1)
	}
	return object
}

// TestLayout holds the layout against json.Indent, and the fields of an object
// against the object put together again.
func TestLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw, err := encode(drawn(t, 3))
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := json.Indent(&want, raw, "", "  "); err != nil {
			t.Fatal(err)
		}
		if got := indented(raw); !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("%s\nis laid out as\n%s\njson.Indent:\n%s", raw, got, want.Bytes())
		}
		if raw[0] != '{' {
			return
		}
		fields, err := membersOf(raw)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := object(fields); err != nil || !bytes.Equal(again, raw) {
			t.Fatalf("%s comes back as %s (%v)", raw, again, err)
		}
	})
}
