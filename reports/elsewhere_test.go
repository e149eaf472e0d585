package reports_test

import (
	"testing"

	"github.com/sovcost/sovcost/reports"
)

func TestElsewhere(t *testing.T) {
	for _, c := range []struct {
		countries []string
		want      string
	}{
		{nil, ""},
		{[]string{"DE"}, "; also DE"},
		{[]string{"CH", "CH", "DE"}, "; also CH (2), DE"},
		{[]string{"NL", "FR", "NL"}, "; also NL (2), FR"},
	} {
		if got := reports.Elsewhere(c.countries); got != c.want {
			t.Errorf("%v: %q, want %q", c.countries, got, c.want)
		}
	}
}
