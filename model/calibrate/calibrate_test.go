package calibrate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/model/modeltest"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing/exact"
)

const lambda = "aws-eu-central-1-lambda-x86"

func webshop(t testing.TB, set ...scenario.Setting) *model.Comparison {
	t.Helper()
	return modeltest.Example(t, "../../testdata", "webshop.toml", set...)
}

const mapping = `schema = "bill-map/1"
[[map]]
to     = "lambda-x86.requests"
solves = "workload.requests"
per    = "1"
when   = { service = "AWS Lambda", description = "*requests*", tags = { app = "checkout" } }
[[map]]
to     = "lambda-x86.duration"
solves = "duration"
when   = { service = "AWS Lambda", description = "*GB-second*" }
[[map]]
to       = "internet-egress.data"
solves   = "response"
quantity = "consumed"
when     = { service = "AWS Data Transfer", region = "eu-*" }
[[exclude]]
name = "tax"
when = { category = "Tax" }
[[exclude]]
name = "search team"
why  = "another budget"
when = { tags = { app = "search*" } }
`

// quantityOf is what a meter counts in a comparison.
func quantityOf(t *testing.T, c *model.Comparison, meter string) exact.Num {
	t.Helper()
	sum := exact.Zero
	for _, o := range c.Options {
		for _, l := range o.Lines {
			if o.ID == lambda && strings.HasPrefix(l.ID, meter+".") {
				sum = sum.Add(o.Values().Of(l.Quantity))
			}
		}
	}
	if sum.IsZero() {
		t.Fatalf("no quantity of %s", meter)
	}
	return sum
}

// madeBill is an export of two months whose true inputs are known: 41.25 million
// requests of 233 ms, answers of 31.5 kB; every meter in several charges.
func madeBill(t *testing.T) string {
	truth := webshop(t, scenario.Setting{Key: "workload.requests", Value: "41250000 requests/month"}, scenario.Setting{Key: "workload.duration", Value: "233ms"},
		scenario.Setting{Key: "workload.response", Value: "31.5kB"}, scenario.Setting{Key: "free_tier", Value: "false"})
	var b strings.Builder
	b.WriteString("BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,ServiceName,RegionId,ChargeDescription,PricingQuantity,PricingUnit,ConsumedQuantity,ConsumedUnit,BilledCost,Tags\n")
	row := func(month int, category, service, description, q, unit, cost, tag string) {
		fmt.Fprintf(&b, "USD,%s,2026-%02d-03T00:00:00Z,2026-%02d-04T00:00:00Z,%s,eu-central-1,%s,%s,%s,%s,%s,%s,\"{\"\"app\"\": \"\"%s\"\"}\"\n", category, month, month, service, description, q, unit, q, unit, cost, tag)
	}
	for _, month := range []int{9, 10} {
		for _, m := range []struct{ meter, service, description, unit, price string }{
			{"lambda-x86.requests", "AWS Lambda", "requests", "Requests", "0.0000002"},
			{"lambda-x86.duration", "AWS Lambda", "Lambda-GB-Second", "GB-Seconds", "0.000015"},
			{"internet-egress.data", "AWS Data Transfer", "out", "GB", "0.09"},
		} {
			q := quantityOf(t, truth, m.meter)
			for _, share := range []string{"0.25", "0.7", "0.05"} {
				part := q.Mul(exact.MustParse(share)).Round(10)
				row(month, "Usage", m.service, m.description, part.Fixed(10), m.unit, part.Mul(exact.MustParse(m.price)).Fixed(10), "checkout")
			}
		}
		row(month, "Tax", "", "VAT", "", "", "12.34", "checkout")
		row(month, "Usage", "AWS Lambda", "requests", "1000000", "Requests", "0.2", "search-eu")
		row(month, "Usage", "Amazon S3", "storage", "3", "GB-Mo", "0.07", "checkout")
	}
	return b.String()
}

