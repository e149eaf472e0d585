package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/formula"
)

// Held are the solved tables that stay as they are along an input: cold starts
// were solved for the scenario's own duration, say. A sweep along such an input
// is right in everything but these figures.
func (c *Comparison) Held(axis formula.Node) []*formula.Table {
	l, ok := axis.Leaf()
	if !ok || l.Key == "" {
		return nil
	}
	var out []*formula.Table
	seen := map[string]bool{}
	for i := range c.Graph.Len() {
		t := c.Graph.At(i).Table()
		if t != nil && slices.Contains(t.Fixed, l.Key) && !seen[t.Title] {
			seen[t.Title] = true
			out = append(out, t)
		}
	}
	return out
}

// HeldWords says which figures stay as they are along inputs; empty when all
// follow.
func (c *Comparison) HeldWords(axes ...formula.Node) string {
	var names, titles []string
	for _, a := range axes {
		for _, t := range c.Held(a) {
			if !slices.Contains(titles, t.Title) {
				titles = append(titles, t.Title)
			}
			if !slices.Contains(names, a.Label()) {
				names = append(names, a.Label())
			}
		}
	}
	if len(titles) == 0 {
		return ""
	}
	return fmt.Sprintf("along %s these solved figures stay as they are for the scenario's own value: %s; whatif --set and variants solve them anew", strings.Join(names, " and "), strings.Join(titles, ", "))
}
