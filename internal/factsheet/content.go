package factsheet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ContentDigest is a digest of what the document says, as Digest is one of its
// bytes: comments, layout, the order of keys and tables and the order of a list
// of tables do not count. Two files that ask the same have the same one.
//
// Note: price sheets keep the digest of their bytes; a second reading of some
// forty sheets would double the time of a comparison.
func (d *Document) ContentDigest() string {
	tree, problem := parse(d, d.text)
	if problem != nil {
		return d.Digest() // nothing readable: the bytes are all there is
	}
	sum := sha256.Sum256(canonical(tree))
	return "sha256:" + hex.EncodeToString(sum[:6])
}

// canonical writes a decoded value so that equal contents give equal bytes.
func canonical(v any) []byte {
	switch x := v.(type) {
	case map[string]any:
		keys := make([]string, 0, len(x))
		for k := range x {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		out := []byte{'{'}
		for _, k := range keys {
			out = append(append(append(out, canonical(k)...), ':'), canonical(x[k])...)
			out = append(out, ',')
		}
		return append(out, '}')
	case []map[string]any:
		rows := make([]string, len(x))
		for i, row := range x {
			rows[i] = string(canonical(row))
		}
		slices.Sort(rows)
		return canonical(rows)
	case []any:
		out := []byte{'['}
		for _, item := range x {
			out = append(append(out, canonical(item)...), ',')
		}
		return append(out, ']')
	case time.Time:
		if strings.HasSuffix(x.Location().String(), "-local") { // a date has no zone, whatever the machine's
			return []byte(x.Format("2006-01-02T15:04:05.999999999"))
		}
		return []byte(x.UTC().Format(time.RFC3339Nano))
	}
	if text, err := json.Marshal(v); err == nil {
		return text
	}
	return fmt.Append(nil, v) // not a finite number
}