func run(t *testing.T, bill, rules string) (*calibrate.Result, error) {
	t.Helper()
	r, err := calibrate.ParseRules("map.toml", []byte(rules))
	if err != nil {
		t.Fatal(err)
	}
	tally := calibrate.NewTally(r, calibrate.Billed)
	read, err := focusin.ReadCSV("bill.csv", strings.NewReader(bill), focusin.Options{}, tally.Add)
	if err != nil {
		t.Fatal(err)
	}
	return calibrate.Run(asked.get(t), grossOf(t), lambda, r, tally, read)
}

// asked and ungranted are the question as it is and without free amounts,
// answered once for all tests: nothing changes a comparison.
var asked, ungranted answer

type answer struct {
	once sync.Once
	c    *model.Comparison
}

func (a *answer) get(t testing.TB, set ...scenario.Setting) *model.Comparison {
	t.Helper()
	a.once.Do(func() { a.c = webshop(t, set...) })
	if a.c == nil {
		t.Fatal("the question was not answered")
	}
	return a.c
}

func grossOf(t testing.TB) calibrate.Gross {
	return func(set []scenario.Setting) (*model.Comparison, error) {
		free := scenario.Setting{Key: "free_tier", Value: "false"}
		if len(set) == 0 {
			return ungranted.get(t, free), nil
		}
		return webshop(t, append([]scenario.Setting{free}, set...)...), nil
	}
}

// TestRecovers: the patch finds the true inputs, and the question asked with them
// has the bill's quantities.
func TestRecovers(t *testing.T) {
	r, err := run(t, madeBill(t), mapping)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"workload.requests": "41250000 requests/month", "workload.duration": "233 ms", "workload.response": "31.5 kB"}
	for _, p := range r.Patch {
		if want[p.Key] != p.Now {
			t.Errorf("%s: %s, the truth is %s (off by %g)", p.Key, p.Now, want[p.Key], p.Off)
		}
		delete(want, p.Key)
	}
	if len(want) > 0 {
		t.Errorf("not solved: %v; %v", want, r.Notes)
	}
	text, err := r.TOML("webshop.toml")
	if err != nil || !strings.Contains(text, `workload.requests = "41250000 requests/month" # was 30000000 requests/month`) || !strings.HasPrefix(text, "# Inputs") {
		t.Errorf("%v\n%s", err, text)
	}
}

// TestSumsReconcile: every charge is mapped, left out by name or listed, and the
// parts are the bill to the last digit; volume and price are the difference.
func TestSumsReconcile(t *testing.T) {
	r, err := run(t, madeBill(t), mapping)
	if err != nil {
		t.Fatal(err)
	}
	if b := r.Bridge; !b.Bill.Equal(exact.FromDecimal(r.Tally.Total.Cost)) || r.Tally.Total.Charges != 24 || b.Charges != 18 {
		t.Errorf("%s of %s in %d charges", b.Bill, r.Tally.Total.Cost, r.Tally.Total.Charges)
	}
	reconciled(t, r)
	if x := r.Tally.Excluded; x[0].Cost.String() != "24.68" || x[1].Cost.String() != "0.4" {
		t.Errorf("left out: %s and %s", x[0].Cost, x[1].Cost)
	}
	if u := r.Tally.Unmapped(); len(u) != 1 || u[0].Service != "Amazon S3" || u[0].Cost.String() != "0.14" || u[0].Charges != 2 {
		t.Errorf("not mapped: %+v", u)
	}
	if len(r.Rows) != 6 {
		t.Fatalf("%d rows for three meters in two months", len(r.Rows))
	}
}

