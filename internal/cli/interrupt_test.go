//go:build unix

package cli

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A portfolio that is interrupted, at whatever moment, leaves the old file as it
// was and nothing beside it, and says so with exit code 130.
func TestInterruptLeavesWholeFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("not run with -short: it builds the program and prices 200,000 workloads")
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "sovcost")
	if out, err := exec.Command("go", "build", "-o", bin, "github.com/sovcost/sovcost/cmd/sovcost").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var rows bytes.Buffer
	rows.WriteString("name,requests\n")
	for i := range 200_000 {
		fmt.Fprintf(&rows, "w%d,%d requests/month\n", i, 1000*(1+i%90_000))
	}
	if err := os.WriteFile(filepath.Join(dir, "rows.csv"), rows.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	template, err := filepath.Abs("../../testdata/webshop.toml")
	if err != nil {
		t.Fatal(err)
	}
	stopped := 0
	for _, format := range []string{"xlsx", "csv"} {
		for _, after := range []time.Duration{300 * time.Millisecond, 1500 * time.Millisecond, 4 * time.Second} {
			work := filepath.Join(dir, fmt.Sprint(format, after))
			out := filepath.Join(work, "out."+format)
			if err := errors.Join(os.Mkdir(work, 0o755), os.WriteFile(out, []byte("the old file"), 0o644)); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(bin, "portfolio", filepath.Join(dir, "rows.csv"), "--template", template, "-o", out)
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(after)
			_ = cmd.Process.Signal(syscall.SIGINT)
			code := 0
			var exit *exec.ExitError
			if err := cmd.Wait(); errors.As(err, &exit) {
				code = exit.ExitCode()
			}
			files, _ := os.ReadDir(work)
			content, err := os.ReadFile(out)
			old := string(content) == "the old file"
			switch {
			case err != nil || len(files) != 1:
				t.Errorf("%s after %s: %v, %d files in the folder", format, after, err, len(files))
			case code == 0 && old:
				t.Errorf("%s after %s: done, but the file is the old one", format, after)
			case code == 0: // done before the signal
			case code != ExitInterrupted || !old || !strings.Contains(stderr.String(), "interrupted: nothing was written"):
				t.Errorf("%s after %s: exit code %d, old file %v: %s", format, after, code, old, stderr.String())
			default:
				stopped++
			}
		}
	}
	if stopped < 2 {
		t.Errorf("only %d runs were interrupted", stopped)
	}
	t.Logf("%d of 6 runs interrupted", stopped)
}
