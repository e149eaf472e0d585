package xlsx

// Rows and columns of Months. The column before the first month holds units,
// which sums over numbers pass by: so every month has the same formula.
const (
	monthRow      = 4 // months from the start
	beginYearRow  = 5 // the year of the month that begins
	endYearRow    = 6 // the year of the month that ended
	beginsRow     = 7 // 1 where a month of the horizon begins
	endedRow      = 8 // 1 where a month of the horizon ended
	discountRow   = 9
	chartMonthRow = 10
	firstPaid     = 13 // what every option pays
	firstMonthCol = 5
)

// against are the rows of Months that hold making against buying.
type against struct {
	head, making, buying, saving, discounted, total, discountedTotal, sign, totalSign, back, discountedBack, madeTotal, boughtTotal int
}

// lastMonthCol is the column of the last month there is room for.
func (v *reviewed) lastMonthCol() int { return firstMonthCol + 12*v.years }

// asked is how many years of the columns the horizon takes as delivered: these
// are printed.
func (v *reviewed) asked() int { return min(v.years, (v.r.Terms.Months+11)/12) }

func (v *reviewed) lastYearCol() int { return firstYearCol + v.years - 1 }

// placeMonths stacks the rows of Months.
func (v *reviewed) placeMonths() {
	row := firstPaid
	for _, y := range v.options {
		y.paid = row
		row++
	}
	next := func() int { row++; return row - 1 }
	if v.both() {
		row++
		v.vs = against{next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next(), next()}
	}
	for _, y := range v.options {
		row++
		k := &y.books
		k.head = next()
		if y.buys() {
			k.needed, k.bought, k.standing, k.value, k.purchases, k.sold, k.left = next(), next(), next(), next(), next(), next(), next()
		}
		k.bill, k.wear, k.saved, k.running, k.move, k.leave = next(), next(), next(), next(), next(), next()
	}
}

// both reports whether there is something to make and something to buy.
func (v *reviewed) both() bool { return v.makes() > 0 && v.makes() < len(v.options) }

// makes is how many of the options are own hardware; they come first.
func (v *reviewed) makes() int {
	n := 0
	for _, y := range v.options {
		if y.o.Own != nil {
			n++
		}
	}
	return n
}