// reconciled holds the effects against the difference, exactly, for every group
// and row and for the whole bill.
func reconciled(t testing.TB, r *calibrate.Result) {
	t.Helper()
	for _, x := range r.Rows {
		if got, want := x.Effects.Sum(), x.Bill.Sub(x.Estimate); !got.Equal(want) {
			t.Errorf("%s %s: effects %s, difference %s", x.Month, x.To, got, want)
		}
		sum := calibrate.Effects{}
		for _, g := range x.Groups {
			sum = sum.Add(g.Effects)
			if got, want := g.Effects.Sum(), g.Bill.Sub(g.Estimate); !got.Equal(want) {
				t.Errorf("%s %s %s: effects %s, difference %s", x.Month, x.To, g.Label, got, want)
			}
		}
		if x.HasQty && !sum.Sum().Equal(x.Effects.Sum()) {
			t.Errorf("%s %s: groups %s, row %s", x.Month, x.To, sum.Sum(), x.Effects.Sum())
		}
	}
	b := r.Bridge
	if got := b.Estimate.Sub(b.NotBilled).Add(b.Effects.Sum()); !got.Equal(b.Mapped) {
		t.Errorf("estimate and effects are %s, mapped is %s", got, b.Mapped)
	}
	if got := b.Mapped.Add(b.Excluded).Add(b.NotMapped); !got.Equal(b.Bill) {
		t.Errorf("the parts are %s, the bill is %s", got, b.Bill)
	}
}

// TestNoPatchWithoutUsage: a bill that only takes back explains no input; what is
// taken back in a month of its own belongs to the others.
func TestNoPatchWithoutUsage(t *testing.T) {
	rules := strings.Replace(requestsOnly, "when ", "solves = \"workload.requests\"\nwhen ", 1)
	row := octoberRow("Usage|Correction|R|eu-central-1|-9000000|Requests|0.0000002|-1.8|-1.8||")
	r, err := run(t, fullHeader+row, rules)
	if err != nil || len(r.Patch) != 0 || !strings.Contains(strings.Join(r.Notes, "\n"), "2026-10 has nothing but corrections: it is not estimated\nworkload.requests cannot be solved") {
		t.Errorf("%+v %v %v", r.Patch, r.Notes, err)
	}
	september := strings.ReplaceAll(strings.ReplaceAll(octoberRow("Usage||R|eu-central-1|50000000|Requests|0.0000002|10|10||"), "2026-10-01", "2026-09-01"), "2026-11-01", "2026-10-01")
	r, err = run(t, fullHeader+row+september, rules)
	if err != nil || len(r.Patch) != 1 || r.Patch[0].Now != "41000000 requests/month" || r.Bridge.Months != 1 {
		t.Errorf("%+v %v", r.Patch, err)
	}
	reconciled(t, r)
}

// TestThirdCurrency: a bill in neither the sheet's nor the scenario's currency is
// held against the estimate by the scenario's dated rate of 1.1652 USD for a EUR.
func TestThirdCurrency(t *testing.T) {
	row := octoberRow("Usage||R|eu-central-1|29000000|Requests||5.8|5.8||")
	r, err := run(t, strings.ReplaceAll(fullHeader+row, "USD,", "EUR,"), requestsOnly)
	if err != nil {
		t.Fatal(err)
	}
	reconciled(t, r)
	want, _ := exact.MustParse("5.8").Quo(exact.MustParse("1.1652"))
	if x := r.Rows[0]; !x.Estimate.Equal(want) || !x.Bill.Equal(exact.MustParse("5.8")) || !r.Rate.Mul(exact.MustParse("1.1652")).Equal(exact.One) {
		t.Errorf("estimate %s, want %s; bill %s", x.Estimate, want, x.Bill)
	}
}

