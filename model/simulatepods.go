package model

import (
	"fmt"
	"math"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/capacity/fleet"
	"github.com/sovcost/sovcost/model/capacity/simulate"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/formula"
)

// PodSimulation is a group of replicas under an autoscaler, played request by
// request, beside the plan the prices rest on.
type PodSimulation struct {
	Product    *pricing.Product
	Autoscaler string // hpa | knative
	Pods       simulate.Pods
	Target     float64 // share of a replica that is filled
	Words      string  // which load was played
	Run        simulate.Run
	Result     simulate.PodsResult

	PlanMean float64 // replicas on average over the profile
	PlanPeak float64
}

// NodePlan says how nodes come and go below the pods; zero models none.
type NodePlan struct {
	PodsPerNode int
	Start, Idle float64 // seconds
}

// SimulatePods plays the load against replicas of the scenario's size. The
// autoscaler only reacts; the plan knows the profile.
func SimulatePods(s *scenario.Scenario, p traffic.Profile, product *pricing.Product, plan SimulationPlan, nodes NodePlan) (*PodSimulation, error) {
	in := capacity.NewInputs(formula.New(), s)
	if p.Total() <= 0 {
		return nil, s.Doc.Problem("workload.load", "the load profile has no requests in any slot", "give it at least one weight above 0")
	}
	d := capacity.NewDemand(in, p)
	y, err := capacity.NewPlay(in, d, product)
	if err != nil {
		return nil, err
	}
	chosen := &Simulation{Product: product, Play: y, Run: simulate.Run{Requests: plan.Requests, Batches: plan.Batches, Seed: plan.Seed}}
	if err := chosen.choose(plan); err != nil {
		return nil, err
	}
	r := capacity.NewReplicas(in, d, "2", "one replica may fail or be updated while the other one serves")
	if err := in.Err(); err != nil {
		return nil, err
	}
	v, err := in.G.Evaluate(nil, r.Time, r.Peak, r.Minimum, in.Target(), d.Month)
	if err != nil {
		return nil, err
	}
	m := &PodSimulation{Product: product, Autoscaler: s.Sizing.Autoscaler, Words: chosen.Words, Run: chosen.Run, Target: v.Base(in.Target()).Float(),
		PlanMean: v.Base(r.Time).Float() / v.Base(d.Month).Float(), PlanPeak: v.Base(r.Peak).Float()}
	if m.Autoscaler == "" {
		m.Autoscaler = "hpa"
	}
	least := max(1, int(v.Base(r.Minimum).Float()))
	m.Pods = simulate.Pods{Concurrency: y.Platform.Concurrency, Start: max(least, int(math.Ceil(m.PlanMean))), PodStart: y.Init, PodsPerNode: nodes.PodsPerNode, NodeStart: nodes.Start, NodeIdle: nodes.Idle}
	scaler, err := m.scaler(least)
	if err != nil {
		return nil, err
	}
	if m.Result, err = simulate.SimulatePods(m.Pods, scaler, chosen.Load, m.Run); err != nil {
		return nil, fmt.Errorf("%s: %w", product.Title, err)
	}
	return m, nil
}

// beyondPlan is how many times the planned peak an autoscaler may reach.
const beyondPlan = 10

func (m *PodSimulation) scaler(least int) (simulate.Scaler, error) {
	most := max(least, beyondPlan*int(math.Ceil(m.PlanPeak)))
	if m.Autoscaler == "knative" {
		k := fleet.DefaultKPA(float64(max(1, m.Pods.Concurrency)))
		k.Target, k.Min, k.Max = m.Target*float64(max(1, m.Pods.Concurrency)), least, most
		m.Pods.Metric = simulate.InFlight
		return fleet.NewKPAController(k)
	}
	m.Pods.Metric = simulate.Busy
	return fleet.NewHPAController(fleet.DefaultHPA(m.Target, least, most))
}
