package gate

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// Tolerances of Linear, as fractions: sizes agree when their prices per vCPU are
// within agree of each other; a size is an error when it is further than astray
// from the others. Lists round to four digits, which stays far below agree.
var (
	agree  = decimal.New(2, -2)
	astray = decimal.New(10, -2)
)

// windowsPerVCPU is the licence part of Windows prices at the large vendors, in
// USD per vCPU-hour: AWS and Azure charge 0.046 (facts, mechanism 25).
var windowsPerVCPU = decimal.New(46, -3)

// Linear finds sizes that break ranks. Inside most families the price per vCPU is
// the same for every size; where the majority of sizes of a family agrees, a size
// that does not is wrong: a Windows row among Linux rows, a spot row among
// on-demand rows, a slipped digit. Families without such a majority (burstable
// types, types with more disk per size) are not linear and are left alone.
func Linear(rows []catalog.Row) []Finding {
	var found []Finding
	for _, group := range groups(rows, sizeKey) {
		if distinctSizes(rows, group) < 3 {
			continue
		}
		core := majority(rows, group)
		if core == nil {
			continue
		}
		base := perVCPU(&rows[core[len(core)/2]])
		for _, i := range group {
			if slices.Contains(core, i) {
				continue
			}
			r := &rows[i]
			off := perVCPU(r).Sub(base)
			share := off.Div(base)
			if share.Abs().LessThanOrEqual(astray) {
				continue
			}
			f := Finding{Check: "linear", Level: linearLevel(r, core), Line: r.Line, Beside: lines(rows, core), Subject: subject(r),
				What: fmt.Sprintf("%s %s per vCPU and %s, %s%% off the %s of %d other sizes of %s", perVCPU(r).Round(6), r.Currency,
					r.Unit, percent(share), base.Round(6), len(core), family(r)),
				Try: "check the operating system, the term and the digits of this row"}
			if r.Unit == "hour" && r.Currency == "USD" && r.OS != "windows" && off.Sub(windowsPerVCPU).Abs().LessThan(decimal.New(1, -3)) {
				f.Level = Error
				f.Try = "the difference is a Windows licence of 0.046 USD per vCPU-hour: is this a Windows price?"
			}
			found = append(found, f)
		}
	}
	return found
}

// linearLevel: three sizes that agree make a rule, two make a suspicion; prices
// for development only are no ground for failing a list.
func linearLevel(r *catalog.Row, core []int) Level {
	if len(core) < 3 || r.Term == catalog.DevTest {
		return Warning
	}
	return Error
}

// sizeKey groups the sizes of a family that should cost the same per vCPU.
func sizeKey(r *catalog.Row) (string, bool) {
	// Spot prices follow the market of each size.
	if r.Term == catalog.Spot || r.Term == catalog.LowPriority || !r.VCPU.Valid || !r.VCPU.Decimal.IsPositive() || r.Price.IsZero() || r.Upfront {
		return "", false
	}
	ratio := ""
	if r.MemoryGiB.Valid {
		ratio = r.MemoryGiB.Decimal.DivRound(r.VCPU.Decimal, 3).String()
	}
	return join(offer(r), family(r), r.Unit, r.Per.String(), r.TierFrom.Text, ratio), true
}

// family of a row: as the reader says, or from the name.
func family(r *catalog.Row) string {
	if r.Family != "" {
		return r.Family
	}
	return catalog.Family(r.Product)
}

func perVCPU(r *catalog.Row) decimal.Decimal { return r.Price.DivRound(r.VCPU.Decimal, 12) }

func distinctSizes(rows []catalog.Row, group []int) int {
	seen := map[string]bool{}
	for _, i := range group {
		seen[rows[i].VCPU.Decimal.String()+rows[i].Product] = true
	}
	return len(seen)
}

// majority returns the largest set of rows that agree, in order of price per
// vCPU, if it is more than half of the group; else nil.
func majority(rows []catalog.Row, group []int) []int {
	sorted := slices.Clone(group)
	slices.SortStableFunc(sorted, func(a, b int) int { return perVCPU(&rows[a]).Cmp(perVCPU(&rows[b])) })
	one := decimal.NewFromInt(1)
	best := []int(nil)
	for low, high := 0, 0; high < len(sorted); high++ {
		for perVCPU(&rows[sorted[high]]).GreaterThan(perVCPU(&rows[sorted[low]]).Mul(one.Add(agree))) {
			low++
		}
		if n := high - low + 1; n > len(best) {
			best = sorted[low : high+1]
		}
	}
	if 2*len(best) <= len(sorted) {
		return nil
	}
	return best
}

// Licence finds a product whose Windows price equals its Linux price: one of the
// two was copied from the other.
func Licence(rows []catalog.Row) []Finding {
	var found []Finding
	for _, group := range groups(rows, func(r *catalog.Row) (string, bool) {
		same := *r
		same.OS, same.License = "", ""
		return join(offer(&same), r.Product, r.Unit, r.Per.String(), r.TierFrom.Text), r.OS != "" && r.Term != catalog.DevTest && !r.Upfront
	}) {
		for _, i := range group {
			for _, k := range group {
				linux, windows := &rows[i], &rows[k]
				if linux.OS != "linux" || windows.OS != "windows" || windows.License != "included" ||
					!linux.Price.Equal(windows.Price) || linux.Price.IsZero() {
					continue
				}
				found = append(found, Finding{Check: "licence", Level: Warning, Line: linux.Line, Beside: []int{windows.Line},
					Subject: subject(linux), What: fmt.Sprintf("the Linux price %s equals the Windows price", linux.Price),
					Try: "one of the two rows carries the other's price"})
			}
		}
	}
	return found
}

// percent writes a fraction as a whole percentage with its sign.
func percent(share decimal.Decimal) string {
	s := share.Shift(2).Round(0)
	if s.IsPositive() {
		return "+" + s.String()
	}
	return s.String()
}
