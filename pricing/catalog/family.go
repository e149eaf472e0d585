package catalog

import (
	"strings"
	"unicode"
)

// Family names the family of sizes a product belongs to, by taking the size out
// of its name, so that prices inside it can be held against each other:
// "m5.2xlarge" and "m5.large" are "m5", "Standard_D2s_v5" is "Standard_D*s_v5",
// "n2-standard-4" is "n2-standard-*", "ccx13" is "ccx*". The generation digits
// of AWS ("m5") and Google ("n2") stay.
func Family(product string) string {
	if i := strings.LastIndexByte(product, '.'); i > 0 && awsSize(product[i+1:]) {
		return product[:i]
	}
	if rest, ok := strings.CutPrefix(product, "Standard_"); ok {
		return "Standard_" + starFirstNumber(rest)
	}
	if i := strings.LastIndexAny(product, "-_"); i > 0 && i+1 < len(product) && unicode.IsDigit(rune(product[i+1])) {
		return product[:i+1] + "*"
	}
	return starFirstNumber(product)
}

// awsSize reports whether a word is a size of AWS: "large", "2xlarge", "metal".
func awsSize(s string) bool {
	s = strings.TrimLeft(s, "0123456789")
	for _, size := range []string{"nano", "micro", "small", "medium", "large", "xlarge", "metal"} {
		if s == size || strings.HasPrefix(s, "metal-") {
			return true
		}
	}
	return false
}

func starFirstNumber(s string) string {
	i := strings.IndexFunc(s, unicode.IsDigit)
	if i < 0 {
		return s
	}
	end := i
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '-' && end+1 < len(s) && s[end+1] >= '0' && s[end+1] <= '9') {
		end++
	}
	return s[:i] + "*" + s[end:]
}
