package text

// gap is the space between two columns.
const gap = 2

// Comfortable and tightest widths of a column of words before it is wrapped no
// further; numbers are never wrapped.
const (
	softText = 24
	hardText = 10
)

// layout is how a grid stands on the page.
type layout struct {
	shown   []int // column numbers, in order
	widths  []int // widths of the shown columns
	dropped []int // columns left out, in order
	records bool  // too narrow for any grid: one cell per line instead
}

// fit lays the grid out on a page so many columns wide. It first wraps long words'
// columns comfortably, then leaves out columns, the highest priority number
// first, then wraps tightly; where even that is too wide it gives up the grid.
func (g *grid) fit(page int) layout {
	var l layout
	for j := range g.header {
		l.shown = append(l.shown, j)
	}
	full := g.full(l.shown)
	if total(full) <= page {
		l.widths = full
		return l
	}
	for {
		if least := g.least(l.shown, softText); total(least) <= page {
			l.widths = widen(least, g.full(l.shown), page)
			return l
		}
		k := g.leastWanted(l.shown)
		if k < 0 {
			break
		}
		l.dropped = insertSorted(l.dropped, l.shown[k])
		l.shown = append(append([]int(nil), l.shown[:k]...), l.shown[k+1:]...)
	}
	if least := g.least(l.shown, hardText); total(least) <= page {
		l.widths = widen(least, g.full(l.shown), page)
		return l
	}
	return layout{records: true}
}

// leastWanted is the position in shown of the column to leave out next: the
// highest priority number, the rightmost of equals; -1 when all must stay.
func (g *grid) leastWanted(shown []int) int {
	at, highest := -1, 1
	for k, j := range shown {
		if p := g.table.Columns[j].Priority; p >= highest {
			at, highest = k, p
		}
	}
	return at
}

func (g *grid) full(shown []int) []int {
	var widths []int
	for _, j := range shown {
		widths = append(widths, g.sizes[j].natural)
	}
	return widths
}

// least is the narrowest each column may become when words wrap at limit.
func (g *grid) least(shown []int, limit int) []int {
	var widths []int
	for _, j := range shown {
		size := g.sizes[j]
		if g.table.Columns[j].RightAligned() {
			widths = append(widths, max(size.cells, size.word))
			continue
		}
		widths = append(widths, min(size.natural, max(size.word, limit)))
	}
	return widths
}

func total(widths []int) int {
	sum := 0
	for _, w := range widths {
		sum += w + gap
	}
	return sum
}

// widen gives the space left to the columns that lack most.
func widen(widths, full []int, page int) []int {
	for left := page - total(widths); left > 0; left-- {
		at, most := -1, 0
		for k := range widths {
			if lack := full[k] - widths[k]; lack > most {
				at, most = k, lack
			}
		}
		if at < 0 {
			break
		}
		widths[at]++
	}
	return widths
}

func insertSorted(list []int, n int) []int {
	k := 0
	for k < len(list) && list[k] < n {
		k++
	}
	list = append(list, 0)
	copy(list[k+1:], list[k:])
	list[k] = n
	return list
}
