package accesslog

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"
)

// repeatReader gives one text again and again up to a length, so that a log of
// any size costs no disk and no memory.
type repeatReader struct {
	text []byte
	at   int
	left int64
}

func (r *repeatReader) Read(b []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(int64(len(b)), r.left)], r.text[r.at:])
	r.at = (r.at + n) % len(r.text)
	r.left -= int64(n)
	return n, nil
}

// webLog is about 4 MB of combined lines as a browser makes them.
func webLog() []byte {
	var b bytes.Buffer
	at := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	for i := range 20_000 {
		fmt.Fprintf(&b, "192.0.2.%d - - [%s] \"GET /products/%d/images/large-%d.png?v=%d HTTP/1.1\" 200 %d \"https://shop.example/products/%d\" \"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36\"\n",
			i%250, at.Add(time.Duration(i)*time.Second).Format("02/Jan/2006:15:04:05 -0700"), i%977, i%13, i, 1000+i*37%200_000, i%977)
	}
	return b.Bytes()
}

const benchBytes = 1 << 30

// TestGigabyte imports a generated log of 1 GB and finds every request.
func TestGigabyte(t *testing.T) {
	if testing.Short() {
		t.Skip("not run: -short")
	}
	text := webLog()
	rounds := int64(1e9)/int64(len(text)) + 1
	p, err := Import(context.Background(), []Input{{"web.log", &repeatReader{text: text, left: rounds * int64(len(text))}}}, Options{MaxBad: -1})
	if err != nil {
		t.Fatal(err)
	}
	// 20,000 lines, one a second from midnight, each as often as there are rounds.
	if p.Total() != rounds*20_000 || p.Weights[0] != rounds*3600 || p.Weights[5] != rounds*2000 || len(p.Weights) != 6 {
		t.Errorf("%d requests in %v, want %d", p.Total(), p.Weights, rounds*20_000)
	}
}

// BenchmarkImport reads 1 GiB of combined log per run on one core, once through
// the importer and once through a bare loop over lines, and reports MB/s of both,
// their ratio and the peak of the heap.
func BenchmarkImport(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	text := webLog()
	var bare, full time.Duration
	var peak uint64
	for b.Loop() {
		start := time.Now()
		lines := 0
		s := bufio.NewScanner(&repeatReader{text: text, left: benchBytes})
		for s.Scan() {
			lines++
		}
		bare += time.Since(start)

		stop := make(chan struct{})
		go func() {
			var m runtime.MemStats
			for {
				select {
				case <-stop:
					return
				case <-time.After(50 * time.Millisecond):
					runtime.ReadMemStats(&m)
					peak = max(peak, m.Sys)
				}
			}
		}()
		start = time.Now()
		p, err := Import(context.Background(), []Input{{"web.log", &repeatReader{text: text, left: benchBytes}}}, Options{Workers: 1})
		full += time.Since(start)
		close(stop)
		if err != nil {
			b.Fatal(err)
		}
		if got := p.Source.Counts.Read; got != int64(lines) {
			b.Fatalf("%d lines imported of %d", got, lines)
		}
	}
	mb := float64(b.N) * benchBytes / 1e6
	b.ReportMetric(mb/full.Seconds(), "MB/s")
	b.ReportMetric(mb/bare.Seconds(), "bare-MB/s")
	b.ReportMetric(full.Seconds()/bare.Seconds(), "times-bare")
	b.ReportMetric(float64(peak)/1e6, "MB-memory")
}
