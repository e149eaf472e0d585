package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
)

// pinned are the options written in the scenario.
func (e *engine) pinned() ([]candidate, error) {
	var out []candidate
	var ps factsheet.Problems
	for i, o := range e.s.Options {
		key := fmt.Sprintf("option[%d]", i)
		c, p := e.pin(key, o)
		if p != nil {
			ps = append(ps, *p)
			continue
		}
		out = append(out, e.inSizes(c)...)
	}
	return out, ps.Err()
}

func (e *engine) pin(key string, o *scenario.Option) (candidate, *factsheet.Problem) {
	s, ok := e.src.Library.Sheet(o.Sheet)
	if !ok {
		hint := "sovcost prices list shows them"
		if d := factsheet.Suggest(o.Sheet, e.src.Library.IDs()); d != "" {
			hint = fmt.Sprintf("did you mean %q?", d)
		}
		return candidate{}, e.wrong(key+".sheet", hint, "no price sheet %q", o.Sheet)
	}
	c := candidate{id: o.ID, kind: o.Kind, facts: o.Facts, commit: o.Commit, key: key}
	var p *factsheet.Problem
	if c.product, p = e.pinnedProduct(key, o, s); p != nil {
		return c, p
	}
	if c.product.Kind == "kubernetes" {
		if c.nodes, p = e.pinnedServer(key+".nodes", o.Nodes, s, true); p != nil {
			return c, p
		}
	}
	c.sized = o.Commit == "" && (o.Product == "" || c.nodes != nil && o.Nodes == "")
	if p := e.unknownCommitment(key, o.Commit, c); p != nil {
		return c, p
	}
	c.best = o.Level == "best"
	if o.Commit != "" && !c.best {
		c.count = e.in.Get(key+".committed", "committed pieces", o.Commited, "1", "one piece, because the scenario names a commitment without a number")
	}
	return c, nil
}

// pinnedProduct is the product an option names; a fleet may leave it to be the
// cheapest size.
func (e *engine) pinnedProduct(key string, o *scenario.Option, s *pricing.Sheet) (*pricing.Product, *factsheet.Problem) {
	p, ok := e.shelf(s).products[o.Product]
	want := map[string][]string{"function": {"function"}, "container": {"container", "kubernetes"}, "vm": {"vm"}}[o.Kind]
	switch {
	case o.Product == "" && o.Kind != "vm":
		return nil, e.wrong(key+".product", oneOf(s, "", want), "missing")
	case !ok && o.Product != "":
		return nil, e.wrong(key+".product", oneOf(s, o.Product, want), "no product %q on sheet %s", o.Product, s.ID)
	case ok && !slices.Contains(want, p.Kind):
		return nil, e.wrong(key+".kind", "", "%s is a %s, not a %s", p.ID, p.Kind, o.Kind)
	case o.Kind == "vm":
		return e.pinnedServer(key+".product", o.Product, s, false)
	}
	return p, nil
}

// pinnedServer is the size of a fleet's servers or of a cluster's nodes, the
// cheapest where none is named. A size too small for one instance is refused here,
// where the scenario names it.
func (e *engine) pinnedServer(key, id string, s *pricing.Sheet, cluster bool) (*pricing.Product, *factsheet.Problem) {
	what := "an instance"
	if cluster {
		what = "a replica"
	}
	p, ok := e.shelf(s).products[id]
	switch {
	case id == "":
		if best, ok := e.cheapestServer(s, cluster); ok {
			return best, nil
		}
		return nil, e.wrong(key, "", "no server size on sheet %s carries %s", s.ID, what)
	case !ok:
		return nil, e.wrong(key, oneOf(s, id, []string{"vm", "kubernetes_node"}), "no server size %q on sheet %s", id, s.ID)
	case !p.VCPU.IsSet() || !p.Memory.IsSet():
		return nil, e.wrong(key, "", "%s is a %s, not a server with cores and memory", p.ID, p.Kind)
	case !e.carries(p, cluster):
		hint := ""
		if best, ok := e.cheapestServer(s, cluster); ok {
			hint = fmt.Sprintf("%q, the cheapest that does", best.ID)
		}
		return nil, e.wrong(key, hint, "%s has %s and %s: too small for %s of this workload", p.ID, p.VCPU, p.Memory, what)
	}
	return p, nil
}

func (e *engine) wrong(key, hint, format string, args ...any) *factsheet.Problem {
	p := e.s.Doc.Problem(key, fmt.Sprintf(format, args...), hint)
	return &p
}

// oneOf says which products of the kinds there are to name.
func oneOf(s *pricing.Sheet, id string, kinds []string) string {
	var ids []string
	for _, p := range s.Products {
		if slices.Contains(kinds, p.Kind) {
			ids = append(ids, p.ID)
		}
	}
	d := factsheet.Suggest(id, ids)
	switch {
	case d != "":
		return fmt.Sprintf("did you mean %q?", d)
	case len(ids) == 0 || len(ids) > 20:
		return "sovcost prices show " + s.ID
	}
	return "one of " + strings.Join(ids, ", ")
}
