// Package catalogtest holds what the tests of every vendor's reader share:
// finding the recorded vendor files, and the bad inputs every reader must refuse.
package catalogtest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// Shared returns the path of a recorded vendor file. The files are not part of
// the repository: where the folder is absent the test says what was not run and
// skips.
func Shared(t testing.TB, rel string) string {
	t.Helper()
	root := os.Getenv("SOVCOST_SHARED")
	if root == "" {
		root = filepath.Join(moduleRoot(t), "..", "shared")
	}
	path := filepath.Join(root, filepath.FromSlash(rel))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("not run: the recorded file %s is not here (set SOVCOST_SHARED to its folder)", rel)
	}
	return path
}

// moduleRoot is the folder of go.mod above the package under test.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}

// Sample returns files of the package's testdata folder, one behind the other.
func Sample(t testing.TB, names ...string) string {
	t.Helper()
	var b strings.Builder
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		b.Write(data)
	}
	return b.String()
}

// RefusedSwaps makes one bad list after the other out of a good one: each key of
// swaps is a text of it, replaced by the first of the pair; the list must then be
// refused with a message that contains the second.
func RefusedSwaps(t testing.TB, read catalog.Reader, good string, opt catalog.Options, swaps map[string][2]string) {
	t.Helper()
	for old, swap := range swaps {
		if !strings.Contains(good, old) {
			t.Errorf("the sample lacks %q", old)
			continue
		}
		Refused(t, read, strings.Replace(good, old, swap[0], 1), opt, swap[1])
	}
}

// ReadFile imports a file, fails the test on an error and on counts that do not
// add up, and checks that a second import gives the same rows.
func ReadFile(t testing.TB, read catalog.Reader, path string, opt catalog.Options) ([]catalog.Row, catalog.Counts) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	opt.File = filepath.Base(path)
	return Read(t, read, data, opt)
}

// Read imports bytes as ReadFile imports a file.
func Read(t testing.TB, read catalog.Reader, data []byte, opt catalog.Options) ([]catalog.Row, catalog.Counts) {
	t.Helper()
	rows, counts, err := catalog.Collect(context.Background(), read, bytes.NewReader(data), opt)
	if err != nil {
		t.Fatalf("import failed: %v", err)
	}
	if err := counts.Reconcile(); err != nil {
		t.Fatal(err)
	}
	if counts.Taken != len(rows) {
		t.Fatalf("counts say %d taken, got %d rows", counts.Taken, len(rows))
	}
	again, _, err := catalog.Collect(context.Background(), read, bytes.NewReader(data), opt)
	if err != nil || len(again) != len(rows) {
		t.Fatalf("second import: %d rows, error %v; the first gave %d", len(again), err, len(rows))
	}
	for i := range rows {
		if !same(rows[i], again[i]) {
			t.Fatalf("second import differs at row %d:\n%+v\n%+v", i, rows[i], again[i])
		}
	}
	return rows, counts
}

// same compares two rows; decimals by value and written form.
func same(a, b catalog.Row) bool {
	if a.Price.String() != b.Price.String() || a.Per.String() != b.Per.String() ||
		a.VCPU.Decimal.String() != b.VCPU.Decimal.String() || a.MemoryGiB.Decimal.String() != b.MemoryGiB.Decimal.String() ||
		a.TierFrom.Text != b.TierFrom.Text || a.TierTo.Text != b.TierTo.Text {
		return false
	}
	a.Price, a.Per, a.VCPU, a.MemoryGiB, a.TierFrom, a.TierTo = b.Price, b.Per, b.VCPU, b.MemoryGiB, b.TierFrom, b.TierTo
	return a == b
}

// Refused imports bytes that must be refused and checks that the message names
// the place and contains every one of want.
func Refused(t testing.TB, read catalog.Reader, data string, opt catalog.Options, want ...string) {
	t.Helper()
	if opt.File == "" {
		opt.File = "list.json"
	}
	rows, counts, err := catalog.Collect(context.Background(), read, strings.NewReader(data), opt)
	if err == nil {
		t.Fatalf("accepted with %d rows (%s), want a refusal with %q", len(rows), counts, want)
	}
	if rows != nil {
		t.Errorf("%d rows came with the error", len(rows))
	}
	if e := counts.Reconcile(); e != nil {
		t.Error(e)
	}
	for _, w := range append(want, opt.File+":") {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("message %q lacks %q", err, w)
		}
	}
}

// Truncations cuts a good list at many places: each cut must be refused or, at
// the very end where only white space is lost, accepted; it must never panic.
func Truncations(t testing.TB, read catalog.Reader, good string, opt catalog.Options) {
	t.Helper()
	whole := len(strings.TrimRight(good, " \r\n\t"))
	step := max(1, whole/200)
	for n := 0; n < whole; n += step {
		_, counts, err := catalog.Collect(context.Background(), read, strings.NewReader(good[:n]), opt)
		if err == nil {
			t.Errorf("cut at byte %d of %d: accepted (%s)", n, whole, counts)
		}
	}
}

// WebPage is what a vendor's site sends instead of data.
const WebPage = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body></body></html>\n"

// Fuzz feeds bytes to a reader and checks what must hold for any bytes: no
// panic, counts that add up, and no rows next to an error.
func Fuzz(t *testing.T, read catalog.Reader, data []byte, opt catalog.Options) {
	rows, counts, err := catalog.Collect(context.Background(), read, bytes.NewReader(data), opt)
	if e := counts.Reconcile(); e != nil {
		t.Fatal(e)
	}
	if err != nil && rows != nil {
		t.Fatalf("%d rows came with the error %v", len(rows), err)
	}
	for _, r := range rows {
		if r.Price.IsNegative() || !r.Currency.Valid() || r.Region == "" || r.Line < 1 {
			t.Fatalf("a row passed that must not: %+v", r)
		}
	}
}
