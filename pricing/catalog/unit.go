package catalog

import (
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// unitWords maps the spellings found in vendors' lists to one word each. GB and
// GiB stay apart: they differ by 7.4 percent. An empty word is dropped.
var unitWords = buildUnitWords()

func buildUnitWords() map[string]string {
	m := map[string]string{}
	for canonical, spellings := range map[string]string{
		"second": "s sec secs second seconds", "minute": "min minute minutes",
		"hour": "h hr hrs hour hours hourly", "day": "d day days daily",
		"month": "mo mon month months monthly", "year": "y yr year years yearly",
		"gb": "gb gbs gby gigabyte gigabytes", "gib": "gib gibs giby gibibyte gibibytes",
		"tb": "tb tbs tby terabyte terabytes", "tib": "tib tibs tiby tebibyte tebibytes",
		"mb": "mb mbs mby megabyte megabytes", "mib": "mib mibs miby mebibyte mebibytes",
		"kb": "kb kilobyte kilobytes", "kib": "kib kiby", "pib": "pib piby", "byte": "by byte bytes",
		"mbps": "mbps mbit/s", "mibps": "mibps", "gbps": "gbps", "gibps": "gibps",
		"vcpu": "vcpu vcpus", "core": "core cores", "ocpu": "ocpu ocpus", "ecpu": "ecpu ecpus", "acu": "acu acus",
		"gpu": "gpu gpus", "cpu": "cpu cpus", "ghz": "ghz", "request": "request requests req reqs",
		"execution": "execution executions", "invocation": "invocation invocations",
		"operation": "operation operations ops", "transaction": "transaction transactions",
		"message": "message messages", "event": "event events", "call": "call calls", "api": "api",
		"query": "query queries", "email": "email emails", "key": "key keys", "user": "user users",
		"node": "node nodes", "instance": "instance instances", "vm": "vm vms", "server": "server servers",
		"cluster": "cluster clusters", "disk": "disk disks", "volume": "volume volumes", "image": "image images",
		"ip": "ip ips", "port": "port ports", "rule": "rule rules", "lcu": "lcu lcus", "nlcu": "nlcu nlcus",
		"dcu": "dcu dcus", "ocu": "ocu ocus", "dpu": "dpu dpus", "rcu": "rcu rcus", "wcu": "wcu wcus",
		"iops": "iops", "count": "count counts each", "unit": "unit units", "fraction": "fraction",
		"cloudlet": "cloudlet cloudlets", "snapshot": "snapshot snapshots", "connection": "connection connections",
		"metric": "metric metrics", "endpoint": "endpoint endpoints", "zone": "zone zones", "gateway": "gateway gateways",
		"token": "token tokens", "record": "record records", "object": "object objects", "secret": "secret secrets",
		"":     "per of a the",
		"term": "term", "once": "once", "cap": "cap", "memory": "memory", "storage": "storage", "capacity": "capacity",
		"environment": "environment environments", "resource": "resource resources", "host": "host hosts",
		"file": "file files", "page": "page pages", "session": "session sessions", "domain": "domain domains",
		"certificate": "certificate certificates", "rotation": "rotation rotations", "backup": "backup backups",
		"write": "write writes", "read": "read reads", "transfer": "transfer", "data": "data", "million": "",
		"quantity": "quantity",
	} {
		for w := range strings.FieldsSeq(spellings) {
			m[w] = canonical
		}
	}
	return m
}

// phrases are units that one vendor writes in several words.
var phrases = map[string]string{
	"lambda_gb_second": "gb_second", "gb_memory_second": "gb_second", "lambda_provisioned_gb_second": "gb_second",
	"giby_second": "gib_second", "gb_storage_capacity_month": "gb_month", "tb_storage_capacity_month": "tb_month",
	"gb_outbound_data_transfer_month": "gb", "gb_data_transferred": "gb", "gb_data_transfer": "gb",
	"function_invocation": "request", "api_call": "request", "api_request": "request", "iop_month": "iops_month",
	"month_730h": "month_730h", "gb_30d": "gb_30d", "month_min": "month_min", // a minimum fee, not a minute
	"gb_free_per_instance_hour": "gb_free_per_instance_hour",
}

// ParseUnit reads a vendor's unit text, "10,000 GB Memory-Seconds" or "1 GB/Month"
// or "GiBy.h", into how many (10000, 1, 1) of which canonical unit ("gb_second",
// "gb_month", "gib_hour"). known is false when a word of it is not in the table;
// the unit then still reads, and the plausibility gate tells.
func ParseUnit(text string) (per decimal.Decimal, unit string, known bool) {
	rest := strings.ToLower(strings.TrimSpace(text))
	per = decimal.NewFromInt(1)
	if i := strings.IndexByte(rest, '('); i > 0 { // "(first 50,000 free)"
		rest = strings.TrimSpace(rest[:i])
	}
	if u, ok := phrases[rest]; ok {
		return per, u, true
	}
	n, rest := leadingCount(rest)
	if n != nil {
		per = *n
	}
	known = true
	var words []string
	for w := range strings.FieldsFuncSeq(rest, unitSeparator) {
		if w == "million" || w == "millions" {
			per = per.Mul(decimal.NewFromInt(1_000_000))
			continue
		}
		canonical, ok := unitWords[w]
		if !ok {
			known, canonical = false, w
		}
		if canonical != "" {
			words = append(words, canonical)
		}
	}
	unit = strings.Join(words, "_")
	if u, ok := phrases[unit]; ok {
		return per, u, true
	}
	if unit == "" {
		unit = "count"
	}
	return per, unit, known
}

// KnownUnitWords lists the words ParseUnit understands, sorted.
func KnownUnitWords() []string {
	return slices.Sorted(maps.Keys(unitWords))
}

func unitSeparator(r rune) bool { return strings.ContainsRune(" \t/-_.*·{}", r) }

// leadingCount takes a number with an optional K, M, MIL or B off the front.
func leadingCount(s string) (*decimal.Decimal, string) {
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9' || i > 0 && (s[i] == '.' || s[i] == ',')) {
		i++
	}
	if i == 0 {
		return nil, s
	}
	v, err := ParseNumber(strings.TrimRight(strings.ReplaceAll(s[:i], ",", ""), "."))
	if err != nil || v.IsZero() {
		return nil, s
	}
	rest := s[i:]
	for _, suffix := range []struct {
		text  string
		zeros int32
	}{{"mil", 6}, {"k", 3}, {"m", 6}, {"b", 9}} {
		after, ok := strings.CutPrefix(rest, suffix.text)
		if ok && (after == "" || unitSeparator(rune(after[0]))) {
			v = v.Mul(decimal.New(1, suffix.zeros))
			return &v, after
		}
	}
	return &v, rest
}
