package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/reports/csf"
	"github.com/sovcost/sovcost/sovereignty"
	"github.com/sovcost/sovcost/sovereignty/framework"
)

func (a *app) frameworkCmd() *cobra.Command {
	var answers, weights string
	cmd := &cobra.Command{Use: "framework [PROVIDER]", Short: "EU Cloud Sovereignty Framework: SEAL level and score, with the coverage; the Swiss reading apart",
		Example: `  sovcost framework
  sovcost framework scaleway
  sovcost framework --answers our-offer.toml
  sovcost framework exoscale --weights csf-v1.2.1 --format json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.framework(args, answers, weights) }}
	cmd.Flags().StringVar(&answers, "answers", "", "answers for an offer, with their evidence (schema framework-answers/1)")
	cmd.Flags().StringVar(&weights, "weights", "", "set of weights (default: the newest published by the day)")
	cmd.Flags().StringVar(&a.asOf, "as-of", "", "the day facts and weights are read for (default: the day the rule book was last checked)")
	return cmd
}

func (a *app) framework(args []string, answers, weights string) error {
	rb, on, err := a.bookOn()
	if err != nil {
		return err
	}
	f, err := framework.Embedded(rb)
	if err != nil {
		return err
	}
	q := csf.Question{Framework: f, On: on}
	if q.Weights, err = weightSet(f, weights, on); err != nil {
		return err
	}
	switch {
	case answers != "":
		return a.answers(rb, q, answers, args)
	case len(args) == 0:
		r, err := q.List(rb, tool())
		if err != nil {
			return err
		}
		return a.write(r)
	}
	p, err := providerNamed(rb, args[0])
	if err != nil {
		return err
	}
	r, err := q.One(q.Provider(p), tool())
	if err != nil {
		return err
	}
	return a.write(r)
}

// answers scores a file of answers; a provider named beside it lends its facts.
func (a *app) answers(rb *sovereignty.RuleBook, q csf.Question, file string, args []string) error {
	data, err := a.read(file)
	if err != nil {
		return usageError(err)
	}
	stated, err := q.Framework.ReadAnswers(file, data)
	if err != nil {
		return usageError(err)
	}
	facts := sovereignty.Facts{}
	if len(args) == 1 {
		p, err := providerNamed(rb, args[0])
		if err != nil {
			return err
		}
		facts = p.Facts(q.On)
	}
	r, err := q.One([]csf.Score{q.Of(stated.Offer, stated, facts)}, tool())
	if err != nil {
		return err
	}
	return a.write(r)
}

func weightSet(f *framework.Framework, id string, on factsheet.Date) (framework.WeightSet, error) {
	var ids []string
	for _, w := range f.WeightSets {
		ids = append(ids, w.ID)
	}
	if id != "" {
		if w, ok := f.WeightSet(id); ok {
			return w, nil
		}
		return framework.WeightSet{}, usageError(fmt.Errorf("no set of weights %q; there are %s", id, strings.Join(ids, ", ")))
	}
	w, ok := f.WeightSetOn(on)
	if !ok {
		return w, usageError(fmt.Errorf("no weights were published by %s; name a set with --weights: %s", on, strings.Join(ids, ", ")))
	}
	return w, nil
}

func providerNamed(rb *sovereignty.RuleBook, id string) (sovereignty.Provider, error) {
	if p, ok := rb.Provider(id); ok {
		return p, nil
	}
	var ids []string
	for _, p := range rb.Providers() {
		ids = append(ids, p.ID)
	}
	hint := "there are " + strings.Join(ids, ", ")
	if d := factsheet.Suggest(id, ids); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	return sovereignty.Provider{}, usageError(fmt.Errorf("no provider %q; %s", id, hint))
}
