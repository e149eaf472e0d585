// Package pricingtest writes what every price sheet of a test begins with.
package pricingtest

import "fmt"

// VAT is the line of the head that says what prices hold.
const VAT = "vat = \"excluded\"\n"

// Head is the head of a sheet of acme in Zurich, with more keys of its own and one
// source, "list" of 2026-10-01. Products follow.
func Head(id, currency, more string) string {
	return fmt.Sprintf(`schema = "price-sheet/1"
id = %q
provider = "acme"
title = "Acme"
region = "zrh"
country = "CH"
currency = %q
`+VAT+`%s
[[source]]
id = "list"
title = "made for a test"
as_of = "2026-10-01"
confidence = "high"
`, id, currency, more)
}
