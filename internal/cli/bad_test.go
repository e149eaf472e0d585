package cli

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// moduleRoot is the folder of go.mod, from wherever a test stands.
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
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// runHere is one command line in this process, from the module's testdata
// folder: messages then carry paths that hold on every machine.
func runHere(t testing.TB, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	t.Chdir(filepath.Join(moduleRoot(t), "testdata"))
	var out, errs bytes.Buffer
	env := &Env{Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
	code = Run(env)
	// A slow machine says what it is doing; that is no part of any answer.
	return code, out.String(), progress.ReplaceAllString(errs.String(), "")
}

var progress = regexp.MustCompile(`(?m)^sovcost: [a-z ]+ \.\.\.\n`)

var placed = regexp.MustCompile(`(?m)^sovcost: bad/[a-z]+/[a-z0-9-]+\.(toml|part|md)(:\d+(:\d+)?)?: `)

// TestBadFiles reads every file of testdata/bad and compares the whole refusal
// with the golden beside it: place, key, what is wrong, what to try. Files
// ending in .part are read by others.
func TestBadFiles(t *testing.T) {
	var files []string
	err := fs.WalkDir(os.DirFS("../../testdata"), "bad", func(name string, d fs.DirEntry, err error) error {
		if ext := filepath.Ext(name); err == nil && !d.IsDir() && ext != ".want" && ext != ".part" {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Run(f, func(t *testing.T) {
			code, stdout, stderr := runHere(t, "validate", f)
			if code != ExitUsage || stdout != "" {
				t.Errorf("exit %d, want %d; stdout %q", code, ExitUsage, stdout)
			}
			golden := strings.TrimSuffix(f, filepath.Ext(f)) + ".want"
			if *update {
				if err := os.WriteFile(golden, []byte(stderr), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if stderr != string(want) {
				t.Errorf("the refusal changed:\n got %s\nwant %s", stderr, want)
			}
			for line := range strings.Lines(stderr) {
				if !placed.MatchString(line) && !strings.Contains(line, " more problems") {
					t.Errorf("a line does not say where: %s", line)
				}
			}
		})
	}
	if len(files) < 45 {
		t.Errorf("only %d bad files", len(files))
	}
	t.Logf("%d bad files refused, each in its own words", len(files))
}

// TestHugeFilesAreRefused makes what is too big to keep in a repository: each is
// refused in a line, quickly, by every reader.
func TestHugeFilesAreRefused(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"ten-megabytes":  "schema = \"scenario/1\"\nname = \"" + strings.Repeat("x", 10<<20) + "\"\n",
		"many-keys":      "schema = \"usage/1\"\n" + manyKeys(700_000),
		"many-tables":    "schema = \"price-sheet/1\"\n" + strings.Repeat("[[product]]\nid = \"a\"\n", 500_000),
		"deep-array":     "schema = \"scenario/1\"\na = " + strings.Repeat("[", 5<<20),
		"one-long-line":  strings.Repeat("a", 10<<20),
		"only-newlines":  strings.Repeat("\n", 10<<20),
		"comment-of-10M": "# " + strings.Repeat("c", 10<<20),
	} {
		file := filepath.Join(dir, name+".toml")
		if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
		code, _, stderr := runHere(t, "validate", file)
		if code != ExitUsage || !strings.Contains(stderr, name+".toml") || strings.Count(stderr, "\n") != 1 || len(stderr) > 1000 {
			t.Errorf("%s: exit %d, %d bytes on stderr: %.300s", name, code, len(stderr), stderr)
		}
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("key_" + strconv.Itoa(i) + " = 1\n")
	}
	return b.String()
}
