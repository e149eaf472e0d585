package coldstart

import (
	"math"
	"testing"

	"github.com/sovcost/sovcost/model/modeltest/rival"
)

// The oracle rows M10 (figures printed in the authors' README) and M11, within their tolerances: all nine figures from
// one rule.
func TestOracleRowsRival(t *testing.T) {
	m10, err10 := rival.Solve(100, 2, 25, 600)
	m11, err11 := rival.Solve(0.9, 1.991, 2.244, 600)
	if err10 != nil || err11 != nil {
		t.Fatal(err10, err11)
	}
	for _, r := range []struct {
		name           string
		got, want, tol float64 // tol absolute
	}{
		{"M10 servers", m10.Servers, 251.043927, 1e-5},
		{"M10 running", m10.Running, 200.148828, 1e-5},
		{"M10 running warm", m10.RunningWarm, 199.987058, 1e-5},
		{"M10 idle", m10.Servers - m10.RunningWarm, 51.056869, 1e-5},
		{"M10 cold", m10.Cold, 0.000065, 1e-5},
		{"M10 utilisation", m10.Utilisation, 0.796622, 1e-5},
		{"M10 response", m10.Response, 2.001488, 1e-5},
		{"M11 servers", m11.Servers, 7.60307, 7.60307 * 1e-5},
		{"M11 cold", m11.Cold, 0.00118627, 0.00118627 * 1e-5},
	} {
		t.Logf("%s: %.9g, published %.9g", r.name, r.got, r.want)
		if !(math.Abs(r.got-r.want) <= r.tol) {
			t.Errorf("%s: %.9g, published %.9g, tolerance %.3g", r.name, r.got, r.want, r.tol)
		}
	}
	// The README prints the cold share to six places; its own response time, 2 + 23 p, gives two more.
	if implied := (2.001488 - 2) / 23; !(math.Abs(m10.Cold-implied) <= 5e-7/23) {
		t.Errorf("M10: cold share %.9g, the printed response time implies %.9g", m10.Cold, implied)
	}
	t.Log("2 oracle rows of the published model")
}
