package text

import (
	"io"
	"testing"

	"github.com/sovcost/sovcost/reports/reporttest"
)

// A portfolio of 2,000 options on one page.
func BenchmarkWrite2000Rows(b *testing.B) {
	r := reporttest.Sample()
	t := r.Sections[0].Table
	for len(t.Rows) < 2000 {
		t.Rows = append(t.Rows, t.Rows[1:4]...)
	}
	r.Sections = r.Sections[:1]
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, r, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteSample(b *testing.B) {
	r := reporttest.Sample()
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, r, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
