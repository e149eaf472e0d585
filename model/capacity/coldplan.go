package capacity

import (
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/sovcost/sovcost/model/capacity/coldstart"
	"github.com/sovcost/sovcost/model/capacity/simulate"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"

	"golang.org/x/sync/errgroup"
)

// coldPlan is what one platform does with the load: figures of the graph, read
// from tables of the request rate. It is solved once for all products that
// behave alike.
type coldPlan struct {
	starts    formula.Node // of the month
	throttled formula.Node // share of the requests; zero Node without a limit
	onWarm    formula.Node // requests of the month on provisioned instances; zero Node without them
	method    string
}

// platform is how a product behaves under this scenario.
type platform struct {
	coldstart.Platform
	routing string
	stream  stream
}

// newColdPlan solves the platform over the request rates of the load.
func newColdPlan(in *Inputs, d *Demand, p *pricing.Product) (*coldPlan, error) {
	m, rates, err := in.platformOf(d, p)
	if err != nil {
		return nil, err
	}
	id := fmt.Sprintf("%v %v %v %d %d %s", m.Service, m.ColdService, m.KeepAlive, m.Provisioned, m.Limit, m.routing)
	if c, ok := in.cold[id]; ok {
		return c, nil
	}
	c, err := m.solve(in, d, rates)
	if err == nil {
		in.cold[id] = c
	}
	return c, err
}

// platformOf is the product under this scenario in plain numbers, with the
// request rate of each slot.
func (in *Inputs) platformOf(d *Demand, p *pricing.Product) (platform, []exact.Num, error) {
	keep, limit := in.keepAlive(p), in.limit(p)
	roots := []formula.Node{d.Rate, in.Duration(), in.Init(), keep}
	if limit.OK() {
		roots = append(roots, limit)
	}
	if in.S.Workload.Provisioned.IsSet() {
		roots = append(roots, in.provisioned())
	}
	v, err := in.G.Evaluate(nil, roots...)
	if err != nil {
		return platform{}, nil, err
	}
	service := v.Base(in.Duration()).Float()
	m := platform{Platform: coldstart.Platform{Service: service, ColdService: service + v.Base(in.Init()).Float(), KeepAlive: v.Base(keep).Float()}, routing: in.routing(p)}
	if limit.OK() {
		m.Limit = int(v.Base(limit).Float())
	}
	if in.S.Workload.Provisioned.IsSet() {
		m.Provisioned = int(v.Base(in.provisioned()).Float())
	}
	m.stream, err = in.streamOf(d.Profile, floats(v.SlotsOf(d.Rate)))
	return m, v.SlotsOf(d.Rate), err
}

func floats(values []exact.Num) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v.Float()
	}
	return out
}

// keepAlive is the scenario's own figure, else the product's, else a default.
func (in *Inputs) keepAlive(p *pricing.Product) formula.Node {
	const label = "idle time before an instance is dropped"
	if p != nil && p.Runtime != nil && p.Runtime.KeepAlive.IsSet() && !in.S.Workload.KeepAlive.IsSet() {
		q := p.Runtime.KeepAlive
		return in.G.Leaf(formula.Listed, label, q.Unit, formula.Leaf{Key: p.Key() + ".runtime.keep_alive", File: p.Sheet.ID, Value: q.Value, Source: p.RuntimeSource()})
	}
	return in.Get("workload.keep_alive", label, in.S.Workload.KeepAlive, "600s",
		"about ten minutes in the Lambda measurements of 2020 (pacslab/simfaas); used where a product's sheet states none")
}

// limit is the most instances at once, or a zero Node.
func (in *Inputs) limit(p *pricing.Product) formula.Node {
	const label = "most instances at once"
	if q := in.S.Workload.Instances; q.IsSet() {
		return in.Get("workload.max_instances", label, q, "", "")
	}
	if p == nil || p.Runtime == nil || !p.Runtime.MaxInstances.IsSet() {
		return formula.Node{}
	}
	q := p.Runtime.MaxInstances
	return in.G.Leaf(formula.Listed, label, q.Unit, formula.Leaf{Key: p.Key() + ".runtime.max_instances", File: p.Sheet.ID, Value: q.Value, Source: p.RuntimeSource()})
}

