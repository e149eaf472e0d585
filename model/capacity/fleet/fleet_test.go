package fleet

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Oracle rows, restated (facts) with their sources.
func TestOracleRows(t *testing.T) {
	rows := 0
	same := func(id string, got, want float64, tolerance float64, err error) {
		t.Helper()
		if err != nil || !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s: %v (%v), want %v", id, got, err, want)
		}
	}
	// M32a: Kubernetes blog, release 1.33
	n, err := DefaultHPA(75, 1, 1000).Want(50, 90)
	same("M32a", float64(n), 60, 0, err)
	rows++
	// M32b: Alibaba ACK documentation on Knative autoscaling, ceil(100/7)
	n, err = DefaultKPA(10).Want(15, 100)
	same("M32b", float64(n), 15, 0, err)
	rows++
	// M32c: github knative/serving autoscaler tests, cap ceil(1.1*2) = 3
	k := DefaultKPA(1)
	k.Target, k.MaxScaleUpRate = 1, 1.1
	n, err = k.Want(2, 3)
	same("M32c", float64(n), 3, 0, err)
	rows++
	for _, r := range []struct {
		id                string
		memory, kept, use float64
	}{{"M31-150", 150, 9.857656, 140.142344}, {"M31-16", 16, 2.697656, 13.302344}, {"M31-8", 8, 1.897656, 6.102344}} {
		kept, err := ReservedGKE(Size{Memory: r.memory})
		same(r.id, kept.Memory, r.kept, 1e-4, err)
		same(r.id, Allocatable(Size{Memory: r.memory}, kept).Memory, r.use, 1e-4, nil)
		rows++
	}
	mean, peak, err := MeanUnitsOf(func(t float64) float64 { return 100 * (1 + 0.9*math.Sin(2*math.Pi*t)) }, 1, 30, 1000)
	same("M-diurnal mean", mean, 3.85834, 1e-4*3.85834, err)
	same("M-diurnal peak", float64(peak), 7, 0, nil)
	rows++
	t.Logf("%d oracle rows of autoscalers and fleets", rows)
}

func TestReserved(t *testing.T) {
	for _, tc := range []struct {
		name        string
		node        Size
		cpu, memory float64
	}{
		{"n1-standard-2 of the GKE page", Size{2, 7.5}, 0.07, 1 + 0.7 + evictionGiB},
		{"under one GiB", Size{1, 0.6}, 0.06, 255.0/1024 + evictionGiB},
		{"one GiB", Size{1, 1}, 0.06, 0.25 + evictionGiB},
		{"four cores", Size{4, 4}, 0.08, 1 + evictionGiB},
		{"128 GiB", Size{32, 128}, 0.08 + 28*0.0025, 1 + 0.8 + 0.8 + 6.72 + evictionGiB},
		{"nothing", Size{}, 0, 0},
	} {
		got, err := ReservedGKE(tc.node)
		if err != nil || !(math.Abs(got.CPU-tc.cpu) <= 1e-12) || !(math.Abs(got.Memory-math.Min(tc.node.Memory, tc.memory)) <= 1e-12) {
			t.Errorf("%s: %+v (%v), want %v cores, %v GiB", tc.name, got, err, tc.cpu, tc.memory)
		}
	}
	// m5.large, 29 pods: 574 MiB and 70 millicores (learnk8s, "Allocatable memory and CPU in Kubernetes nodes")
	got, err := ReservedEKS(Size{2, 8}, 29)
	if err != nil || !(math.Abs(got.Memory*1024-574-100) <= 1e-9) || !(math.Abs(got.CPU-0.07) <= 1e-12) {
		t.Errorf("m5.large: %+v (%v)", got, err)
	}
}

func TestPodsPerNode(t *testing.T) {
	for _, tc := range []struct {
		node, pod Size
		most      int
		want      int
	}{
		{Size{4, 16}, Size{0.5, 1}, 0, 8}, {Size{4, 16}, Size{0.5, 4}, 0, 4}, {Size{4, 16}, Size{0.1, 0.1}, 30, 30},
		{Size{4, 16}, Size{5, 1}, 0, 0}, {Size{0.3, 1}, Size{0.1, 0}, 0, 3}, {Size{4, 16}, Size{}, 10, 10}, {Size{4, 16}, Size{4.0001, 1}, 0, 0},
	} {
		if got, err := PodsPerNode(tc.node, tc.pod, tc.most); err != nil || got != tc.want {
			t.Errorf("%+v: %d (%v)", tc, got, err)
		}
	}
}

