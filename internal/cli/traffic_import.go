package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // time zones by name, also where the system has no list of them

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/reports/load"
	"github.com/sovcost/sovcost/reports/output"
)

// importOptions are the flags every source shares.
type importOptions struct {
	name, zone string
	slot       time.Duration
	from, to   string
	reshape
}

// reshape is what is done with a profile after it was read.
type reshape struct {
	week, fill bool
	year       int
	season     string
	growth     string
}

func (a *app) trafficImportCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "import", Short: "read requests from logs, exports, metrics or databases into a profile",
		Long: `Reads requests from where they are and writes a profile: counts per slot, kept to
the request, with gaps, burstiness, durations and sizes where the source has them.
Time without data is a gap, never a zero.`,
		Example: `  sovcost traffic import log access.log.*.gz -o checkout.profile.toml
  sovcost traffic import csv elb.csv --interval 5m --slot 1h -o elb.profile.toml
  sovcost traffic import prometheus http://localhost:9090 'http_requests_total{job="web"}' --from 2026-10-01 --to 2026-11-01
  sovcost traffic import sql postgres://db/shop --table requests --time-column at --from 2026-10-01 --to 2026-11-01
  sovcost traffic import profile raw.profile.toml --typical-week --zone Europe/Zurich -o week.profile.toml`,
		Args: unknownCommand, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.importCSVCmd(), a.importLogCmd(), a.importAzureCmd(), a.importAzureCallsCmd(), a.importPrometheusCmd(), a.importSQLCmd(), a.importProfileCmd())
	return cmd
}

// flags adds the shared flags; period adds --from and --to.
func (o *importOptions) flags(cmd *cobra.Command, period bool) {
	f := cmd.Flags()
	f.StringVar(&o.name, "name", "", "name of the profile (default: the source's name)")
	f.DurationVar(&o.slot, "slot", 0, "length of a slot, for example 5m or 1h (default: what the source suggests)")
	f.StringVar(&o.zone, "zone", "", "time zone of times without one, and of --typical-week, for example Europe/Zurich (default UTC)")
	f.BoolVar(&o.week, "typical-week", false, "fold the load onto one typical week")
	f.BoolVar(&o.fill, "fill", false, "put the mean of the same time of the week into gaps, and say so")
	f.IntVar(&o.year, "year", 0, "lay the typical week over this year of hours")
	f.StringVar(&o.season, "season", "", "with --year: twelve weights from January, for example 100,100,110,100,100,90,80,80,100,110,140,180")
	f.StringVar(&o.growth, "growth", "", "with --year: growth a year, for example 20%")
	if period {
		f.StringVar(&o.from, "from", "", "begin of the period, for example 2026-10-01")
		f.StringVar(&o.to, "to", "", "end of the period, itself not included")
	}
}

// bounds are the period and the zone of the flags.
func (o *importOptions) bounds() (from, to time.Time, zone *time.Location, err error) {
	if zone, err = parseZone(o.zone); err != nil {
		return from, to, nil, err
	}
	in := zone
	if in == nil {
		in = time.UTC
	}
	if o.from == "" || o.to == "" {
		return from, to, zone, fmt.Errorf("a period is needed; add --from 2026-10-01 --to 2026-11-01")
	}
	if from, err = parseTime("--from", o.from, in); err != nil {
		return from, to, zone, err
	}
	if to, err = parseTime("--to", o.to, in); err != nil {
		return from, to, zone, err
	}
	if !from.Before(to) {
		err = fmt.Errorf("the period is empty: it begins %s and ends %s", o.from, o.to)
	}
	return from, to, zone, err
}

// imported reshapes a profile and writes it; what was read is told on stderr.
func (a *app) imported(p traffic.Profile, o *importOptions, source string) error {
	p.Name = o.name
	if o.name == "" {
		p.Name = baseName(source)
	}
	p, err := o.apply(p)
	if err != nil {
		return usageError(err)
	}
	data, err := traffic.Encode(p)
	if err != nil {
		return usageError(err)
	}
	write := func(w io.Writer) error { _, err := io.Copy(w, bytes.NewReader(data)); return err }
	if a.out != "" {
		err = output.Write(a.out, write)
	} else {
		err = write(a.env.Stdout)
	}
	if err != nil {
		return err
	}
	a.say("%s", load.Sentence(p))
	for _, n := range p.Notes {
		a.say("note: %s", n)
	}
	for _, g := range firstGaps(p) {
		a.say("gap: %s", g)
	}
	return nil
}

// mostGaps is how many gaps are told one by one.
const mostGaps = 5

func firstGaps(p traffic.Profile) []string {
	var out []string
	for i, g := range p.Gaps {
		if i == mostGaps {
			return append(out, fmt.Sprintf("%d more", len(p.Gaps)-i))
		}
		out = append(out, load.Gap(p, g))
	}
	return out
}

// baseName is a file's name without folder and endings.
func baseName(file string) string {
	name := filepath.Base(file)
	for _, end := range []string{".gz", ".zst", ".txt", ".jsonl", ".toml", ".profile", ".csv", ".log", ".json"} {
		name = strings.TrimSuffix(name, end)
	}
	if name == "" || name == "-" || name == "." {
		return "load"
	}
	return name
}

func (r reshape) apply(p traffic.Profile, zone *time.Location) (traffic.Profile, error) {
	var err error
	if r.week || r.year != 0 {
		if p, err = traffic.TypicalWeek(p, zone); err != nil {
			return p, err
		}
	}
	if r.fill || r.year != 0 {
		p = p.Filled()
	}
	if r.year == 0 {
		if r.season != "" || r.growth != "" {
			return p, fmt.Errorf("--season and --growth shape a year; add --year 2027")
		}
		return p, nil
	}
	season := traffic.EvenSeason()
	if r.season != "" {
		if season, err = parseSeason(r.season); err != nil {
			return p, err
		}
	}
	growth := 0.0
	if r.growth != "" {
		text, percent := strings.CutSuffix(strings.TrimSpace(r.growth), "%")
		if growth, err = strconv.ParseFloat(strings.TrimSpace(text), 64); err != nil || !percent {
			return p, fmt.Errorf("--growth %q is not a growth; write for example 20%%", r.growth)
		}
		growth /= 100
	}
	return traffic.Year(p, r.year, season, growth)
}

func (o *importOptions) apply(p traffic.Profile) (traffic.Profile, error) {
	zone, err := parseZone(o.zone)
	if err != nil {
		return p, err
	}
	return o.reshape.apply(p, zone)
}

func parseSeason(text string) (traffic.Season, error) {
	s := traffic.Season{Name: text}
	parts := strings.Split(text, ",")
	if len(parts) != 12 {
		return s, fmt.Errorf("--season has %d weights; write twelve, from January to December", len(parts))
	}
	for i, part := range parts {
		n, err := strconv.ParseInt(strings.TrimSpace(part), 10, 64)
		if err != nil {
			return s, fmt.Errorf("--season: %q is not a whole number", part)
		}
		s.Months[i] = n
	}
	return s, nil
}

// interruptible ends with Ctrl-C.
func interruptible() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt)
}

// opened are the files of the command line; "-" is the standard input.
func (a *app) opened(name string) io.Reader {
	if name == "-" {
		return a.env.Stdin
	}
	return &lazyFile{name: name}
}
