// Package scenario is the question file: which workload, on which load, for
// whom, under which law, in which currency.
package scenario

import (
	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Schema is the first key of every scenario.
const Schema = "scenario/1"

// Scenario is one question. Everything a figure can depend on stands in it or
// is printed as a default with its reason.
type Scenario struct {
	Schema   string         `toml:"schema"`
	Include  []string       `toml:"include"` // files read before this one, relative to it; later keys win
	Name     string         `toml:"name"`
	Question string         `toml:"question"`
	AsOf     factsheet.Date `toml:"as_of"`
	Currency money.Currency `toml:"currency"`
	Month    unit.Quantity  `toml:"month"`
	FreeTier *bool          `toml:"free_tier"`
	Rounding money.Rounding `toml:"rounding"`
	Buyer    string         `toml:"buyer_country"` // whose VAT is shown apart
	FX       []FX           `toml:"fx"`

	Workload   Workload             `toml:"workload"`
	Workloads  []*Workload          `toml:"workloads"` // further workloads of the same account; [workload] is the first
	Sizing     Sizing               `toml:"sizing"`
	Operations Operations           `toml:"operations"`
	Isolation  Isolation            `toml:"isolation"`
	Data       map[string]any       `toml:"data"`  // facts about the data: personal, subject_law, classes …
	Facts      map[string]any       `toml:"facts"` // any other fact of the rule book, by its full name
	Sector     []string             `toml:"sector"`
	Candidates Candidates           `toml:"candidates"`
	Options    []*Option            `toml:"option"`
	Budget     Budget               `toml:"budget"`
	Variants   []*Variant           `toml:"variant"`
	Uncertain  map[string]Uncertain `toml:"uncertain"`
	Dependency []*Dependency        `toml:"dependency"`
	Exit       Exit                 `toml:"exit"`
	Own        map[string]*Own      `toml:"own"`
	Years      Years                `toml:"years"`
	VAT        VAT                  `toml:"vat"`

	Path  string                `toml:"-"`
	Doc   *factsheet.Document   `toml:"-"`
	Files []*factsheet.Document `toml:"-"` // this file and what it includes, in reading order

	set *factsheet.Document // what was set over the files; nil for nothing
}

// FX is one dated exchange rate: one From costs Rate To.
type FX struct {
	From   money.Currency    `toml:"from"`
	To     money.Currency    `toml:"to"`
	Rate   factsheet.Decimal `toml:"rate"`
	AsOf   factsheet.Date    `toml:"as_of"`
	Source string            `toml:"source"`
}

// Key is what the rate is called as an input: "fx.EUR/CHF".
func (f FX) Key() string { return "fx." + string(f.From) + "/" + string(f.To) }

// Workload is what has to run.
type Workload struct {
	Name        string        `toml:"name"`
	Requests    unit.Quantity `toml:"requests"`      // per month, or a rate
	Duration    unit.Quantity `toml:"duration"`      // busy time of one request
	Memory      unit.Quantity `toml:"memory"`        // of one instance or replica
	VCPU        unit.Quantity `toml:"vcpu"`          // of one instance or replica
	Concurrency unit.Quantity `toml:"concurrency"`   // requests one replica serves at once
	Init        unit.Quantity `toml:"init"`          // time to start an instance
	KeepAlive   unit.Quantity `toml:"keep_alive"`    // how long a platform keeps an idle instance
	Instances   unit.Quantity `toml:"max_instances"` // most instances at once; requests over it are refused
	Routing     string        `toml:"routing"`       // which idle instance takes a request, see pricing.Routings
	Response    unit.Quantity `toml:"response"`      // data sent to the internet per request
	Stored      unit.Quantity `toml:"stored"`        // data kept on block storage
	Objects     unit.Quantity `toml:"objects"`       // data kept on object storage
	Logs        unit.Quantity `toml:"logs"`          // log data written per request
	Provisioned unit.Quantity `toml:"provisioned"`   // function instances kept warm all month
	PublicIPs   unit.Quantity `toml:"public_ips"`    // public addresses of servers
	NATGateways unit.Quantity `toml:"nat_gateways"`
	Arch        string        `toml:"arch"`        // x86 | arm | any
	HTTP        *bool         `toml:"http"`        // called over HTTP: functions need a gateway, servers a load balancer
	ColdBudget  unit.Quantity `toml:"cold_budget"` // the most a request may wait for a start
	Services    unit.Quantity `toml:"services"`    // into how many services it is cut
	Load        LoadShape     `toml:"load"`
}

// LoadShape is how the requests are spread over time.
type LoadShape struct {
	Shape      string        `toml:"shape"`   // a named shape
	Profile    string        `toml:"profile"` // or a profile file, relative to the scenario
	From       *int          `toml:"from"`
	To         *int          `toml:"to"`
	OffPercent *int          `toml:"off_percent"`
	PeakToMean unit.Quantity `toml:"peak_to_mean"`
	PeakHour   *int          `toml:"peak_hour"`
	Factor     *int          `toml:"factor"`
	Weights    []int64       `toml:"weights"`
	Slot       unit.Quantity `toml:"slot"`

	Burst       *Burst        `toml:"burst"`        // on/off bursts inside a slot
	BurstLength unit.Quantity `toml:"burst_length"` // of bursts fitted to a profile's measured dispersion
}

// Sizing says how instances follow the load.
type Sizing struct {
	Target      unit.Quantity `toml:"target"`       // utilisation a replica is filled to
	MinReplicas unit.Quantity `toml:"min_replicas"` // replicas that always run
	Spares      unit.Quantity `toml:"spares"`       // servers beyond the need (N+1)
	Fleet       string        `toml:"fleet"`        // VMs: peak (fixed) | scaled (per slot)
	GuestMemory unit.Quantity `toml:"guest_memory"` // operating system of a VM
	PodMemory   unit.Quantity `toml:"pod_memory"`   // agents and sidecars of a pod
	MaxPods     unit.Quantity `toml:"max_pods"`

	Latency      unit.Quantity `toml:"latency"`       // instead of target: answered within this time …
	LatencyShare unit.Quantity `toml:"latency_share"` // … for this share of the requests
	Autoscaler   string        `toml:"autoscaler"`    // hpa | knative: how replicas follow the load
	Lag          unit.Quantity `toml:"lag"`           // from a rise of the load to a replica that serves it
	Zones        unit.Quantity `toml:"zones"`         // servers over so many zones, any one of which may fail
}

// Operations prices people's time.
type Operations struct {
	HourlyRate    unit.Quantity `toml:"hourly_rate"`    // loaded cost of an hour of operations work, "120 CHF/h"
	PerServer     unit.Quantity `toml:"per_server"`     // time per server and month
	FunctionTime  unit.Quantity `toml:"function_time"`  // time per month to keep a function running
	ContainerTime unit.Quantity `toml:"container_time"` // … a serverless container
	ClusterTime   unit.Quantity `toml:"cluster_time"`   // … an orchestrator
	VMTime        unit.Quantity `toml:"vm_time"`        // … a VM fleet, besides its servers
}

// Isolation is the least isolation that will do.
type Isolation struct {
	Required string `toml:"required"` // a rung of the isolation ladder
	Reason   string `toml:"reason"`
}

// Candidates narrow the options that are generated from the price sheets.
type Candidates struct {
	Providers []string `toml:"providers"`
	Exclude   []string `toml:"exclude"` // providers or sheets to leave out
	Countries []string `toml:"countries"`
	Kinds     []string `toml:"kinds"` // function | container | vm
	Sheets    []string `toml:"sheets"`
}

// Option pins one way to run the workload.
type Option struct {
	ID       string         `toml:"id"`
	Kind     string         `toml:"kind"`
	Sheet    string         `toml:"sheet"`
	Product  string         `toml:"product"`
	Nodes    string         `toml:"nodes"` // VM product of an orchestrator's nodes
	Facts    map[string]any `toml:"facts"`
	Commit   string         `toml:"commitment"`
	Commited unit.Quantity  `toml:"committed"`
	Level    string         `toml:"commit_level"` // instead of committed: "best", the level that costs least on this load
}

// Budget is the limit the cheapest allowed option must keep.
type Budget struct {
	Warn        unit.Quantity `toml:"warn"` // money a month
	Deny        unit.Quantity `toml:"deny"`
	WarnPercent unit.Quantity `toml:"warn_increase"` // against a baseline
	DenyPercent unit.Quantity `toml:"deny_increase"`
}

// Variant is a named change of the question: keys and their new values.
type Variant struct {
	Name string         `toml:"name"`
	Set  map[string]any `toml:"set"`
}

// Uncertain is a range or distribution of one input.
type Uncertain struct {
	Low          unit.Quantity `toml:"low"`
	High         unit.Quantity `toml:"high"`
	Distribution string        `toml:"distribution"` // triangular | uniform | normal | lognormal
	P10          unit.Quantity `toml:"p10"`
	P50          unit.Quantity `toml:"p50"`
	P90          unit.Quantity `toml:"p90"`
	Mode         unit.Quantity `toml:"mode"`
	Mean         unit.Quantity `toml:"mean"`
	StdDev       unit.Quantity `toml:"sd"`
	Source       string        `toml:"source"`
}

// Dependency is one thing the workload is bound to.
type Dependency struct {
	Name    string            `toml:"name"`
	Service string            `toml:"service"` // a service kind of the lock-in table
	Level   *int              `toml:"level"`   // overrides the table
	KSLOC   factsheet.Decimal `toml:"ksloc"`   // thousand lines of code that touch it
	Kinds   []string          `toml:"kinds"`   // only for these kinds of option; empty = all
}

// Exit is what leaving would take. What is not stated is unknown, not 0.
type Exit struct {
	Data           unit.Quantity     `toml:"data"`            // to carry out
	Bandwidth      unit.Quantity     `toml:"bandwidth"`       // of the line out
	Usable         unit.Quantity     `toml:"usable"`          // share of the line a copy gets
	KSLOC          factsheet.Decimal `toml:"ksloc"`           // thousand lines of code that touch the runtime itself
	Conversion     unit.Quantity     `toml:"conversion"`      // money: formats, images, keys to encrypt anew
	ParallelRun    unit.Quantity     `toml:"parallel_run"`    // months
	Retraining     unit.Quantity     `toml:"retraining"`      // money
	Penalty        unit.Quantity     `toml:"penalty"`         // money the contract asks for ending early
	Unused         unit.Quantity     `toml:"unused"`          // money of commitments that outlive the use
	Conditions     unit.Quantity     `toml:"conditions"`      // money spent once to be allowed to stay bound: keys, audits
	Years          factsheet.Decimal `toml:"years"`           // over which the conditions are spread
	PersonMonth    unit.Quantity     `toml:"person_month"`    // money per person-month
	Team           factsheet.Decimal `toml:"team"`            // people who rewrite
	NoticeMonths   factsheet.Decimal `toml:"notice_months"`   // the contract's notice
	TransitionDays factsheet.Decimal `toml:"transition_days"` // the contract's transition
	HazardPerYear  factsheet.Decimal `toml:"hazard_per_year"` // how often a year an exit is expected
	Assessment     factsheet.Decimal `toml:"assessment"`      // COCOMO II AA, 0 to 8
	Understanding  factsheet.Decimal `toml:"understanding"`   // COCOMO II SU, 10 to 50
	Unfamiliarity  factsheet.Decimal `toml:"unfamiliarity"`   // COCOMO II UNFM, 0 to 1
}
