package coldstart

import (
	"math"
	"testing"
)

// The rows restate published oracle numbers (facts), computed with the Laplace recursion and checked by a second
// method (matrix exponential). The ids are those of the project's oracle list.
func TestOracleRowsSteady(t *testing.T) {
	type row struct {
		id                 string
		rate, service, tau float64
		cold, alive        float64 // alive 0: not in the row
		tolerance          float64
	}
	rows := []row{
		{"M01", 0.9, 1.991, 600, 0.0013293066, 7.6919335, 1e-7},
		{"M03", 0.0018631, 2.155, 600, 0.32964195, 0.67879105, 1e-7},
		{"M05", 10, 2, 600, 0.000288581, 37.32427, 1e-4},
		{"M07a", 20, 0.5, 600, 0.0000986304, 24.30472, 1e-4},
		{"M07b", 5, 0.2, 300, 0.000353637, 6.545087, 1e-4},
		{"M-tau-10", 0.9, 1.991, 10, 0.10603978, 4.1839851, 1e-6},
		{"M-tau-60", 0.9, 1.991, 60, 0.016327344, 5.8642277, 1e-6},
		{"M-tau-300", 0.9, 1.991, 300, 0.0028094784, 7.1798129, 1e-6},
		{"M-tau-1200", 0.9, 1.991, 1200, 0.00063582661, 8.1768729, 1e-6},
		{"M-tau-3600", 0.9, 1.991, 3600, 0.00019714305, 8.9040011, 1e-6},
		{"M-limit-0", 0.9, 1.991, 0, 1, 0.9 * 1.991, 1e-6},
		{"M-limit-0", 250, 3, 0, 1, 750, 1e-6},
		{"M-low-0.0001", 0.0001, 1.95, 600, 0.94177585, 0, 1e-6},
		{"M-low-0.001", 0.001, 1.95, 600, 0.54968456, 0, 1e-6},
		{"M-low-0.005", 0.005, 1.95, 600, 0.058644396, 0, 1e-6},
	}
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r.id] = true
		got, err := Steady(Platform{Service: r.service, KeepAlive: r.tau}, r.rate)
		if err != nil {
			t.Fatalf("%s: %v", r.id, err)
		}
		if !(math.Abs(got.ColdShare-r.cold) <= r.tolerance*r.cold) {
			t.Errorf("%s: cold share %.10g, want %.10g", r.id, got.ColdShare, r.cold)
		}
		if r.alive != 0 && !(math.Abs(got.MeanAlive-r.alive) <= r.tolerance*r.alive) {
			t.Errorf("%s: mean alive %.10g, want %.10g", r.id, got.MeanAlive, r.alive)
		}
	}
	t.Logf("%d oracle rows of the keep-alive model", len(seen))
}

func TestOracleRowsProvisioned(t *testing.T) {
	rows := []struct {
		id                      string
		rate, service           float64
		provisioned             int
		cold, busyOn, tolerance float64
	}{
		{"M-prov-1", 0.9, 1.991, 1, 0.0013293066, 0.83335675, 1e-6},
		{"M-prov-2", 10, 0.5, 5, 0.00015335431, 4.12266315, 1e-6},
		{"M-prov-3", 10, 0.5, 12, 0.0001533543, 4.99696076, 1e-5},
	}
	for _, r := range rows {
		got, err := Steady(Platform{Service: r.service, KeepAlive: 600, Provisioned: r.provisioned}, r.rate)
		if err != nil {
			t.Fatalf("%s: %v", r.id, err)
		}
		if !(math.Abs(got.ColdShare-r.cold) <= r.tolerance*r.cold) || !(math.Abs(got.BusyOnProvisioned-r.busyOn) <= r.tolerance*r.busyOn) {
			t.Errorf("%s: cold share %.10g, on provisioned %.10g, want %.10g, %.10g", r.id, got.ColdShare, got.BusyOnProvisioned, r.cold, r.busyOn)
		}
	}
	t.Logf("%d oracle rows of provisioned capacity", len(rows))
}
