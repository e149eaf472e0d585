package xlsx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Fills that touch stay apart without colour, and none comes twice.
func TestFillsStayApartInGrey(t *testing.T) {
	shade := func(color string) float64 {
		v := make([]float64, 3)
		for i := range v {
			n, err := strconv.ParseUint(color[2*i:2*i+2], 16, 8)
			must(t, err)
			v[i] = float64(n) / 255
		}
		return 0.299*v[0] + 0.587*v[1] + 0.114*v[2]
	}
	for i, f := range fills {
		next := fills[(i+1)%len(fills)]
		if d := shade(f) - shade(next); d < 0.25 && d > -0.25 {
			t.Errorf("%s and %s differ by %.2f", f, next, d)
		}
		if slices.Contains(fills[:i], f) {
			t.Errorf("%s comes twice", f)
		}
	}
}

// Bars begin at 0 and have an outline, lines have the colour of their marks, and
// what a curve is drawn over are figures.
func TestChartsAsDrawn(t *testing.T) {
	bars, curves := 0, 0
	for name, text := range unpack(t, exampleBook(t, "webshop.toml")) {
		if !strings.HasPrefix(name, "xl/charts/chart") {
			continue
		}
		s := string(text)
		if strings.Contains(s, "Compare!") {
			bars++
			if !strings.Contains(s, `<min val="0">`) || !strings.Contains(s, outline+"</spPr><invertIfNegative") {
				t.Errorf("%s: bars without a beginning at 0 or without an outline", name)
			}
		}
		if !strings.Contains(s, "<scatterChart>") {
			continue
		}
		if strings.Contains(s, "<xVal><strRef>") || strings.Contains(s, "</strRef></xVal>") {
			t.Errorf("%s: figures as words", name)
		}
		for _, m := range regexp.MustCompile(`<a:ln cap="rnd"[^>]*>(?:<a:solidFill><a:srgbClr val="(\w+)">.*?)?<marker>.*?<a:srgbClr val="(\w+)">`).FindAllStringSubmatch(s, -1) {
			if curves++; m[1] != m[2] {
				t.Errorf("%s: a line of %q, its marks of %q", name, m[1], m[2])
			}
		}
	}
	if bars != 1 || curves < 4 {
		t.Errorf("%d charts of bars, %d curves", bars, curves)
	}
}

// Columns are listed from left to right, as programs expect them.
func TestColumnsInOrder(t *testing.T) {
	n := 0
	for name, text := range unpack(t, exampleBook(t, "makeorbuy.toml")) {
		if !strings.HasPrefix(name, "xl/worksheets/") {
			continue
		}
		last := 0
		for _, m := range regexp.MustCompile(`<col min="(\d+)" max="(\d+)"`).FindAllStringSubmatch(string(text), -1) {
			from, err := strconv.Atoi(m[1])
			must(t, err)
			to, err := strconv.Atoi(m[2])
			must(t, err)
			if from <= last || to < from {
				t.Errorf("%s: columns %d to %d after %d", name, from, to, last)
			}
			last = to
			n++
		}
	}
	if n < 100 {
		t.Errorf("only %d columns", n)
	}
}
