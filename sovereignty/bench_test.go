package sovereignty

import (
	"fmt"
	"testing"
	"testing/fstest"
)

// BenchmarkAssess is 40 rules on 200 options: the size of a large comparison.
func BenchmarkAssess(b *testing.B) {
	rb, err := book(b).With(fstest.MapFS{"own.toml": {Data: []byte(ownRule)}})
	if err != nil {
		b.Fatal(err)
	}
	if n := len(rb.Rules()); n != 40 {
		b.Fatalf("%d rules", n)
	}
	var options []Facts
	for i := 0; len(options) < 200; i++ {
		p := rb.Providers()[i%len(rb.Providers())]
		f := p.Facts(today)
		f.Set("data.personal", Bool(true), "")
		f.Set("data.subject_law", Set("GDPR", "FADP"), "")
		f.Set("data.classes", Set("health", "client_identifying", "epd_record"), "")
		f.Set("service.data_processing_service", Bool(true), "")
		f.Set("customer.location", Text("DE"), "")
		f.Set("placement.processing", Set(p.Locations[i%len(p.Locations)].Country), "")
		f.Set("placement.admin_access", Set("CH", "DE", "IN"), "")
		f.Set("transfer.tool", Text("scc"), fmt.Sprint(i))
		f.DeclareNone("", PlaceLists()...)
		options = append(options, f)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, f := range options {
			if a := rb.Assess(f, today); len(a.Findings) != 37 {
				b.Fatal(len(a.Findings))
			}
		}
	}
}

func BenchmarkEmbedded(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}
