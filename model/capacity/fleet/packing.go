package fleet

import (
	"fmt"
	"math"
	"sort"
	"strconv"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Pods is a number of equal pods to be placed.
type Pods struct {
	Name  string
	Count int
	Size  Size
}

// Packing is pods on equal nodes.
type Packing struct {
	Nodes   int
	AtLeast int           // no packing can do with fewer nodes
	Content []map[int]int // per node: how many pods of group i
	Used    []Size        // per node
	Basis   basis.Basis
}

// maxPackedNodes bounds the work of one call.
const maxPackedNodes = 100_000

// Pack places pods on nodes of the given allocatable size by first-fit decreasing, largest dominant share first, at most
// maxPods per node (0 = no limit). Approx: with one kind of resource at most 11/9 of the optimum plus 6/9 (Dósa 2007);
// with two there is no such bound, so AtLeast says how far the result can be from the best.
func Pack(allocatable Size, maxPods int, pods []Pods) (Packing, error) {
	var c basis.Check
	allocatable.check(&c, "node")
	c.Count("pods per node", maxPods, 0, 10_000, "0 for no limit")
	total := 0
	for i, p := range pods {
		name := p.Name
		if name == "" {
			name = "pod group " + strconv.Itoa(i+1)
		}
		c.Count(name+" count", p.Count, 0, maxPodsInAll, "")
		p.Size.check(&c, name)
		total += p.Count
		if c.OK() && p.Count > 0 && (exceeds(p.Size.CPU, allocatable.CPU) || exceeds(p.Size.Memory, allocatable.Memory)) {
			c.Refuse(name, fmt.Sprintf("of %g cores and %g GiB", p.Size.CPU, p.Size.Memory),
				fmt.Sprintf("within one node's %g cores and %g GiB", allocatable.CPU, allocatable.Memory), "take larger nodes or smaller pods")
		}
	}
	if c.OK() && total > maxPodsInAll {
		c.Count("pods in all", total, 0, maxPodsInAll, "")
	}
	if !c.OK() {
		return Packing{}, c.Err()
	}
	order := make([]int, len(pods))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool {
		return dominant(pods[order[a]].Size, allocatable) > dominant(pods[order[b]].Size, allocatable)
	})
	out := Packing{Basis: basis.Basis{Method: basis.Approx, Formula: "first-fit decreasing"}}
	var held []int
	for _, i := range order {
		if err := out.place(allocatable, maxPods, &held, i, pods[i]); err != nil {
			return Packing{}, err
		}
	}
	out.Nodes = len(out.Content)
	out.AtLeast = leastNodes(allocatable, maxPods, pods)
	if out.Nodes == out.AtLeast {
		out.Basis.Method = basis.Exact
		out.Basis.Validity = []string{"no packing needs fewer nodes"}
	} else {
		out.Basis.Validity = []string{fmt.Sprintf("the best packing has %d to %d nodes", out.AtLeast, out.Nodes)}
	}
	return out, nil
}

const maxPodsInAll = maxPods

// place puts a group's pods one after the other on the first node with room, opening nodes as needed. Equal pods fill a
// node before the next is looked at, so a group is placed node by node.
func (p *Packing) place(room Size, maxPods int, held *[]int, group int, g Pods) error {
	left := g.Count
	for n := 0; left > 0; n++ {
		if n == len(p.Content) {
			if n == maxPackedNodes {
				return fmt.Errorf("packing: more than %d nodes: must be fewer; take larger nodes or split the cluster", maxPackedNodes)
			}
			p.Content = append(p.Content, map[int]int{})
			p.Used = append(p.Used, Size{})
			*held = append(*held, 0)
		}
		fit := float64(left)
		if maxPods > 0 {
			fit = math.Min(fit, float64(maxPods-(*held)[n]))
		}
		fit = math.Min(fit, fitting(room.CPU, p.Used[n].CPU, g.Size.CPU))
		fit = math.Min(fit, fitting(room.Memory, p.Used[n].Memory, g.Size.Memory))
		k := int(fit)
		if k <= 0 {
			continue
		}
		left -= k
		p.Content[n][group] += k
		(*held)[n] += k
		p.Used[n].CPU += float64(k) * g.Size.CPU
		p.Used[n].Memory += float64(k) * g.Size.Memory
	}
	return nil
}

// fitting is how many pods of one size still fit, forgiving rounding errors of the sums.
func fitting(room, used, each float64) float64 {
	if each == 0 {
		return maxFigure
	}
	return math.Floor((room-used)/each + snap*math.Max(1, room/each))
}

func exceeds(v, room float64) bool { return v > room*(1+snap) }

func dominant(pod, node Size) float64 {
	share := 0.0
	if node.CPU > 0 {
		share = pod.CPU / node.CPU
	}
	if node.Memory > 0 {
		share = math.Max(share, pod.Memory/node.Memory)
	}
	return share
}

func leastNodes(node Size, maxPods int, pods []Pods) int {
	var sum Size
	count := 0
	for _, p := range pods {
		sum.CPU += float64(p.Count) * p.Size.CPU
		sum.Memory += float64(p.Count) * p.Size.Memory
		count += p.Count
	}
	least := 0
	if node.CPU > 0 {
		least = ceilCount(sum.CPU / node.CPU)
	}
	if node.Memory > 0 {
		least = max(least, ceilCount(sum.Memory/node.Memory))
	}
	if maxPods > 0 {
		least = max(least, (count+maxPods-1)/maxPods)
	}
	if count > 0 {
		least = max(least, 1)
	}
	return least
}
