package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/model/traffic/accesslog"
	"github.com/sovcost/sovcost/model/traffic/azuretrace"
	"github.com/sovcost/sovcost/model/traffic/tables"
)

func (a *app) importCSVCmd() *cobra.Command {
	var o importOptions
	var t tables.Options
	var comma, repeats, start string
	cmd := &cobra.Command{Use: "csv FILE", Short: "a table: one row per request, or counts per interval (CloudWatch, ELB, any meter)",
		Example: `  sovcost traffic import csv requests.csv --slot 5m -o checkout.profile.toml
  sovcost traffic import csv elb.csv --time-column timestamp --count-column value --interval 5m -o elb.profile.toml
  sovcost traffic import csv counts.txt --series --interval 1h --start 2026-10-01 -o hours.profile.toml`,
		Args: withArgs(1, "one table, or - for the standard input")}
	o.flags(cmd, false)
	f := cmd.Flags()
	f.StringVar(&t.TimeColumn, "time-column", "", "column of the times, by header or number (default: found by its name)")
	f.StringVar(&t.CountColumn, "count-column", "", `column of the counts; "-" when each row is one request`)
	f.StringVar(&t.DurationColumn, "duration-column", "", "column of the time a request took")
	f.StringVar(&t.BytesColumn, "bytes-column", "", "column of the size of the response")
	f.DurationVar(&t.DurationUnit, "duration-unit", 0, "one unit of the duration column, for example 1ms (default 1s)")
	f.DurationVar(&t.Interval, "interval", 0, "length of a row of counts (default: the shortest step between two rows)")
	f.StringVar(&repeats, "repeats", "", "two rows for one interval: refuse, sum, first or last (default refuse)")
	f.BoolVar(&t.Series, "series", false, "one count per line, without times")
	f.StringVar(&start, "start", "", "with --series: time of the first line (default: a typical period from Monday)")
	f.StringVar(&comma, "comma", "", "what separates columns: , ; or tab (default: found out)")
	f.StringVar(&t.Layout, "layout", "", `other times, in Go's notation, for example "02 Jan 2006 15:04"`)
	f.DurationVar(&t.GapAfter, "gap-after", 0, "silence of this length is a gap, for rows of single requests")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		if err := tableOptions(&t, &o, comma, repeats, start); err != nil {
			return usageError(err)
		}
		return a.importCSV(args[0], &o, t)
	}
	return cmd
}

func tableOptions(t *tables.Options, o *importOptions, comma, repeats, start string) (err error) {
	t.Slot = o.slot
	if t.Zone, err = parseZone(o.zone); err != nil {
		return err
	}
	zone := t.Zone
	if zone == nil {
		zone = time.UTC
	}
	if t.SeriesStart, err = parseTime("--start", start, zone); err != nil {
		return err
	}
	switch comma {
	case "":
	case ",", ";":
		t.Comma = comma[0]
	case "tab", "\t", `\t`:
		t.Comma = '\t'
	default:
		return fmt.Errorf("--comma %q is not one of , ; and tab", comma)
	}
	switch t.Repeats = tables.Repeats(repeats); t.Repeats {
	case "", tables.Refuse, tables.Sum, tables.First, tables.Last:
		return nil
	}
	return fmt.Errorf("--repeats %q is not one of refuse, sum, first and last", repeats)
}

func (a *app) importCSV(file string, o *importOptions, t tables.Options) error {
	done := a.progress("reading " + file)
	p, err := tables.Import(file, a.opened(file), t)
	done()
	if err != nil {
		return usageError(err)
	}
	return a.imported(p, o, file)
}

func (a *app) importLogCmd() *cobra.Command {
	var o importOptions
	var l accesslog.Options
	var layout string
	cmd := &cobra.Command{Use: "log FILE...", Short: "web access logs: common, combined, JSON lines, AWS load balancers; plain, gzip or zstd",
		Example: `  sovcost traffic import log access.log.*.gz -o checkout.profile.toml
  sovcost traffic import log app.jsonl --time-field ts --duration-field took --duration-unit 1ms -o app.profile.toml
  zcat old.gz | sovcost traffic import log - --slot 5m -o old.profile.toml`,
		Args: someFiles("one or more logs, or - for the standard input")}
	o.flags(cmd, false)
	f := cmd.Flags()
	f.StringVar(&layout, "log-format", "", "combined, json, alb or elb (default: found out for each file)")
	f.Float64Var(&l.MaxBad, "max-bad", 0, "share of unreadable lines above which the log is refused (default 0.05)")
	f.DurationVar(&l.GapAfter, "gap-after", 0, "silence of this length is a gap (default: never)")
	f.StringVar(&l.TimeField, "time-field", "", "JSON key of the time")
	f.StringVar(&l.DurationField, "duration-field", "", `JSON key of the duration; "last" for the last word of a combined line`)
	f.StringVar(&l.BytesField, "bytes-field", "", "JSON key of the size of the response")
	f.DurationVar(&l.DurationUnit, "duration-unit", 0, "one unit of the duration, for example 1ms (default 1s)")
	cmd.RunE = func(_ *cobra.Command, files []string) (err error) {
		l.Slot, l.Format, l.Name = o.slot, accesslog.Format(layout), baseName(files[0])
		switch l.Format {
		case accesslog.Detect, accesslog.Combined, accesslog.JSON, accesslog.ALB, accesslog.ELB:
		default:
			return usageError(fmt.Errorf("--log-format %q is not one of combined, json, alb and elb", layout))
		}
		if l.Zone, err = parseZone(o.zone); err != nil {
			return usageError(err)
		}
		return a.importLog(files, &o, l)
	}
	return cmd
}

