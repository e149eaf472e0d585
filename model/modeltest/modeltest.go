// Package modeltest answers a scenario written in a test or kept in a folder, on
// the price sheets and the rule book this program ships.
package modeltest

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/sovereignty"
)

// Compare answers the scenario text, whose file is called name. Load profiles in
// files are not there.
func Compare(t testing.TB, name, text string) *model.Comparison {
	t.Helper()
	return read(t, fstest.MapFS{name: {Data: []byte(text)}}, name, nil)
}

// Example answers a scenario of the folder dir, with some keys set to other
// values. Load profiles are read from the folder.
func Example(t testing.TB, dir, name string, set ...scenario.Setting) *model.Comparison {
	t.Helper()
	return read(t, os.DirFS(dir), name, set)
}

func read(t testing.TB, files fs.FS, name string, set []scenario.Setting) *model.Comparison {
	t.Helper()
	s, err := scenario.LoadWith(files, name, set)
	if err != nil {
		t.Fatal(err)
	}
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return Answer(t, s, lib, files)
}

// Answer answers a scenario on a library, with load profiles from files.
func Answer(t testing.TB, s *scenario.Scenario, lib *pricing.Library, files fs.FS) *model.Comparison {
	t.Helper()
	rules, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p, err := model.Profile(s, func(name string) (traffic.Profile, error) {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return traffic.Profile{}, err
		}
		profile, _, err := traffic.Decode(name, data)
		return profile, err
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := model.Compare(s, model.Sources{Library: lib, Rules: rules, Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
