package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/reports/xlsx"
)

// More pinned options than a workbook holds are refused before anything is
// compared; the old file stays, and what to try names the scenario, not the file.
func TestReportRefusesTooManyOptions(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(moduleRoot(t), "testdata", "webshop.toml"))
	if err != nil {
		t.Fatal(err)
	}
	pinned := func(n int) string {
		var b strings.Builder
		b.Write(text)
		for i := range n {
			fmt.Fprintf(&b, "\n[[option]]\nid = \"pin-%d\"\nkind = \"function\"\nsheet = \"scaleway-fr-par\"\nproduct = \"functions\"\n", i)
		}
		path := filepath.Join(t.TempDir(), fmt.Sprintf("many-%d.toml", n))
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	out := filepath.Join(t.TempDir(), "old.xlsx")
	if err := os.WriteFile(out, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{xlsx.MaxOptions + 1, 2_000} {
		code, _, stderr := runHere(t, "report", pinned(n), "-o", out)
		want := fmt.Sprintf("%d options are pinned: a workbook holds at most %d; spread the [[option]] tables", n, xlsx.MaxOptions)
		if code != ExitUsage || !strings.Contains(stderr, want) || strings.Contains(stderr, "another name") {
			t.Errorf("%d options: exit %d, %s", n, code, stderr)
		}
	}
	if got, err := os.ReadFile(out); err != nil || string(got) != "old" {
		t.Errorf("the old file is now %.20q (%v)", got, err)
	}
	code, _, stderr := runHere(t, "report", pinned(3), "-o", out)
	if got, err := os.ReadFile(out); code != ExitOK || err != nil || !strings.HasPrefix(string(got), "PK") {
		t.Errorf("three options: exit %d, %s", code, stderr)
	}
}

// A scenario no option of which has a price is refused for what it is.
func TestReportWithoutPrices(t *testing.T) {
	out := filepath.Join(t.TempDir(), "none.xlsx")
	path := filepath.Join(t.TempDir(), "none.toml")
	text, err := os.ReadFile(filepath.Join(moduleRoot(t), "testdata", "webshop.toml"))
	if err != nil {
		t.Fatal(err)
	}
	pin := "\n[[option]]\nid = \"only\"\nkind = \"vm\"\nsheet = \"aws-eu-central-2\"\nproduct = \"t3-small\"\n"
	if err := os.WriteFile(path, append(text, pin...), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := runHere(t, "report", path, "-o", out)
	if code != ExitUsage || !strings.Contains(stderr, "none.toml: no option has a price at any load") || !strings.Contains(stderr, "sovcost compare says what is missing") {
		t.Errorf("exit %d, %s", code, stderr)
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("a file was written (%v)", err)
	}
}
