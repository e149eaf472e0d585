package sovereignty

import (
	"slices"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Verdict is the answer of one rule. A greater verdict is worse.
type Verdict int

// The lattice: fail > unknown > conditions > pass > n/a. Unknown is worse than
// conditions because nobody can yet say which conditions there are.
const (
	NotApplicable Verdict = iota // the rule does not reach this case, or not on this date
	Pass
	Conditions // allowed with the named conditions
	Unknown    // a fact is missing, and it matters
	Fail
)

var verdictWords = [...]string{"n/a", "pass", "conditions", "unknown", "fail"}

// String is the word used in files and outputs: n/a, pass, conditions, unknown, fail.
func (v Verdict) String() string {
	if v < 0 || int(v) >= len(verdictWords) {
		return "unknown"
	}
	return verdictWords[v]
}

// MarshalText writes the word.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word.
func (v *Verdict) UnmarshalText(text []byte) error {
	i := slices.Index(verdictWords[:], string(text))
	if i < 0 {
		return word("verdict", string(text), verdictWords[:])
	}
	*v = Verdict(i)
	return nil
}

// Tier is the weight a rule has. Tiers are never merged into one colour.
type Tier int

// Tiers, the strongest first. Only a fail in Law or Supervisory excludes.
const (
	Law Tier = iota
	Supervisory
	Policy
	SoftLaw
	Framework
	Proposal // outlook only: never in force
)

var tierWords = [...]string{"law", "supervisory", "policy", "soft_law", "framework", "proposal"}

// Tiers lists all tiers, the strongest first.
func Tiers() []Tier { return []Tier{Law, Supervisory, Policy, SoftLaw, Framework, Proposal} }

// String is the word used in files and outputs.
func (t Tier) String() string {
	if t < 0 || int(t) >= len(tierWords) {
		return "unknown"
	}
	return tierWords[t]
}

// Excludes reports whether a fail in this tier removes an option.
func (t Tier) Excludes() bool { return t == Law || t == Supervisory }

// MarshalText writes the word.
func (t Tier) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the word.
func (t *Tier) UnmarshalText(text []byte) error {
	i := slices.Index(tierWords[:], string(text))
	if i < 0 {
		return word("tier", string(text), tierWords[:])
	}
	*t = Tier(i)
	return nil
}

// word is the error for a word that is not one of a known list.
func word(what, got string, known []string) error {
	return factsheet.ValueError{Message: what + " " + quote(got) + " is not known", Hint: hintFor(got, known)}
}
