package pricing

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/pricingtest"
)

var runtimeSheet = pricingtest.Head("acme-zrh", "CHF", "valid_from = 2026-01-01\n") + `
[[product]]
id = "fn"
kind = "function"
title = "Acme functions"

  [product.runtime]
  keep_alive = "KEEP"
  max_instances = "200 instances"
  routing = "ROUTING"
  source = "SOURCE"
  as_of = "2026-02"

  [[product.meter]]
  id = "requests"
  quantity = "requests"
  per = "1M requests"
  price = "0.2"
  source = "list"
`

// Platform facts are dated and sourced like prices; wrong ones are told where
// they stand, all at once.
func TestRuntimeFacts(t *testing.T) {
	write := func(keep, routing, source string) []byte {
		return []byte(strings.NewReplacer("KEEP", keep, "ROUTING", routing, "SOURCE", source).Replace(runtimeSheet))
	}
	s, err := ParseSheet("acme.toml", write("300s", "most recent", "list"))
	if err != nil {
		t.Fatal(err)
	}
	p, _ := s.Find("fn")
	if got := p.Runtime.KeepAlive.Base().Float(); got != 300 {
		t.Errorf("keep-alive of %v s, want 300", got)
	}
	if src := p.RuntimeSource(); src.Title != "made for a test" || src.AsOf != "2026-02" || src.Confidence != "high" {
		t.Errorf("source %+v", src)
	}
	_, err = ParseSheet("acme.toml", write("300 MiB", "most rescent", "lisst"))
	if err == nil {
		t.Fatal("wrong facts were taken")
	}
	for _, want := range []string{"acme.toml:23:3: ", "keep_alive", "wrong kind of unit", `"most rescent" is not known`, "lisst"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
}
