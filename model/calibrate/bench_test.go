package calibrate

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sovcost/sovcost/model/calibrate/focusin"
)

// exportBlock is 2,000 rows of the 44 columns a FOCUS 1.0 export has, with what
// repeats in real ones: hours, services, tags, empty cells as NULL.
func exportBlock() (header, rows string) {
	names := strings.Split("AvailabilityZone,BilledCost,BillingAccountId,BillingAccountName,BillingCurrency,BillingPeriodEnd,BillingPeriodStart,ChargeCategory,ChargeClass,ChargeDescription,ChargeFrequency,ChargePeriodEnd,ChargePeriodStart,CommitmentDiscountCategory,CommitmentDiscountId,CommitmentDiscountName,CommitmentDiscountStatus,CommitmentDiscountType,ConsumedQuantity,ConsumedUnit,ContractedCost,ContractedUnitPrice,EffectiveCost,InvoiceIssuerName,ListCost,ListUnitPrice,PricingCategory,PricingQuantity,PricingUnit,ProviderName,PublisherName,RegionId,RegionName,ResourceId,ResourceName,ResourceType,ServiceCategory,x_Row,ServiceName,SkuId,SkuPriceId,SubAccountId,SubAccountName,Tags", ",")
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(from ...string) string { return from[r.IntN(len(from))] }
	var b strings.Builder
	for i := range 2000 {
		q, day := fmt.Sprintf("%d.%09d", r.IntN(1000), r.IntN(1e9)), 1+r.IntN(30)
		cost := fmt.Sprintf("0.%011d", r.Int64N(1e10))
		hour := r.IntN(23)
		sku := fmt.Sprintf("SKU%05d", r.IntN(400))
		cells := map[string]string{"BilledCost": cost, "EffectiveCost": cost, "ListCost": cost, "ContractedCost": cost, "ConsumedQuantity": q, "PricingQuantity": q, "ListUnitPrice": "0.0000002", "ContractedUnitPrice": "0.0000002",
			"BillingCurrency": "USD", "ChargeCategory": "Usage", "ChargeFrequency": "Usage-Based", "PricingCategory": "Standard", "BillingPeriodStart": "2026-10-01T00:00:00Z", "BillingPeriodEnd": "2026-11-01T00:00:00Z",
			"ChargePeriodStart": fmt.Sprintf("2026-10-%02dT%02d:00:00Z", day, hour), "ChargePeriodEnd": fmt.Sprintf("2026-10-%02dT%02d:00:00Z", day, hour+1),
			"ChargeDescription": `"$0.20 per million requests, ` + pick("first", "next") + ` tier in EU (Frankfurt)"`, "ServiceName": pick("AWS Lambda", "AWS Lambda", "Amazon S3", "Amazon Elastic Compute Cloud"), "ServiceCategory": "Compute",
			"SkuId": sku, "SkuPriceId": sku + ".JRTCKXETXF.VXGXCWQKTY", "RegionId": "eu-central-1", "RegionName": "EU (Frankfurt)", "ResourceId": fmt.Sprintf("arn:aws:lambda:eu-central-1:347410479675:function:checkout-%d", r.IntN(5000)),
			"ConsumedUnit": "Requests", "PricingUnit": "Requests", "ProviderName": "AWS", "PublisherName": `"Amazon Web Services, Inc."`, "InvoiceIssuerName": `"Amazon Web Services, Inc."`, "BillingAccountId": "1234567890123", "BillingAccountName": "SunBird",
			"SubAccountId": "51738928782", "SubAccountName": "Atlas Nimbus", "x_Row": strconv.Itoa(i), "Tags": `"{""app"": ""checkout"", ""environment"": ""` + pick("prod", "test") + `"", ""application"": ""Forest Gale""}"`}
		for k, n := range names {
			if k > 0 {
				b.WriteByte(',')
			}
			cell, ok := cells[n]
			if !ok {
				cell = "NULL"
			}
			b.WriteString(cell)
		}
		b.WriteByte('\n')
	}
	return strings.Join(names, ",") + "\n", b.String()
}

// stream is a header and so many copies of a block.
func stream(header, block string, copies int) io.Reader {
	readers := []io.Reader{strings.NewReader(header)}
	for range copies {
		readers = append(readers, strings.NewReader(block))
	}
	return io.MultiReader(readers...)
}

// BenchmarkBillStream folds a csv export by rules and prints throughput by processor
// time, the highest heap, and how many times longer it takes than encoding/csv alone.
// SOVCOST_BENCH_MB sets the size (64).
func BenchmarkBillStream(b *testing.B) {
	mb := 64
	if s := os.Getenv("SOVCOST_BENCH_MB"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatal(err)
		}
		mb = n
	}
	example, err := os.ReadFile("testdata/bill-map.toml")
	if err != nil {
		b.Fatal(err)
	}
	rules, err := ParseRules("testdata/bill-map.toml", example)
	if err != nil {
		b.Fatal(err)
	}
	header, block := exportBlock()
	copies := mb << 20 / len(block)
	size := float64(len(header) + copies*len(block))
	debug.FreeOSMemory()
	for b.Loop() {
		start := processor(b)
		heap := highest(func() {
			tally := NewTally(rules, Billed)
			report, err := focusin.ReadCSV("b", stream(header, block, copies), focusin.Options{}, tally.Add)
			if err != nil || report.Charges != 2000*copies || tally.Total.Charges != report.Charges {
				b.Fatalf("%d charges of %d, %v", report.Charges, 2000*copies, err)
			}
		})
		took := processor(b) - start
		start = processor(b)
		in := csv.NewReader(stream(header, block, copies))
		in.ReuseRecord = true
		for err := error(nil); err == nil; {
			_, err = in.Read()
		}
		bare := processor(b) - start
		b.ReportMetric(size/took.Seconds()/1e6, "MB/s")
		b.ReportMetric(2000*float64(copies)/took.Seconds(), "charges/s")
		b.ReportMetric(float64(heap)/1e6, "peak-MB")
		b.ReportMetric(took.Seconds()/bare.Seconds(), "x-bare-csv")
		if heap > 100e6 {
			b.Errorf("%d bytes of heap, the limit is 100 MB at any size", heap)
		}
	}
}

// processor is the processor time this process took: what others do on the
// machine does not count.
func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// highest is the largest heap while f runs, looked at every few milliseconds.
func highest(f func()) (most uint64) {
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	<-stopped
	return most
}