// Every pod is placed once, no node is overfull, and the count is between the bound and twice the bound plus one.
func TestPackProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		node := Size{rapid.Float64Range(1, 64).Draw(t, "cpu"), rapid.Float64Range(1, 256).Draw(t, "memory")}
		most := rapid.IntRange(0, 40).Draw(t, "most")
		pods := make([]Pods, rapid.IntRange(0, 8).Draw(t, "groups"))
		oneResource := rapid.Bool().Draw(t, "one resource")
		for i := range pods {
			pods[i] = Pods{Count: rapid.IntRange(0, 60).Draw(t, "count"), Size: Size{CPU: node.CPU * rapid.Float64Range(0.001, 1).Draw(t, "share")}}
			if !oneResource {
				pods[i].Size.Memory = node.Memory * rapid.Float64Range(0, 1).Draw(t, "memory share")
			}
		}
		got, err := Pack(node, most, pods)
		if err != nil {
			t.Fatal(err)
		}
		placed := make([]int, len(pods))
		for n, content := range got.Content {
			var used Size
			count := 0
			for i, k := range content {
				placed[i] += k
				count += k
				used.CPU += float64(k) * pods[i].Size.CPU
				used.Memory += float64(k) * pods[i].Size.Memory
			}
			if used.CPU > node.CPU*(1+1e-6) || used.Memory > node.Memory*(1+1e-6) || most > 0 && count > most || count == 0 {
				t.Fatalf("node %d: %d pods, %+v on %+v", n, count, used, node)
			}
		}
		for i := range pods {
			if placed[i] != pods[i].Count {
				t.Fatalf("group %d: %d of %d placed", i, placed[i], pods[i].Count)
			}
		}
		if got.Nodes < got.AtLeast || oneResource && most == 0 && float64(got.Nodes) > 2*float64(got.AtLeast)+1 {
			t.Fatalf("%d nodes, at least %d", got.Nodes, got.AtLeast)
		}
	})
}

// The same as first-fit decreasing pod by pod, on a case where the greedy rule is not optimal.
func TestPackIsFirstFitDecreasing(t *testing.T) {
	got, err := Pack(Size{CPU: 10}, 0, []Pods{{Count: 4, Size: Size{CPU: 3}}, {Count: 2, Size: Size{CPU: 6}}, {Count: 2, Size: Size{CPU: 2}}})
	if err != nil || got.Nodes != 3 || got.AtLeast != 3 || got.Basis.Method != basis.Exact {
		t.Fatalf("%+v (%v)", got, err)
	}
	if got.Content[0][1] != 1 || got.Content[0][0] != 1 || got.Content[2][0] != 2 {
		t.Errorf("placement %v", got.Content)
	}
}

func TestHPAControllerLimits(t *testing.T) {
	h, err := NewHPAController(DefaultHPA(0.5, 1, 100))
	if err != nil {
		t.Fatal(err)
	}
	type step struct {
		at     float64
		pods   int
		metric float64
		want   int
	}
	for _, s := range []step{
		{0, 1, 5, 5},       // wants 10, at most +4
		{5, 5, 5, 5},       // the period of 15 s still holds the 4
		{15, 5, 5, 10},     // +100 % is more than +4
		{30, 10, 0.54, 10}, // inside 10 %
		{45, 10, 0.55, 10}, // at 10 %: no change
		{60, 10, 0.56, 12}, // just past
		{75, 12, 0.1, 12},  // down: the window still wants 12
		{359, 12, 0.1, 12}, // 299 s later
		{361, 12, 0.1, 3},  // the 12 of t=60 is older than 300 s
	} {
		if got := h.Desired(s.at, s.pods, s.metric, 0); got != s.want {
			t.Errorf("at %g s: %d, want %d", s.at, got, s.want)
		}
	}
	if got := h.Desired(700, 12, 0.1, 0); got != 3 {
		t.Errorf("after the window: %d, want ceil(12*0.1/0.5) = 3", got)
	}
	if got := h.Desired(2000, 12, 0, 0); got != 1 {
		t.Errorf("idle: %d, want the minimum", got)
	}
}

