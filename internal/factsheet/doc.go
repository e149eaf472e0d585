// Package factsheet reads strict, dated, sourced TOML documents.
//
// Price sheets, rules, provider facts and scenarios are all documents of this
// kind: every key is known, every value has a place in the file, every number is
// exact, and every problem of a file is reported at once.
//
// Note: the TOML library is used as a parser only. Its own decoder stops at the
// first wrong type, keeps no positions of keys and rounds bare decimals, so the
// step from parsed values to Go values is ours (unify.go), and so is the small
// scanner that remembers where each key stood (scan.go).
package factsheet
