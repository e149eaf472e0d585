// Package prometheus imports request counters over the HTTP API of Prometheus,
// which Thanos, Mimir and VictoriaMetrics serve too.
//
// The exact reading asks for the last sample of every series in each step and
// takes the differences itself, so that sums are kept to the request: PromQL's
// increase extrapolates to the edges of its window and returns fractions.
package prometheus

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
)

// Options say what to read.
type Options struct {
	Name string
	// URL is the base address, with http or https and without user and password.
	URL string
	// Selector names the counter, such as http_requests_total{job="web"}.
	Selector string
	// From and To bound the period; both are put back to a whole slot (UTC).
	From, To time.Time
	// Slot is the slot of the profile; zero is 1h.
	Slot time.Duration
	// Step is the distance of the values asked for, which a slot must be a
	// multiple of and which should not be shorter than the scrape interval.
	// Zero is a sixtieth of the slot, at least 15s, longer for long periods.
	Step time.Duration
	// Increase lets the server add up all series with sum(increase()): one value
	// per slot however many series there are, but extrapolated.
	Increase bool
	// AllowWarnings takes answers the server itself warns about, such as those
	// that lack a shard, and notes the warning. They are refused otherwise.
	AllowWarnings bool
	// Timeout bounds each request; zero is 1m.
	Timeout     time.Duration
	Credentials Credentials
	// Client sends the requests; nil is one without a proxy of its own.
	Client *http.Client
}

// Credentials are for the server alone; they occur in no output and no error.
type Credentials struct{ User, Password, Token string }

// CredentialsFromEnv takes SOVCOST_PROMETHEUS_USER and _PASSWORD (basic
// authentication) or SOVCOST_PROMETHEUS_TOKEN (bearer).
func CredentialsFromEnv(getenv func(string) string) Credentials {
	return Credentials{User: getenv("SOVCOST_PROMETHEUS_USER"), Password: getenv("SOVCOST_PROMETHEUS_PASSWORD"),
		Token: getenv("SOVCOST_PROMETHEUS_TOKEN")}
}

// patience is how long a series may lack samples before the time counts as
// missing: Prometheus itself looks back five minutes for a value.
const patience = 5 * time.Minute

func (o *Options) complete() (*url.URL, Selector, error) {
	s, err := ParseSelector(o.Selector)
	if err != nil {
		return nil, s, err
	}
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, s, fmt.Errorf("url: not an address of the form http://host:9090")
	}
	if u.User != nil {
		return nil, s, fmt.Errorf("url: user and password do not belong in an address; set SOVCOST_PROMETHEUS_USER and SOVCOST_PROMETHEUS_PASSWORD")
	}
	u.RawQuery, u.Fragment = "", ""
	if o.Slot == 0 {
		o.Slot = time.Hour
	}
	if o.Slot < time.Second || o.Slot%time.Second != 0 {
		return nil, s, fmt.Errorf("slot: %v is not a whole number of seconds", o.Slot)
	}
	o.From, o.To = o.From.UTC().Truncate(o.Slot), o.To.UTC().Truncate(o.Slot)
	if !o.From.Before(o.To) {
		return nil, s, fmt.Errorf("from %s to %s holds no whole slot of %v", o.From.Format(time.RFC3339), o.To.Format(time.RFC3339), o.Slot)
	}
	period := o.To.Sub(o.From)
	if o.Step == 0 {
		o.Step = defaultStep(o.Slot, period)
	}
	if o.Step < time.Second || o.Slot%o.Step != 0 || o.Step%time.Second != 0 {
		return nil, s, fmt.Errorf("step: %v does not divide the slot %v into whole seconds", o.Step, o.Slot)
	}
	if period/o.Step > traffic.MaxSlots {
		return nil, s, fmt.Errorf("from %s to %s makes more than %d steps of %v; try a longer step or slot", o.From.Format(time.RFC3339), o.To.Format(time.RFC3339), traffic.MaxSlots, o.Step)
	}
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	if o.Name == "" {
		o.Name = s.String()
	}
	return u, s, nil
}

// defaultStep is the shortest whole part of the slot that is at least a sixtieth,
// 15 seconds, and keeps the period inside the limit.
func defaultStep(slot, period time.Duration) time.Duration {
	for _, parts := range []time.Duration{60, 30, 20, 12, 10, 6, 5, 4, 3, 2} {
		step := slot / parts
		if slot%parts == 0 && step%time.Second == 0 && step >= 15*time.Second && period/step <= traffic.MaxSlots {
			return step
		}
	}
	return slot
}

// Import reads a counter into a profile. An empty answer, an answer the server
// warns about, and every failure of the connection are errors; time without
// samples is a gap.
func Import(ctx context.Context, o Options) (traffic.Profile, error) {
	base, selector, err := o.complete()
	if err != nil {
		return traffic.Profile{}, fmt.Errorf("prometheus: %w", err)
	}
	c := newClient(base, &o)
	var p traffic.Profile
	if o.Increase {
		p, err = c.increase(ctx, selector)
	} else {
		p, err = c.exact(ctx, selector)
	}
	if err != nil {
		return traffic.Profile{}, fmt.Errorf("prometheus %s: %w", base.Host, err)
	}
	p.Name = o.Name
	p.Source.Kind = "prometheus"
	p.Source.Where = base.String() + " " + selector.String()
	p.Notes = append(p.Notes, c.warnings...)
	return p, nil
}
