package sheets_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/pricing/unit"
)

// same compares two sheets in everything a document says.
func same() cmp.Options {
	return cmp.Options{
		cmpopts.IgnoreFields(pricing.Sheet{}, "Doc"), cmpopts.IgnoreFields(pricing.Product{}, "Sheet"),
		cmpopts.IgnoreUnexported(pricing.Sheet{}, pricing.Product{}, pricing.Meter{}, pricing.Commitment{}, pricing.Allowance{}),
		cmp.Comparer(func(a, b factsheet.Decimal) bool { return a.Equal(b) && a.String() == b.String() }),
		cmp.Comparer(func(a, b unit.Quantity) bool {
			return a.IsSet() == b.IsSet() && a.Text == b.Text && (!a.IsSet() || a.Base().Cmp(b.Base()) == 0)
		}),
		cmpopts.EquateEmpty(),
	}
}

// TestWrittenSheetsReadTheSame: parse, write, parse is the identity for every
// shipped sheet, and writing twice gives the same bytes.
func TestWrittenSheetsReadTheSame(t *testing.T) {
	files, err := sheets.FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		data, err := sheets.FS.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		first, err := pricing.ParseSheet(f.Name(), data)
		if err != nil {
			t.Fatal(err)
		}
		written, err := first.Marshal()
		if err != nil {
			t.Fatalf("%s: %v", f.Name(), err)
		}
		second, err := pricing.ParseSheet(f.Name(), written)
		if err != nil {
			t.Fatalf("%s is not read back: %v", f.Name(), err)
		}
		if diff := cmp.Diff(first, second, same()); diff != "" {
			t.Errorf("%s changes when written: %s", f.Name(), diff)
		}
		again, err := second.Marshal()
		if err != nil || !bytes.Equal(written, again) {
			t.Errorf("%s: the second writing differs (%v)", f.Name(), err)
		}
		n += len(first.Products)
	}
	t.Logf("%d sheets, %d products written and read back", len(files), n)
	if len(files) < 30 {
		t.Errorf("only %d sheets", len(files))
	}
}
