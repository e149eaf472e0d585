package xlsx

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/xuri/excelize/v2"
)

// No figure is wider than its column, where programs show ### instead: in every
// example, and at a load and in a currency that take many digits.
func TestFiguresFit(t *testing.T) {
	books := map[string][]byte{}
	for _, name := range examples(t) {
		books[name] = exampleBook(t, name)
	}
	books["webshop.toml, a thousand times"] = workbookOf(t, question(t, "webshop.toml", []scenario.Setting{{Key: "workload.requests", Value: "30G requests/month"}}, wired...))
	for name, data := range books {
		f, err := excelize.OpenReader(bytes.NewReader(data))
		must(t, err)
		n := 0
		for _, sheet := range f.GetSheetList() {
			n += figuresFit(t, f, name, sheet)
		}
		t.Logf("%s: %d figures", name, n)
		if n < 1000 {
			t.Errorf("%s: only %d figures looked at", name, n)
		}
		must(t, f.Close())
	}
}

// figuresFit reads a sheet twice, as it is shown and as it is kept.
func figuresFit(t *testing.T, f *excelize.File, name, sheet string) int {
	shown, err := f.Rows(sheet)
	must(t, err)
	kept, err := f.Rows(sheet)
	must(t, err)
	n, wide := 0, 0
	room := map[int]float64{}
	for row := 1; shown.Next() && kept.Next(); row++ {
		texts, err := shown.Columns()
		must(t, err)
		values, err := kept.Columns(excelize.Options{RawCellValue: true})
		must(t, err)
		for i, text := range texts {
			if _, err := strconv.ParseFloat(values[i], 64); err != nil {
				continue
			}
			n++
			if room[i] == 0 {
				room[i], err = f.GetColWidth(sheet, column(i+1))
				must(t, err)
			}
			if w := digitsWide(text); w > room[i] {
				if wide++; wide <= 3 {
					t.Errorf("%s %s!%s: %s takes %.1f of %.1f", name, sheet, at(i+1, row), text, w, room[i])
				}
			}
		}
	}
	return n
}

// digitsWide is how wide Arial 10 writes a figure, in units of column width: a
// digit takes 5.56 points of 5.25, a point or comma half of that.
func digitsWide(text string) float64 {
	points := 0.0
	for _, c := range text {
		switch {
		case strings.ContainsRune(",. ", c):
			points += 2.78
		case c >= '0' && c <= '9':
			points += 5.56
		case c == '-':
			points += 3.33
		default:
			points += 8.9
		}
	}
	return points / 5.25
}

// Figures are shown as the program that reads the file shows them.
func TestSpelled(t *testing.T) {
	for _, x := range []struct {
		num  string
		v    float64
		want string
	}{
		{fmtMoney, 1234567.891, "1,234,567.89"}, {fmtMoney, -0.5, "-0.50"}, {fmtWhole, 999.6, "1,000"}, {fmtPart, 2.5, "2.50"}, {fmtPart, 2.123456789, "2.123457"},
		{fmtRate, 0.0000166667, "0.0000166667"}, {fmtPercent, 0.1234, "12.3%"}, {fmtTiny, 5368709120000000, "5.37E+15"}, {fmtTiny, 0.0001, "1.00E-04"},
	} {
		if got := spelled(x.num, x.v); got != x.want {
			t.Errorf("%g as %s: %q, want %q", x.v, x.num, got, x.want)
		}
	}
}

// A figure too wide for its column loses decimals, then digits, never its size.
func TestFitting(t *testing.T) {
	for _, x := range []struct {
		num   string
		v, w  float64
		want  string
		shown string
	}{
		{fmtMoney, 1234.5, 14, fmtMoney, "1,234.50"}, {fmtMoney, 12345678901.25, 14, fmtWhole, "12,345,678,901"}, {fmtMoney, 1e14, 14, fmtTiny, "1.00E+14"},
		{fmtPart, 5366726.296959, 12, fmtMoney, "5,366,726.30"}, {fmtRate, 0.000000123456, 10, fmtTiny, "1.23E-07"}, {fmtPercent, 1e6, 12, "0%", "100000000%"},
	} {
		num := calc(x.num).fitting(x.v, x.w)
		if got := spelled(num, x.v); num != x.want || got != x.shown {
			t.Errorf("%g in %g: %s, %q", x.v, x.w, num, got)
		}
	}
}

// Words are broken between words; a word longer than the column inside it.
func TestLinesOf(t *testing.T) {
	for _, x := range []struct {
		text  string
		width float64
		want  int
	}{{"", 10, 1}, {"short", 10, 1}, {"two words", 8, 2}, {strings.Repeat("a", 30), 10, 4}, {strings.Repeat("word ", 20), 200, 1}, {"a-long-name-of-parts", 8, 3}} {
		if got := wrapped.linesOf(x.text, x.width); got != x.want {
			t.Errorf("%q in %g: %d lines, want %d", x.text, x.width, got, x.want)
		}
	}
}