// routing is which idle instance takes a request.
func (in *Inputs) routing(p *pricing.Product) string {
	switch {
	case in.S.Workload.Routing != "":
		return in.S.Workload.Routing
	case p != nil && p.Runtime != nil && p.Runtime.Routing != "":
		return p.Runtime.Routing
	}
	return string(simulate.MostRecent)
}

// coldFrom to coldTo are the powers of ten of the request rates at which the
// model is solved besides those of the load itself.
const (
	coldFrom, coldTo = -6, 4
	coldPerDecade    = 4
	mostErlang       = 5000 // busy instances up to which the tables go
	mostSlotRates    = 300  // distinct rates of the load that are points themselves
)

// all solves the platform at every rate, on all processors; the result does not
// depend on how many there are.
func (m platform) all(rates []exact.Num) ([]point, error) {
	ys, errs := make([]point, len(rates)), make([]error, len(rates))
	each(len(rates), func(i int) {
		if rates[i].Sign() > 0 {
			ys[i], errs[i] = m.at(rates[i].Float())
		}
	})
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("cold starts at %.4g requests a second: %w", rates[i].Float(), err)
		}
	}
	return ys, nil
}

// each does n independent things on all processors.
func each(n int, do func(i int)) {
	var group errgroup.Group
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() error {
			for i := w; i < n; i += workers {
				do(i)
			}
			return nil
		})
	}
	_ = group.Wait()
}

// Unsolved says why the cold starts of a load are not known: it is no mistake of
// the question, and options without cold starts have their price.
type Unsolved struct{ Why string }

func (u *Unsolved) Error() string { return u.Why }

// solvable refuses a load above what the model was made for.
func (m platform) solvable(slots []exact.Num) error {
	peak := exact.Zero
	for _, r := range slots {
		peak = exact.Max(peak, r)
	}
	if busy := peak.Float() * max(m.Service, m.ColdService); busy > coldstart.MaxLoad {
		return &Unsolved{fmt.Sprintf("cold starts are solved up to %s requests in service at once, the peak of the load has %s: split the load",
			formula.Group(fmt.Sprintf("%.0f", coldstart.MaxLoad)), formula.Group(fmt.Sprintf("%.0f", busy)))}
	}
	return nil
}

// solve reads the model at the rates and makes tables of it. Rates add up over
// slots, shares do not; so the tables hold cold starts per second.
func (m platform) solve(in *Inputs, d *Demand, slots []exact.Num) (*coldPlan, error) {
	if err := m.solvable(slots); err != nil {
		return nil, err
	}
	base, every := m.rates(slots)
	method, domain := m.words(every, m.moves(slots))
	table := func(id, title string) *formula.Table {
		return &formula.Table{ID: fmt.Sprintf("%s-%d", id, len(in.cold)+1), Title: title, X: rateUnit, Y: rateUnit, Mode: formula.Linear, Method: method, Domain: domain, Fixed: coldFixed}
	}
	starts, refused, warm := table("cold-starts", "cold starts a second"), table("throttled", "refused requests a second"), table("on-warm", "requests on warm instances a second")
	ys, err := m.all(base)
	if err != nil {
		return nil, err
	}
	for i, r := range base {
		y := ys[i]
		add := func(t *formula.Table, f float64) {
			t.Points = append(t.Points, formula.Point{X: r, Y: short(f)})
		}
		add(starts, y.cold)
		add(refused, y.refused)
		add(warm, y.onWarm)
	}
	g := in.G
	month := func(label string, t *formula.Table) formula.Node {
		rate := g.Lookup(label+" a second", rateUnit, d.Rate, t)
		return g.Product(label, g.Total(label+" a second, slots", rate), d.Slot).As(requestUnit)
	}
	c := &coldPlan{method: method}
	if c.starts, err = m.coldStarts(in, d, slots, base, ys, starts, month); err != nil {
		return nil, err
	}
	if m.Limit > 0 {
		c.throttled = g.Quotient("share of requests refused", month("refused requests", refused), g.Max("requests, at least one", d.Requests, in.oneRequest())).As(perCent)
	}
	if m.Provisioned > 0 {
		c.onWarm = month("requests on warm instances", warm)
	}
	return c, nil
}

