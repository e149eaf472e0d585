package reports

import "github.com/shopspring/decimal"

// Provenance says what a report was made from. Every date is a written date
// (2026-01-31) taken from the inputs, never the clock, so that the same inputs
// give the same bytes.
type Provenance struct {
	// Tool and Version name the program, e.g. "sovcost" "0.1.0".
	Tool    string `json:"tool"`
	Version string `json:"version"`
	// Scenario is the question's file name or title; Digest its SHA-256.
	Scenario string `json:"scenario,omitempty"`
	Digest   string `json:"scenario_digest,omitempty"`
	// AsOf is the date the prices and rules were read for.
	AsOf string `json:"as_of,omitempty"`
	// Sheets are the price sheets used, in the order they were read.
	Sheets []Sheet `json:"sheets,omitempty"`
	// Rules are the rule books used.
	Rules []Sheet `json:"rules,omitempty"`
	// FX are the exchange rates used.
	FX []ExchangeRate `json:"fx,omitempty"`
	// Rounding states how amounts were rounded, in words.
	Rounding string `json:"rounding,omitempty"`
}

// Sheet is one dated, sourced input document.
type Sheet struct {
	Name   string `json:"name"`
	Date   string `json:"date,omitempty"`
	Digest string `json:"digest,omitempty"`
}

// ExchangeRate is one dated rate: 1 From = Rate To.
type ExchangeRate struct {
	From   string          `json:"from"`
	To     string          `json:"to"`
	Rate   decimal.Decimal `json:"rate"`
	Date   string          `json:"date"`
	Source string          `json:"source,omitempty"`
}
