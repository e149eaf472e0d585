package cli

import (
	"bytes"
	"io"
	"testing"

	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/sovereignty"
)

// The parts of a whole compare, so that a slow one shows: reading the embedded
// sheets, reading the rule book, and everything.
func BenchmarkCompareParts(b *testing.B) {
	b.Run("sheets", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := sheets.Embedded(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("rules", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := sovereignty.Embedded(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("compare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var out, errs bytes.Buffer
			env := &Env{Args: []string{"compare", "../../testdata/webshop.toml", "--format", "json"}, Stdin: bytes.NewReader(nil), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }}
			if code := Run(env); code != ExitOK {
				b.Fatalf("exit %d: %s", code, errs.String())
			}
			_, _ = io.Discard.Write(out.Bytes())
		}
	})
}