func (a *app) importLog(files []string, o *importOptions, l accesslog.Options) error {
	var in []accesslog.Input
	for _, name := range files {
		in = append(in, accesslog.Input{Name: name, Reader: a.opened(name)})
	}
	ctx, stop := interruptible()
	defer stop()
	done := a.progress(fmt.Sprintf("reading %d logs", len(files)))
	p, err := accesslog.Import(ctx, in, l)
	done()
	if err != nil {
		return usageError(err)
	}
	return a.imported(p, o, files[0])
}

func (a *app) importAzureCmd() *cobra.Command {
	var o importOptions
	var z azuretrace.Options
	var durations, memory []string
	var start string
	cmd := &cobra.Command{Use: "azure2019 INVOCATIONS...", Short: "Azure Functions trace of 2019: calls per minute, one file a day",
		Example: `  sovcost traffic import azure2019 invocations_per_function_md.anon.d01.csv --durations function_durations_percentiles.anon.d01.csv -o azure.profile.toml
  sovcost traffic import azure2019 invocations_*.csv --function 0a1b2c --slot 5m -o one.profile.toml`,
		Args: someFiles("one file of invocations per day, in order")}
	o.flags(cmd, false)
	azureFlags(cmd, &z, &start)
	cmd.Flags().StringArrayVar(&durations, "durations", nil, "file of durations, one per day")
	cmd.Flags().StringArrayVar(&memory, "memory", nil, "file of memory, one per day")
	cmd.RunE = func(_ *cobra.Command, files []string) (err error) {
		z.Slot, z.Name = o.slot, baseName(files[0])
		if z.Start, err = parseTime("--start", start, time.UTC); err != nil {
			return usageError(err)
		}
		done := a.progress("reading the trace")
		t, err := azuretrace.Import2019(azuretrace.Files2019{Invocations: a.azureInputs(files), Durations: a.azureInputs(durations), Memory: a.azureInputs(memory)}, z)
		done()
		if err != nil {
			return usageError(err)
		}
		a.say("%d functions and days were added up", t.Functions)
		if t.MemoryMB != nil {
			a.say("allocated memory: mean %.4g MB", t.MemoryMB.Mean)
		}
		return a.imported(t.Profile, &o, files[0])
	}
	return cmd
}

func (a *app) importAzureCallsCmd() *cobra.Command {
	var o importOptions
	var z azuretrace.Options
	var start string
	cmd := &cobra.Command{Use: "azure2021 CALLS...", Short: "Azure Functions trace of 2021: one row per call",
		Example: `  sovcost traffic import azure2021 AzureFunctionsInvocationTraceForTwoWeeksJan2021.txt --start 2021-01-31 -o azure.profile.toml`,
		Args:    someFiles("one or more files of calls")}
	o.flags(cmd, false)
	azureFlags(cmd, &z, &start)
	cmd.RunE = func(_ *cobra.Command, files []string) (err error) {
		z.Slot, z.Name = o.slot, baseName(files[0])
		if z.Start, err = parseTime("--start", start, time.UTC); err != nil {
			return usageError(err)
		}
		done := a.progress("reading the trace")
		t, err := azuretrace.Import2021(a.azureInputs(files), z)
		done()
		if err != nil {
			return usageError(err)
		}
		a.say("%d functions were added up", t.Functions)
		return a.imported(t.Profile, &o, files[0])
	}
	return cmd
}

func azureFlags(cmd *cobra.Command, z *azuretrace.Options, start *string) {
	cmd.Flags().StringVar(&z.App, "app", "", "only the app whose hash begins so")
	cmd.Flags().StringVar(&z.Function, "function", "", "only the function whose hash begins so")
	cmd.Flags().StringVar(start, "start", "", "day the trace begins (default: a period without a date)")
}

func (a *app) azureInputs(files []string) []azuretrace.Input {
	var in []azuretrace.Input
	for _, name := range files {
		in = append(in, azuretrace.Input{Name: name, Reader: a.opened(name)})
	}
	return in
}

func (a *app) importProfileCmd() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{Use: "profile FILE", Short: "another form of a profile: longer slots, a typical week, a year",
		Example: `  sovcost traffic import profile raw.profile.toml --typical-week --zone Europe/Zurich -o week.profile.toml
  sovcost traffic import profile week.profile.toml --year 2027 --growth 20% -o year.profile.toml`,
		Args: withArgs(1, "one profile file")}
	o.flags(cmd, false)
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		p, err := openProfile(args[0])
		if err == nil && o.slot > 0 {
			p, err = p.Resample(o.slot)
		}
		if err != nil {
			return usageError(err)
		}
		return a.imported(p, &o, p.Name)
	}
	return cmd
}

// someFiles wants at least one argument.
func someFiles(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return withArgs(1, what)(cmd, args)
	}
}
