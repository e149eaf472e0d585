package chart

import (
	"cmp"
	"slices"

	"gonum.org/v1/plot/vg"
)

// spread moves names apart to at least gap, keeping their order and, as far as
// there is room, between low and high.
func spread(list []endName, gap, low, high vg.Length) {
	slices.SortStableFunc(list, func(a, b endName) int {
		return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(b.index, a.index))
	})
	for i := 1; i < len(list); i++ { // upwards
		list[i].y = max(list[i].y, list[i-1].y+gap)
	}
	for i := len(list) - 1; i >= 0; i-- { // and down again from the top
		list[i].y = min(list[i].y, high-gap*vg.Length(len(list)-1-i))
	}
	if len(list) > 0 && list[0].y < low { // too many: begin at the bottom
		for i := range list {
			list[i].y = max(list[i].y, low+gap*vg.Length(i))
		}
	}
}

// overlap says whether two boxes share a point.
func overlap(a, b vg.Rectangle) bool {
	return a.Min.X < b.Max.X && b.Min.X < a.Max.X && a.Min.Y < b.Max.Y && b.Min.Y < a.Max.Y
}

// inside says whether box a lies in box b.
func inside(a, b vg.Rectangle) bool {
	return a.Min.X >= b.Min.X && a.Max.X <= b.Max.X && a.Min.Y >= b.Min.Y && a.Max.Y <= b.Max.Y
}