func TestRefusals(t *testing.T) {
	bill := madeBill(t)
	for _, x := range []struct{ name, bill, rules, want string }{
		{"line", bill, strings.Replace(mapping, `"lambda-x86.requests"`, `"lambda-x86.request"`, 1), `did you mean "lambda-x86.requests"?`},
		{"input", bill, strings.Replace(mapping, `"workload.requests"`, `"reqests"`, 1), `did you mean "requests"?`},
		{"currency", strings.ReplaceAll(bill, "USD,", "JPY,"), mapping, `the bill is in JPY, the estimate in CHF (price sheet in USD); add [[fx]] with from = "USD", to = "JPY"`},
		{"empty", bill[:strings.IndexByte(bill, '\n')+1], mapping, "the bill has no charges"},
	} {
		if _, err := run(t, x.bill, x.rules); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", x.name, err)
		}
	}
	for text, want := range map[string]string{
		"schema = \"x\"\n": "not a mapping file", "schema = \"bill-map/1\"\n": "no charge is mapped", "schema = \"bill-map/1\"\n[[map]]\n": "map[0].to: missing",
		"schema = \"bill-map/1\"\n[[map]]\nto=\"a\"\n[[exclude]]\n": "needs a name of its own", "schema = \"bill-map/1\"\n[[map]]\ntoo=\"a\"\n": `did you mean "to"?`,
	} {
		if _, err := calibrate.ParseRules("map.toml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

const samples = `schema = "bill-map/1"
[[map]]
to   = "lambda-x86.requests"
when = { service = "AWS Lambda", description = "*requests*" }
[[map]]
to   = "lambda-x86.duration"
when = { service = "AWS Lambda" }
[[map]]
to   = "internet-egress.data"
when = { description = "*data transfer*" }
[[map]]
to   = "api-gateway-http.requests"
when = { sku = "VM_*" }
[[exclude]]
name = "virtual machines"
when = { service = "*Compute*" }
[[exclude]]
name = "purchases"
when = { category = "Purchase" }
`

// TestSamples: every file of the FOCUS samples, by every cost it has, splits into
// what is mapped, left out and not mapped, and the effects add up, exactly.
func TestSamples(t *testing.T) {
	dir := os.Getenv("SOVCOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "samples", "focus", "*.csv"))
	more, _ := filepath.Glob(filepath.Join(dir, "samples", "focus", "*", "*.csv"))
	files = append(files, more...)
	if len(files) == 0 {
		t.Skip("not run: the FOCUS samples are not here; set SOVCOST_SHARED")
	}
	rules, err := calibrate.ParseRules("map.toml", []byte(samples))
	if err != nil {
		t.Fatal(err)
	}
	done := 0
	for _, file := range files {
		for _, cost := range calibrate.Costs() {
			done += sample(t, file, rules, cost)
		}
	}
	if t.Logf("%d files and costs", done); done < 20 {
		t.Errorf("only %d files and costs were held against the estimate", done)
	}
}

func sample(t *testing.T, file string, rules *calibrate.Rules, cost calibrate.Cost) int {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	tally := calibrate.NewTally(rules, cost)
	read, err := focusin.ReadCSV(filepath.Base(file), f, focusin.Options{Currency: "USD"}, tally.Add)
	if err != nil {
		if !strings.Contains(err.Error(), "T30:00:00Z") {
			t.Error(err)
		}
		return 0
	}
	r, err := calibrate.Run(asked.get(t), grossOf(t), lambda, rules, tally, read)
	if err != nil {
		if !strings.Contains(err.Error(), "the bill has no column "+cost.Column()) {
			t.Errorf("%s, %s: %v", file, cost, err)
		}
		return 0
	}
	reconciled(t, r)
	x := read.Totals[0]
	total := map[calibrate.Cost]focusin.Sum{calibrate.Billed: x.Billed, calibrate.Effective: x.Effective, calibrate.List: x.List, calibrate.Contracted: x.Contract}[cost]
	if sum := sumOf(tally); !sum.Equal(exact.FromDecimal(total.Total)) || !r.Bridge.Bill.Equal(sum) {
		t.Errorf("%s, %s: %s of %s", file, cost, sum, total.Total)
	}
	return 1
}

// sumOf is everything a tally holds: mapped, left out and not mapped.
func sumOf(t *calibrate.Tally) exact.Num {
	sum := exact.Zero
	for _, rule := range t.Mapped {
		for _, month := range rule {
			for _, s := range month {
				sum = sum.Add(exact.FromDecimal(s.Cost))
			}
		}
	}
	for _, s := range t.Excluded {
		sum = sum.Add(exact.FromDecimal(s.Cost))
	}
	for _, s := range t.Rest {
		sum = sum.Add(exact.FromDecimal(s.Cost))
	}
	return sum
}
