package fleet

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// KPA is the rule of the Knative pod autoscaler. Source: github knative/serving, pkg/autoscaler/scaling/autoscaler.go
// (Apache-2.0), read at commit 00a4a55, and its config-autoscaler defaults.
type KPA struct {
	Target           float64 // wanted requests in flight per pod
	Min, Max         int     // replicas; Max 0 = no limit
	MaxScaleUpRate   float64
	MaxScaleDownRate float64
	PanicThreshold   float64 // panic when the panic window wants this many times the pods that are ready
	StableSeconds    float64
	PanicSeconds     float64
	Tick             float64
	ZeroGrace        float64 // kept this long after the decision to go to zero
}

// DefaultKPA has Knative's defaults for pods that take containerConcurrency requests at once (0 = no limit): the target is
// 70 % of it, or 100 without a limit (70 % is applied to that too).
func DefaultKPA(containerConcurrency float64) KPA {
	if containerConcurrency == 0 {
		containerConcurrency = 100
	}
	return KPA{Target: containerConcurrency * 0.7, MaxScaleUpRate: 1000, MaxScaleDownRate: 2, PanicThreshold: 2,
		StableSeconds: 60, PanicSeconds: 6, Tick: 2, ZeroGrace: 30}
}

// Check refuses settings out of domain.
func (k KPA) Check() error {
	var c basis.Check
	c.Positive("KPA target", k.Target, maxFigure, "give requests in flight per pod")
	c.Count("KPA minimum", k.Min, 0, maxPods, "")
	if k.Max != 0 {
		c.Count("KPA maximum", k.Max, max(1, k.Min), maxPods, "0 for no limit, else not below the minimum")
	}
	if !(k.MaxScaleUpRate > 1) || k.MaxScaleUpRate > 1e6 {
		c.Positive("KPA scale-up rate less 1", k.MaxScaleUpRate-1, 1e6, "1000 by default")
	}
	if !(k.MaxScaleDownRate > 1) || k.MaxScaleDownRate > 1e6 {
		c.Positive("KPA scale-down rate less 1", k.MaxScaleDownRate-1, 1e6, "2 by default")
	}
	c.Positive("KPA panic threshold", k.PanicThreshold, 1e6, "2 by default")
	c.Positive("KPA stable window", k.StableSeconds, maxSeconds, "60 s by default")
	c.Positive("KPA panic window", k.PanicSeconds, maxSeconds, "6 s by default")
	c.Positive("KPA tick", k.Tick, maxSeconds, "2 s by default")
	c.NonNegative("KPA grace to zero", k.ZeroGrace, maxSeconds, "30 s by default")
	return c.Err()
}

// Want is the rule of one window: ceil(metric/target) between floor(ready/down rate) and ceil(up rate * ready), with
// ready counted as at least 1. metric is the mean number of requests in flight over all pods.
func (k KPA) Want(ready int, metric float64) (int, error) {
	if err := k.Check(); err != nil {
		return 0, err
	}
	var c basis.Check
	c.Count("ready pods", ready, 0, maxPods, "")
	c.NonNegative("metric", metric, maxFigure, "give requests in flight")
	if !c.OK() {
		return 0, c.Err()
	}
	return k.clamp(ready, k.raw(metric)), nil
}

func (k KPA) raw(metric float64) int { return ceilCount(metric / k.Target) }

func (k KPA) clamp(ready, want int) int {
	r := math.Max(1, float64(ready))
	up, down := ceilCount(k.MaxScaleUpRate*r), int(math.Floor(r/k.MaxScaleDownRate+snap))
	return min(max(want, down), up)
}

// KPAController is the rule with its panic mode. One per revision.
type KPAController struct {
	KPA
	inPanic   bool
	panicAt   float64
	panicPods int
	zeroSince float64 // when zero was first wanted, -1 when it is not
}

// NewKPAController starts calm.
func NewKPAController(k KPA) (*KPAController, error) {
	if err := k.Check(); err != nil {
		return nil, err
	}
	return &KPAController{KPA: k, zeroSince: -1}, nil
}

// Interval is the time between decisions, seconds.
func (k *KPAController) Interval() float64 { return k.Tick }

// Windows are the spans over which the metric is averaged, seconds.
func (k *KPAController) Windows() (stable, panicking float64) { return k.StableSeconds, k.PanicSeconds }

// Panicking tells whether the controller is in panic mode.
func (k *KPAController) Panicking() bool { return k.inPanic }

// Desired is the number of pods wanted at time now (not going back), with ready pods and the mean requests in flight
// over the stable and the panic window. In panic mode it never scales down; it calms down once a whole stable window
// has passed below the threshold. The last pod goes only after the grace time.
func (k *KPAController) Desired(now float64, ready int, stable, panicking float64) int {
	wantPanic := k.raw(panicking)
	over := float64(wantPanic)/math.Max(1, float64(ready)) >= k.PanicThreshold
	switch {
	case over:
		k.inPanic, k.panicAt = true, now
	case k.inPanic && k.panicAt+k.StableSeconds < now:
		k.inPanic, k.panicPods = false, 0
	}
	want := k.clamp(ready, k.raw(stable))
	if k.inPanic {
		k.panicPods = max(k.panicPods, want, k.clamp(ready, wantPanic))
		want = k.panicPods
	}
	want = max(want, k.Min)
	if k.Max > 0 {
		want = min(want, k.Max)
	}
	if want > 0 || ready == 0 {
		k.zeroSince = -1
		return want
	}
	if k.zeroSince < 0 {
		k.zeroSince = now
	}
	if now-k.zeroSince < k.ZeroGrace {
		return 1
	}
	return 0
}
