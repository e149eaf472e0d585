package check_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/check"
	"github.com/sovcost/sovcost/reports/sarif"
	"github.com/sovcost/sovcost/reports/text"
)

const office = `schema = "scenario/1"
name = "office"
as_of = 2026-11-23
currency = "CHF"
sector = ["public_cantonal"]
[[fx]]
from = "USD"
to = "CHF"
rate = "0.81"
as_of = 2026-11-20
source = "made up for a test"
[[fx]]
from = "EUR"
to = "CHF"
rate = "0.94"
as_of = 2026-11-20
source = "made up for a test"
[workload]
requests = "1M requests/month"
duration = "100ms"
memory = "512MiB"
http = false
[isolation]
required = "microvm"
[data]
personal = true
subject_law = ["FADP"]
classes = ["official_secret"]
[facts]
"transfer.tool" = "none"
"recipient.dpf.swiss_us" = "none"
"placement.backup" = ["@region"]
"placement.failover" = ["@region"]
"placement.admin_access" = ["@region"]
"subprocessors.location" = ["@region"]
"crypto.provider_can_decrypt" = true
[candidates]
sheets = ["aws-us-east-1", "exoscale-ch-dk-2"]
kinds = ["vm", "function"]
`

func data(t *testing.T, file string) (check.Data, *reports.Report) {
	t.Helper()
	c := modeltest.Compare(t, "office.toml", file)
	r, err := check.Report(c, c.Options, reports.Provenance{Tool: "sovcost", Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return r.Data.(check.Data), r
}

// Every option stands in the matrix with a finding for each rule that reaches it,
// each with facts or missing facts, and every fact says where it comes from.
func TestEveryFindingHasItsGround(t *testing.T) {
	d, r := data(t, office)
	if len(d.Options) < 3 {
		t.Fatalf("%d options", len(d.Options))
	}
	seen := map[string]bool{}
	for _, o := range d.Options {
		for _, f := range o.Findings {
			seen[f.Verdict] = true
			if len(f.Facts)+len(f.Missing) == 0 {
				t.Errorf("%s, %s: %s rests on nothing", o.ID, f.Rule, f.Verdict)
			}
			for _, x := range f.Facts {
				if x.From == "" || x.Label == "" {
					t.Errorf("%s, %s: fact %s has no source", o.ID, f.Rule, x.Name)
				}
			}
			if f.Verdict == "unknown" && len(f.Missing) == 0 {
				t.Errorf("%s, %s is unknown and names no missing fact", o.ID, f.Rule)
			}
		}
	}
	if !seen["fail"] || !seen["unknown"] {
		t.Errorf("verdicts seen: %v", seen)
	}
	if d.Counts.Fail == 0 || d.Counts.Policy != 0 {
		t.Errorf("counts %+v", d.Counts)
	}
	var out bytes.Buffer
	if err := text.Write(&out, r, text.Options{Width: 120}); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(out.String(), "\n") {
		if n := len([]rune(line)); n > 120 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// The scenario's own policy is counted apart from law and shown as such.
func TestOwnPolicyIsApart(t *testing.T) {
	d, _ := data(t, strings.Replace(office, `required = "microvm"`, `required = "own-hardware"`, 1))
	if d.Counts.Policy == 0 || d.Counts.Policy+d.Counts.Fail != len(d.Options) {
		t.Fatalf("counts %+v of %d", d.Counts, len(d.Options))
	}
	var log sarif.Log = sarif.From(d, reports.Provenance{Tool: "sovcost", Version: "test"})
	n := 0
	for _, r := range log.Runs[0].Results {
		if r.RuleID == "isolation.required" && r.Level == "error" {
			n++
		}
	}
	if n != len(d.Options) {
		t.Errorf("%d results of isolation.required, %d options", n, len(d.Options))
	}
}

// A remedy that is shown works: with its facts the same check gives the verdict.
func TestRemediesAreTried(t *testing.T) {
	d, _ := data(t, office)
	tried := 0
	for _, o := range d.Options {
		for _, f := range o.Findings {
			for _, r := range f.Remedies {
				tried++
				if len(r.Changes) == 0 || r.Verdict == f.Verdict {
					t.Errorf("%s, %s: a remedy that changes nothing: %+v", o.ID, f.Rule, r)
				}
			}
		}
	}
	if tried == 0 {
		t.Fatal("no remedy at all")
	}
	with := strings.Replace(office, `"transfer.tool" = "none"`, `"transfer.tool" = "scc_swiss_addendum"`, 1)
	after, _ := data(t, with)
	for _, o := range after.Options {
		for _, f := range o.Findings {
			if f.Rule == "ch.fadp.us_dpf" && f.Verdict != "conditions" {
				t.Errorf("%s: %s after the transfer tool was agreed", o.ID, f.Verdict)
			}
		}
	}
}

// The log has what SARIF 2.1.0 demands: rule indices that fit, levels of the
// standard, lines from 1 inside the file, and stable bytes.
func TestSARIF(t *testing.T) {
	d, _ := data(t, office)
	var first, second bytes.Buffer
	if err := sarif.Write(&first, sarif.From(d, reports.Provenance{Tool: "sovcost", Version: "test"})); err != nil {
		t.Fatal(err)
	}
	d2, _ := data(t, office)
	if err := sarif.Write(&second, sarif.From(d2, reports.Provenance{Tool: "sovcost", Version: "test"})); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two runs give other bytes")
	}
	var log sarif.Log
	if err := json.Unmarshal(first.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || len(run.Results) == 0 {
		t.Fatalf("version %q, %d results", log.Version, len(run.Results))
	}
	lines := strings.Count(office, "\n")
	prints := map[string]bool{}
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("index %d is not %s", r.RuleIndex, r.RuleID)
		}
		if r.Level != "error" && r.Level != "warning" && r.Level != "note" {
			t.Errorf("level %q", r.Level)
		}
		at := r.Locations[0].Physical
		if at.Region.StartLine < 1 || at.Region.StartLine > lines || at.Region.StartColumn < 1 || at.Artifact.URI != "office.toml" {
			t.Errorf("%s at %+v", r.RuleID, at)
		}
		if prints[r.Fingerprints["sovcost/v1"]] {
			t.Errorf("fingerprint of %s used twice", r.Message.Text)
		}
		prints[r.Fingerprints["sovcost/v1"]] = true
	}
}
