// Package fleet sizes what stands still or follows the load slowly: replicas under the Kubernetes and Knative
// autoscalers, pods on nodes, servers over zones.
//
// Times are in seconds, rates per second.
package fleet

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

const (
	maxPods    = 1_000_000
	maxSeconds = 1e9
	maxFigure  = 1e15
	// snap forgives the last bits of a division before rounding up: 50 * 90/75 is 60 and not 61
	snap = 1e-9
)

// ceilCount rounds a number of things up, forgiving rounding errors.
func ceilCount(v float64) int {
	return int(math.Min(math.Ceil(v-snap*math.Max(1, v)), maxFigure))
}

// HPA is the rule of the Kubernetes HorizontalPodAutoscaler with its default behaviour. Source: Kubernetes
// documentation, "Horizontal Pod Autoscaling", algorithm details and default behavior (autoscaling/v2).
type HPA struct {
	Target        float64 // wanted metric per pod, in the unit of the metric
	Min, Max      int     // replicas
	Tolerance     float64 // no change within this share of the target
	Sync          float64 // seconds between decisions
	DownWindow    float64 // the largest recommendation of this many seconds counts for scaling down
	UpPods        int     // pods that may be added per UpPeriod ...
	UpShare       float64 // ... or this share of the pods, whichever is more
	UpPeriod      float64
	MetricSeconds float64 // window over which the metric is averaged
}

// DefaultHPA has the defaults of the documentation: 10 %, 15 s, 300 s down, +100 % or +4 pods per 15 s. The metric
// window is that of the metrics server, 15 s in its manifests.
func DefaultHPA(target float64, least, most int) HPA {
	return HPA{Target: target, Min: least, Max: most, Tolerance: 0.1, Sync: 15, DownWindow: 300, UpPods: 4, UpShare: 1, UpPeriod: 15, MetricSeconds: 15}
}

// Check refuses settings out of domain.
func (h HPA) Check() error {
	var c basis.Check
	c.Positive("HPA target", h.Target, maxFigure, "give the wanted metric per pod")
	c.Count("HPA minimum", h.Min, 0, maxPods, "")
	c.Count("HPA maximum", h.Max, max(1, h.Min), maxPods, "the maximum is at least 1 and not below the minimum")
	c.NonNegative("HPA tolerance", h.Tolerance, 1, "give a share")
	c.Positive("HPA sync", h.Sync, maxSeconds, "15 s by default")
	c.NonNegative("HPA scale-down window", h.DownWindow, maxSeconds, "300 s by default")
	c.Count("HPA pods per step", h.UpPods, 0, maxPods, "4 by default")
	c.NonNegative("HPA share per step", h.UpShare, 1e6, "1 by default: double")
	c.Positive("HPA step", h.UpPeriod, maxSeconds, "15 s by default")
	c.Positive("HPA metric window", h.MetricSeconds, maxSeconds, "15 s by default")
	if h.UpPods == 0 && h.UpShare == 0 {
		c.Refuse("HPA step", "0 pods and 0 %", "above 0 in one", "it could never scale up")
	}
	return c.Err()
}

// Want is the rule alone: ceil(pods * metric/target), or pods itself within the tolerance, between Min and Max.
func (h HPA) Want(pods int, metric float64) (int, error) {
	if err := h.Check(); err != nil {
		return 0, err
	}
	var c basis.Check
	c.Count("pods", pods, 0, maxPods, "")
	c.NonNegative("metric", metric, maxFigure, "give the mean metric per pod")
	if !c.OK() {
		return 0, c.Err()
	}
	return min(max(h.recommend(pods, metric), h.Min), h.Max), nil
}

func (h HPA) recommend(pods int, metric float64) int {
	ratio := metric / h.Target
	if math.Abs(ratio-1) <= h.Tolerance+snap {
		return pods
	}
	return ceilCount(float64(pods) * ratio)
}

// HPAController is the rule with its memory. One per deployment.
type HPAController struct {
	HPA
	recommended window
	changes     []change // scale-ups within UpPeriod
}

type change struct {
	at   float64
	pods int
}

// NewHPAController starts without history.
func NewHPAController(h HPA) (*HPAController, error) {
	if err := h.Check(); err != nil {
		return nil, err
	}
	return &HPAController{HPA: h, recommended: window{length: h.DownWindow}}, nil
}

// Interval is the time between decisions, seconds.
func (h *HPAController) Interval() float64 { return h.Sync }

// Windows are the spans over which the metric is averaged, seconds: stable and, for an HPA the same, panic.
func (h *HPAController) Windows() (stable, panicking float64) {
	return h.MetricSeconds, h.MetricSeconds
}

// Desired is the number of pods wanted at time now (not going back) with pods there and metric per pod. The scale-down
// window takes the largest recommendation; scaling up is limited per period.
func (h *HPAController) Desired(now float64, pods int, metric, _ float64) int {
	if pods == 0 && h.Min == 0 {
		return 0 // an HPA does not scale from zero by itself
	}
	want := h.recommended.push(now, h.recommend(pods, metric))
	if r := h.recommend(pods, metric); r > pods {
		want = h.limitUp(now, pods, r)
	} else if want > pods {
		want = pods // the window holds a scale-down back, it does not scale up
	}
	return min(max(want, h.Min), h.Max)
}

func (h *HPAController) limitUp(now float64, pods, want int) int {
	added := 0
	kept := h.changes[:0]
	for _, c := range h.changes {
		if now-c.at < h.UpPeriod-snap {
			kept = append(kept, c)
			added += c.pods
		}
	}
	h.changes = kept
	start := pods - added // pods at the start of the period
	most := max(start+h.UpPods, ceilCount(float64(start)*(1+h.UpShare)))
	want = min(want, most)
	if want > pods {
		h.changes = append(h.changes, change{at: now, pods: want - pods})
	}
	return max(want, pods)
}

// window keeps the largest of the numbers pushed within length seconds.
type window struct {
	length float64
	items  []change
}

func (w *window) push(at float64, n int) int {
	for len(w.items) > 0 && w.items[len(w.items)-1].pods <= n {
		w.items = w.items[:len(w.items)-1]
	}
	w.items = append(w.items, change{at: at, pods: n})
	for at-w.items[0].at > w.length {
		w.items = w.items[1:]
	}
	return w.items[0].pods
}
