package capacity

import (
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Cluster is an orchestrator with autoscaled nodes under the load.
type Cluster struct {
	*Replicas
	PodsPerNode formula.Node
	Nodes       formula.Node // series
	PeakNodes   formula.Node
	NodeTime    formula.Node
}

// NodeSize is what one server or node offers.
type NodeSize struct {
	Key          string // product key, for labels and leaves
	VCPU, Memory unit.Quantity
}

// NewCluster packs replicas onto nodes. The nodes follow the replicas slot by
// slot; what the node's own software reserves is taken off first.
func NewCluster(in *Inputs, d *Demand, size NodeSize) *Cluster {
	g := in.G
	c := &Cluster{Replicas: NewReplicas(in, d, "2", "one replica may fail or be updated while the other one serves")}
	c.PodsPerNode = PodsPerNode(in, size)
	need := g.RoundUp("whole nodes", g.Quotient("nodes needed", c.PerSlot, c.PodsPerNode), in.one())
	c.Nodes = in.withSpares("nodes", need)
	c.PeakNodes = g.Peak("nodes at the peak", c.Nodes)
	c.NodeTime = d.OverMonth(in, "node time", c.Nodes)
	return c
}

// PodsPerNode is how many replicas fit on one node of this size.
func PodsPerNode(in *Inputs, size NodeSize) formula.Node {
	g := in.G
	cpu := g.Difference("vCPU for pods", size.vcpu(in), reservedCPU(in, size))
	mem := g.Difference("memory for pods", size.memory(in), reservedMemory(in, size))
	pod := g.Sum("memory of a pod", in.Memory(), in.Get("sizing.pod_memory", "sidecars and agents of a pod", in.S.Sizing.PodMemory, "0MiB",
		"no sidecar is assumed; a service mesh adds about 50 MiB and more a pod"))
	byCPU := in.whole("pods that fit by vCPU", g.Quotient("vCPU over need", cpu, in.VCPU()))
	byMem := in.whole("pods that fit by memory", g.Quotient("memory over need", mem, pod))
	most := in.Get("sizing.max_pods", "most pods on a node", in.S.Sizing.MaxPods, "110", "Kubernetes' own recommendation for large clusters")
	return g.Min("pods per node", byCPU, byMem, most)
}

func (z NodeSize) vcpu(in *Inputs) formula.Node {
	return in.G.Leaf(formula.Listed, "vCPU of a server", z.VCPU.Unit, formula.Leaf{Key: z.Key + ".vcpu", Value: z.VCPU.Value})
}

func (z NodeSize) memory(in *Inputs) formula.Node {
	return in.G.Leaf(formula.Listed, "memory of a server", z.Memory.Unit, formula.Leaf{Key: z.Key + ".memory", Value: z.Memory.Value})
}

// band is one step of the rule for what a node keeps for itself.
type band struct{ from, to, percent string }

// GKE's published node sizing rule: 25 % of the first 4 GiB, 20 % of the next 4,
// 10 % of the next 8, 6 % of the next 112, 2 % above, and 100 MiB for eviction.
// The CPU bands are general knowledge and marked so in model/README.md.
var (
	memoryBands = []band{{"0GiB", "4GiB", "25%"}, {"4GiB", "8GiB", "20%"}, {"8GiB", "16GiB", "10%"}, {"16GiB", "128GiB", "6%"}, {"128GiB", "", "2%"}}
	cpuBands    = []band{{"0 vCPU", "1 vCPU", "6%"}, {"1 vCPU", "2 vCPU", "1%"}, {"2 vCPU", "4 vCPU", "0.5%"}, {"4 vCPU", "", "0.25%"}}
)

const gkeRule = "GKE's published node sizing rule, used for every provider"

func reservedMemory(in *Inputs, z NodeSize) formula.Node {
	parts := reserved(in, z.memory(in), memoryBands, gkeRule)
	parts = append(parts, in.constant("100MiB", gkeRule))
	return in.G.Sum("memory the node keeps", parts...)
}

func reservedCPU(in *Inputs, z NodeSize) formula.Node {
	return in.G.Sum("vCPU the node keeps", reserved(in, z.vcpu(in), cpuBands, "GKE's node sizing rule for CPU (general knowledge, not verified on the primary text)")...)
}

func reserved(in *Inputs, n formula.Node, bands []band, reason string) []formula.Node {
	var parts []formula.Node
	for _, b := range bands {
		var to formula.Node
		name := "part above " + b.from
		if b.to != "" {
			to, name = in.constant(b.to, reason), "part from "+b.from+" to "+b.to
		}
		part := in.G.Band(name, n, in.constant(b.from, reason), to)
		parts = append(parts, in.G.Product("kept of the "+name, part, in.constant(b.percent, reason)).As(n.Unit()))
	}
	return parts
}

// constant is a figure of a published rule.
func (in *Inputs) constant(text, reason string) formula.Node {
	q, err := unit.ParseQuantity(text)
	if err != nil {
		return formula.Node{}
	}
	return in.G.Leaf(formula.Assumed, text, q.Unit, formula.Leaf{Key: "const:" + text + " " + reason, Value: q.Value, Reason: reason})
}
