package pricing_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/exact"
)

// originals is the folder of third-party figures, which are never committed:
// SOVCOST_SHARED, or "shared" beside the module.
func originals(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("SOVCOST_SHARED")
	if dir == "" {
		dir = "../../shared"
	}
	file := filepath.Join(dir, "oracles", name)
	if _, err := os.Stat(file); err != nil {
		t.Skipf("not run: %s is not here, so nothing says whether testdata/worked is complete", name)
	}
	return file
}

// TestNoWorkedExampleIsMissing holds our restatement against the collected
// originals: every case, every line, every figure.
func TestNoWorkedExampleIsMissing(t *testing.T) {
	file := originals(t, "worked_examples.toml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var loose map[string]any
	if _, err := factsheet.Decode(file, data, &loose); err != nil {
		t.Fatal(err)
	}
	cases, _ := readWorked(t)
	all := loose["case"].([]map[string]any)
	for _, o := range all {
		i := slices.IndexFunc(cases, func(c workedCase) bool { return c.ID == o["id"] })
		if i < 0 {
			t.Errorf("case %s is missing", o["id"])
			continue
		}
		c := cases[i]
		if c.Total != o["expected_total"] || c.Exact != o["expected_exact"] || c.Rounding != o["rounding"] {
			t.Errorf("case %s: total, exact sum or rounding differ from the original", c.ID)
		}
		lines := o["line"].([]map[string]any)
		if len(lines) != len(c.Lines) {
			t.Errorf("case %s has %d lines, the original %d", c.ID, len(c.Lines), len(lines))
			continue
		}
		for j, l := range lines {
			mine := c.Lines[j]
			if mine.Quantity.Value.String() != l["quantity"] || !mine.Price.Value.Equal(exact.MustParse(l["price"].(string))) || mine.Exact != l["amount_exact"] || mine.Amount != l["amount"] {
				t.Errorf("case %s, line %q differs from the original", c.ID, mine.Label)
			}
		}
	}
	t.Logf("%d cases compared with the originals", len(all))
}

// TestNoRatedLineIsMissing does the same for the rated lines.
func TestNoRatedLineIsMissing(t *testing.T) {
	f, err := os.Open(originals(t, "rated_lines.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	_, rows := readWorked(t)
	for _, rec := range records[1:] {
		i := slices.IndexFunc(rows, func(r workedRow) bool { return r.ID == rec[0] })
		if i < 0 {
			t.Errorf("row %s is missing", rec[0])
			continue
		}
		r := rows[i]
		quantity := r.Quantity.Value // "15000M requests" is 15,000 of the row's "1M req"
		if len(rec[4]) > 2 && rec[4][:2] == "1M" {
			quantity, _ = quantity.Quo(exact.Int(1e6))
		}
		if !quantity.Equal(exact.MustParse(rec[3])) || !r.Price.Value.Equal(exact.MustParse(rec[5])) || r.Amount != rec[6] {
			t.Errorf("row %s differs from the original", r.ID)
		}
	}
	t.Logf("%d rows compared with the originals", len(records)-1)
}
