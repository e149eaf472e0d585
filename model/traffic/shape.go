package traffic

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// ShapeOptions adjust a named shape. Zero values mean the default of the shape,
// which [Shapes] states with its reason.
type ShapeOptions struct {
	// From and To are hours of the day, 0 to 24; From > To passes midnight.
	// For office-hours and batch-window, and the hours of a campaign.
	From, To int
	// OffPercent is the load outside office hours, or at the weekend for
	// "weekly", in percent of the busy level. Nil means the default.
	OffPercent *int
	// PeakToMean is the daily peak over the mean for diurnal and weekly,
	// above 1 and at most 1.99, the largest a daily sine can have.
	PeakToMean float64
	// PeakHour is the hour whose slot is the daily peak; nil means the default.
	PeakHour *int
	// Factor is how many times the normal load a campaign carries.
	Factor int
	// Day is the weekday of a campaign; nil means the default.
	Day *time.Weekday
	// Weights and Slot make a custom shape.
	Weights []int64
	Slot    time.Duration
}

// ShapeInfo describes a named shape.
type ShapeInfo struct {
	Name string
	Text string // what it looks like, with its defaults
	Why  string // where the defaults come from
}

// Shapes lists the named shapes. All but custom are a typical week of 168 slots
// of one hour that begins on Monday.
func Shapes() []ShapeInfo {
	const assumed = "assumed, not measured: import real load to replace it"
	return []ShapeInfo{
		{"flat", "the same load in every hour", "the shape of steady machine traffic; by definition"},
		{"office-hours", "Monday to Friday 8 to 18 at the busy level, 5 % of it otherwise", assumed},
		{"diurnal", "a daily sine, every day alike, peak 1.8 times the mean in the hour from 15", assumed},
		{"weekly", "the diurnal shape with Saturday and Sunday at 50 %", assumed},
		{"campaign", "the diurnal shape with ten times the load on Thursday 18 to 22", assumed},
		{"batch-window", "the same load every night from 1 to 5, none otherwise", assumed},
		{"custom", "the weights and the slot you give", "stated by the user"},
	}
}

// Shape builds a named shape. An unknown name, or an option that the shape
// cannot take, is an error that says what to try.
func Shape(name string, o ShapeOptions) (Profile, error) {
	if err := o.check(); err != nil {
		return Profile{}, fmt.Errorf("shape %q: %w", name, err)
	}
	p := Profile{Name: name, Slot: time.Hour, Coverage: 1, Source: Source{Kind: "shape", Where: name}}
	var err error
	switch name {
	case "flat":
		p.Weights = repeat([]int64{1}, 168)
	case "office-hours":
		p.Weights, err = officeHours(o)
	case "diurnal":
		p.Weights, err = diurnal(o)
	case "weekly":
		p.Weights, err = weekly(o)
	case "campaign":
		p.Weights, err = campaign(o)
	case "batch-window":
		p.Weights, err = batchWindow(o)
	case "custom":
		p.Weights, p.Slot = slices.Clone(o.Weights), o.Slot
		if p.Slot == 0 {
			p.Slot = time.Hour
		}
	default:
		return Profile{}, unknownShape(name)
	}
	if err == nil {
		err = p.Validate()
	}
	if err != nil {
		return Profile{}, fmt.Errorf("shape %q: %w", name, err)
	}
	return p, nil
}

func (o ShapeOptions) check() error {
	for _, h := range []int{o.From, o.To} {
		if h < 0 || h > 24 {
			return fmt.Errorf("hour %d is outside 0 to 24", h)
		}
	}
	if o.OffPercent != nil && (*o.OffPercent < 0 || *o.OffPercent > 100) {
		return fmt.Errorf("off percent %d is outside 0 to 100", *o.OffPercent)
	}
	if o.PeakHour != nil && (*o.PeakHour < 0 || *o.PeakHour > 23) {
		return fmt.Errorf("peak hour %d is outside 0 to 23", *o.PeakHour)
	}
	if o.Factor < 0 || o.Factor > 100_000 {
		return fmt.Errorf("factor %d is outside 1 to 100000", o.Factor)
	}
	if o.Day != nil && (*o.Day < 0 || *o.Day > 6) {
		return fmt.Errorf("day %d is not a weekday", *o.Day)
	}
	return nil
}

func unknownShape(name string) error {
	var names []string
	for _, s := range Shapes() {
		names = append(names, s.Name)
	}
	best := ""
	if len(name) <= 64 {
		best = factsheet.Suggest(name, names)
	}
	for _, n := range names {
		if best == "" && len(name) > 2 && strings.HasPrefix(n, strings.ToLower(name)) {
			best = n
		}
	}
	if best != "" {
		return fmt.Errorf("shape %.64q is unknown; did you mean %q?", name, best)
	}
	return fmt.Errorf("shape %.64q is unknown; try one of %s", name, strings.Join(names, ", "))
}
