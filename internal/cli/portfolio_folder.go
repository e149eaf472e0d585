package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/portfolio"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/sovereignty"
	"github.com/sovcost/sovcost/sovereignty/lockin"
)

// scenariosIn lists the scenarios of a folder and below it, in the order of their
// paths. Files that cannot be read are problems; documents that are no scenarios
// (profiles, price sheets, settings) are named and left out.
func (a *app) scenariosIn(dir string) (*portfolio.Table, []string, error) {
	t := &portfolio.Table{File: dir}
	b, err := a.shelf()
	if err != nil {
		return nil, nil, err
	}
	var problems []string
	others := map[string]int{} // kinds of documents that are no scenarios
	err = filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
		switch {
		case a.stop() != nil:
			return a.stop()
		case err != nil:
			problems = append(problems, fmt.Sprintf("%s: %s", file, osMessage(err)))
			return nil
		case d.IsDir() && file != dir && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case d.IsDir() || strings.ToLower(filepath.Ext(file)) != ".toml" || strings.HasPrefix(d.Name(), ".") || d.Name() == "sovcost.toml":
			if strings.EqualFold(filepath.Ext(file), ".csv") {
				a.say("%s: left out; price it with --template", file)
			}
			return nil
		}
		rows, other, err := a.scenarioRows(b, file)
		if other != "" {
			others[other]++
		}
		if err != nil {
			problems = append(problems, firstProblem(file, err))
		}
		t.Rows = append(t.Rows, rows...)
		return nil
	})
	for _, k := range slices.Sorted(maps.Keys(others)) {
		a.say("%s: left out, because they are no scenarios: %d of %s", dir, others[k], k)
	}
	if err == nil && len(t.Rows) == 0 && len(problems) == 0 {
		err = fmt.Errorf("%s: no scenarios (*.toml) in this folder; sovcost init writes one", dir)
	}
	if err == nil && len(t.Rows) == 0 {
		err = errors.New(strings.Join(problems, "\n"))
	}
	return t, problems, err
}

// firstProblem is one line for a file with problems.
func firstProblem(file string, err error) string {
	first, more, _ := strings.Cut(err.Error(), "\n")
	if !strings.HasPrefix(first, file) {
		first = file + ": " + first
	}
	if more != "" {
		first += fmt.Sprintf(" (and %d more: sovcost validate %s)", strings.Count(more, "\n")+1, file)
	}
	return first
}

var schemaLine = regexp.MustCompile(`(?m)^schema\s*=\s*["']([a-z-]+)/([0-9]+)["']`)

// notScenarios are the schemas of other documents that may lie beside scenarios.
var notScenarios = []string{"price-sheet", "contract", "vat-rates", "usage", "profile", "bill-map", "sovereignty", "lock-in", "framework", "framework-answers", "cases", "recipe"}

// scenarioRows are the workloads of a scenario file; other is the kind of a
// document that is none.
func (a *app) scenarioRows(b *shelf, file string) (rows []portfolio.Row, other string, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, "", fmt.Errorf("%s: %s", file, osMessage(err))
	}
	if m := schemaLine.FindSubmatch(data); m != nil && slices.Contains(notScenarios, string(m[1])) {
		return nil, string(m[1]) + "/" + string(m[2]), nil
	}
	s, err := a.scenario(file)
	if err != nil {
		return nil, "", err
	}
	each := s.Each()
	for _, one := range each {
		name := one.Name
		if len(each) > 1 || name == "" {
			name = one.Workload.Name
		}
		rows = append(rows, portfolio.Row{File: file, Name: name, Answer: func() (*model.Comparison, error) {
			profile, err := profileOf(one, file)
			if err != nil {
				return nil, err
			}
			return b.compare(one, filepath.Dir(file), profile, nil)
		}})
	}
	return rows, "", nil
}

// shelf holds what every comparison of a portfolio reads, once: price sheets by
// day, rules and lock-in levels.
type shelf struct {
	a      *app
	lib    *pricing.Library
	rules  *sovereignty.RuleBook
	levels *lockin.Table

	lock  sync.Mutex
	byDay map[factsheet.Date]*pricing.Library
}

func (a *app) shelf() (*shelf, error) {
	b := &shelf{a: a, byDay: map[factsheet.Date]*pricing.Library{}}
	var err error
	if b.lib, err = a.library(); err != nil {
		return nil, err
	}
	if b.rules, err = a.ruleBook(); err != nil {
		return nil, err
	}
	b.levels, err = a.lockIn()
	return b, err
}

// on is the library as it was on a day; several goroutines ask.
func (b *shelf) on(day factsheet.Date) (*pricing.Library, error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	if lib := b.byDay[day]; lib != nil {
		return lib, nil
	}
	lib, err := b.a.onDay(b.lib, day)
	if err == nil {
		b.byDay[day] = lib
	}
	return lib, err
}

// compare answers a scenario with what is on the shelf.
func (b *shelf) compare(s *scenario.Scenario, dir string, profile traffic.Profile, sizes model.Sizes) (*model.Comparison, error) {
	lib, err := b.on(s.AsOf)
	if err != nil {
		return nil, err
	}
	c, err := model.Compare(s, model.Sources{Library: lib, Rules: b.rules, Profile: profile, LockIn: b.levels, Sizes: sizes})
	return c, inFolder(dir, err)
}
