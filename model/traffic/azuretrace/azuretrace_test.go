package azuretrace

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func in(name, text string) []Input { return []Input{{name, strings.NewReader(text)}} }

// day writes an invocations file: each function has its count in the given minutes.
func day(functions ...map[int]int) string {
	var b strings.Builder
	b.WriteString("HashOwner,HashApp,HashFunction,Trigger")
	for m := 1; m <= minutes; m++ {
		fmt.Fprintf(&b, ",%d", m)
	}
	for i, f := range functions {
		fmt.Fprintf(&b, "\nowner,app%d,func%d,http", i, i)
		for m := 1; m <= minutes; m++ {
			fmt.Fprintf(&b, ",%d", f[m])
		}
	}
	return b.String()
}

const durations = `HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,percentile_Average_1,percentile_Average_25,percentile_Average_50,percentile_Average_75,percentile_Average_99,percentile_Average_100
owner,app0,func0,100,3,50,400,60,70,80,90,120,200,300
owner,app1,func1,500.5,1,500.5,500.5,500.5,500.5,500.5,500.5,500.5,500.5,500.5
owner,app2,func2,1,0,0,0,0,0,0,0,0,0,0
`

const memory = `HashOwner,HashApp,SampleCount,AverageAllocatedMb,AverageAllocatedMb_pct1,AverageAllocatedMb_pct5,AverageAllocatedMb_pct25,AverageAllocatedMb_pct50,AverageAllocatedMb_pct75,AverageAllocatedMb_pct95,AverageAllocatedMb_pct99,AverageAllocatedMb_pct100
owner,app0,10,120,100,102,114,123,127,136,143,152
`

func TestImport2019(t *testing.T) {
	start := time.Date(2019, 7, 15, 0, 0, 0, 0, time.UTC)
	files := Files2019{
		Invocations: append(in("d1", day(map[int]int{1: 2, 1440: 5}, map[int]int{1: 1})), in("d2", day(map[int]int{3: 4}))...),
		Durations:   in("dur", durations), Memory: in("mem", memory),
	}
	tr, err := Import2019(files, Options{Start: start})
	if err != nil {
		t.Fatal(err)
	}
	p := tr.Profile
	if p.Total() != 12 || p.Weights[0] != 3 || p.Weights[1439] != 5 || p.Weights[1442] != 4 || len(p.Weights) != 2880 || tr.Functions != 3 {
		t.Errorf("total %d, %d functions", p.Total(), tr.Functions)
	}
	// (3 × 100 + 1 × 500.5) / 4 ms.
	if math.Abs(p.Duration.Mean-0.200125) > 1e-12 || p.Duration.Count != 4 || len(p.Duration.Quantiles) != 2 || p.Duration.Quantiles[1].Value != 0.5005 {
		t.Errorf("%+v", p.Duration)
	}
	if tr.MemoryMB.Mean != 120 || len(tr.MemoryMB.Quantiles) != 8 {
		t.Errorf("%+v", tr.MemoryMB)
	}
}

