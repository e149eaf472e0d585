package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/sovcost/sovcost/model"
)

// BenchmarkCompareProcess is the webshop's comparison as people run it: a built
// binary, a process of its own. median-ms is the figure to keep below 100.
func BenchmarkCompareProcess(b *testing.B) {
	root := moduleRoot(b)
	bin := filepath.Join(b.TempDir(), "sovcost")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	build := exec.Command("go", "build", "-trimpath", "-o", bin, "./cmd/sovcost")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	var runs []time.Duration
	var cpu time.Duration
	for b.Loop() {
		cmd := exec.Command(bin, "compare", filepath.Join("testdata", "webshop.toml"), "--format", "json")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "SOVCOST_FORMAT=", "SOVCOST_PRICES=", "SOVCOST_RULES=")
		start := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%.300s", err, out)
		}
		runs = append(runs, time.Since(start))
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	slices.Sort(runs)
	b.ReportMetric(float64(runs[len(runs)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(cpu.Microseconds())/1000/float64(len(runs)), "cpu-ms/op")
}

// BenchmarkEstimate reads one option's graph exactly, with the 168 slots of a
// week: the step a sweep repeats. It is to stay below 1 ms.
func BenchmarkEstimate(b *testing.B) {
	c := compared(b, filepath.Join(moduleRoot(b), "testdata", "webshop.toml"))
	if n := c.Graph.Slots(); n != 168 {
		b.Fatalf("the profile has %d slots", n)
	}
	for _, kind := range []string{"function", "container", "vm"} {
		i := slices.IndexFunc(c.Options, func(o *model.Option) bool { return o.Kind == kind && o.Status == model.Priced })
		if i < 0 {
			b.Fatalf("no priced %s", kind)
		}
		o := c.Options[i]
		b.Run(kind, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Graph.Evaluate(nil, o.Total); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
