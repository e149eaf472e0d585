package model_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"

	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/fleet"
	"github.com/sovcost/sovcost/model/capacity/queue"
	"github.com/sovcost/sovcost/model/capacity/service"
	"github.com/sovcost/sovcost/model/capacity/simulate"
	"github.com/sovcost/sovcost/model/modeltest/rival"
)

// oracleModels solve a row of the oracle list by the name of its model.
var oracleModels = map[string]func(r *oracleRow) map[string]any{
	"keep_alive_exact":         oracleKeepAlive,
	"keep_alive_simulation":    oracleSimulation,
	"keep_alive_mmpp":          oracleBursts,
	"keep_alive_provisioned":   oracleProvisioned,
	"mahmoudi_khazaei":         oracleRival,
	"concurrency_per_instance": oracleConcurrency,
	"loss_insensitivity":       oracleLoss,
	"billing_round_up":         oracleRoundUp,
	"erlang_b":                 oracleErlangB,
	"erlang_c":                 oracleErlangC,
	"smallest_n_wait":          oracleSmallestWait,
	"smallest_n_pwait":         oracleSmallestWaiting,
	"halfin_whitt":             oracleHalfinWhitt,
	"poisson_percentile":       oraclePercentiles,
	"hpa":                      oracleHPA,
	"kpa":                      oracleKPA,
	"gke_reserved_memory":      oracleReserved,
	"diurnal_ceil":             oracleDiurnal,
	"sobol_ishigami":           oracleIshigami,
	"break_even":               oracleBreakEven,
	"npv":                      oracleNPV,
	"walker_buy":               oracleWalker,
	"cocomo_reuse":             oracleCocomo,
}

func oracleKeepAlive(r *oracleRow) map[string]any {
	if _, ok := r.Inputs["file"]; ok {
		return oracleMeasured(r)
	}
	if r.Inputs["arrival_rate"] == "any" { // one expectation is an expression: hold it here
		for _, c := range [][2]float64{{0.9, 1.991}, {250, 3}, {1e-4, 600}} {
			got, err := coldstart.Steady(coldstart.Platform{Service: c[1], KeepAlive: r.number("keep_alive")}, c[0])
			r.check(err)
			if !(math.Abs(got.MeanAlive/(c[0]*c[1])-1) <= 1e-6) || !(math.Abs(got.ColdShare-1) <= 1e-6) {
				return nil
			}
		}
		return map[string]any{"p_cold": 1.0, "mean_alive": r.Expected["mean_alive"]}
	}
	got, err := coldstart.Steady(coldstart.Platform{Service: r.number("service_mean"), KeepAlive: r.number("keep_alive")}, r.number("arrival_rate"))
	r.check(err)
	return map[string]any{"p_cold": got.ColdShare, "mean_alive": got.MeanAlive}
}

