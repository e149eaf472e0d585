package cashflow

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

// TestLibreOffice holds values, returns and equal payments against LibreOffice's
// own NPV, IRR and PMT, to the cent and to nine places of a rate.
func TestLibreOffice(t *testing.T) {
	if testing.Short() {
		t.Skip("not run: short tests start no office")
	}
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("not run: LibreOffice is not installed")
	}
	cases := []struct {
		rate  string
		flows []string
		irr   bool
	}{
		{"0", list("-0.7", "1.9", "1.9", "1.9", "1.9", "1.9"), true},
		{"0.05", list("-700000", "1900000", "1900000", "1900000", "1900000", "1900000"), true},
		{"0.10", list("-1000", "500", "400", "300", "100"), true},
		{"0.08", list("-43500", "12000", "12000", "12000", "12000", "14175"), true},
		{"0.12", list("-100", "39", "59", "55", "20"), true},
		{"0.065", list("0", "5000"), false},
		{"0.03", list("100", "-20", "-20", "-20", "-20", "-40"), true},
		{"0.15", list("-5000", "1000", "1000", "1000", "1000", "-250"), false},
		{"0.2", list("-1", "-1", "-1", "-1"), false}, // one sign: no return
		{"0.004", append([]string{"-30000"}, repeat("712.35", 60)...), true},
		{"0.25", list("-1600", "10000", "-10000"), false}, // two returns: LibreOffice shows one of them
		{"0.07", list("250000", "-1000.55", "-2000.45"), false},
	}
	var rows strings.Builder
	cell := func(formula string) {
		fmt.Fprintf(&rows, `<table:table-cell table:formula="of:=%s" office:value-type="float"/>`, formula)
	}
	for _, c := range cases {
		rest := strings.Join(c.flows[1:], ";")
		rows.WriteString("<table:table-row>")
		npv := fmt.Sprintf("NPV(%s;%s)+(%s)", c.rate, rest, c.flows[0])
		cell("ROUND(" + npv + ";6)")
		cell(fmt.Sprintf("ROUND(-PMT(%s;%d;%s);6)", c.rate, len(c.flows)-1, npv))
		if c.irr {
			cell("ROUND(IRR({" + strings.Join(c.flows, "|") + "};0.01);9)")
		}
		rows.WriteString("</table:table-row>")
	}
	dir := t.TempDir()
	book := filepath.Join(dir, "cases.fods")
	head := `<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet><table:table table:name="cases">`
	if err := os.WriteFile(book, []byte(head+rows.String()+`</table:table></office:spreadsheet></office:body></office:document>`), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "csv", "--outdir", dir, book)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("not run: LibreOffice does not convert here: %v %s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "cases.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if len(lines) != len(cases) {
		t.Fatalf("%d lines for %d cases:\n%s", len(lines), len(cases), data)
	}
	for i, c := range cases {
		cells := strings.Split(strings.TrimSpace(lines[i]), ",")
		against := func(what string, k int, got decimal.Decimal, places int32) {
			want, err := decimal.NewFromString(cells[k])
			if err != nil || got.Sub(want).Abs().GreaterThan(decimal.New(1, -places-2)) {
				t.Errorf("%v at %s: %s %s, LibreOffice says %s", c.flows[:2], c.rate, what, got.Round(places+2), cells[k])
			}
		}
		npv, err := NPV(dec(c.rate), decs(c.flows))
		if err != nil {
			t.Fatal(err)
		}
		against("net present value", 0, npv, 2)
		pay, err := EquivalentPayment(npv, dec(c.rate), len(c.flows)-1)
		if err != nil {
			t.Fatal(err)
		}
		against("equal payment", 1, pay, 2)
		if c.irr {
			r, err := IRR(decs(c.flows))
			if err != nil || len(r.All) != 1 {
				t.Fatalf("%v: %d returns, %v", c.flows, len(r.All), err)
			}
			against("return", 2, r.All[0].Rate, 7)
		}
	}
}
