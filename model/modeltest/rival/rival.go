// Package rival is a published model of cold starts, to compare the engine's own with; only tests use it.
package rival

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/queue"
)

// Figures are the steady state of the published model.
type Figures struct {
	Servers     float64 // warm instances; those in their first request are not among them
	Cold        float64 // share of the requests that are cold
	Running     float64 // requests in service
	RunningWarm float64 // of them on warm instances
	Utilisation float64 // of the warm instances
	Response    float64 // mean, seconds
}

// Solve is the published model of Mahmoudi and Khazaei (Performance Modeling of Serverless Computing Platforms,
// IEEE Trans. Cloud Computing 2020; reference implementation github pacslab/serverless-performance-modeling, MIT,
// equations as of commit 51d9210), written again and here only to be compared with: a birth-death chain on the size of
// the warm pool. With m instances a request is cold with Erlang B(m), and the pool grows once per mean gap between cold
// requests plus one cold service time. The m-th instance sees the rate lam (B(m-1) - B(m)) and lives tau plus the gaps
// that were shorter than tau.
// Note: the package's commits 9665422 and 2ba161b let the pool grow at the rate lam B(m), without the cold service time;
// they give 251.408 instances for M10 and are not the release whose figures were published.
func Solve(rate, warm, coldService, tau float64) (Figures, error) {
	blocking, kill, err := pool(rate, warm, tau)
	if err != nil {
		return Figures{}, err
	}
	weights := make([]float64, len(kill))
	weights[len(kill)-1] = 1
	for n := len(kill) - 1; n > 0; n-- {
		grow := 1 / (1/(rate*blocking[n-1]) + coldService)
		weights[n-1] = weights[n] * kill[n] / grow
	}
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	for i := range weights {
		weights[i] /= sum
	}
	var f Figures
	for n, w := range weights {
		f.Servers += w * float64(n)
		f.Cold += w * blocking[n]
		f.RunningWarm += w * rate * (1 - blocking[n]) * warm
		f.Running += w * rate * ((1-blocking[n])*warm + blocking[n]*coldService)
		f.Response += w * ((1-blocking[n])*warm + blocking[n]*coldService)
	}
	f.Utilisation = f.RunningWarm / f.Servers
	return f, nil
}

// pool gives for each size of the pool the blocked share and the rate at which instances go.
func pool(rate, warm, tau float64) (blocking, kill []float64, err error) {
	blocking, kill = []float64{1}, []float64{0}
	for last, n := 0, 1; n-last <= 30; n++ {
		b, err := queue.ErlangB(n, rate*warm)
		if err != nil {
			return nil, nil, err
		}
		seen := rate * (blocking[n-1] - b)
		if seen*tau < 1e-12 { // so many instances that the last one is never used: the pool does not get there
			break
		}
		expire := math.Exp(-seen * tau)
		total := kill[n-1]
		if expire > 0 {
			window := tau + warm
			gap := -window*math.Exp(-seen*window) - math.Expm1(-seen*window)/seen
			total += 1 / (tau + (1/expire-1)*gap)
		}
		blocking, kill = append(blocking, b), append(kill, total)
		if rate*b > total {
			last = n
		}
	}
	return blocking, kill, nil
}
