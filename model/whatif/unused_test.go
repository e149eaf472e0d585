package whatif_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/pricing/unit"
)

// The range of an exchange rate that no price needs is left out by name; one of a
// rate nobody states is a mistake, and told.
func TestRangesOfRatesNobodyNeeds(t *testing.T) {
	s, err := scenario.Load(os.DirFS("../../testdata"), "webshop.toml")
	if err != nil {
		t.Fatal(err)
	}
	s.Candidates.Sheets = []string{"infomaniak-ch-gva"}
	quantity := func(text string) unit.Quantity {
		q, err := unit.ParseQuantity(text)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	width := scenario.Uncertain{Low: quantity("0.9"), High: quantity("1.3")}
	s.Uncertain = map[string]scenario.Uncertain{"fx.EUR/USD": width, "workload.requests": {Low: quantity("20M requests/month"), High: quantity("40M requests/month")}}
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	c := modeltest.Answer(t, s, lib, nil)
	if got := whatif.Unused(c); !slices.Equal(got, []string{"fx.EUR/USD"}) {
		t.Fatalf("unused: %v", got)
	}
	in, err := whatif.Inputs(c)
	if err != nil || len(in) != 1 || in[0].Key != "workload.requests" {
		t.Fatalf("%v, %v", in, err)
	}
	s.Uncertain["fx.EUR/NOK"] = width
	if _, err := whatif.Inputs(modeltest.Answer(t, s, lib, nil)); err == nil || !strings.Contains(err.Error(), "fx.EUR/NOK") {
		t.Fatalf("a rate nobody states: %v", err)
	}
}
