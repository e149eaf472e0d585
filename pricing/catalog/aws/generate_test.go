package aws

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"github.com/sovcost/sovcost/pricing/catalog"
)

// generateOffer writes an EC2 offer of about size bytes in the shape of AWS's
// own: all products first, then on-demand and reserved terms. It returns the
// number of products and of price dimensions written.
func generateOffer(w io.Writer, size int64) (products, prices int, err error) {
	const perProduct = 1700 + 600 + 2*1250 // bytes of a product, its on-demand and its two reserved offers
	products = max(1, int(size/perProduct))
	b := bufio.NewWriterSize(w, 1<<16)
	fmt.Fprint(b, "{\n  \"formatVersion\" : \"v1.0\",\n  \"offerCode\" : \"AmazonEC2\",\n  \"version\" : \"20260301000000\",\n  \"publicationDate\" : \"2026-03-01T00:00:00Z\",\n  \"products\" : {\n")
	for i := range products {
		comma(b, i)
		productJSON(b, i)
	}
	fmt.Fprint(b, "\n  },\n  \"terms\" : {\n    \"OnDemand\" : {\n")
	for i := range products {
		comma(b, i)
		fmt.Fprintf(b, "      %q : {\n", skuOf(i))
		prices += offerJSON(b, i, "JRTCKXETXF", false)
		fmt.Fprint(b, "      }")
	}
	fmt.Fprint(b, "\n    },\n    \"Reserved\" : {\n")
	for i := range products {
		comma(b, i)
		fmt.Fprintf(b, "      %q : {\n", skuOf(i))
		prices += offerJSON(b, i, "HU7G6KETJZ", true)
		fmt.Fprint(b, ",\n")
		prices += offerJSON(b, i, "4NA7Y494T4", true)
		fmt.Fprint(b, "      }")
	}
	fmt.Fprint(b, "\n    }\n  },\n  \"attributesList\" : { }\n}\n")
	return products, prices, b.Flush()
}

func comma(b *bufio.Writer, i int) {
	if i > 0 {
		b.WriteString(",\n")
	}
}

func skuOf(i int) string { return fmt.Sprintf("%016X", uint64(i)*0x9E3779B97F4A7C15) }

func productJSON(b *bufio.Writer, i int) {
	kind := fmt.Sprintf("g%d.%dxlarge", i%97, 1<<(i%6))
	region := fmt.Sprintf("zz-test-%d", i%33)
	system := []string{"Linux", "Windows", "RHEL", "SUSE"}[i%4]
	fmt.Fprintf(b, `    %[1]q : {
      "sku" : %[1]q,
      "productFamily" : "Compute Instance",
      "attributes" : {
        "servicecode" : "AmazonEC2",
        "location" : "Test region %[2]s",
        "locationType" : "AWS Region",
        "instanceType" : %[3]q,
        "currentGeneration" : "Yes",
        "instanceFamily" : "General purpose",
        "vcpu" : "%[4]d",
        "physicalProcessor" : "Intel Xeon Platinum 8175",
        "clockSpeed" : "3.1 GHz",
        "memory" : "%[5]d GiB",
        "storage" : "EBS only",
        "networkPerformance" : "Up to 10 Gigabit",
        "processorArchitecture" : "64-bit",
        "tenancy" : "%[6]s",
        "operatingSystem" : %[7]q,
        "licenseModel" : "No License required",
        "usagetype" : "TST%[8]d-BoxUsage:%[3]s",
        "operation" : "RunInstances:%04[9]x",
        "availabilityzone" : "NA",
        "capacitystatus" : "Used",
        "classicnetworkingsupport" : "false",
        "dedicatedEbsThroughput" : "Up to 2120 Mbps",
        "ecu" : "10",
        "enhancedNetworkingSupported" : "Yes",
        "gpuMemory" : "NA",
        "intelAvxAvailable" : "Yes",
        "intelAvx2Available" : "Yes",
        "intelTurboAvailable" : "Yes",
        "marketoption" : "OnDemand",
        "normalizationSizeFactor" : "4",
        "preInstalledSw" : "NA",
        "processorFeatures" : "Intel AVX; Intel AVX2; Intel AVX512; Intel Turbo",
        "regionCode" : %[2]q,
        "servicename" : "Amazon Elastic Compute Cloud",
        "vpcnetworkingsupport" : "true"
      }
    }`, skuOf(i), region, kind, 4<<(i%6), 16<<(i%6), []string{"Shared", "Dedicated"}[i/7%2], system, i%33, i%64)
}