func TestKPAController(t *testing.T) {
	k, err := NewKPAController(DefaultKPA(10)) // target 7
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		at                float64
		ready             int
		stable, panicking float64
		want              int
		panic             bool
	}{
		{0, 1, 7, 7, 1, false},
		{2, 1, 7, 13.9, 2, true}, // wants 2 of 1 ready: panic
		{4, 2, 7, 7, 2, true},    // never down in panic
		{60, 2, 1, 1, 2, true},
		{62, 2, 1, 1, 2, true},    // exactly 60 s: not yet
		{62.1, 2, 1, 1, 1, false}, // a whole stable window below the threshold
		{64, 10, 0, 0, 5, false},  // down by half at most
		{70, 1, 0, 0, 1, false},   // zero wanted: grace of 30 s
		{99, 1, 0, 0, 1, false},
		{100, 1, 0, 0, 0, false},
		{102, 0, 0, 0, 0, false},
		{104, 0, 1, 20, 3, true}, // from zero: ready counts as 1
	} {
		if got := k.Desired(s.at, s.ready, s.stable, s.panicking); got != s.want || k.Panicking() != s.panic {
			t.Errorf("at %g s: %d pods, panic %v; want %d, %v", s.at, got, k.Panicking(), s.want, s.panic)
		}
	}
}

// The plan per slot, recomputed on a fine grid of times.
func TestReplicaPlanOnAGrid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "slots")
		rates := make([]float64, n)
		for i := range rates {
			rates[i] = float64(rapid.IntRange(0, 40).Draw(t, "rate"))
		}
		const slot, grid = 100.0, 20
		r := Replicas{Service: 0.5, Concurrency: 2, Target: 0.6, Min: rapid.IntRange(0, 2).Draw(t, "min"), Lag: 5 * float64(rapid.IntRange(0, 60).Draw(t, "lag")),
			Periodic: rapid.Bool().Draw(t, "periodic")}
		if rapid.Bool().Draw(t, "limited") {
			r.Max = 9
		}
		got, err := r.Plan(rates, slot)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rates {
			mean, most := 0.0, 0
			for g := range grid { // grid steps of 5 s, middles
				from := float64(i)*slot + (float64(g)+0.5)*slot/grid
				top := 0.0
				for u := from; u <= from+r.Lag+1e-9; u += slot / grid {
					if j := int(u / slot); r.Periodic || j < n {
						top = math.Max(top, rates[j%n])
					}
				}
				need, _ := r.count(top)
				mean += float64(need) / grid
				most = max(most, need)
			}
			if !(math.Abs(mean-got.Mean[i]) <= 1e-9) || most != got.Most[i] {
				t.Fatalf("slot %d of %v, lag %v: mean %v, most %d; grid %v, %d", i, rates, r.Lag, got.Mean[i], got.Most[i], mean, most)
			}
		}
	})
}

func TestHeadroom(t *testing.T) {
	day := []float64{10, 20, 40, 20}
	for _, tc := range []struct {
		lag             float64
		periodic, steps bool
		want            float64
	}{
		{0, true, true, 1}, {60, true, true, 0.5}, {3600, true, true, 0.5}, {7200, false, true, 0.25},
		{360, true, false, 10.0 / 11}, // a tenth of a slot on the way from 10 to 20
		{3600, true, false, 0.5},      // a whole slot: from middle to middle
		{7200, false, false, 0.25},
		{5400, false, false, 10.0 / 30}, // from 10 to half way between 20 and 40
	} {
		got, err := Headroom(day, 3600, tc.lag, tc.periodic, tc.steps)
		if err != nil || !(math.Abs(got-tc.want) <= 1e-12) {
			t.Errorf("%+v: %v (%v)", tc, got, err)
		}
	}
	if got, err := Headroom([]float64{0, 5}, 60, 60, true, true); err != nil || got != 0 {
		t.Errorf("from nothing: %v (%v)", got, err)
	}
}

func TestStaticAndZones(t *testing.T) {
	for _, tc := range []struct{ n, zones, want int }{{10, 1, 10}, {10, 2, 20}, {10, 3, 15}, {9, 3, 15}, {8, 3, 12}, {1, 3, 3}, {0, 3, 0}, {7, 0, 7}} {
		if got, err := OverZones(tc.n, tc.zones); err != nil || got != tc.want {
			t.Errorf("%+v: %d (%v)", tc, got, err)
		}
		if tc.zones > 1 { // any one zone may fail
			if got, _ := OverZones(tc.n, tc.zones); got-got/tc.zones < tc.n {
				t.Errorf("%+v: %d left after a zone failed", tc, got-got/tc.zones)
			}
		}
	}
	// M16-1: 17 servers for waiting, 20 for the utilisation target of 0.5
	p, err := Static{PeakRate: 50, Service: 0.2, Target: 0.5, WaitLimit: 0.05, WaitShare: 0.01, Spares: 1, Zones: 3}.Plan()
	if err != nil || p.ForLoad != 20 || p.ForWaiting != 17 || p.Servers != 33 || p.PerZone != 11 {
		t.Errorf("%+v (%v)", p, err)
	}
	p, err = Static{PeakRate: 50, Service: 0.2, Target: 0.9, WaitLimit: 0.05, WaitShare: 0.01}.Plan()
	if err != nil || p.Servers != 17 {
		t.Errorf("%+v (%v)", p, err)
	}
	mean, peak, err := MeanUnits([]float64{0, 29, 30, 31}, 30, 1)
	if err != nil || mean != 1.25 || peak != 2 {
		t.Errorf("mean %v, peak %d (%v)", mean, peak, err)
	}
}

