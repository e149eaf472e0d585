package xlsx

import (
	"sort"

	"github.com/sovcost/sovcost/model"
)

// leavers are the options of the sheet Exit by what one looks them up by, found
// once for the whole sheet.
type leavers struct {
	byID    map[string]*leaver
	byPlace []*leaver             // allowed and priced, the dearest to leave first
	places  map[*model.Option]int // in byPlace, from 1
	cost    map[*model.Option]float64
}

// leaving is the index, made on first use.
func (b *book) leaving() *leavers {
	if b.leavers != nil {
		return b.leavers
	}
	all := b.p.leave.rows
	x := &leavers{byID: make(map[string]*leaver, len(all)), places: map[*model.Option]int{}, cost: make(map[*model.Option]float64, len(all))}
	b.leavers = x
	for _, l := range all {
		x.byID[l.o.ID] = l
		if l.k != nil && l.o.Status == model.Priced && l.o.Exit.Cost.OK() {
			x.cost[l.o] = l.o.ExitValues().Of(l.o.Exit.Cost).Round(2).Float()
			x.byPlace = append(x.byPlace, l)
		}
	}
	sort.SliceStable(x.byPlace, func(i, j int) bool { return x.cost[x.byPlace[i].o] > x.cost[x.byPlace[j].o] })
	for i, l := range x.byPlace {
		x.places[l.o] = i + 1
	}
	return x
}
