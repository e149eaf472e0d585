package output

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A disk that fills up half way: the old file stays, the temporary one goes.
func TestFullDisk(t *testing.T) {
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("not run: no small disk can be mounted here (%v); TestFileSizeLimit covers a write that fails half way", err)
	}
	defer syscall.Unmount(folder, syscall.MNT_DETACH)
	path := filepath.Join(folder, "a.json")
	if err := Write(path, put("old")); err != nil {
		t.Fatal(err)
	}
	err := Write(path, put(strings.Repeat("x", 1<<20)))
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "no space left on device; the old file is unchanged; free some space") {
		t.Errorf("got %v", err)
	}
	if got := content(t, path); got != "old" {
		t.Errorf("old file is now %.20q", got)
	}
	only(t, folder, "a.json")
}

// The kernel refuses to let the file grow, as a full disk does.
func TestFileSizeLimit(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	folder := t.TempDir()
	path := filepath.Join(folder, "a.json")
	if err := Write(path, put("old")); err != nil {
		t.Fatal(err)
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	small := before
	small.Cur = 1 << 15
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		t.Fatal(err)
	}
	err := Write(path, put(strings.Repeat("x", 1<<20)))
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(err, syscall.EFBIG) || !strings.Contains(err.Error(), "the old file is unchanged; free some space") {
		t.Errorf("got %v", err)
	}
	if got := content(t, path); got != "old" {
		t.Errorf("old file is now %.20q", got)
	}
	only(t, folder, "a.json")
}

func TestDevices(t *testing.T) {
	if err := Write("/dev/null", put("x")); err != nil {
		t.Errorf("/dev/null: %v", err)
	}
	if info, err := os.Stat("/dev/null"); err != nil || info.Mode().IsRegular() {
		t.Fatalf("/dev/null was replaced: %v %v", info, err)
	}
	err := Write("/dev/full", put("x"))
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "a part may have been written") {
		t.Errorf("/dev/full: %v", err)
	}
}

func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan []byte, 1)
	go func() {
		b, _ := os.ReadFile(path)
		got <- b
	}()
	if err := Write(path, func(w io.Writer) error { _, err := w.Write([]byte("through")); return err }); err != nil {
		t.Fatal(err)
	}
	if b := <-got; !bytes.Equal(b, []byte("through")) {
		t.Errorf("read %q", b)
	}
}
