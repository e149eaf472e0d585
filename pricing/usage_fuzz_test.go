package pricing_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
)

// FuzzUsage: any bytes are a usage file or a list of problems with their
// places, never a panic; what is rated adds up line by line.
func FuzzUsage(f *testing.F) {
	lib := workedLibrary(f)
	for _, dir := range []string{workedDir + "/usage", "../testdata/bad/usage"} {
		files, err := filepath.Glob(dir + "/*.toml")
		if err != nil || len(files) == 0 {
			f.Fatalf("no seeds in %s: %v", dir, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		u, err := pricing.ParseUsage("f.toml", data)
		if err != nil {
			requireProblems(t, err)
			return
		}
		inv, err := u.Rate(lib)
		if err != nil {
			requireProblems(t, err)
			return
		}
		sum := exact.Zero
		for _, l := range inv.Estimate.Lines {
			sum = sum.Add(inv.Values.Of(l.Amount))
		}
		if inv.Estimate.Total.OK() && !inv.Values.Of(inv.Estimate.Total).Equal(sum) {
			t.Fatalf("the lines add up to %s, the total is %s", sum, inv.Values.Of(inv.Estimate.Total))
		}
		if inv.Total.Value.Sign() < 0 {
			t.Fatalf("a bill of %s", inv.Total)
		}
	})
}

func requireProblems(t *testing.T, err error) {
	t.Helper()
	var ps factsheet.Problems
	if !errors.As(err, &ps) || len(ps) == 0 {
		t.Fatalf("not a list of problems: %v", err)
	}
	for _, p := range ps {
		if p.Pos.File == "" || p.Message == "" {
			t.Fatalf("a problem without place or words: %#v", p)
		}
	}
}
