package model_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/sovereignty"
)

// FuzzScenario: any bytes are a scenario or a list of problems, never a panic;
// what is a scenario is answered or refused, and no total is below 0.
func FuzzScenario(f *testing.F) {
	files, err := filepath.Glob("../testdata/*.toml")
	if err != nil || len(files) == 0 {
		f.Fatal("no seeds", err)
	}
	bad, err := filepath.Glob("../testdata/bad/scenario/*.toml")
	if err != nil || len(bad) == 0 {
		f.Fatal("no bad seeds", err)
	}
	for _, file := range append(files, bad...) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	lib, err := pricing.LoadLibrary(os.DirFS("../testdata/worked/sheets"), false)
	if err != nil {
		f.Fatal(err)
	}
	rules, err := sovereignty.Embedded()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fsys := fstest.MapFS{"f.toml": {Data: data}, "include-broken.part": {Data: []byte("[workload]\nmemory = \"1GiB\"\n")}}
		s, err := scenario.Load(fsys, "f.toml")
		if err != nil {
			requirePlaced(t, err)
			return
		}
		profile, err := model.Profile(s, func(string) (traffic.Profile, error) { return traffic.Profile{}, errors.New("no files here") })
		if err != nil {
			return
		}
		c, err := model.Compare(s, model.Sources{Library: lib, Rules: rules, Profile: profile})
		if err != nil {
			return
		}
		for _, o := range c.Options {
			if o.Total.OK() && o.Monthly.Sign() < 0 {
				t.Fatalf("%s costs %s", o.ID, o.Monthly)
			}
		}
	})
}

func requirePlaced(t *testing.T, err error) {
	t.Helper()
	var ps factsheet.Problems
	if !errors.As(err, &ps) || len(ps) == 0 {
		t.Fatalf("not a list of problems: %v", err)
	}
	for _, p := range ps {
		if p.Pos.File == "" || p.Message == "" {
			t.Fatalf("a problem without place or words: %#v", p)
		}
	}
}
