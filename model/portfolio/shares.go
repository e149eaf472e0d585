package portfolio

import (
	"errors"
	"math"
	"slices"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
)

var errSlots = errors.New("workloads with load profiles of different slots cannot share a cluster; name a column cluster, or give them one profile")

// split gives every member its share of the bill: of each meter's charge by the
// quantity it used, of a cluster by the node time its replicas fill, of what no
// quantity explains by its other charges. Shares are whole cents that add up.
func (p *pot) split(charges []model.Charge, bill exact.Num, b *billing) {
	unit := map[string]float64{} // charge per base unit of quantity
	sharedNodes := 0.0           // charges of clusters
	rest := 0.0
	for _, c := range charges {
		amount := c.Amount.Float()
		q := 0.0
		if t := p.sums[c.Key]; t != nil {
			q = t.value()
		}
		nodes := p.clusterQuantity(c.Key)
		switch {
		case q+nodes <= 0:
			rest += amount
		default:
			unit[c.Key] = amount / (q + nodes)
			sharedNodes += amount * nodes / (q + nodes)
		}
	}
	raw := make([]float64, len(p.members))
	sum := total{}
	for k, x := range p.posts {
		at := p.at[k]
		raw[k] = x.col(apartCol)[at] + x.col(peopleCol)[at]
		for i, rd := range x.readings {
			if rd.Meter != "" {
				raw[k] += x.cols[i][at] * unit[model.ChargeKey(rd)]
			}
		}
	}
	p.splitClusters(sharedNodes, raw)
	for _, x := range raw {
		sum.add(x)
	}
	if s := sum.value(); rest != 0 {
		for k := range raw {
			if s > 0 {
				raw[k] += rest * raw[k] / s
			} else {
				raw[k] += rest / float64(len(raw))
			}
		}
	}
	p.round(raw, bill, b)
}

// clusterQuantity is how much of a charge's quantity belongs to shared clusters:
// the whole of it where no workload uses the product itself.
func (p *pot) clusterQuantity(key string) float64 {
	hours := 0.0
	for _, c := range p.clusters {
		for _, m := range c.lead.nodes.Meters {
			if key == c.lead.nodes.ID+" "+m.ID {
				hours += 3600 * c.Hours.Float()
			}
		}
		for _, m := range c.lead.product.Meters {
			if key == c.lead.product.ID+" "+m.ID {
				hours++
			}
		}
	}
	return hours
}

// splitClusters gives the clusters their parts by node-hours, and their members
// theirs by the node time they fill.
func (p *pot) splitClusters(nodes float64, raw []float64) {
	hours := 0.0
	for _, c := range p.clusters {
		hours += c.Hours.Float()
	}
	for _, c := range p.clusters {
		part := c.Amount.Float()
		if hours > 0 {
			part += nodes * c.Hours.Float() / hours
		}
		all, _ := exact.FromFloat(part)
		c.Amount = all.Round(2)
		for _, k := range c.members {
			if t := c.time.value(); t > 0 {
				raw[k] += part * p.posts[k].col(fillCol)[p.at[k]] / t
			} else {
				raw[k] += part / float64(len(c.members))
			}
		}
	}
}

// round turns shares into whole cents: the running sum is rounded, so that no
// cent is lost however many workloads there are.
func (p *pot) round(raw []float64, bill exact.Num, b *billing) {
	sum := total{}
	for _, x := range raw {
		sum.add(x)
	}
	all, scale := bill.Mul(exact.Int(100)).Float(), 1.0
	if s := sum.value() * 100; s != 0 {
		scale = all / s
	}
	run, before := total{}, int64(0)
	for k, x := range raw {
		run.add(x * 100 * scale)
		at := int64(math.Round(run.value()))
		if k == len(raw)-1 {
			at = int64(math.Round(all))
		}
		b.shares[p.members[k]], _ = exact.Frac(at-before, 100)
		before = at
	}
}

func sortedNames[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
