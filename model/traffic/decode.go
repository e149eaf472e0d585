package traffic

import (
	"strings"
	"time"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// document is the file format.
type document struct {
	Schema           string     `toml:"schema"`
	Name             string     `toml:"name"`
	Slot             string     `toml:"slot"`
	Start            string     `toml:"start"`
	Counted          bool       `toml:"counted"`
	Coverage         *float64   `toml:"coverage"`
	Notes            []string   `toml:"notes"`
	Weights          []int64    `toml:"weights"`
	Dispersion       []float64  `toml:"dispersion"`
	DispersionWindow string     `toml:"dispersion_window"`
	Burst            *burstDoc  `toml:"burst"`
	Duration         *distDoc   `toml:"duration"`
	ResponseBytes    *distDoc   `toml:"response_bytes"`
	Gaps             []gapDoc   `toml:"gap"`
	Source           *sourceDoc `toml:"source"`
}

type burstDoc struct {
	On     string  `toml:"on"`
	Off    string  `toml:"off"`
	Factor float64 `toml:"factor"`
}

type distDoc struct {
	Count     int64         `toml:"count"`
	Unit      string        `toml:"unit"`
	Mean      float64       `toml:"mean"`
	StdDev    *float64      `toml:"std_dev"`
	Method    string        `toml:"method"`
	Quantiles []quantileDoc `toml:"quantile"`
}

type quantileDoc struct {
	P     float64 `toml:"p"`
	Value float64 `toml:"value"`
}

type gapDoc struct {
	First  int64  `toml:"first"`
	Slots  int64  `toml:"slots"`
	Reason string `toml:"reason"`
}

type sourceDoc struct {
	Kind    string    `toml:"kind"`
	Where   string    `toml:"where"`
	Digest  string    `toml:"digest"`
	Read    int64     `toml:"read"`
	Taken   int64     `toml:"taken"`
	Skipped []skipDoc `toml:"skipped"`
}

type skipDoc struct {
	Reason string   `toml:"reason"`
	Count  int64    `toml:"count"`
	First  []string `toml:"first"`
}

// Decode reads a profile written by Encode or by hand; needed are schema, name,
// slot and weights. All problems of the file are reported at once, with places,
// as factsheet.Problems.
func Decode(path string, data []byte) (Profile, *factsheet.Document, error) {
	var d document
	doc, err := factsheet.Decode(path, data, &d)
	if err != nil {
		return Profile{}, doc, err
	}
	r := reader{doc: doc}
	p := r.profile(&d)
	if len(r.problems) == 0 {
		r.validate(p)
	}
	if len(r.problems) > 0 {
		return Profile{}, doc, r.problems
	}
	return p, doc, nil
}

type reader struct {
	doc      *factsheet.Document
	problems factsheet.Problems
}

func (r *reader) add(key, message, hint string) {
	r.problems = append(r.problems, r.doc.Problem(key, message, hint))
}

func (r *reader) profile(d *document) Profile {
	if d.Schema != Schema {
		r.add("schema", "is not "+Schema, `schema = "`+Schema+`"`)
	}
	if strings.TrimSpace(d.Name) == "" {
		r.add("name", "is missing", `name = "web shop"`)
	}
	p := Profile{Name: d.Name, Slot: r.span("slot", d.Slot, true), Counted: d.Counted, Coverage: 1, Notes: d.Notes,
		Weights: d.Weights, Dispersion: d.Dispersion, Duration: d.Duration.value(), ResponseBytes: d.ResponseBytes.value()}
	if d.Coverage != nil {
		p.Coverage = *d.Coverage
	}
	if d.Dispersion != nil {
		p.DispersionWindow = r.span("dispersion_window", d.DispersionWindow, true)
	} else if d.DispersionWindow != "" {
		r.add("dispersion_window", "is given without dispersion", "")
	}
	if d.Start != "" {
		start, err := time.Parse(time.RFC3339Nano, d.Start)
		if err != nil || start.IsZero() {
			r.add("start", "is no time with a zone", `start = "2026-05-04T00:00:00Z"`)
		}
		p.Start = start.UTC()
	}
	if b := d.Burst; b != nil {
		p.Burst = &Burst{On: r.span("burst.on", b.On, true), Off: r.span("burst.off", b.Off, true), Factor: b.Factor}
	}
	for i, g := range d.Gaps {
		if g.First < 0 || g.Slots < 0 || g.First > MaxSlots || g.Slots > MaxSlots {
			r.add(factsheet.JoinIndex("gap", i), "lies outside the period", "")
			continue
		}
		p.Gaps = append(p.Gaps, Gap{First: int(g.First), Slots: int(g.Slots), Reason: g.Reason})
	}
	if s := d.Source; s != nil {
		p.Source = Source{Kind: s.Kind, Where: s.Where, Digest: s.Digest, Counts: Counts{Read: s.Read, Taken: s.Taken}}
		for _, k := range s.Skipped {
			p.Source.Counts.Skipped = append(p.Source.Counts.Skipped, Skip(k))
		}
	}
	return p
}

func (r *reader) span(key, text string, needed bool) time.Duration {
	if text == "" {
		if needed {
			r.add(key, "is missing", key[strings.LastIndexByte(key, '.')+1:]+` = "1h"`)
		}
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		r.add(key, "is no length of time", `"1h", "5m" or "30s"`)
		return 0
	}
	return d
}

func (d *distDoc) value() *Distribution {
	if d == nil {
		return nil
	}
	out := &Distribution{Count: d.Count, Unit: d.Unit, Mean: d.Mean, StdDev: d.StdDev, Method: d.Method}
	for _, q := range d.Quantiles {
		out.Quantiles = append(out.Quantiles, Quantile(q))
	}
	return out
}

// validate gives the problems of the profile their places: each begins with the
// key it is about.
func (r *reader) validate(p Profile) {
	err := p.Validate()
	if err == nil {
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		key, message, _ := strings.Cut(line, ": ")
		r.add(key, message, "")
	}
}
