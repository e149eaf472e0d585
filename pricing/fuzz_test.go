package pricing

import (
	"strings"
	"testing"
)

// FuzzParseSheet: any bytes are a right sheet or a list of problems, never a
// panic; a right sheet bills without a panic too (the check bills every product).
func FuzzParseSheet(f *testing.F) {
	// Small seeds: the fuzzer spends a minute on shortening each large one.
	row := strings.Replace(sheetText("a", "1", "month = \"720h\""), "vcpu =", "size = [{id = \"x\", price = \"2\", cap = \"3\"}]\nvcpu =", 1)
	for _, text := range []string{"", "schema = 1", row, sheetText("a", "1", "[[place]]\nid = \"b\""), "[[product]]\n[[product.meter]]", strings.Replace(server, "instance_time", "((((", 1), gke, lambdaTiers, committed("term = \"1 year\"\nupfront = \"1\"\n")} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseSheet("f.toml", data)
		if (s == nil) == (err == nil) {
			t.Fatalf("sheet %v, error %v", s, err)
		}
		if s != nil {
			s.elsewhere()
			for _, p := range s.Products {
				p.Hourly()
			}
		}
	})
}
