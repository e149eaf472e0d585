package xlsx

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
)

// odd are scenarios unlike the examples: each key that is named replaces or
// follows those of oddBase.
var odd = []struct{ name, top, workload, load, rest string }{
	{"a load that binary numbers do not hold", "", `requests = "1.1 requests/month"`, "", ""},
	{"less than a request", "", `requests = "0.37 requests/month"`, "", ""},
	{"no request", "", `requests = "0 requests/month"`, "", ""},
	{"nothing to pay", "", `requests = "9 requests/month"`, "", "[operations]\nhourly_rate = \"0 EUR/h\"\n[candidates]\nsheets = [\"aws-eu-central-1\"]\nkinds = [\"function\"]\n"},
	{"replicas ahead of the load", "", "", "shape = \"campaign\"", "[sizing]\nautoscaler = \"knative\"\n"},
	{"replicas long ahead of the load", "", "", "shape = \"custom\"\nweights = [1, 0, 7, 3, 9]\nslot = \"1h\"", "[sizing]\nautoscaler = \"hpa\"\nlag = \"150min\"\n"},
	{"an instance that only just fits", "", `memory = "3500MiB"`, "", "[sizing]\nguest_memory = \"512MiB\"\n[[option]]\nid = \"server\"\nkind = \"vm\"\nsheet = \"hetzner-fsn1\"\nproduct = \"cx23\"\n"},
	{"nothing allowed", "", "", "", "[isolation]\nrequired = \"own-hardware\"\n"},
	{"making never pays", "", `requests = "90M requests/month"`, "", "[candidates]\nsheets = [\"hetzner-fsn1\"]\nkinds = [\"vm\", \"own\"]\n[years]\nhorizon = \"4 years\"\ndiscount = \"6.5%\"\nload_growth = \"80%\"\n[years.migration]\nvm = \"9000 EUR\"\n" + oddOwn},
	{"names that patterns match", "", "", "", "[exit]\ndata = \"1TB\"\nconversion = \"10 EUR\"\nparallel_run = \"1 month\"\n" + oddOption("b1", "function", "aws-eu-central-1", "lambda-x86") + oddOption("b?", "container", "scaleway-fr-par", "containers") + oddOption("*", "vm", "hetzner-fsn1", "")},
	{"VAT by line in yen", "rounding = \"line\"\nbuyer_country = \"DE\"", `stored = "30GB"`, "", "[vat]\ndeductible = \"33.3%\"\n"},
}

const oddOwn = `[own.basement]
country = "CH"
server = "9000 EUR"
quote_date = 2026-11-02
quote = "example"
vcpu = "32 vCPU"
memory = "128GiB"
life = "3 years"
power = "300W"
power_price = "0.25 EUR/kWh"
`

func oddOption(id, kind, sheet, product string) string {
	return fmt.Sprintf("[[option]]\nid = %q\nkind = %q\nsheet = %q\nproduct = %q\n", id, kind, sheet, product)
}

func oddScenario(t *testing.T, i int) *model.Comparison {
	t.Helper()
	x := odd[i]
	own := func(key, text string) string {
		if strings.Contains(x.workload, key+" ") {
			return ""
		}
		return key + " = " + text + "\n"
	}
	text := "schema = \"scenario/1\"\nname = \"odd\"\nas_of = 2026-11-23\ncurrency = \"EUR\"\n" + x.top + "\n" +
		"[[fx]]\nfrom = \"EUR\"\nto = \"USD\"\nrate = \"1.1652\"\nas_of = 2026-09-09\nsource = \"ECB euro reference rate\"\n" +
		"[workload]\nname = \"api\"\nduration = \"120ms\"\nvcpu = \"0.5 vCPU\"\nconcurrency = \"8\"\narch = \"x86\"\n" + own("requests", `"4M requests/month"`) + own("memory", `"512MiB"`) + x.workload + "\n"
	if x.load != "" {
		text += "[workload.load]\n" + x.load + "\n"
	}
	if !strings.Contains(x.rest, "[candidates]") {
		text += "[candidates]\nsheets = [\"aws-eu-central-1\", \"hetzner-fsn1\", \"scaleway-fr-par\"]\n"
	}
	s, err := scenario.Load(fstest.MapFS{"odd.toml": {Data: []byte(text + x.rest)}}, "odd.toml")
	if err != nil {
		t.Fatalf("%s: %v", x.name, err)
	}
	c, err := ask(s, nil)
	if err != nil {
		t.Fatalf("%s: %v", x.name, err)
	}
	return c
}

