package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/played"
)

// simulateOptions are the flags of sovcost simulate.
type simulateOptions struct {
	option, at, trace string
	sets              []string
	plan              model.SimulationPlan
	nodes             model.NodePlan
	start, idle       time.Duration
}

func (a *app) simulateCmd() *cobra.Command {
	var o simulateOptions
	cmd := &cobra.Command{Use: "simulate SCENARIO", Short: "play the load request by request against a platform, beside the formulas",
		Long: `Plays random requests of the scenario's load against a function or a serverless
container and counts cold starts, refused requests, instances and response times,
with 95 % intervals, beside what the keep-alive model says. Against an orchestrator
it plays replicas under the autoscaler of Kubernetes or Knative (sizing.autoscaler).
With --trace it counts on a given trace instead, request for request.`,
		Example: `  sovcost simulate testdata/webshop.toml --option aws-eu-central-1-lambda-x86
  sovcost simulate mine.toml --option gcp-europe-west3-cloud-run --at peak
  sovcost simulate mine.toml --option aws-eu-central-1-lambda-x86 --set workload.provisioned=20 --at "40 request/s" --seed 7
  sovcost simulate mine.toml --option scaleway-fr-par-kapsule --set sizing.autoscaler=knative --pods-per-node 7 --node-start 90s
  sovcost simulate mine.toml --option aws-eu-central-1-lambda-x86 --trace calls.csv`,
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.simulate(args[0], o) }}
	f := cmd.Flags()
	f.StringVar(&o.option, "option", "", "the product to play, as sovcost compare names it")
	f.StringVar(&o.at, "at", "", `which load: profile, mean, peak, or a rate such as "40 request/s" (default: the profile, or the mean of a bursty load)`)
	f.IntVar(&o.plan.Requests, "requests", 0, "how many requests to play, 1,000 to 1,000,000,000 (default: five periods of the profile, or 5 million)")
	f.IntVar(&o.plan.Batches, "batches", 0, "stretches for the standard error at one rate (default 20)")
	f.Uint64Var(&o.plan.Seed, "seed", 1, "another seed plays other requests")
	f.StringArrayVar(&o.sets, "set", nil, "another value of a key of the scenario, for example workload.keep_alive=300s")
	f.IntVar(&o.nodes.PodsPerNode, "pods-per-node", 0, "of an orchestrator: replicas on a node (default: nodes are always there)")
	f.DurationVar(&o.start, "node-start", 90*time.Second, "with --pods-per-node: from the decision to a node that takes replicas (ours, measure yours)")
	f.DurationVar(&o.idle, "node-idle", 10*time.Minute, "with --pods-per-node: an empty node goes after this time (the cluster autoscaler's default)")
	f.StringVar(&o.trace, "trace", "", "count on this trace: a line is arrival,busy in seconds")
	return cmd
}

func (a *app) simulate(file string, o simulateOptions) error {
	settings, err := parseSettings(o.sets)
	if err != nil {
		return usageError(err)
	}
	s, err := a.scenario(file, settings...)
	if err != nil {
		return err
	}
	lib, err := a.library()
	if err != nil {
		return err
	}
	if lib, err = a.onDay(lib, s.AsOf); err != nil {
		return err
	}
	product, err := playable(s, lib, o.option)
	if err != nil {
		return usageError(err)
	}
	p, err := profileOf(s, file)
	if err != nil {
		return usageError(err)
	}
	prov := tool()
	prov.Scenario, prov.AsOf = s.Path, s.AsOf.String()
	if o.trace != "" && product.Kind == "kubernetes" {
		return usageError(fmt.Errorf("--trace counts on functions and serverless containers; an orchestrator is played without it"))
	}
	if o.trace != "" {
		return a.replay(s, p, product, o)
	}
	if o.plan.At, o.plan.Rate, err = parseAt(o.at); err != nil {
		return usageError(err)
	}
	if product.Kind == "kubernetes" {
		return a.simulatePods(s, p, product, o, prov)
	}
	done := a.progress("playing requests")
	m, err := model.Simulate(s, p, product, o.plan)
	done()
	if err != nil {
		return usageError(err)
	}
	r, err := played.Report(m, prov)
	if err != nil {
		return err
	}
	return a.write(r)
}

func (a *app) simulatePods(s *scenario.Scenario, p traffic.Profile, product *pricing.Product, o simulateOptions, prov reports.Provenance) error {
	if o.nodes.PodsPerNode > 0 {
		o.nodes.Start, o.nodes.Idle = o.start.Seconds(), o.idle.Seconds()
	}
	done := a.progress("playing requests")
	m, err := model.SimulatePods(s, p, product, o.plan, o.nodes)
	done()
	if err != nil {
		return usageError(err)
	}
	r, err := played.PodsReport(m, prov)
	if err != nil {
		return err
	}
	return a.write(r)
}

func (a *app) replay(s *scenario.Scenario, p traffic.Profile, product *pricing.Product, o simulateOptions) error {
	y, err := model.NewPlay(s, p, product)
	if err != nil {
		return usageError(err)
	}
	done := a.progress("replaying " + o.trace)
	m, err := model.Replay(y, o.trace, a.opened(o.trace), o.plan.Seed)
	done()
	if err != nil {
		return usageError(err)
	}
	prov := tool()
	prov.Scenario, prov.AsOf = s.Path, s.AsOf.String()
	r, err := played.ReplayReport(product, y, o.trace, m, prov)
	if err != nil {
		return err
	}
	return a.write(r)
}

// playable is the product behind an option's id: an option the scenario pins,
// or sheet and product as compare names them.
func playable(s *scenario.Scenario, lib *pricing.Library, id string) (*pricing.Product, error) {
	var known []string
	for _, sheet := range lib.Sheets() {
		for _, p := range sheet.Products {
			if p.Kind != "function" && p.Kind != "container" && p.Kind != "kubernetes" || p.Status != pricing.Offered {
				continue
			}
			name := sheet.ID + "-" + p.ID
			if name == id {
				return p, nil
			}
			known = append(known, name)
			for _, o := range s.Options {
				if o.ID == id && o.Sheet == sheet.ID && o.Product == p.ID {
					return p, nil
				}
			}
		}
	}
	hint := "only functions, serverless containers and orchestrators are played; sovcost compare names them"
	if near := factsheet.Suggest(id, known); near != "" {
		hint = fmt.Sprintf("did you mean %q?", near)
	}
	if id == "" && len(known) > 0 {
		return nil, fmt.Errorf("--option is missing; for example --option %s", known[0])
	}
	return nil, fmt.Errorf("--option %q is no function, serverless container or orchestrator; %s", id, hint)
}

// parseAt reads which load is played.
func parseAt(text string) (at string, rate float64, err error) {
	switch text {
	case "", "profile", "mean", "peak":
		return text, 0, nil
	}
	q, err := unit.ParseQuantity(text)
	if err != nil || (q.Unit.Dim != "request/s" && q.Unit.Dim != "1/s") || q.Value.Sign() <= 0 {
		return "", 0, fmt.Errorf("--at %q is not profile, mean, peak or a rate such as \"40 request/s\"", strings.TrimSpace(text))
	}
	return "rate", q.Base().Float(), nil
}

// parseSettings reads key=value as it is given with --set.
func parseSettings(sets []string) ([]scenario.Setting, error) {
	var out []scenario.Setting
	for _, text := range sets {
		key, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, fmt.Errorf("--set %q has no =; write for example workload.keep_alive=300s", text)
		}
		out = append(out, scenario.Setting{Key: strings.TrimSpace(key), Value: strings.TrimSpace(value)})
	}
	return out, nil
}