func offerJSON(b *bufio.Writer, i int, code string, reserved bool) int {
	sku, n := skuOf(i), 1
	fmt.Fprintf(b, `        "%[1]s.%[2]s" : {
          "offerTermCode" : %[2]q,
          "sku" : %[1]q,
          "effectiveDate" : "2026-03-01T00:00:00Z",
          "priceDimensions" : {
`, sku, code)
	if reserved {
		n = 2
		fmt.Fprintf(b, `            "%[1]s.%[2]s.2TG2D8R56U" : {
              "rateCode" : "%[1]s.%[2]s.2TG2D8R56U",
              "description" : "Upfront Fee",
              "unit" : "Quantity",
              "pricePerUnit" : {
                "USD" : "%[3]d"
              },
              "appliesTo" : [ ]
            },
`, sku, code, 100+i%9000)
	}
	fmt.Fprintf(b, `            "%[1]s.%[2]s.6YS6EN2CT7" : {
              "rateCode" : "%[1]s.%[2]s.6YS6EN2CT7",
              "description" : "$0.%04[3]d per On Demand test instance hour",
              "beginRange" : "0",
              "endRange" : "Inf",
              "unit" : "Hrs",
              "pricePerUnit" : {
                "USD" : "0.%04[3]d000000"
              },
              "appliesTo" : [ ]
            }
          },
          "termAttributes" : {`, sku, code, 1+i%9999)
	if reserved {
		b.WriteString("\n            \"LeaseContractLength\" : \"1yr\",\n            \"OfferingClass\" : \"standard\",\n            \"PurchaseOption\" : \"Partial Upfront\"\n          ")
	}
	b.WriteString(" }\n        }")
	return n
}

// offerPipe streams a generated offer, so that no file is needed.
func offerPipe(size int64) (io.ReadCloser, *int) {
	r, w := io.Pipe()
	prices := new(int)
	go func() {
		_, n, err := generateOffer(w, size)
		*prices = n
		w.CloseWithError(err)
	}()
	return r, prices
}

// peak watches the heap while f runs and returns the highest value seen, which
// is what the process needs beyond its own code.
func peak(f func()) (heap uint64) {
	runtime.GC()
	done, most := make(chan struct{}), make(chan uint64)
	go func() {
		var m runtime.MemStats
		var top uint64
		for {
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapSys-m.HeapReleased)
			select {
			case <-done:
				most <- top
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	return <-most
}

func TestGeneratedOffer(t *testing.T) {
	r, prices := offerPipe(4 << 20)
	counts, err := Read(context.Background(), r, catalog.Options{File: "generated"}, func(row catalog.Row) error {
		if row.Unit != "hour" && row.Unit != "term" {
			t.Errorf("unit %q", row.Unit)
		}
		return nil
	})
	if err != nil || counts.Reconcile() != nil || counts.Taken != *prices || counts.Taken != counts.Records*5 {
		t.Errorf("%s of %d prices, %v", counts, *prices, err)
	}
}

// BenchmarkBulkOffer reads a generated EC2 offer and prints throughput, peak
// memory and the ratio to a bare token loop over the same bytes. The size in MB
// comes from SOVCOST_BENCH_MB; 2048 shows the limit of 300 MB on a 2 GB offer.
func BenchmarkBulkOffer(b *testing.B) {
	mb := int64(64)
	if s := os.Getenv("SOVCOST_BENCH_MB"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		mb = n
	}
	path := b.TempDir() + "/offer.json"
	size := writeOffer(b, path, mb<<20)
	debug.FreeOSMemory()
	for b.Loop() {
		var counts catalog.Counts
		start := time.Now()
		heap := peak(func() { counts = readOffer(b, path) })
		took := time.Since(start)
		start = time.Now()
		tokens(b, path)
		bare := time.Since(start)
		b.ReportMetric(float64(size)/took.Seconds()/1e6, "MB/s")
		b.ReportMetric(float64(heap)/1e6, "peak-MB")
		b.ReportMetric(bare.Seconds()/took.Seconds(), "x-token-loop")
		b.ReportMetric(float64(counts.Taken), "rows")
		if heap > 300e6 {
			b.Errorf("peak memory %d bytes, the limit is 300 MB", heap)
		}
	}
}

func writeOffer(b *testing.B, path string, size int64) int64 {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, _, err := generateOffer(f, size); err != nil {
		b.Fatal(err)
	}
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	return info.Size()
}

func readOffer(b *testing.B, path string) catalog.Counts {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	counts, err := Read(context.Background(), f, catalog.Options{File: "offer.json"}, func(catalog.Row) error { return nil })
	if err != nil || counts.Reconcile() != nil {
		b.Fatal(counts, err)
	}
	return counts
}

// tokens is the floor to compare with: every token, nothing done with it.
func tokens(b *testing.B, path string) {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	for {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}
