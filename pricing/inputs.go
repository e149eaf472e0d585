package pricing

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/unit"
)

// The standard inputs are the contract between price sheets and whoever sizes a
// workload: a product of a kind is priced from figures of these names, so that
// any sheet can be priced for any workload. A product that uses one of them in
// its rules need not declare it; one that declares it may give it a default or
// make it required, but not another dimension.
//
// Times are totals of the month over all pieces: two servers all month are
// 1,460 h of instance_time.
var standardInputs = map[string][]Input{
	"function": {
		need("requests", "requests", "requests"),
		need("duration", "ms", "duration of a request"),
		need("memory", "MiB", "memory of an instance"),
		may("vcpu", "vCPU", "vCPU of an instance"),
		may("cold_time", "s", "time of all cold starts"),
		may("provisioned", "instances", "instances kept warm"),
		may("provisioned_time", "h", "time instances are kept warm"),
		may("requests_provisioned", "requests", "requests served by warm instances"),
		may("duration_provisioned", "ms", "duration of a request on a warm instance"),
		may("data", "GiB", "data sent to the internet"),
		may("storage", "MiB", "temporary storage of an instance"),
	},
	"container": {
		need("vcpu", "vCPU", "vCPU of a replica"),
		need("memory", "MiB", "memory of a replica"),
		need("active_time", "s", "billed replica time"),
		may("idle_time", "s", "idle replica time"),
		may("requests", "requests", "requests"),
		may("storage", "GiB", "temporary storage of a replica"),
	},
	"kubernetes": {
		need("clusters", "clusters", "clusters"),
		need("cluster_time", "h", "cluster time"),
		may("instances", "instances", "nodes"),
		may("instance_time", "h", "node time"),
	},
	"vm":              machines,
	"vm_spot":         machines,
	"gpu":             machines,
	"database":        machines,
	"container_plan":  machines,
	"kubernetes_node": machines,
	"block_storage": {
		need("stored", "GiB", "data stored"),
		may("volumes", "volumes", "volumes"),
		may("iops", "IOPS", "provisioned operations per second of a volume"),
		may("throughput", "MiB/s", "provisioned throughput of a volume"),
	},
	"object_storage": {
		need("stored", "GiB", "data stored"),
		may("reads", "requests", "read requests"),
		may("writes", "requests", "write requests"),
		may("data", "GiB", "data sent to the internet from object storage"),
	},
	"snapshot": {need("stored", "GiB", "data stored")},
	"registry": {need("stored", "GiB", "data stored")},
	"egress": {
		need("data", "GiB", "data sent to the internet"),
		may("instances", "instances", "instances"),
		may("instance_time", "h", "instance time"),
	},
	"network": {may("data", "GiB", "data sent"), may("connections", "connections", "connections"), may("connection_time", "h", "connection time")},
	"nat": {
		need("gateways", "gateways", "NAT gateways"),
		need("gateway_time", "h", "gateway time"),
		need("data", "GiB", "data through the gateway"),
		may("instances", "instances", "instances behind the gateway"),
	},
	"load_balancer": {
		need("balancers", "balancers", "load balancers"),
		need("balancer_time", "h", "load balancer time"),
		may("data", "GiB", "data through the load balancer"),
		may("connections", "connections/s", "new connections per second"),
		may("rules", "rules", "rules of a load balancer"),
	},
	"public_ip": {need("addresses", "addresses", "public addresses"), need("address_time", "h", "address time")},
	"gateway":   {need("requests", "requests", "requests"), may("request_size", "KiB", "size of a request")},
	"logs":      {need("ingested", "GiB", "log data taken in"), may("stored", "GiB", "log data kept")},
}

var machines = []Input{need("instances", "instances", "instances at the peak"), need("instance_time", "h", "instance time")}

func need(name, unit, label string) Input { return Input{Name: name, Unit: unit, Label: label} }

func may(name, unit, label string) Input {
	return Input{Name: name, Unit: unit, Label: label, Optional: true}
}

// StandardInputs are the figures a product of the kind may be priced from.
func StandardInputs(kind string) []Input { return slices.Clone(standardInputs[kind]) }

// standard is the standard input of that name for the kind.
func standard(kind, name string) (Input, bool) {
	i := slices.IndexFunc(standardInputs[kind], func(in Input) bool { return in.Name == name })
	if i < 0 {
		return Input{}, false
	}
	return standardInputs[kind][i], true
}

// standardDim reports whether u may be the unit of the standard input.
func (in Input) standardDim(u unit.Unit) bool {
	want, err := unit.Parse(in.Unit)
	return err == nil && want.Dim == u.Dim
}

// completeInputs gives every product the standard inputs its rules use.
func (s *Sheet) completeInputs() {
	used := map[*Product][]string{}
	for _, p := range s.Products {
		used[p] = p.words()
	}
	for _, a := range s.Allowances {
		for _, name := range a.Meters {
			product, _, _ := strings.Cut(name, ".")
			if p, ok := s.Find(product); ok {
				used[p] = append(used[p], words(a.Quantity)...)
			}
		}
	}
	for _, p := range s.Products {
		for _, in := range standardInputs[p.Kind] {
			if _, declared := p.Input(in.Name); !declared && slices.Contains(used[p], in.Name) {
				p.Inputs = append(p.Inputs, &in)
			}
		}
	}
}

// words are the names a product's rules use.
func (p *Product) words() []string {
	var out []string
	for _, d := range p.Derived {
		out = append(append(out, words(d.Value)...), words(d.Of)...)
	}
	for _, m := range p.Meters {
		out = append(append(append(out, m.When...), m.Unless...), words(m.Quantity)...)
		out = append(append(out, words(m.Each)...), words(m.CapTimes)...)
		for _, t := range m.Tiers {
			out = append(out, words(t.UpTo)...)
		}
	}
	return out
}

// literal is a text that is a quantity alone: "10240 GiB", not "2 * requests".
func literal(text string) (unit.Quantity, bool) {
	q, err := unit.ParseQuantity(text)
	return q, err == nil && !strings.Contains(text, "*")
}

// words splits an expression into its names; quantities have none, in brackets
// or alone ("1M requests" is no use of the input "requests").
func words(expr string) []string {
	if _, ok := literal(expr); ok {
		return nil
	}
	var out []string
	for i := 0; i < len(expr); {
		switch c := expr[i]; {
		case c == '[':
			for i < len(expr) && expr[i] != ']' {
				i++
			}
		case c >= 'a' && c <= 'z':
			start := i
			for i < len(expr) && (expr[i] >= 'a' && expr[i] <= 'z' || expr[i] == '_' || expr[i] >= '0' && expr[i] <= '9') {
				i++
			}
			out = append(out, expr[start:i])
		default:
			i++
		}
	}
	return out
}
