package model

import (
	"fmt"
	"slices"
	"time"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/unit"
)

func seconds(q unit.Quantity) time.Duration {
	return time.Duration(q.Base().Float() * float64(time.Second))
}

// candidates are the options the scenario pins, or else everything on the price
// sheets that can run the workload: every function and container service, and
// per sheet the cheapest server size for a fleet and for an orchestrator.
func (e *engine) candidates() ([]candidate, error) {
	if len(e.s.Options) > 0 {
		out, err := e.pinned()
		return append(out, e.own()...), err
	}
	if err := e.checkCandidates(); err != nil {
		return nil, err
	}
	var out []candidate
	for _, s := range e.src.Library.Sheets() {
		if !e.wanted(s) {
			continue
		}
		n := len(out)
		out = append(out, e.services(s, "function")...)
		out = append(out, e.services(s, "container")...)
		out = append(out, e.cluster(s)...)
		out = append(out, e.fleet(s)...)
		if len(out) == n {
			e.left = append(e.left, LeftOut{s.ID, e.nothing(s)})
		}
	}
	return append(out, e.own()...), nil
}

// checkCandidates refuses names that no sheet has: a typo must not quietly
// narrow the comparison.
func (e *engine) checkCandidates() error {
	var ids, providers []string
	for _, s := range e.src.Library.Sheets() {
		ids = append(ids, s.ID)
		if !slices.Contains(providers, s.Provider) {
			providers = append(providers, s.Provider)
		}
	}
	c := e.s.Candidates
	var ps factsheet.Problems
	check := func(key string, names, known []string) {
		for i, n := range names {
			if slices.Contains(known, n) {
				continue
			}
			hint := "sovcost prices list shows them"
			if d := factsheet.Suggest(n, known); d != "" {
				hint = fmt.Sprintf("did you mean %q?", d)
			}
			ps = append(ps, e.s.Doc.Problem(fmt.Sprintf("candidates.%s[%d]", key, i), fmt.Sprintf("no price sheet of %q", n), hint))
		}
	}
	check("providers", c.Providers, providers)
	check("exclude", c.Exclude, append(slices.Clone(providers), ids...))
	check("sheets", c.Sheets, ids)
	return ps.Err()
}

func (e *engine) wanted(s *pricing.Sheet) bool {
	c := e.s.Candidates
	pick := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
	return pick(c.Providers, s.Provider) && pick(c.Sheets, s.ID) && pick(c.Countries, s.Country) &&
		!slices.Contains(c.Exclude, s.Provider) && !slices.Contains(c.Exclude, s.ID)
}

func (e *engine) kindWanted(kind string) bool {
	return len(e.s.Candidates.Kinds) == 0 || slices.Contains(e.s.Candidates.Kinds, kind)
}

func (e *engine) archWanted(p *pricing.Product) bool {
	want := e.s.Workload.Arch
	if want == "" {
		want = "x86"
		e.in.Note("workload.arch", "processor architecture", "x86", "an arm build is not stated, and not every program has one")
	}
	return want == "any" || p.Arch == "" || p.Arch == want
}

// services are the functions or serverless containers of a sheet.
func (e *engine) services(s *pricing.Sheet, kind string) []candidate {
	if !e.kindWanted(kind) {
		return nil
	}
	var out []candidate
	for _, p := range e.shelf(s).offered[kind] {
		switch why := e.unfit(p); {
		case !e.archWanted(p):
		case why != "":
			e.left = append(e.left, LeftOut{p.Key(), why})
		default:
			out = append(out, candidate{id: s.ID + "-" + p.ID, kind: kind, product: p})
		}
	}
	return out
}

// unfit says why the workload cannot run on the product at all.
func (e *engine) unfit(p *pricing.Product) string {
	w := e.s.Workload
	for _, c := range []struct {
		limit string
		q     unit.Quantity
	}{{"max_memory", w.Memory}, {"max_duration", w.Duration}, {"max_vcpu", w.VCPU}} {
		text, ok := p.Limits[c.limit]
		if !ok || !c.q.IsSet() {
			continue
		}
		most, err := unit.ParseQuantity(text)
		if err == nil && most.Unit.Dim == c.q.Unit.Dim && most.Base().Less(c.q.Base()) {
			return fmt.Sprintf("the workload's %s is above the product's %s", c.q, most)
		}
	}
	return ""
}

// cluster is the sheet's orchestrator on its cheapest node size.
func (e *engine) cluster(s *pricing.Sheet) []candidate {
	control := e.shelf(s).offered["kubernetes"]
	if !e.kindWanted("container") || len(control) == 0 {
		return nil
	}
	var out []candidate
	for _, node := range e.serverSizes(s, true) {
		out = append(out, candidate{id: s.ID + "-" + control[0].ID, kind: "container", product: control[0], nodes: node, sized: true})
	}
	if len(out) == 0 {
		e.left = append(e.left, LeftOut{s.ID + " " + control[0].ID, "no server size on the sheet carries a replica"})
	}
	return out
}

// fleet is a VM fleet on the sheet's cheapest size.
func (e *engine) fleet(s *pricing.Sheet) []candidate {
	if !e.kindWanted("vm") || len(e.shelf(s).offered["vm"]) == 0 {
		return nil
	}
	var out []candidate
	for _, p := range e.serverSizes(s, false) {
		out = append(out, candidate{id: s.ID + "-vm", kind: "vm", product: p, sized: true})
	}
	if len(out) == 0 {
		e.left = append(e.left, LeftOut{s.ID + " vm", "no server size on the sheet carries an instance"})
	}
	return out
}

// nothing says why a sheet gives no option.
func (e *engine) nothing(s *pricing.Sheet) string {
	h := e.shelf(s)
	if plans := h.offered["container_plan"]; len(plans) > 0 && e.kindWanted("container") {
		return fmt.Sprintf("its containers are sold in %d sizes (%s to %s), and only services billed by vCPU and memory are sized; sovcost rate prices a size", len(plans), plans[0].ID, plans[len(plans)-1].ID)
	}
	for _, kind := range []string{"function", "container", "container_plan", "kubernetes", "vm"} {
		if p := h.unpriced[kind]; p != nil && p.Note != "" {
			return p.Title + ": " + p.Note
		}
	}
	return "nothing on the sheet can run the workload"
}
