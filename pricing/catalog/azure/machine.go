package azure

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// machine fills in what the list says of a virtual machine only by its names:
// the operating system, which decides the licence in the price, and the size.
func machine(row *catalog.Row, it *item) {
	row.OS, row.License = "linux", "none"
	if strings.Contains(it.ProductName, "Windows") {
		row.OS, row.License = "windows", "included"
	}
	if strings.Contains(it.ProductName, "Promo") {
		row.Variant = strings.TrimPrefix(row.Variant+"; promo", "; ")
	}
	if strings.Contains(it.ProductName, "Dedicated Host") || strings.Contains(it.ProductName, "Cloud Services") {
		row.OS, row.License = "", ""
		row.Variant = strings.TrimPrefix(row.Variant+"; "+it.ProductName, "; ")
		return
	}
	if n, ok := vcpus(it.ARMName); ok {
		row.VCPU = decimal.NewNullDecimal(decimal.NewFromInt(n))
		row.Family = catalog.Family(it.ARMName)
		if strings.Contains(it.ARMName, "-") {
			// Constrained sizes cost what the full size costs: a family of its own.
			row.Family = it.ARMName
		}
	}
}

// vcpus reads the number of vCPUs from a size name: Standard_D16as_v5 has 16,
// Standard_E8-4s_v5 has 4 of 8 switched on. Source: Microsoft Learn, "Azure VM
// sizes naming conventions". Names older than the convention (A, D and DS up to
// v2, G, GS) number their sizes otherwise and give nothing.
func vcpus(name string) (int64, bool) {
	rest, ok := strings.CutPrefix(name, "Standard_")
	if !ok {
		return 0, false
	}
	letters := leading(rest, func(c byte) bool { return c >= 'A' && c <= 'Z' })
	rest = rest[len(letters):]
	digits := leading(rest, isDigit)
	rest = rest[len(digits):]
	if letters == "" || digits == "" || old(letters, rest) {
		return 0, false
	}
	if active, ok := strings.CutPrefix(rest, "-"); ok {
		if d := leading(active, isDigit); d != "" {
			digits = d
		}
	}
	n, err := catalog.ParseNumber(digits)
	if err != nil || !n.IsPositive() || n.GreaterThan(decimal.NewFromInt(4096)) {
		return 0, false
	}
	return n.IntPart(), true
}

// old reports whether a size is named by the scheme before the convention.
func old(letters, rest string) bool {
	switch letters {
	case "A", "G", "GS":
		return letters != "A" || !strings.Contains(rest, "_v2")
	case "D", "DS":
		// "D2_v2" and "DS12_v2" are old, "D2s_v3" and "D2_v3" are not.
		return rest == "" || strings.HasPrefix(rest, "_v2") || strings.HasPrefix(rest, "-") && strings.Contains(rest, "_v2")
	}
	return false
}

func leading(s string, is func(byte) bool) string {
	i := 0
	for i < len(s) && is(s[i]) {
		i++
	}
	return s[:i]
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
