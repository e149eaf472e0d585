package output

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// A pipe that is open has a path that leads to no file ("-o /dev/stdout | wc").
func TestOpenPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := Write(fmt.Sprintf("/dev/fd/%d", w.Fd()), put("through the pipe")); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if got, err := io.ReadAll(r); err != nil || string(got) != "through the pipe" {
		t.Errorf("got %q, %v", got, err)
	}
}

// A file that is open keeps what it holds ("-o /dev/stdout >> log"), also through
// a link of one's own.
func TestOpenFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "log")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	link := filepath.Join(folder, "link")
	if err := os.Symlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), link); err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("before, "); err != nil {
		t.Fatal(err)
	}
	for i, to := range []string{fmt.Sprintf("/proc/self/fd/%d", f.Fd()), link} {
		if err := Write(to, put(fmt.Sprint("answer ", i, ", "))); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.WriteString("after"); err != nil {
		t.Fatal(err)
	}
	if got := content(t, path); got != "before, answer 0, answer 1, after" {
		t.Errorf("got %q", got)
	}
	only(t, folder, "link", "log")
}
