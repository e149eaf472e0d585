package cli

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write what the commands print now into the goldens and READMEs")

// TestReadmesAreExecuted runs every "$ sovcost ..." line of the console blocks in
// the READMEs and compares what it prints. "| head -N" keeps the first lines;
// a README that shows an output nobody gets is worse than none.
func TestReadmesAreExecuted(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	ran := 0
	for _, file := range readmes(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text, n := rerun(t, file, string(data))
		ran += n
		if text == string(data) {
			continue
		}
		if *update {
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		t.Errorf("%s shows something else than the commands print; run go test ./internal/cli -run Readme -update and read the difference:\n%s", file, firstDifference(string(data), text))
	}
	t.Logf("%d commands of READMEs were run", ran)
	if ran == 0 {
		t.Error("no README shows a command")
	}
}

func readmes(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(name string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != "." {
			return filepath.SkipDir
		}
		if err == nil && d.Name() == "README.md" {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// rerun returns the text with the outputs of its console blocks made anew.
func rerun(t *testing.T, file, text string) (string, int) {
	t.Helper()
	var out strings.Builder
	ran, inBlock, skipping := 0, false, false
	for line := range strings.SplitAfterSeq(text, "\n") {
		bare := strings.TrimRight(line, "\n")
		switch {
		case bare == "```console":
			inBlock, skipping = true, false
		case inBlock && bare == "```":
			inBlock = false
		case inBlock && strings.HasPrefix(bare, "$ sovcost "):
			out.WriteString(line)
			out.WriteString(printed(t, file, strings.TrimPrefix(bare, "$ sovcost ")))
			ran++
			skipping = true
			continue
		case inBlock && strings.HasPrefix(bare, "$ "):
			skipping = false
		case inBlock && skipping:
			continue
		}
		out.WriteString(line)
	}
	return out.String(), ran
}

// printed is what a command line prints; only "| head -N" is understood of the
// shell.
func printed(t *testing.T, file, command string) string {
	t.Helper()
	command, pipe, _ := strings.Cut(command, " | ")
	var stdout, stderr bytes.Buffer
	env := &Env{Args: strings.Fields(command), Stdin: bytes.NewReader(nil), Stdout: &stdout, Stderr: &stderr, Getenv: func(string) string { return "" }, Width: 110}
	code := Run(env)
	if code != ExitOK && code != ExitBudget && code != ExitLaw && code != ExitUnpriced {
		t.Errorf("%s: sovcost %s: exit %d: %s", file, command, code, stderr.String())
	}
	lines := strings.Split(strings.TrimRight(stdout.String(), "\n"), "\n")
	if n, ok := strings.CutPrefix(pipe, "head -"); ok {
		keep := 0
		for _, r := range n {
			keep = keep*10 + int(r-'0')
		}
		lines = lines[:min(keep, len(lines))]
	}
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return "shown:   " + x[i] + "\nprinted: " + y[i]
		}
	}
	return "one is longer than the other"
}
