package makeorbuy

import (
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
	flow  *Flow
	terms Terms
	batch []batch
	fees  map[int]fee // by upfront payment: the one whose term runs
	scrap Entry       // where no ledger is kept
}

// fee is an upfront payment as it was paid, and the month it is due again.
type fee struct {
	payment
	again int
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

func (k *book) year(y int, r reading) error {
	yr := &k.flow.Years[y]
	for m := 12 * y; m < 12*y+k.terms.monthsIn(y); m++ {
		k.entry(m).Needed = r.servers
		k.servers(m, yr, r)
		k.commitments(m, yr, r)
		k.running(m, yr, r)
	}
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

// commitments pays upfront fees when their term begins again.
func (k *book) commitments(m int, yr *Year, r reading) {
	if k.fees == nil {
		k.fees = map[int]fee{}
	}
	for i, p := range r.upfront {
		if k.fees[i].again != m {
			continue
		}
		if m > 0 {
			yr.Renewals++
		}
		k.fees[i] = fee{p, m + p.term}
		e := k.entry(m)
		e.Upfront = e.Upfront.Add(p.amount)
		k.buy(m, yr, p.amount)
	}
}

// running is the month's bill, less the tax that bill and depreciation save.
func (k *book) running(m int, yr *Year, r reading) {
	bill := r.bill
	if k.terms.Taxed {
		tax := k.terms.Rates[Tax]
		worn := exact.Zero
		for _, b := range k.batch {
			worn = worn.Add(b.worth(m - b.month).Sub(b.worth(m - b.month + 1)))
		}
		for _, p := range k.fees {
			share, _ := exact.FromDecimal(p.amount).Quo(exact.Int(int64(p.term)))
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
	for _, p := range k.fees {
		if over := p.again - k.terms.Months; over > 0 {
			share, _ := exact.Frac(int64(over), int64(p.term))
			k.flow.Stranded = k.flow.Stranded.Add(exact.FromDecimal(p.amount).Mul(share).Decimal(2))
		}
	}
}
