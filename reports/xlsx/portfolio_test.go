package xlsx

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
)

// portfolioOf prices rows over the web shop.
func portfolioOf(t testing.TB, file string, apart bool) PortfolioBook {
	t.Helper()
	table, left, err := portfolio.Read("p.csv", strings.NewReader(file))
	must(t, err)
	lib, err := sheets.Embedded()
	must(t, err)
	rules, err := sovereignty.Embedded()
	must(t, err)
	build := func(set []scenario.Setting, sizes model.Sizes) (*model.Comparison, error) {
		s, err := scenario.LoadWith(os.DirFS("../../testdata"), "webshop.toml", set)
		if err != nil {
			return nil, err
		}
		s.Candidates.Sheets = []string{"scaleway-fr-par", "aws-eu-central-1", "infomaniak-ch-gva", "exoscale-ch-gva-2"}
		profile, err := model.Profile(s, nil)
		must(t, err)
		return model.Compare(s, model.Sources{Library: lib, Rules: rules, Profile: profile, Sizes: sizes})
	}
	p, err := portfolio.Run(table, build, portfolio.Options{Apart: apart, Progress: func(int) {}, Stop: func() error { return nil }})
	must(t, err)
	return PortfolioBook{Portfolio: p, Provenance: reports.Provenance{Tool: "sovcost", Version: "test", Scenario: "webshop.toml", AsOf: "2026-11-23"}, Left: len(left)}
}

func portfolioBytes(t testing.TB, pb PortfolioBook) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, WritePortfolio(&b, pb))
	return b.Bytes()
}

const rowsOfEveryKind = `name,account,cluster,requests,memory
"=cmd|' /C calc'!A0",prod,,30M requests/month,512MiB
+search,prod,,x4,1GiB
@legacy,test,,12 apples,1GiB
batch,test,,2M requests/month,256MiB
"-1+1",test,night,900M requests/month,4GiB
nobody,test,night,90000000000M requests/month,4GiB
`

// LibreOffice recomputes every formula of a portfolio from poisoned values; names
// that look like formulas stay words; the same rows give the same bytes.
func TestPortfolioRecalculated(t *testing.T) {
	soffice(t)
	for name, apart := range map[string]bool{"together": false, "apart": true} {
		pb := portfolioOf(t, rowsOfEveryKind, apart)
		data := portfolioBytes(t, pb)
		if !bytes.Equal(data, portfolioBytes(t, portfolioOf(t, rowsOfEveryKind, apart))) {
			t.Errorf("%s: the same rows gave other bytes", name)
		}
		bad, n := poisoned(t, data)
		if n == 0 {
			t.Fatal("no formula was poisoned")
		}
		file := filepath.Join(t.TempDir(), name+".xlsx")
		must(t, os.WriteFile(file, bad, 0o644))
		again, err := os.ReadFile(filepath.Join(convert(t, "xlsx", []string{file}), name+".xlsx"))
		must(t, err)
		want := contents(t, data)
		if n := sameFormulas(t, name, want, contents(t, again)); n < 20 {
			t.Errorf("%s: only %d formulas", name, n)
		}
		for cell, c := range want {
			if strings.Contains(c.formula, "cmd") || strings.Contains(c.formula, "calc") {
				t.Errorf("%s %s: a name became the formula %s", name, cell, c.formula)
			}
		}
		if c := want["Workloads!A5"]; c.formula != "" || c.value != "=cmd|' /C calc'!A0" {
			t.Errorf("%s: the first name is %+v", name, c)
		}
		if c := want["Cover!B6"]; c.value != "ok" {
			t.Errorf("%s: the cross-check says %q", name, c.value)
		}
	}
}

// BenchmarkPortfolioBook streams workloads into a workbook.
func BenchmarkPortfolioBook(b *testing.B) {
	for _, rows := range []int{1000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			var text strings.Builder
			text.WriteString("name,requests\n")
			for i := range rows {
				fmt.Fprintf(&text, "w%d,%d requests/month\n", i, 1000*(1+i%9000))
			}
			pb := portfolioOf(b, text.String(), false)
			b.ReportAllocs()
			for b.Loop() {
				portfolioBytes(b, pb)
			}
		})
	}
}
