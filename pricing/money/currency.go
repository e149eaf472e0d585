// Package money holds amounts with a currency. Two currencies never add up
// without a dated rate that somebody wrote down.
package money

import (
	"slices"
	"strings"
)

// Currency is an ISO 4217 code, for example "CHF".
type Currency string

// codes lists the active ISO 4217 codes that a price list or a buyer can use
// (ISO 4217 list one, funds and metals left out).
var codes = strings.Fields(`AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN
BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD
MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU
UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL`)

// Valid reports whether c is a known ISO 4217 code in upper case.
func (c Currency) Valid() bool {
	_, ok := slices.BinarySearch(codes, string(c))
	return ok
}

// Codes lists the known currency codes, sorted.
func Codes() []string { return slices.Clone(codes) }