// oracleMeasured is the mean absolute percentage error on measured experiments.
func oracleMeasured(r *oracleRow) map[string]any {
	file, err := os.Open(filepath.Join(r.folder, r.Inputs["file"].(string)))
	r.check(err)
	if r.err != nil {
		return nil
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	r.check(err)
	var cold, alive, n float64
	for _, row := range rows[1:] {
		at := func(name string) float64 {
			for i, head := range rows[0] {
				if head == name {
					v, err := strconv.ParseFloat(row[i], 64)
					r.check(err)
					return v
				}
			}
			return math.NaN()
		}
		got, err := coldstart.Steady(coldstart.Platform{Service: at("ServiceTimeWarm") / 1000, ColdService: at("ServiceTimeCold") / 1000, KeepAlive: r.number("keep_alive")}, at("ArrivalRate"))
		r.check(err)
		cold += 100 * math.Abs(got.ColdShare/at("ColdStartProbability")-1)
		alive += 100 * math.Abs(got.MeanAlive/at("AverageInstanceCount")-1)
		n++
	}
	return map[string]any{"mape_p_cold_percent": cold / n, "mape_instances_percent": alive / n}
}

func (r *oracleRow) exponential(mean float64) service.Law {
	l, err := service.Exponential(mean)
	r.check(err)
	return l
}

func (r *oracleRow) play(p simulate.Platform, l simulate.Load, requests int) simulate.Result {
	got, err := simulate.Simulate(p, l, simulate.Run{Requests: requests, Seed: 1})
	r.check(err)
	return got
}

func oracleSimulation(r *oracleRow) map[string]any {
	warm := r.number("service_mean_warm")
	start, err := service.Fixed(r.number("service_mean_cold") - warm)
	r.check(err)
	got := r.play(simulate.Platform{KeepAlive: r.number("keep_alive"), Start: start}, simulate.Load{Rate: r.number("arrival_rate"), Service: r.exponential(warm)}, 8_000_000)
	return map[string]any{"p_cold": got.ColdShare.Value, "mean_alive": got.MeanAlive.Value, "mean_running": got.MeanBusy.Value, "rejections": got.Throttled.Value}
}

func oracleBursts(r *oracleRow) map[string]any {
	rates, leave := r.numbers("rates"), r.numbers("switch_rates")
	b := coldstart.Bursts{Rates: rates}
	for i := range rates { // phases in a ring, which for two is on and off
		row := make([]float64, len(rates))
		row[(i+1)%len(rates)] = leave[i]
		b.Switch = append(b.Switch, row)
	}
	mean, err := b.MeanRate()
	r.check(err)
	got, err := coldstart.SteadyBursts(coldstart.Platform{Service: r.number("service_mean"), KeepAlive: r.number("keep_alive")}, b)
	r.check(err)
	return map[string]any{"mean_rate": mean, "p_cold": got.ColdShare, "mean_alive": got.MeanAlive}
}

func oracleProvisioned(r *oracleRow) map[string]any {
	got, err := coldstart.Steady(coldstart.Platform{Service: r.number("service_mean"), KeepAlive: r.number("keep_alive"), Provisioned: int(r.number("provisioned"))}, r.number("arrival_rate"))
	r.check(err)
	return map[string]any{"p_cold": got.ColdShare, "mean_on_provisioned": got.BusyOnProvisioned}
}

func oracleRival(r *oracleRow) map[string]any {
	f, err := rival.Solve(r.number("arrival_rate"), r.number("service_mean_warm"), r.number("service_mean_cold"), r.number("keep_alive"))
	r.check(err)
	return map[string]any{"servers": f.Servers, "p_cold": f.Cold, "running": f.Running, "running_warm": f.RunningWarm, "idle": f.Servers - f.RunningWarm, "utilisation": f.Utilisation, "response": f.Response}
}

func oracleConcurrency(r *oracleRow) map[string]any {
	rate, mean, c := r.number("arrival_rate"), r.number("service_mean"), int(r.number("concurrency"))
	got := r.play(simulate.Platform{KeepAlive: r.number("keep_alive"), Concurrency: c, Routing: simulate.Fullest}, simulate.Load{Rate: rate, Service: r.exponential(mean)}, 6_000_000)
	byMean, byCeil := simulate.InstanceBounds(rate*mean, c)
	return map[string]any{"mean_alive": got.MeanAlive.Value, "mean_busy": got.BusyAlive.Value, "bound_ceil": byCeil, "bound_mean": byMean}
}

func oracleLoss(r *oracleRow) map[string]any {
	load := r.number("load")
	got := r.play(simulate.Platform{KeepAlive: 600, Limit: int(r.number("limit"))}, simulate.Load{Rate: load, Service: r.exponential(1)}, 6_000_000)
	return map[string]any{"throttled": got.Throttled.Value}
}

func oracleRoundUp(r *oracleRow) map[string]any {
	v, err := service.RoundUpMean(r.number("service_mean"), r.number("grain"))
	r.check(err)
	return map[string]any{"mean_billed": v}
}

func oracleErlangB(r *oracleRow) map[string]any {
	v, err := queue.ErlangB(int(r.number("servers")), r.number("load"))
	r.check(err)
	return map[string]any{"blocking": v}
}

func oracleErlangC(r *oracleRow) map[string]any {
	v, err := queue.ErlangC(int(r.number("servers")), r.number("load"))
	r.check(err)
	return map[string]any{"p_wait": v}
}

func oracleSmallestWait(r *oracleRow) map[string]any {
	v, err := queue.SmallestForWait(r.number("arrival_rate"), r.number("service_mean"), r.number("wait_limit"), r.number("p_max"))
	r.check(err)
	return map[string]any{"n": v.Servers}
}

func oracleSmallestWaiting(r *oracleRow) map[string]any {
	v, err := queue.SmallestForWaiting(r.number("load"), r.number("p_max"))
	r.check(err)
	return map[string]any{"n": v.Servers}
}

func oracleHalfinWhitt(r *oracleRow) map[string]any {
	v, err := queue.HalfinWhitt(r.number("beta"))
	r.check(err)
	return map[string]any{"p_wait": v}
}

func oraclePercentiles(r *oracleRow) map[string]any {
	var out []float64
	for _, q := range r.numbers("percentiles") {
		n, err := queue.PoissonPercentile(r.number("mean"), q)
		r.check(err)
		out = append(out, float64(n))
	}
	return map[string]any{"values": out}
}

func oracleHPA(r *oracleRow) map[string]any {
	n, err := fleet.DefaultHPA(r.number("target"), 1, 100_000).Want(int(r.number("current_pods")), r.number("metric"))
	r.check(err)
	return map[string]any{"pods": n}
}

// oracleKPA: a target for each pod, or the share of what a container takes.
func oracleKPA(r *oracleRow) map[string]any {
	if _, ok := r.Inputs["container_concurrency"]; ok {
		k := fleet.DefaultKPA(r.number("container_concurrency"))
		k.Target = r.number("container_concurrency") * r.number("target_share")
		n, err := k.Want(int(math.Ceil(r.number("concurrency")/k.Target)), r.number("concurrency"))
		r.check(err)
		return map[string]any{"pods": n}
	}
	k := fleet.DefaultKPA(1)
	k.Target, k.MaxScaleUpRate = r.number("target"), r.number("max_scale_up_rate")
	n, err := k.Want(int(r.number("ready")), r.number("observed"))
	r.check(err)
	return map[string]any{"pods": n}
}

func oracleReserved(r *oracleRow) map[string]any {
	node := fleet.Size{Memory: r.number("memory_gib")}
	kept, err := fleet.ReservedGKE(node)
	r.check(err)
	return map[string]any{"reserved_gib": kept.Memory, "allocatable_gib": fleet.Allocatable(node, kept).Memory}
}
