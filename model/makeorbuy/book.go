package makeorbuy

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/exact"
)

// book keeps what was bought: servers until they are too old, commitments until
// their term ends.
//
// Servers are bought at the start of the month that needs them and sold for
// their residual value when their life ends. What stands at the end of the
// horizon counts with its book value, so that a horizon shorter than a life does
// not make own hardware look dear.
type book struct {
	flow   *Flow
	terms  Terms
	read   func(year int, h held) (reading, error)
	batch  []batch
	bound  []term
	latest *promise // of the last year
	scrap  Entry    // where no ledger is kept
}

// term is pieces committed to together.
type term struct {
	count, fee    exact.Num
	price         exact.Num // of the year it began in, as a multiple of today's
	month, months int
}

// batch is servers bought together.
type batch struct {
	count, price, residual exact.Num
	month, life            int
}

// worth is the book value after so many months, straight line.
func (b batch) worth(months int) exact.Num {
	age, _ := exact.Frac(int64(min(months, b.life)), int64(b.life))
	lost := exact.One.Sub(b.residual).Mul(age)
	return b.count.Mul(b.price).Mul(exact.One.Sub(lost))
}

// entry is the ledger's page of a point of time, or one to throw away.
func (k *book) entry(m int) *Entry {
	if k.flow.Ledger == nil {
		return &k.scrap
	}
	return &k.flow.Ledger[m]
}

func (k *book) year(y int) error {
	var r reading
	for m := 12 * y; m < 12*y+k.terms.monthsIn(y); m++ {
		ended := k.expire(m)
		if h := k.promised(); m == 12*y || r.promise != nil && h.count.Less(r.promise.count) { // a new year, or a term that ended in it
			var err error
			if r, err = k.read(y, h); err != nil {
				return err
			}
		}
		if m == 12*y {
			k.flow.Years = append(k.flow.Years, Year{Year: y + 1, Months: k.terms.monthsIn(y), Requests: r.requests, Servers: r.servers, Monthly: r.bill})
			if r.missing != "" && k.flow.Missing == "" {
				k.flow.Missing = fmt.Sprintf("year %d: %s", y+1, r.missing)
			}
		}
		yr := &k.flow.Years[y]
		k.entry(m).Needed = r.servers
		k.servers(m, yr, r)
		k.commit(m, y, r.promise, ended)
		k.running(m, yr, r)
	}
	yr := &k.flow.Years[y]
	k.latest = r.promise
	if r.life > 0 {
		yr.Idle = k.standing().Sub(r.servers)
	}
	return nil
}

func (k *book) standing() exact.Num {
	n := exact.Zero
	for _, b := range k.batch {
		n = n.Add(b.count)
	}
	return n
}

// servers sells what is too old and buys what is missing.
func (k *book) servers(m int, yr *Year, r reading) {
	if r.life == 0 {
		return
	}
	var kept []batch
	for _, b := range k.batch {
		if m-b.month < b.life {
			kept = append(kept, b)
			continue
		}
		k.entry(m).Sold = k.sell(m, yr, b.worth(b.life))
	}
	k.batch = kept
	if need := r.servers.Sub(k.standing()); need.Sign() > 0 {
		k.batch = append(k.batch, batch{need, r.price, r.residual, m, r.life})
		yr.Bought = yr.Bought.Add(need)
		e := k.entry(m)
		e.Bought, e.Value = need, need.Mul(r.price)
		e.Purchases = e.Value.Decimal(2)
		k.buy(m, yr, e.Purchases)
	}
}

func (k *book) buy(m int, yr *Year, amount decimal.Decimal) {
	yr.Capex = yr.Capex.Add(amount)
	k.flow.Months[m] = k.flow.Months[m].Add(amount)
}

func (k *book) sell(m int, yr *Year, worth exact.Num) decimal.Decimal {
	amount := worth.Decimal(2)
	yr.Returned = yr.Returned.Add(amount)
	k.flow.Months[m] = k.flow.Months[m].Sub(amount)
	return amount
}

// expire lets terms end and reports whether one did.
func (k *book) expire(m int) bool {
	n := len(k.bound)
	k.bound = slices.DeleteFunc(k.bound, func(t term) bool { return m-t.month >= t.months })
	return len(k.bound) < n
}

// promised is what the terms that run still bind.
func (k *book) promised() (h held) {
	for _, t := range k.bound {
		h.count, h.priced = h.count.Add(t.count), h.priced.Add(t.count.Mul(t.price))
	}
	return h
}

// commit begins a term for what is promised and not yet bound, and pays its fees:
// at the start, when a term ends, and when the load makes a higher level pay.
func (k *book) commit(m, y int, p *promise, ended bool) {
	if p == nil {
		return
	}
	yr := &k.flow.Years[y]
	more := p.count.Sub(k.promised().count)
	if more.Sign() <= 0 {
		return
	}
	if ended {
		yr.Renewals++
	}
	k.bound = append(k.bound, term{more, p.fee, k.terms.After(Cloud, y), m, p.term})
	if amount := more.Mul(p.fee).Decimal(2); !amount.IsZero() {
		e := k.entry(m)
		e.Upfront = e.Upfront.Add(amount)
		k.buy(m, yr, amount)
	}
}

// running is the month's bill, less the tax that bill and depreciation save.
func (k *book) running(m int, yr *Year, r reading) {
	bill := r.bill
	if k.terms.Taxed || k.flow.Ledger != nil {
		tax := k.terms.Rates[Tax]
		worn := exact.Zero
		for _, b := range k.batch {
			worn = worn.Add(b.worth(m - b.month).Sub(b.worth(m - b.month + 1)))
		}
		for _, t := range k.bound {
			share, _ := t.count.Mul(t.fee).Quo(exact.Int(int64(t.months)))
			worn = worn.Add(share)
		}
		saved := exact.FromDecimal(bill).Add(worn).Mul(tax).Decimal(2)
		bill = bill.Sub(saved)
		e := k.entry(m)
		e.Wear, e.Saved = worn, saved
	}
	k.entry(m + 1).Bill = r.bill
	yr.Opex = yr.Opex.Add(bill)
	k.flow.Months[m+1] = k.flow.Months[m+1].Add(bill)
}

// end counts what is left when the horizon ends.
func (k *book) end() {
	last := &k.flow.Years[len(k.flow.Years)-1]
	left := exact.Zero
	for _, b := range k.batch {
		left = left.Add(b.worth(k.terms.Months - b.month))
	}
	if left.Sign() > 0 {
		k.entry(k.terms.Months).Left = k.sell(k.terms.Months, last, left)
	}
	for _, t := range k.bound {
		over := t.month + t.months - k.terms.Months
		if over <= 0 {
			continue
		}
		share, _ := exact.Frac(int64(over), int64(t.months))
		k.flow.Stranded = k.flow.Stranded.Add(t.count.Mul(t.fee).Mul(share).Decimal(2))
		k.flow.Bound = k.flow.Bound.Add(t.count.Mul(k.latest.recurring).Mul(t.price).Mul(exact.Int(int64(over))).Decimal(2))
	}
}
