package modeltest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/sheets"
)

// ManyPinned is the scenario text with n options pinned after it: every function,
// serverless container, fleet and orchestrator × node size of the shipped sheets
// in the order of the sheets, and from the start again where n is larger.
func ManyPinned(t testing.TB, text string, n int) string {
	t.Helper()
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var pins []string
	for _, s := range lib.Sheets() {
		pins = append(pins, pinsOf(s)...)
	}
	var b strings.Builder
	b.WriteString(text)
	for i := range n {
		fmt.Fprintf(&b, "\n[[option]]\nid = \"option-%05d\"\n%s", i, pins[i%len(pins)])
	}
	return b.String()
}

// pinsOf are the keys, besides the id, of every option a sheet has.
func pinsOf(s *pricing.Sheet) []string {
	var pins []string
	add := func(kind string, p *pricing.Product, nodes string) {
		if kind == "vm" && !roomy(p) {
			return
		}
		pins = append(pins, fmt.Sprintf("kind = %q\nsheet = %q\nproduct = %q\n%s", kind, s.ID, p.ID, nodes))
	}
	for _, kind := range []string{"function", "container", "vm"} {
		for _, p := range s.OfKind(kind) {
			add(kind, p, "")
		}
	}
	for _, control := range s.OfKind("kubernetes") {
		for _, kind := range []string{"kubernetes_node", "vm"} {
			for _, node := range s.OfKind(kind) {
				if !roomy(node) {
					continue
				}
				add("container", control, fmt.Sprintf("nodes = %q\n", node.ID))
			}
		}
	}
	return pins
}

// roomy reports whether a server has at least 4 GiB, which carries an instance of
// any of the example workloads.
func roomy(p *pricing.Product) bool {
	return !p.Memory.Base().Less(exact.Int(4 << 30))
}