func TestOneFunctionByHour(t *testing.T) {
	files := Files2019{Invocations: in("d1", day(map[int]int{1: 2, 61: 5, 62: 1}, map[int]int{1: 100})), Durations: in("dur", durations), Memory: in("mem", memory)}
	tr, err := Import2019(files, Options{App: "app0", Function: "func0", Slot: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	if tr.MemoryMB.Mean != 120 {
		t.Errorf("memory by app: %+v", tr.MemoryMB)
	}
	p := tr.Profile
	if len(p.Weights) != 24 || p.Weights[0] != 2 || p.Weights[1] != 6 || !p.Typical() {
		t.Errorf("%v", p.Weights)
	}
	if got := p.Source.Counts; got.Read != 2 || got.Taken != 1 || got.Skipped[0].Count != 1 {
		t.Errorf("%+v", got)
	}
	var ps []float64
	for _, q := range p.Duration.Quantiles {
		ps = append(ps, q.P)
	}
	if !slices.Equal(ps, []float64{0, 0.01, 0.25, 0.5, 0.75, 0.99, 1}) || p.Duration.Quantiles[3].Value != 0.09 {
		t.Errorf("%+v", p.Duration.Quantiles)
	}
}

func TestImport2021(t *testing.T) {
	text := "app,func,end_timestamp,duration\na,f,0.5,1.0\na,f,3600.25,0.5\nb,g,7200.5,1e-05\n"
	tr, err := Import2021(in("x", text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	// The first call began half a second before the trace, the second before 3600.
	if !slices.Equal(tr.Profile.Weights, []int64{1, 1, 0, 1}) {
		t.Errorf("%v", tr.Profile.Weights)
	}
	if tr.Profile.Duration.Count != 3 || math.Abs(tr.Profile.Duration.Mean-1.50001/3) > 1e-9 {
		t.Errorf("%+v", tr.Profile.Duration)
	}
	dated, err := Import2021(in("x", text), Options{Start: time.Date(2021, 1, 31, 0, 0, 0, 0, time.UTC), App: "b", Slot: time.Minute})
	if err != nil || !dated.Profile.Start.Equal(time.Date(2021, 1, 31, 2, 0, 0, 0, time.UTC)) || dated.Profile.Total() != 1 {
		t.Errorf("%+v %v", dated.Profile, err)
	}
}

func TestRefuses(t *testing.T) {
	good := day(map[int]int{1: 1})
	tests := []struct {
		name string
		run  func() error
		want []string
	}{
		{"no file", func() error { _, err := Import2019(Files2019{}, Options{}); return err }, []string{"no invocations file"}},
		{"empty", func() error { _, err := Import2019(Files2019{Invocations: in("d", "")}, Options{}); return err }, []string{"d: empty file"}},
		{"wrong file", func() error { _, err := Import2019(Files2019{Invocations: in("d", durations)}, Options{}); return err }, []string{`d:1: there is no column "1"`}},
		{"negative and word", func() error {
			_, err := Import2019(Files2019{Invocations: in("d", good+"\no,a,f,http"+strings.Repeat(",0", 1438)+",-1,x")}, Options{})
			return err
		}, []string{`d:3:2888: minute 1439: "-1" is no count of calls`, "minute 1440"}},
		{"short row", func() error {
			_, err := Import2019(Files2019{Invocations: in("d", good+"\no,a,f,http,1")}, Options{})
			return err
		}, []string{"d:3:1: 5 columns"}},
		{"nothing kept", func() error {
			_, err := Import2019(Files2019{Invocations: in("d", good)}, Options{App: "zzz"})
			return err
		}, []string{`no row has app "zzz"`}},
		{"bad duration", func() error {
			_, err := Import2019(Files2019{Invocations: in("d", good), Durations: in("u", strings.Replace(durations, "100,3", "NaN,3", 1))}, Options{})
			return err
		}, []string{`u:2:18: "NaN" is not a number`}},
		{"bad 2021 rows", func() error {
			_, err := Import2021(in("x", "app,func,end_timestamp,duration\na,f,-1,1\na,f,1,x\n"), Options{})
			return err
		}, []string{"x:2:5: -1 seconds is outside", `x:3:7: "x" is not a number`}},
		{"scattered 2021", func() error {
			_, err := Import2021(in("x", "app,func,end_timestamp,duration\na,f,1,1\na,f,300000000,1\n"), Options{Slot: time.Second})
			return err
		}, []string{"longer slot"}},
	}
	for _, tt := range tests {
		err := tt.run()
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error does not say %q:\n%v", tt.name, want, err)
			}
		}
	}
}

// The figures are those of the example's own description.
func TestPublishedExample(t *testing.T) {
	dir := os.Getenv("SOVCOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared")
	}
	open := func(name string) []Input {
		data, err := os.ReadFile(filepath.Join(dir, "traces", "azure2019_format", name))
		if err != nil {
			t.Skip("not run: the shared folder is not here: ", err)
		}
		return []Input{{name, bytes.NewReader(data)}}
	}
	for function, want := range map[string]int64{"": 1150 + 3*1125, "c13acdc7": 1150, "a2faad78": 1125} {
		tr, err := Import2019(Files2019{Invocations: open("invocations.csv"), Durations: open("durations.csv"), Memory: open("memory.csv")}, Options{Function: function})
		if err != nil {
			t.Fatal(err)
		}
		if tr.Profile.Total() != want || len(tr.Profile.Weights) != 1440 || tr.Profile.Duration == nil || tr.MemoryMB == nil {
			t.Errorf("%q: %d calls, want %d", function, tr.Profile.Total(), want)
		}
	}
}

func FuzzImport(f *testing.F) {
	f.Add(day(map[int]int{1: 1}), durations, memory)
	f.Add("app,func,end_timestamp,duration\na,f,0.5,1.0\n", "", "\"")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if tr, err := Import2019(Files2019{Invocations: in("a", a), Durations: in("b", b), Memory: in("c", c)}, Options{}); err == nil {
			if err := tr.Profile.Validate(); err != nil {
				t.Error(err)
			}
		}
		if tr, err := Import2021(in("a", a), Options{}); err == nil {
			if err := tr.Profile.Validate(); err != nil {
				t.Error(err)
			}
		}
	})
}
