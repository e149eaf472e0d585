package cli

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/reports"
)

// scenario reads a scenario file; problems carry the path as the user wrote it.
func (a *app) scenario(file string, settings ...scenario.Setting) (*scenario.Scenario, error) {
	dir, name := filepath.Split(file)
	if dir == "" {
		dir = "."
	}
	if info, err := os.Stat(file); err == nil {
		if info.IsDir() {
			return nil, usageError(fmt.Errorf("%s: is a folder, not a scenario file", file))
		}
		if to, err := os.Stat(a.out); a.out != "" && err == nil && os.SameFile(info, to) {
			return nil, usageError(fmt.Errorf("-o %s: is the scenario itself, which the answer would replace; name another file", a.out))
		}
	}
	s, err := scenario.LoadWith(os.DirFS(dir), name, settings)
	if err != nil {
		return nil, usageError(withFolder(filepath.Clean(dir), err))
	}
	if a.asOf != "" {
		d, err := factsheet.ParseDate(a.asOf)
		if err != nil {
			return nil, usageError(fmt.Errorf("--as-of: %w", err))
		}
		s.AsOf = d
	}
	if a.fx != nil {
		s.FX = a.fx
	}
	if a.change != nil {
		a.change(s)
	}
	s.Path = filepath.ToSlash(filepath.Clean(file))
	return s, nil
}

// comparison reads the question and everything it needs, and answers it.
func (a *app) comparison(file string) (*model.Comparison, error) { return a.comparisonWith(file, nil) }

// comparisonWith is the comparison with some keys of the scenario set to other
// values.
func (a *app) comparisonWith(file string, settings []scenario.Setting) (*model.Comparison, error) {
	done := a.progress("comparing options")
	defer done()
	s, err := a.scenario(file, settings...)
	if err != nil {
		return nil, err
	}
	lib, err := a.library()
	if err != nil {
		return nil, err
	}
	if !a.lawOnly {
		if lib, err = a.onDay(lib, s.AsOf); err != nil {
			return nil, err
		}
	}
	rules, err := a.ruleBook()
	if err != nil {
		return nil, err
	}
	dir := filepath.Dir(file)
	levels, err := a.lockIn()
	if err != nil {
		return nil, err
	}
	profile, err := profileOf(s, file)
	if err != nil {
		return nil, usageError(err)
	}
	c, err := model.Compare(s, model.Sources{Library: lib, Rules: rules, Profile: profile, LockIn: levels})
	if err != nil {
		return nil, usageError(inFolder(dir, err))
	}
	return c, nil
}

// inFolder completes the file name of a single problem, too.
func inFolder(dir string, err error) error {
	if p, ok := err.(factsheet.Problem); ok {
		err = factsheet.Problems{p}
	}
	return withFolder(dir, err)
}

// profileOf reads the load a scenario file asks for.
func profileOf(s *scenario.Scenario, file string) (traffic.Profile, error) {
	dir := filepath.Dir(file)
	p, err := model.Profile(s, func(name string) (traffic.Profile, error) { return readProfile(dir, name) })
	if err != nil {
		return p, inFolder(dir, err)
	}
	return p, nil
}

func readProfile(dir, name string) (traffic.Profile, error) {
	if path.IsAbs(name) {
		return traffic.Profile{}, fmt.Errorf("%s: write the path relative to the scenario", name)
	}
	return openProfile(filepath.Join(dir, filepath.FromSlash(name)))
}

// progress says what is being done once it has taken a second; the returned
// function ends it.
func (a *app) progress(what string) func() {
	t := time.AfterFunc(time.Second, func() { a.say("%s ...", what) })
	return func() { t.Stop() }
}

// tool is the provenance every report begins with.
func tool() reports.Provenance { return reports.Provenance{Tool: "sovcost", Version: Version()} }

// finish writes the report first and gives the verdict last.
func (a *app) finish(r *reports.Report, v error) error {
	if err := a.write(r); err != nil {
		return err
	}
	return v
}
