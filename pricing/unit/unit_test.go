package unit

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing/exact"
	"pgregory.net/rapid"
)

func TestParseQuantity(t *testing.T) {
	for _, c := range []struct {
		text, base string
		dim        Dim
	}{
		{"512MiB", "536870912", "B"},
		{"512 MB", "512000000", "B"},
		{"1 GB", "1000000000", "B"},
		{"1 GiB", "1073741824", "B"},
		{"120ms", "0.12", "s"},
		{"730h", "2628000", "s"},
		{"5 min", "300", "s"},
		{"30M requests/month", "30000000", "request/month"},
		{"30_000_000 requests/month", "30000000", "request/month"},
		{"3B requests", "3000000000", "request"},
		{"3 B", "3", "B"},
		{"2.5k messages/s", "2500", "message/s"},
		{"0.0000166667 USD/GiB-s", "0.0000166667", "USD/B*s"},
		{"0.20 USD per 1M requests", "0.0000002", "USD/request"},
		{"0.10 USD/GiB-month", "0.1", "USD/B*month"},
		{"8.1 %", "0.081", Pure},
		{"3", "3", Pure},
		{"2 instances", "2", Pure},
		{"1/3 vCPU", "1/3", "vCPU"},
		{"100 Mbit/s", "12500000", "B/s"},
		{"2 request/s", "2", "request/s"},
		{"1 year", "12", "month"},
	} {
		q, err := ParseQuantity(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		want := exact.MustParse(c.base)
		if strings.HasPrefix(string(c.dim), "USD/B") {
			want = want.Mul(q.Unit.Factor)
		}
		if q.Unit.Dim != c.dim || !q.Base().Equal(want) || q.Text != c.text {
			t.Errorf("%s = %s %s (text %q), want %s %s", c.text, q.Base(), q.Unit.Dim, q.Text, c.base, c.dim)
		}
	}
}

func TestRefusedQuantities(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "empty"},
		{"MiB", "does not start with a number"},
		{"512 MiBB", `did you mean "MiB"?`},
		{"120 mss", `did you mean "ms"?`},
		{"15m", `write "min" for minutes, "month" for months`},
		{"1,000 requests", "thousands commas"},
		{"1'000 requests", "thousands commas"},
		{"1e9 requests", "unknown unit"},
		{"NaN GB", "does not start with a number"},
		{"1..2 GB", "not a plain number"},
		{"5 GB/", "nothing stands below the line"},
		{"5 " + strings.Repeat("x", 300), "not a unit"},
	} {
		_, err := ParseQuantity(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: error %v, want one with %q", c.text, err, c.want)
		}
	}
	var q Quantity
	if err := q.UnmarshalTOML(int64(128)); err == nil || !strings.Contains(err.Error(), "without a unit") {
		t.Errorf("a bare number gave %v", err)
	}
}

func TestDimAlgebra(t *testing.T) {
	names := []Dim{"s", "B", "month", "request", "CHF", "vCPU", Pure}
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := Pure, Pure, Pure
		for _, p := range []*Dim{&a, &b, &c} {
			for range rapid.IntRange(0, 4).Draw(t, "n") {
				d := rapid.SampledFrom(names).Draw(t, "d")
				if rapid.Bool().Draw(t, "below") {
					*p = p.Div(d)
				} else {
					*p = p.Mul(d)
				}
			}
		}
		if a.Mul(b) != b.Mul(a) || a.Mul(b).Mul(c) != a.Mul(b.Mul(c)) || a.Mul(b).Div(b) != a || a.Div(a) != Pure {
			t.Fatalf("algebra broken for %s, %s, %s", a, b, c)
		}
	})
}

func FuzzParseQuantity(f *testing.F) {
	for _, s := range []string{"512MiB", "30M requests/month", "0.20 USD per 1M requests", "1/0 s", "-3 h", "5 GB/1M", "B", "1 B/B/B"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := ParseQuantity(s)
		if err != nil {
			return
		}
		again, err := ParseQuantity(q.Text)
		if err != nil || !again.Base().Equal(q.Base()) || again.Unit.Dim != q.Unit.Dim {
			t.Fatalf("%q reads back as %v, %v", s, again, err)
		}
	})
}