// coldStarts are those of the month: slot by slot, and with what each slot leaves
// to the next where that can be solved.
func (m platform) coldStarts(in *Inputs, d *Demand, slots, at []exact.Num, solved []point, starts *formula.Table, month func(string, *formula.Table) formula.Node) (formula.Node, error) {
	if !m.moves(slots) {
		return month("cold starts", starts), nil
	}
	g := in.G
	mean := g.Quotient("mean request rate", d.Requests, d.Month).As(rateUnit)
	v, err := g.Evaluate(nil, mean)
	if err != nil {
		return formula.Node{}, err
	}
	if v.Base(mean).Sign() <= 0 {
		return month("cold starts", starts), nil
	}
	steady := month("cold starts of steady slots", starts)
	t := m.moving(d, slots, at, solved, starts, v.Base(mean))
	moving := g.Product("cold starts because the load moves", g.Lookup("cold starts a second because the load moves", rateUnit, mean, t), d.Month).As(requestUnit)
	return g.Sum("cold starts", steady, moving), nil
}

// rates are the points of the tables: the slots' own rates, and a grid. Beyond
// mostSlotRates the slots lie between points; every says whether all of them are
// points.
func (m platform) rates(slots []exact.Num) (points []exact.Num, every bool) {
	own := slices.Clone(slots)
	slices.SortFunc(own, exact.Num.Cmp)
	own = slices.CompactFunc(own, exact.Num.Equal)
	most := mostSlotRates
	if m.slow() {
		most = mostSlotRates / 10
	}
	every = len(own) <= most
	digits := tableDigits
	if !every {
		digits = gridDigits
		low, high := own[0].Float(), own[len(own)-1].Float()
		low = max(low, high*1e-4)
		ends := []exact.Num{own[0], own[len(own)-1]}
		own = ends
		for i := range most {
			own = append(own, rounded(low*math.Pow(high/low, float64(i)/float64(most-1)), digits))
		}
	}
	points = append(own, exact.Zero)
	step := 1
	if m.slow() {
		step = 2
	}
	for e := coldFrom * coldPerDecade; e <= coldTo*coldPerDecade; e += step {
		if r := math.Pow(10, float64(e)/coldPerDecade); r*m.ColdService < m.most() {
			points = append(points, rounded(r, digits))
		}
	}
	slices.SortFunc(points, exact.Num.Cmp)
	return slices.CompactFunc(points, exact.Num.Equal), every
}

// slow tells that a point of the table takes milliseconds, not microseconds.
func (m platform) slow() bool { return m.stream.bursty() || m.routing != string(simulate.MostRecent) }

func (m platform) most() float64 {
	if m.slow() {
		return 100
	}
	return mostErlang
}

// coldFixed are the inputs the tables of cold starts hold still.
var coldFixed = []string{"workload.duration", "workload.init", "workload.keep_alive", "workload.provisioned", "workload.max_instances"}

// words say how the tables were made and how far they hold.
func (m platform) words(every, moves bool) (method, domain string) {
	method = "exact keep-alive model (exponential service, most recently used instance first), solved slot by slot"
	if moves {
		method += ", each slot with the instances the ones before left"
	}
	if m.routing != string(simulate.MostRecent) {
		method = fmt.Sprintf("simulated request by request (%s instance first, seed 1, %d requests a point)", m.routing, simulatedRequests)
	}
	method += "; " + m.stream.words
	domain = "solved for the scenario's own duration, start, keep-alive, warm instances and limit: they stay as they are along other inputs; straight lines between the solved rates, the last value above them"
	if !every {
		domain += "; the load has too many distinct rates for each to be a point of its own"
	}
	return method, domain
}

// Significant digits of a table. Twelve are more than the model holds, few enough
// that a workbook cell can show them all. Where slots lie between the points,
// their figures are fractions of the points' distances: of three digits, the sum
// over a year of hours keeps a short denominator.
const (
	tableDigits = 12
	gridDigits  = 3
)

// short is a solved figure to the digits of a table.
func short(f float64) exact.Num { return rounded(f, tableDigits) }

func rounded(f float64, significant int) exact.Num {
	if f == 0 || math.IsNaN(f) || math.IsInf(f, 0) {
		return exact.Zero
	}
	digits := significant - 1 - int(math.Floor(math.Log10(math.Abs(f))))
	q, ok := exact.FromFloat(f)
	if !ok {
		return exact.Zero
	}
	return q.Round(min(digits, 18))
}
