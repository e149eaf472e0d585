package compose_test

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog/compose"
	"github.com/sovcost/sovcost/pricing/catalog/gate"
	"github.com/sovcost/sovcost/pricing/pricingtest"
)

// TestShippedSheetsPassTheGate: no shipped price is an error of the gate; what it
// warns of is counted here.
func TestShippedSheetsPassTheGate(t *testing.T) {
	warnings, rows := 0, 0
	for _, s := range library(t).Sheets() {
		r := compose.Rows(s)
		rows += len(r)
		for _, f := range gate.Check(r) {
			switch f.Level {
			case gate.Error:
				t.Errorf("%s: %s", s.Doc.Path, f)
			case gate.Warning:
				warnings++
				t.Logf("%s: %s", s.Doc.Path, f)
			}
		}
	}
	t.Logf("%d prices judged, %d warnings", rows, warnings)
	if rows < 1000 {
		t.Errorf("only %d prices were judged", rows)
	}
}

var trapHead = pricingtest.Head("acme-zrh", "USD", "") + `
[[product]]
kind = "vm"
title = "Acme"
size = [
`

const trapTail = `]
[[product.meter]]
id = "server"
quantity = "instance_time"
per = "h"
cap_times = "instances"
source = "list"
`

// TestTraps: prices typed into a sheet meet the same gate as imported ones: a
// Windows price among Linux ones, and a month cap mistaken for a month.
func TestTraps(t *testing.T) {
	for _, tt := range []struct{ name, rows, check string }{
		{"windows among linux", `  { id = "d2-v5", vcpu = "2 vCPU", memory = "8GiB", price = "0.096" },
  { id = "d4-v5", vcpu = "4 vCPU", memory = "16GiB", price = "0.192" },
  { id = "d8-v5", vcpu = "8 vCPU", memory = "32GiB", price = "0.752" },
  { id = "d16-v5", vcpu = "16 vCPU", memory = "64GiB", price = "0.768" },
`, "linear"},
		{"month cap taken for a month", `  { id = "s2", vcpu = "2 vCPU", memory = "4GiB", price = "0.0088", cap = "54.9" },
`, "month"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := pricing.ParseSheet("trap.toml", []byte(trapHead+tt.rows+trapTail))
			if err != nil {
				t.Fatal(err)
			}
			found := gate.Check(compose.Rows(s))
			for _, f := range found {
				if f.Check == tt.check && f.Line > strings.Count(trapHead, "\n") {
					t.Log(f)
					return
				}
			}
			t.Errorf("not caught: %v", found)
		})
	}
}