func TestRefusals(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	ok := Replicas{Service: 1, Concurrency: 1, Target: 0.5}
	for name, try := range map[string]func() error{
		"hpa target":      func() error { _, err := DefaultHPA(0, 1, 2).Want(1, 1); return err },
		"hpa max":         func() error { _, err := NewHPAController(DefaultHPA(1, 3, 2)); return err },
		"hpa metric":      func() error { _, err := DefaultHPA(1, 1, 2).Want(1, nan); return err },
		"hpa pods":        func() error { _, err := DefaultHPA(1, 1, 2).Want(-1, 1); return err },
		"kpa target":      func() error { _, err := DefaultKPA(nan).Want(1, 1); return err },
		"kpa metric":      func() error { _, err := DefaultKPA(1).Want(1, inf); return err },
		"kpa controller":  func() error { _, err := NewKPAController(KPA{}); return err },
		"replicas target": func() error { r := ok; r.Target = 1.1; _, err := r.Plan([]float64{1}, 1); return err },
		"replicas lag":    func() error { r := ok; r.Lag = nan; _, err := r.Plan([]float64{1}, 1); return err },
		"replicas rate":   func() error { _, err := ok.Plan([]float64{-1}, 1); return err },
		"replicas slots":  func() error { _, err := ok.Plan(nil, 1); return err },
		"replicas max":    func() error { r := ok; r.Min, r.Max = 3, 2; _, err := r.Plan([]float64{1}, 1); return err },
		"headroom lag":    func() error { _, err := Headroom([]float64{1}, 1, -1, true, true); return err },
		"gke nan":         func() error { _, err := ReservedGKE(Size{CPU: nan}); return err },
		"eks pods":        func() error { _, err := ReservedEKS(Size{}, -1); return err },
		"empty pod":       func() error { _, err := PodsPerNode(Size{1, 1}, Size{}, 0); return err },
		"pod too large":   func() error { _, err := Pack(Size{1, 1}, 0, []Pods{{Count: 1, Size: Size{2, 1}}}); return err },
		"pod count":       func() error { _, err := Pack(Size{1, 1}, 0, []Pods{{Count: -1}}); return err },
		"too many nodes":  func() error { _, err := Pack(Size{1, 1}, 0, []Pods{{Count: 200_000, Size: Size{1, 1}}}); return err },
		"zones":           func() error { _, err := OverZones(1, -1); return err },
		"static load":     func() error { _, err := Static{PeakRate: 1e9, Service: 1e9, Target: 1}.Plan(); return err },
		"static target":   func() error { _, err := Static{PeakRate: 1, Service: 1}.Plan(); return err },
		"static share":    func() error { _, err := Static{PeakRate: 1, Service: 1, Target: 1, WaitShare: nan}.Plan(); return err },
		"unit":            func() error { _, _, err := MeanUnits([]float64{1}, 0, 0); return err },
		"demand nan":      func() error { _, _, err := MeanUnits([]float64{nan}, 1, 0); return err },
		"demand function": func() error { _, _, err := MeanUnitsOf(func(float64) float64 { return nan }, 1, 1, 10); return err },
	} {
		if try() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func BenchmarkPlanYear(b *testing.B) {
	rates := make([]float64, 8760)
	for i := range rates {
		rates[i] = 100 * (1 + math.Sin(float64(i)/24*2*math.Pi))
	}
	r := Replicas{Service: 0.2, Concurrency: 10, Target: 0.6, Min: 2, Lag: 120, Periodic: true}
	for b.Loop() {
		if _, err := r.Plan(rates, 3600); err != nil {
			b.Fatal(err)
		}
	}
}