// Scenarios unlike the examples recalculate to the engine's figures, without an
// error, and so do they after memory, load and the system's memory have grown
// beyond what their servers carry: such an option is not ranked, the others are.
func TestOdd(t *testing.T) {
	soffice(t)
	dir := t.TempDir()
	var files []string
	var checks []func(name string, got map[string]content)
	add := func(data []byte, check func(name string, got map[string]content)) {
		files = append(files, filepath.Join(dir, fmt.Sprintf("%03d.xlsx", len(files))))
		must(t, os.WriteFile(files[len(files)-1], data, 0o644))
		checks = append(checks, check)
	}
	for i, x := range odd {
		c := oddScenario(t, i)
		data := workbookOf(t, c)
		p := plan0(t, c)
		want := contents(t, data)
		bad, _ := poisoned(t, data)
		add(bad, func(string, map[string]content) {})
		checks[len(checks)-1] = func(_ string, got map[string]content) {
			sameFormulas(t, x.name, want, got)
			if have := stateOf(got); have != "as delivered" {
				t.Errorf("%s: the state of the file is %q", x.name, have)
			}
		}
		for _, e := range oddEdits(p) {
			add(withSheets(t, data, e.cells), func(_ string, got map[string]content) { checkOdd(t, c, p, x.name+", "+e.name, e, got) })
		}
	}
	out := convert(t, "xlsx", files)
	for i, file := range files {
		got, err := os.ReadFile(filepath.Join(out, filepath.Base(file)))
		must(t, err)
		checks[i](file, contents(t, got))
	}
	t.Logf("%d workbooks of %d odd scenarios", len(files), len(odd))
}

func oddEdits(p *plan) []edit {
	var out []edit
	for _, x := range []struct{ key, factor string }{{"workload.memory", "300"}, {"sizing.guest_memory", "9000"}, {"workload.vcpu", "0.01"}, {requestsKey, "0.1"}, {requestsKey, "1000"}} {
		n, ok := p.g.Find(x.key)
		if !ok || !p.where(n).placed() {
			continue
		}
		l, _ := n.Leaf()
		v, _ := l.Value.Mul(exact.MustParse(x.factor)).Quo(n.Unit().Factor)
		if v.IsZero() {
			continue
		}
		e := newEdit(x.key + " x" + x.factor)
		e.set[n.Index()] = v
		e.cells[inputsNumber][at(baseCol, p.where(n).row)] = shown(v)
		out = append(out, e)
	}
	return out
}

// checkOdd holds totals, winner and cover of a changed workbook against the graph.
func checkOdd(t *testing.T, c *model.Comparison, p *plan, name string, e edit, got map[string]content) {
	t.Helper()
	in := e.inputs(p.g)
	best, low := noAnswer, exact.Zero
	for _, b := range p.blocks {
		var roots []formula.Node
		for _, l := range b.o.Lines {
			roots = append(roots, l.Converted)
		}
		v, err := c.Graph.Evaluate(in, roots...)
		fits := err == nil
		for _, n := range p.carriers[b.o] {
			on, err := c.Graph.Evaluate(in, n)
			must(t, err)
			fits = fits && !on.Base(n).Less(exact.One)
		}
		if !fits {
			continue
		}
		var lines []exact.Num
		for _, n := range roots {
			lines = append(lines, v.Of(n))
		}
		cost := c.Scenario.Rounding.Total(lines)
		text := got[sheetCalc+"!"+at(moneyCol, b.billed)].value
		if have, err := strconv.ParseFloat(text, 64); err != nil || math.Abs(have-cost.Float()) > 1e-9*math.Max(1, cost.Float()) {
			t.Errorf("%s: %s costs %q in the workbook, %s by the engine", name, b.o.ID, text, cost.Fixed(2))
		}
		if b.o.Status == model.Priced && (best == noAnswer || cost.Less(low)) {
			best, low = b.o.ID+" is the cheapest allowed option: "+formula.Group(cost.Fixed(2)), cost
		}
	}
	if have := got[sheetCover+"!"+at(1, answerRow)].value; !strings.HasPrefix(have, best) {
		t.Errorf("%s: the cover says %q, the engine %q", name, have, best)
	}
	if have := stateOf(got); have != "changed since export" {
		t.Errorf("%s: the state of the file is %q", name, have)
	}
	for cell, x := range got {
		if x.kind == "e" {
			t.Errorf("%s: %s = %s is %s", name, cell, x.formula, x.value)
			return
		}
	}
}
