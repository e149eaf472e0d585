package output

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func put(content string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	}
}

// only asserts that the folder holds these files and no temporary one.
func only(t *testing.T, folder string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("folder holds %q, want %q", got, want)
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestNewAndReplaced(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.json")
	for _, text := range []string{"one", "two, longer", ""} {
		if err := Write(path, put(text)); err != nil {
			t.Fatal(err)
		}
		if got := content(t, path); got != text {
			t.Errorf("got %q, want %q", got, text)
		}
	}
	only(t, folder, "a.json")
}

func TestFailureLeavesTheOldFile(t *testing.T) {
	errHalf := errors.New("half way")
	half := func(w io.Writer) error {
		io.WriteString(w, strings.Repeat("new ", 1<<18))
		return errHalf
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "a.json")
	if err := Write(path, half); !errors.Is(err, errHalf) || !strings.Contains(err.Error(), "nothing was written") {
		t.Errorf("no old file: %v", err)
	}
	only(t, folder)
	if err := Write(path, put("old")); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, half); !errors.Is(err, errHalf) || !strings.Contains(err.Error(), "the old file is unchanged") {
		t.Errorf("old file: %v", err)
	}
	if got := content(t, path); got != "old" {
		t.Errorf("old file is now %.20q", got)
	}
	only(t, folder, "a.json")
}

func TestPanicLeavesTheOldFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.json")
	if err := Write(path, put("old")); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = Write(path, func(io.Writer) error { panic("writer") })
	}()
	if got := content(t, path); got != "old" {
		t.Errorf("old file is now %q", got)
	}
	only(t, folder, "a.json")
}

func TestRefusedPaths(t *testing.T) {
	folder := t.TempDir()
	readOnly := filepath.Join(folder, "ro.json")
	if err := os.WriteFile(readOnly, []byte("old"), 0o444); err != nil {
		t.Fatal(err)
	}
	dangling := filepath.Join(folder, "link")
	if err := os.Symlink("nowhere", dangling); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ path, want string }{
		{"", "the file name is empty"},
		{folder, "is a folder; name a file in it"},
		{filepath.Join(folder, "no", "a.json"), "does not exist; create it first"},
		{filepath.Join(readOnly, "a.json"), "nothing was written"},
		{readOnly, "is read-only; the old file is unchanged; choose another name with -o"},
		{dangling, "is a link to a file that does not exist"},
		{filepath.Join(folder, strings.Repeat("x", 300)), "file name too long"},
	}
	for _, tt := range tests {
		err := Write(tt.path, put("new"))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want %q", tt.path, err, tt.want)
		}
	}
	if got := content(t, readOnly); got != "old" {
		t.Errorf("read-only file is now %q", got)
	}
	only(t, folder, "link", "ro.json")
}

func TestLinkStaysALink(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "file"), filepath.Join(folder, "link")
	if err := os.WriteFile(file, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("file", link); err != nil {
		t.Fatal(err)
	}
	if err := Write(link, put("new")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.Readlink(link); err != nil || got != "file" {
		t.Errorf("link is now %q, %v", got, err)
	}
	if got := content(t, file); got != "new" {
		t.Errorf("file is %q", got)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o640 {
		t.Errorf("permissions are now %v", info.Mode().Perm())
	}
}

func TestLeftoverOfAnotherRunIsNoObstacle(t *testing.T) {
	folder := t.TempDir()
	leftover := filepath.Join(folder, ".a.json.sovcost-0.tmp")
	if err := os.WriteFile(leftover, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Join(folder, "a.json"), put("new")); err != nil {
		t.Fatal(err)
	}
	if got := content(t, leftover); got != "half" {
		t.Errorf("the other file is now %q", got)
	}
}
