// Package sovereignty says what law, supervision and policy allow a deployment to
// do, at a given date, from facts about its data, places, provider and contract.
//
// Everything in it is dated data with a reference: rules with ordered outcomes,
// tables of country groups and adequacy decisions, the words facts may use, who
// owns which provider. The code knows three-valued logic and nothing of law. It
// knows no prices either: model brings both together.
//
// A missing fact gives "unknown", never "pass". It is not legal advice.
package sovereignty
