package coldstart

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/sovcost/sovcost/model/modeltest/rival"
)

// measured is one experiment on AWS Lambda (2020; github pacslab/simfaas examples/exp.csv, MIT). The file is third
// party and not part of this repository.
type measured struct{ rate, warm, cold, tau, instances, coldShare float64 }

func readMeasured(t *testing.T) []measured {
	t.Helper()
	folder := os.Getenv("SOVCOST_SHARED")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "..", "shared")
	}
	path := filepath.Join(folder, "oracles", "lambda_measured_2020.csv")
	file, err := os.Open(path)
	if err != nil {
		t.Skip("not run: the 20 measured experiments need oracles/lambda_measured_2020.csv (set SOVCOST_SHARED)")
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var out []measured
	for _, row := range rows[1:] {
		get := func(name string) float64 {
			i, ok := column[name]
			if !ok {
				t.Fatalf("no column %s", name)
			}
			v, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		out = append(out, measured{rate: get("ArrivalRate"), warm: get("ServiceTimeWarm") / 1000, cold: get("ServiceTimeCold") / 1000,
			tau: get("IdleMinutesBeforeKill") * 60, instances: get("AverageInstanceCount"), coldShare: get("ColdStartProbability")})
	}
	return out
}

// The acceptance of the model against reality: oracle M12.
func TestMeasuredExperiments(t *testing.T) {
	rows := readMeasured(t)
	if len(rows) != 20 {
		t.Fatalf("%d experiments, want 20", len(rows))
	}
	var ours, theirs [2]float64
	for _, m := range rows {
		r, err := Steady(Platform{Service: m.warm, ColdService: m.cold, KeepAlive: m.tau}, m.rate)
		if err != nil {
			t.Fatal(err)
		}
		f, err := rival.Solve(m.rate, m.warm, m.cold, m.tau)
		if err != nil {
			t.Fatal(err)
		}
		ours[0] += 5 * math.Abs(r.ColdShare/m.coldShare-1)
		ours[1] += 5 * math.Abs(r.MeanAlive/m.instances-1)
		theirs[0] += 5 * math.Abs(f.Cold/m.coldShare-1)
		theirs[1] += 5 * math.Abs((f.Servers+m.rate*f.Cold*m.cold)/m.instances-1) // its pool leaves out those in their first request
	}
	t.Logf("20 measured experiments, mean absolute percentage error: cold share %.2f %% (published model %.2f %%), instances %.2f %% (%.2f %%)",
		ours[0], theirs[0], ours[1], theirs[1])
	if !(ours[0] <= 13 && ours[1] <= 3.5) {
		t.Errorf("cold share %.2f %% (at most 13), instances %.2f %% (at most 3.5)", ours[0], ours[1])
	}
	if !(math.Abs(theirs[0]-17.83) < 0.005 && math.Abs(theirs[1]-4.32) < 0.005) {
		t.Errorf("the published model: %.4f and %.4f, oracle M12 notes 17.83 and 4.32", theirs[0], theirs[1])
	}
	if !(ours[0] < theirs[0] && ours[1] < theirs[1]) {
		t.Error("the published model is nearer to the measurements")
	}
}
