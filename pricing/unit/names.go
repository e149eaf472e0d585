package unit

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/money"
)

// base is one spelled unit: its base symbol and how many base units it holds.
type base struct {
	symbol string
	factor exact.Num
}

var bases = buildBases()

func buildBases() map[string]base {
	m := map[string]base{}
	add := func(symbol, factor, names string) {
		for n := range strings.FieldsSeq(names) {
			m[n] = base{symbol, exact.MustParse(factor)}
		}
	}
	add("s", "1/1000000", "us µs microsecond microseconds")
	add("s", "1/1000", "ms millisecond milliseconds")
	add("s", "1", "s sec second seconds")
	add("s", "60", "min minute minutes")
	add("s", "3600", "h hr hour hours")
	add("s", "86400", "d day days")
	add("s", "604800", "week weeks")
	add("month", "1", "month months mo")
	add("month", "12", "year years")
	add("B", "1", "B byte bytes")
	add("B", "1000", "kB KB")
	add("B", "1000000", "MB")
	add("B", "1000000000", "GB")
	add("B", "1000000000000", "TB")
	add("B", "1000000000000000", "PB")
	add("B", "1024", "KiB")
	add("B", "1048576", "MiB")
	add("B", "1073741824", "GiB")
	add("B", "1099511627776", "TiB")
	add("B", "1125899906842624", "PiB")
	add("B", "1/8", "bit bits")
	add("B", "125", "kbit kbps")
	add("B", "125000", "Mbit")
	add("B", "125000000", "Gbit")
	add("1", "1/100", "% percent")
	add("vCPU", "1", "vCPU vcpu vCPUs vcpus core cores CPU CPUs OCPU")
	add("GHz", "1", "GHz")
	add("GHz", "1/1000", "MHz")
	add("W", "1", "W watt watts")
	add("W", "1000", "kW")
	add("W*s", "3600", "Wh")
	add("W*s", "3600000", "kWh")
	add("W*s", "3600000000", "MWh")
	add("request", "1", "request requests req invocation invocations execution executions call calls")
	// Resources are counted, not measured: 3 instances for 730 h are 2,190 h.
	add("1", "1", `1 instance instances replica replicas task tasks node nodes pod pods vm vms VM VMs server servers
		volume volumes disk disks ip IP ips IPs address addresses cluster clusters gateway gateways balancer balancers
		rule rules zone zones project projects account accounts user users seat seats environment environments unit units
		piece pieces rack racks site sites copy copies person persons people copies endpoint endpoints ratio`)
	for _, n := range []string{"message", "event", "operation", "connection", "query", "metric", "token", "record",
		"page", "image", "span", "log", "secret", "key", "certificate", "domain", "license", "credit", "cloudlet", "GPU",
		"LCU", "NLCU", "CU", "IOPS", "MBps", "RU", "DTU", "transaction", "object", "session", "package", "evaluation"} {
		plural := n + "s"
		if strings.HasSuffix(n, "y") {
			plural = strings.TrimSuffix(n, "y") + "ies"
		}
		add(n, "1", n+" "+plural)
	}
	for _, c := range money.Codes() {
		add(c, "1", c)
	}
	return m
}

// Names lists every unit that can be written, sorted; for "did you mean".
func Names() []string {
	names := make([]string, 0, len(bases))
	for n := range bases {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}
