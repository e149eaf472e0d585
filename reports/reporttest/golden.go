// Package reporttest holds what the tests of all writers share: golden files
// and one report that uses every kind of cell.
package reporttest

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden compares got with testdata/name, or writes it under -update.
func Golden(t testing.TB, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run the test with -update to write it", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; run with -update and read the change\ngot:\n%s\nwant:\n%s", path, clip(got), clip(want))
	}
}

func clip(b []byte) []byte {
	const most = 6000
	if len(b) > most {
		return append(append([]byte(nil), b[:most]...), "..."...)
	}
	return b
}
