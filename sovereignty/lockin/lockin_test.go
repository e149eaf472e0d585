package lockin

import (
	"testing"
	"testing/fstest"
)

func TestEmbedded(t *testing.T) {
	table, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	services := table.Services()
	if len(services) != 14 {
		t.Fatalf("%d services", len(services))
	}
	for i, s := range services {
		if i > 0 && services[i-1].Level > s.Level {
			t.Errorf("%s stands after a higher level", s.ID)
		}
		if table.LevelLabel(s.Level) == "" {
			t.Errorf("level %d has no words", s.Level)
		}
	}
	s, err := table.Service("database-sql-managed")
	if err != nil || s.Level != 1 || s.ChangeLow.String() != "0.05" || s.ChangeHigh.String() != "0.1" {
		t.Errorf("%+v, %v", s, err)
	}
	_, err = table.Service("queue-propietary")
	if err == nil || err.Error() != `service kind "queue-propietary" is not known; did you mean "queue-proprietary"?` {
		t.Error(err)
	}
}

func TestOwnLevels(t *testing.T) {
	table, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	own := `schema = "lock-in/1"
[[service]]
id = "workflow"
label = "our workflow engine"
level = 2
change_low = "0.1"
change_high = "0.2"
confidence = "medium"
reference = "migration of 2025"
`
	mine, err := table.With(fstest.MapFS{"own.toml": {Data: []byte(own)}, "rules.toml": {Data: []byte("schema = \"sovereignty/1\"\nrule = []")}})
	if err != nil {
		t.Fatal(err)
	}
	if s, _ := mine.Service("workflow"); s.Level != 2 {
		t.Error("the own level does not count")
	}
	if s, _ := table.Service("workflow"); s.Level != 4 {
		t.Error("the shipped level has changed")
	}
	bad := "schema = \"lock-in/1\"\n[[service]]\nid = \"x\"\nlabel = \"x\"\nlevel = 5\nchange_low = 0.3\nchange_high = 0.2\nconfidence = \"sure\"\n"
	_, err = table.With(fstest.MapFS{"own.toml": {Data: []byte(bad)}})
	want := `own.toml:2:3: service[0].reference: a level without a reference; try where the judgement comes from
own.toml:5:1: service[0].level: level is 5; try 0 (no lock-in) to 4 (redesign)
own.toml:6:1: service[0].change_low: the share to change is a range from 0 to 1; try change_low = "0.05" and change_high = "0.10"
own.toml:8:1: service[0].confidence: confidence is "sure"; try one of high, medium, low, none`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v", err)
	}
}
