package xlsx

import (
	"strconv"

	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/cells"
)

// column is a column's letters: A to Z, AA to ZZ, AAA and on.
func column(n int) string {
	var room [4]byte
	i := len(room)
	for ; n > 0 && i > 0; n = (n - 1) / 26 {
		i--
		room[i] = 'A' + byte((n-1)%26)
	}
	return string(room[i:])
}

func at(col, row int) string { return column(col) + strconv.Itoa(row) }

// fixed is a cell reference that stays when it is copied.
func fixed(col, row int) string { return "$" + column(col) + "$" + strconv.Itoa(row) }

func (s spot) from(sheet string) string {
	r := "$" + column(s.col) + "$" + strconv.Itoa(s.row)
	if s.row == 0 {
		r = "$" + column(s.col) + cells.Row
	}
	if s.sheet == sheet {
		return r
	}
	return s.sheet + "!" + r
}

// span is a run of cells in one column.
func span(sheet string, col, from, to int) string {
	r := fixed(col, from) + ":" + fixed(col, to)
	if sheet == "" {
		return r
	}
	return sheet + "!" + r
}

// layout is the view of the workbook from one of its sheets.
func (p *plan) layout(sheet string) cells.Layout {
	l, made := p.views[sheet]
	if !made {
		l = p.view(sheet)
		p.views[sheet] = l
	}
	return l
}

func (p *plan) view(sheet string) cells.Layout {
	return cells.Layout{
		Cell: func(n formula.Node) string { return p.where(n).from(sheet) },
		Range: func(n formula.Node) string {
			s := p.where(n)
			return span(s.sheet, s.col, firstSlot, firstSlot+p.slots-1)
		},
		Table: p.tableBlock,
		Guard: p.guard.from(sheet),
	}
}
