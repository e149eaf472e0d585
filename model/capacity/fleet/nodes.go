package fleet

import (
	"math"

	"github.com/sovcost/sovcost/model/capacity/basis"
)

// Size is an amount of CPU (cores) and memory (GiB).
type Size struct {
	CPU    float64
	Memory float64
}

func (s Size) check(c *basis.Check, name string) {
	c.NonNegative(name+" CPU", s.CPU, 1e6, "give cores")
	c.NonNegative(name+" memory", s.Memory, 1e9, "give GiB")
}

// evictionGiB is the hard eviction threshold both providers set: 100 MiB.
const evictionGiB = 100.0 / 1024

// ReservedGKE is what Google Kubernetes Engine keeps of a node: memory 25 % of the first 4 GiB, 20 % of the next 4, 10 % of
// the next 8, 6 % of the next 112 and 2 % above (255 MiB below 1 GiB of memory), plus 100 MiB for eviction; CPU 6 % of
// the first core, 1 % of the second, 0.5 % of the next two and 0.25 % of the rest. Source: Google Cloud, "Plan GKE
// Standard node sizes".
func ReservedGKE(node Size) (Size, error) {
	var c basis.Check
	node.check(&c, "node")
	if !c.OK() {
		return Size{}, c.Err()
	}
	memory := bands(node.Memory, []float64{4, 8, 16, 128, math.Inf(1)}, []float64{0.25, 0.20, 0.10, 0.06, 0.02})
	if node.Memory < 1 {
		memory = math.Min(node.Memory, 255.0/1024)
	}
	return Size{CPU: reservedCPU(node.CPU), Memory: math.Min(node.Memory, memory+evictionGiB)}, nil
}

// ReservedEKS is what the Amazon EKS node image keeps: memory 255 MiB + 11 MiB per possible pod, plus 100 MiB for
// eviction; CPU as GKE. Source: github awslabs/amazon-eks-ami, kubelet configuration of the AL2 and AL2023 images.
func ReservedEKS(node Size, maxPods int) (Size, error) {
	var c basis.Check
	node.check(&c, "node")
	c.Count("pods per node", maxPods, 0, 10_000, "the limit of the node, for example 110")
	if !c.OK() {
		return Size{}, c.Err()
	}
	memory := (255+11*float64(maxPods))/1024 + evictionGiB
	return Size{CPU: reservedCPU(node.CPU), Memory: math.Min(node.Memory, memory)}, nil
}

func reservedCPU(cores float64) float64 {
	return bands(cores, []float64{1, 2, 4, math.Inf(1)}, []float64{0.06, 0.01, 0.005, 0.0025})
}

// bands adds share[i] of the part of v that lies below to[i] and above the bound before it.
func bands(v float64, to, share []float64) float64 {
	sum, from := 0.0, 0.0
	for i := range to {
		if v <= from {
			break
		}
		sum += share[i] * (math.Min(v, to[i]) - from)
		from = to[i]
	}
	return sum
}

// Allocatable is what is left of a node after the reserve, never below 0.
func Allocatable(node, reserved Size) Size {
	return Size{CPU: math.Max(0, node.CPU-reserved.CPU), Memory: math.Max(0, node.Memory-reserved.Memory)}
}

// PodsPerNode is min(floor(CPU/request), floor(memory/request), maxPods); maxPods 0 = no limit of its own. A pod that asks
// for nothing of a kind is not limited by it. 0 when one pod does not fit.
func PodsPerNode(allocatable, pod Size, maxPods int) (int, error) {
	var c basis.Check
	allocatable.check(&c, "node")
	pod.check(&c, "pod")
	c.Count("pods per node", maxPods, 0, 10_000, "0 for no limit")
	if pod.CPU == 0 && pod.Memory == 0 && maxPods == 0 {
		c.Refuse("pod", "of 0 cores and 0 GiB", "above 0 in one, or limited per node", "any number would fit")
	}
	if !c.OK() {
		return 0, c.Err()
	}
	n := float64(maxPods)
	if maxPods == 0 {
		n = maxFigure
	}
	if pod.CPU > 0 {
		n = math.Min(n, math.Floor(allocatable.CPU/pod.CPU*(1+snap)))
	}
	if pod.Memory > 0 {
		n = math.Min(n, math.Floor(allocatable.Memory/pod.Memory*(1+snap)))
	}
	return int(n), nil
}
