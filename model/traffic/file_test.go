package traffic

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sample() Profile {
	sd := 0.08
	return Profile{
		Name: "web \"shop\"\n", Slot: time.Hour, Start: time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC),
		Weights: []int64{94, 56, 0, 0, 1 << 40}, Counted: true, Coverage: 0.6,
		Dispersion: []float64{1.5, 2, -1, -1, 1e-7}, DispersionWindow: time.Minute,
		Burst:    &Burst{On: 10 * time.Second, Off: 90 * time.Second, Factor: 8},
		Duration: &Distribution{Count: 150, Unit: "s", Mean: 0.12, StdDev: &sd, Method: "counted", Quantiles: []Quantile{{0.5, 0.1}, {0.99, 0.5}}},
		Gaps:     []Gap{{First: 2, Slots: 2, Reason: "no data"}},
		Notes:    []string{"first", "second \\ note"},
		Source: Source{Kind: "csv", Where: "a.csv", Digest: "sha256:0123", Counts: Counts{Read: 4, Taken: 3,
			Skipped: []Skip{{Reason: "no count in the row", Count: 1, First: []string{"a.csv:3"}}}}},
	}
}

func TestFileGolden(t *testing.T) {
	got, err := Encode(sample())
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "profile.golden.toml")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
	back, doc, err := Decode("p.toml", got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sample(), back); diff != "" {
		t.Error(diff)
	}
	if !strings.HasPrefix(doc.Digest(), "sha256:") {
		t.Error(doc.Digest())
	}
}

func TestFileRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProfile(t)
		p.Name = "n" + rapid.String().Draw(t, "name")
		p.Notes = rapid.SliceOfN(rapid.String(), 1, 3).Draw(t, "notes")
		q, err := p.Resample(p.Slot * 7)
		if err != nil {
			t.Fatal(err)
		}
		data, err := Encode(q)
		if err != nil {
			t.Fatal(err)
		}
		back, _, err := Decode("p.toml", data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if diff := cmp.Diff(q, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestFileRefuses(t *testing.T) {
	const head = "schema = \"profile/1\"\nname = \"x\"\nslot = \"1h\"\n"
	tests := []struct {
		text string
		want []string
	}{
		{"", []string{"schema: is not profile/1", "name: is missing", "slot: is missing"}},
		{head, []string{"weights: none"}},
		{head + "weights = [1, -2, 3]\ncoverage = 2.0\n", []string{"p.toml:4", "weights[1]: -2 is negative", "p.toml:5:1: coverage: 2 is outside 0 to 1"}},
		{head + "wieghts = [1]\n", []string{"p.toml:4:1", "wieghts", "weights"}},
		{head + "weights = [1.5]\n", []string{"p.toml:4"}},
		{head + "weights = [1]\nstart = \"2026-05-04\"\n", []string{"p.toml:5:1: start: is no time with a zone"}},
		{strings.Replace(head, "1h", "1", 1) + "weights = [1]\n", []string{"p.toml:3:1: slot: is no length of time"}},
		{head + "weights = [1, 0]\n[[gap]]\nfirst = 1\nslots = 5\n", []string{"p.toml:5", "gap[0]: slots 1 to 5"}},
		{head + "weights = [1, 0]\n[[gap]]\nfirst = -1\nslots = 1\n", []string{"gap[0]: lies outside"}},
		{head + "weights = [1]\ndispersion = [1.0]\n", []string{"dispersion_window: is missing"}},
		{head + "weights = [1]\n[duration]\nmean = -1.0\nquantile = [{p = 2.0, value = 1.0}]\n", []string{"p.toml:6:1: duration.mean", "p.toml:7", "duration.quantile[0]"}},
		{head + "weights = [1]\n[burst]\non = \"1s\"\nfactor = 2.0\n", []string{"burst.off: is missing"}},
		{head + "weights = [9223372036854775807, 1]\n", []string{"weights[1]: the sum passes"}},
	}
	for _, tt := range tests {
		_, _, err := Decode("p.toml", []byte(tt.text))
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error does not say %q:\n%v\n%s", want, err, tt.text)
			}
		}
	}
	if _, err := Encode(Profile{}); err == nil {
		t.Error("an invalid profile was written")
	}
	long := mustShape(t, "flat", ShapeOptions{})
	long.Weights = repeat([]int64{1_000_000_000}, MaxSlots)
	if _, err := Encode(long); err == nil || !strings.Contains(err.Error(), "longer slot") {
		t.Errorf("a file that cannot be read back was written: %v", err)
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{time.Hour: "1h", 5 * time.Minute: "5m", 90 * time.Minute: "1h30m", 10 * time.Second: "10s",
		250 * time.Millisecond: "250ms", 3661 * time.Second: "1h1m1s", 168 * time.Hour: "168h", 100 * time.Second: "1m40s", 600 * time.Second: "10m"} {
		got := Span(d)
		back, err := time.ParseDuration(got)
		if got != want || err != nil || back != d {
			t.Errorf("%v: %s, %v", d, got, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	good, _ := Encode(sample())
	f.Add(good)
	f.Add([]byte("schema = \"profile/1\"\nname = \"x\"\nslot = \"1h\"\nweights = [1]\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, _, err := Decode("f.toml", data)
		if err != nil {
			return
		}
		out, err := Encode(p)
		if err != nil {
			if !strings.Contains(err.Error(), "longer slot") {
				t.Fatal(err)
			}
			return
		}
		if _, _, err := Decode("f.toml", out); err != nil {
			t.Errorf("what was written cannot be read: %v\n%s", err, out)
		}
	})
}
