package xlsx

import (
	"math"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// letterWidths are those of Arial from the blank to the tilde, in thousandths of
// its size. Source: the font metrics of Helvetica, which Arial and Liberation
// Sans share.
var letterWidths = [...]uint16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
	556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
	556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

// letterWidth is how wide a letter is, in sizes of the font: letters with accents
// about as wide as a digit, those of wide scripts a square.
func letterWidth(c rune) float64 {
	switch i := int(c) - ' '; {
	case i >= 0 && i < len(letterWidths):
		return float64(letterWidths[i]) / 1000
	case c >= 0x1100:
		return 1
	}
	return 0.556
}

const boldWider = 1.08 // of a text in bold, at most

// widthOf is how wide a text is in a look, in points.
func (l look) widthOf(text string) float64 {
	w := 0.0
	for _, c := range text {
		w += letterWidth(c)
	}
	return w * l.points()
}

// points is the size of the look's letters, with what bold adds.
func (l look) points() float64 {
	size := l.size
	if size == 0 {
		size = 10
	}
	if l.bold {
		size *= boldWider
	}
	return size
}

// roomIn is what a column of that width has for text, in points: a unit of width
// is a digit of the workbook's standard font, 7 pixels, and an indent takes away
// three blanks.
func (l look) roomIn(width float64) float64 {
	room := width*7*0.75 - 1
	if l.indented() {
		room -= 7
	}
	return room
}

// columnOf is a width in which no word of the text is broken, within bounds.
func (l look) columnOf(text string, least, most float64) float64 {
	for word := range strings.FieldsSeq(text) {
		for least < most && l.roomIn(least) < l.widthOf(word) {
			least++
		}
	}
	return least
}

// linesOf is how many lines a text takes in a column, broken between words and
// after hyphens, or inside a word that is longer than the column.
func (l look) linesOf(text string, width float64) int {
	room := l.roomIn(width)
	if room <= 0 {
		return 1
	}
	n, at := 1, 0.0
	for word := range strings.FieldsSeq(text) {
		gap := letterWidth(' ') * l.points()
		for part := range strings.SplitAfterSeq(word, "-") {
			w := l.widthOf(part)
			if at > 0 && at+gap+w > room {
				n, at = n+1, 0
			}
			if at > 0 {
				at += gap
			}
			for at += w; at > room; at -= room {
				n++
			}
			gap = 0
		}
	}
	return n
}

// spelled is a figure as its format writes it.
func spelled(num string, v float64) string {
	if num == fmtTiny {
		return strings.ToUpper(strconv.FormatFloat(v, 'e', 2, 64))
	}
	body, percent := strings.CutSuffix(num, "%")
	if percent {
		v *= 100
	}
	least, most := decimalsOf(body)
	s := strconv.FormatFloat(math.Abs(v), 'f', most, 64)
	for k := most; k > least && strings.HasSuffix(s, "0"); k-- {
		s = s[:len(s)-1]
	}
	whole, part, _ := strings.Cut(s, ".")
	if strings.Contains(num, ",") {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + "," + whole[i:]
		}
	}
	if part != "" {
		whole += "." + part
	}
	if v < 0 {
		whole = "-" + whole
	}
	if percent {
		whole += "%"
	}
	return whole
}

// decimalsOf are the decimals a format always shows, and the most it shows.
func decimalsOf(num string) (least, most int) {
	_, part, _ := strings.Cut(num, ".")
	return strings.Count(part, "0"), len(part)
}

// fitting is the format, or one with fewer decimals, or powers of ten, where the
// figure would be wider than the column and show as ###.
func (l look) fitting(v, width float64) string {
	room := l.roomIn(width)
	if l.num == "" || strings.Contains(l.num, `"`) || math.Abs(v) < 1e5 && len(l.num) < 13 && room > 50 {
		return l.num
	}
	if l.widthOf(spelled(l.num, v)) <= room {
		return l.num
	}
	narrower := []string{fmtPart, fmtMoney, fmtWhole}
	if strings.HasSuffix(l.num, "%") {
		narrower = []string{"0%"}
	}
	for _, num := range narrower {
		_, had := decimalsOf(strings.TrimSuffix(l.num, "%"))
		_, has := decimalsOf(num)
		keeps := math.Abs(v) >= 1000 || has >= 4 && math.Abs(v) >= 0.01
		if has < had && keeps && l.widthOf(spelled(num, v)) <= room {
			return num
		}
	}
	return fmtTiny
}

// columnFormat is one format for figures that stand in a line: as many decimals as
// the largest of them deserves, none where all are whole.
func columnFormat(top float64, whole bool) string {
	switch {
	case top > 1e15, top > 0 && top < 0.001:
		return fmtTiny
	case whole, top >= 10_000:
		return fmtWhole
	case top >= 100:
		return fmtMoney
	case top >= 1:
		return "#,##0.0000"
	}
	return "0.000000"
}

// alignedFormat is one format for a table's column: the decimals that its figures
// need, at most six, or powers of ten where the smallest would vanish.
func alignedFormat(u unit.Unit, values []float64) string {
	top, least, decimals := 0.0, math.Inf(1), 0
	for _, v := range values {
		if v = math.Abs(v); v == 0 {
			continue
		}
		top, least = max(top, v), min(least, v)
		for x := v * math.Pow10(decimals); decimals < 6 && math.Abs(x-math.Round(x)) > 1e-9*max(1, x); x *= 10 {
			decimals++
		}
	}
	switch {
	case asMoney(u.Name, least):
		return fmtMoney
	case top > 0 && least < 1e-5, top > 1e15:
		return fmtTiny
	case decimals == 0:
		return fmtWhole
	case top >= 10_000:
		decimals = min(decimals, 2)
	}
	return fmtWhole + "." + strings.Repeat("0", decimals)
}

// figureFormat is the format of a figure by its unit: money has two decimals.
func figureFormat(u unit.Unit, v float64) string {
	if asMoney(u.Name, v) {
		return fmtMoney
	}
	return quantityFormat(v)
}

// asMoney reports whether a figure is an amount that two decimals can show.
func asMoney(unitName string, v float64) bool {
	return money.Currency(unitName).Valid() && (v == 0 || math.Abs(v) >= 0.005)
}
