// Package modeltest answers a scenario written in a test, on the price sheets and
// the rule book this program ships.
package modeltest

import (
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/sovereignty"
)

// Compare answers the scenario text, whose file is called name. Load profiles in
// files are not there.
func Compare(t testing.TB, name, text string) *model.Comparison {
	t.Helper()
	s, err := scenario.Load(fstest.MapFS{name: {Data: []byte(text)}}, name)
	if err != nil {
		t.Fatal(err)
	}
	lib, err := sheets.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	rb, err := sovereignty.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p, err := model.Profile(s, func(string) (traffic.Profile, error) { return traffic.Profile{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	c, err := model.Compare(s, model.Sources{Library: lib, Rules: rb, Profile: p})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
