package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/reports/load"
)

func (a *app) trafficCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "traffic", Short: "real load into a profile, and what a profile means",
		Example: `  sovcost traffic import log access.log.*.gz -o checkout.profile.toml
  sovcost traffic import csv requests.csv --typical-week --zone Europe/Zurich -o week.profile.toml
  sovcost traffic show checkout.profile.toml`,
		Args: unknownCommand, RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(a.trafficImportCmd(), a.trafficShowCmd())
	return cmd
}

func (a *app) trafficShowCmd() *cobra.Command {
	return &cobra.Command{Use: "show PROFILE|SCENARIO", Short: "the figures of a load that matter, with a chart",
		Example: `  sovcost traffic show checkout.profile.toml
  sovcost traffic show testdata/webshop.toml            the load of a scenario, in requests a second
  sovcost traffic show checkout.profile.toml -o load.svg
  sovcost traffic show checkout.profile.toml --format json | jq .peak_to_mean`,
		Args: withArgs(1, "one profile or scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.trafficShow(args[0]) }}
}

func (a *app) trafficShow(file string) error {
	in, err := a.loadOf(file)
	if err != nil {
		return usageError(err)
	}
	p := tool()
	p.Scenario = file
	r, err := load.Report(in, p)
	if err != nil {
		return err
	}
	if ok, err := a.picture(r); ok {
		return err
	}
	return a.write(r)
}

// loadOf reads a profile file, or the load of a scenario.
func (a *app) loadOf(file string) (model.Load, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return model.Load{}, fmt.Errorf("%s: %s", file, osMessage(err))
	}
	if factsheet.PeekSchema(data) != scenario.Schema {
		p, _, err := traffic.Decode(file, data)
		return model.Load{Profile: p}, err
	}
	s, err := a.scenario(file)
	if err != nil {
		return model.Load{}, err
	}
	p, err := profileOf(s, file)
	if err != nil {
		return model.Load{}, err
	}
	l, err := model.LoadOf(s, p)
	return l, inFolder(filepath.Dir(file), err)
}

// lazyFile opens its file when it is first read and closes it at the end, so
// that a thousand logs do not need a thousand open files.
type lazyFile struct {
	name string
	file *os.File
	end  error // what reading ended with
}

func (l *lazyFile) Read(b []byte) (int, error) {
	if l.end != nil {
		return 0, l.end
	}
	if l.file == nil {
		f, err := os.Open(l.name)
		if err != nil {
			l.end = errors.New(osMessage(err))
			return 0, l.end
		}
		l.file = f
	}
	n, err := l.file.Read(b)
	if err != nil {
		l.end = err
		l.file.Close()
	}
	return n, err
}

// parseTime reads a moment given in a flag: a day, or a time with its zone.
func parseTime(flag, text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%s %q is not a time; write 2026-11-01 or 2026-11-01T08:00:00Z", flag, text)
}

// parseZone reads a time zone by its name.
func parseZone(name string) (*time.Location, error) {
	if name == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("--zone %q is not known; write a name such as Europe/Zurich or UTC", name)
	}
	return zone, nil
}
