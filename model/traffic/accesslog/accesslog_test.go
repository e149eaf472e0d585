package accesslog

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/sovcost/sovcost/model/traffic"
)

func load(t *testing.T, o Options, texts ...string) (traffic.Profile, error) {
	t.Helper()
	var inputs []Input
	for i, text := range texts {
		inputs = append(inputs, Input{fmt.Sprintf("log%d", i+1), strings.NewReader(text)})
	}
	p, err := Import(context.Background(), inputs, o)
	if err == nil {
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		if c := p.Source.Counts; c.Read != c.Taken+c.SkippedTotal() || c.Taken != p.Total() {
			t.Fatalf("lines do not add up: %+v, %d requests", c, p.Total())
		}
	}
	return p, err
}

const common = `192.0.2.1 - - [04/May/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 100` + "\n" +
	`192.0.2.1 - frank [04/May/2026:10:59:59 +0000] "GET /a\"b\\" 404 -` + "\n" +
	`2001:db8::1 - - [04/May/2026:14:30:00 +0200] "-" 408 300 "-" "-"` + "\n"

const albLine = `h2 2026-05-04T10:00:01.186641Z app/lb/50dc 192.0.2.1:4816 192.0.2.66:9000 0.001 0.020 0.004 200 200 5 257 "GET https://192.0.2.105:773/ HTTP/2.0" "curl" - - arn "Root" "-" "-" 1 2026-05-04T10:00:00Z "forward" "-" "-" "-" "200" "-" "-"` + "\n"

func TestFormats(t *testing.T) {
	tests := []struct {
		name, text string
		o          Options
		format     string
		want       []int64
		bytes      float64
		duration   float64 // mean, -1 unknown
	}{
		{"common and combined", common, Options{}, "combined", []int64{2, 0, 1}, 200, -1},
		{"windows line ends", strings.ReplaceAll(common, "\n", "\r\n"), Options{}, "combined", []int64{2, 0, 1}, 200, -1},
		{"last word is the duration", strings.ReplaceAll(common, "\n", " 0.250\n"), Options{DurationField: "last"}, "combined", []int64{2, 0, 1}, 200, 0.25},
		{"microseconds", strings.ReplaceAll(common, "\n", " 1500\n"), Options{DurationField: "last", DurationUnit: time.Microsecond}, "combined", []int64{2, 0, 1}, 200, 0.0015},
		{"application balancer", albLine + strings.Replace(strings.Replace(albLine, "10:00:01", "12:00:01", 1), "0.020", "-1", 1), Options{}, "alb", []int64{1, 0, 1}, 257, 0.025},
		{"classic balancer", `2026-05-04T10:00:01.9Z lb 192.0.2.1:2817 192.0.2.2:80 0.1 0.2 0.3 200 200 0 29 "GET http://x:80/ HTTP/1.1" "curl" - -`, Options{}, "elb", []int64{1}, 29, 0.6},
		{"nginx json", `{"time_iso8601":"2026-05-04T12:00:00+02:00","request_time":"0.5","body_bytes_sent":10,"h":{"a":[1,"]}"]}}` + "\n" +
			`{"request_time":0.7,"time_iso8601":"2026-05-04T10:00:05Z","body_bytes_sent":"30"}`, Options{}, "json", []int64{2}, 20, 0.6},
		{"caddy json", `{"level":"info","ts":1777888800.123,"request":{"ts":"no"},"duration":0.125,"size":8}`, Options{DurationField: "duration"}, "json", []int64{1}, 8, 0.125},
		{"json with the web time", `{"time_local":"04/May/2026:10:00:01 +0000","x":null,"y":true,"z":-1.5e3}`, Options{}, "json", []int64{1}, -1, -1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := load(t, tt.o, tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(p.Weights, tt.want) || !p.Start.Equal(time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)) {
				t.Errorf("%v from %v", p.Weights, p.Start)
			}
			if want := "format " + tt.format + ": 1 of 1 files"; !slices.Contains(p.Notes, want) {
				t.Errorf("%q is not in %q", want, p.Notes)
			}
			mean := func(d *traffic.Distribution) float64 {
				if d == nil {
					return -1
				}
				return d.Mean
			}
			if b, d := mean(p.ResponseBytes), mean(p.Duration); b != tt.bytes || d-tt.duration > 1e-12 || tt.duration-d > 1e-12 {
				t.Errorf("bytes %v, duration %v", b, d)
			}
		})
	}
}

func pack(t *testing.T, text string, level string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser = gzip.NewWriter(&b)
	if level == "zstd" {
		w, _ = zstd.NewWriter(&b)
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// manyLines generates a log with every kind of trouble in known numbers.
func manyLines(n int) string {
	var b strings.Builder
	at := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
	for i := range n {
		switch i % 100 {
		case 17:
			b.WriteString("garbage \x00\xff here\n")
		case 42:
			b.WriteString("\n")
		case 77:
			fmt.Fprintf(&b, "192.0.2.%d - - [31/Feb/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5\n", i%200)
		default:
			fmt.Fprintf(&b, "192.0.2.%d - - [%s] \"GET /%d HTTP/1.1\" 200 %d \"-\" \"agent\"\n", i%200, at.Add(time.Duration(i)*7*time.Second).Format("02/Jan/2006:15:04:05 -0700"), i, i)
		}
	}
	return b.String()
}

func TestResultDoesNotDependOnWorkersPackingOrReads(t *testing.T) {
	text := manyLines(30_000)
	want, err := load(t, Options{Workers: 1}, text)
	if err != nil {
		t.Fatal(err)
	}
	if c := want.Source.Counts; c.Read != 30_000 || c.Taken != 29_100 || c.SkippedTotal() != 900 {
		t.Fatalf("%+v", c)
	}
	for name, in := range map[string]io.Reader{
		"three workers": strings.NewReader(text),
		"gzip":          strings.NewReader(pack(t, text, "gzip")),
		"zstd":          strings.NewReader(pack(t, text, "zstd")),
		"two members":   strings.NewReader(pack(t, text[:1<<20], "gzip") + pack(t, text[1<<20:], "gzip")),
		"small reads":   &slowReader{strings.NewReader(text)},
	} {
		got, err := Import(context.Background(), []Input{{"log1", in}}, Options{Workers: 3})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	half := strings.LastIndexByte(text[:len(text)/2], '\n') + 1
	split, err := load(t, Options{Workers: 2}, text[:half], text[half:])
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(split.Weights, want.Weights) || !slices.Equal(split.ResponseBytes.Quantiles, want.ResponseBytes.Quantiles) {
		t.Error("two halves differ from the whole")
	}
}

type slowReader struct{ r io.Reader }

func (s *slowReader) Read(b []byte) (int, error) { return s.r.Read(b[:min(len(b), 997)]) }

func TestPlacesAndReasons(t *testing.T) {
	p, err := load(t, Options{}, manyLines(1000))
	if err != nil {
		t.Fatal(err)
	}
	want := []traffic.Skip{
		{Reason: "empty line", Count: 10, First: []string{"log1:43", "log1:143", "log1:243"}},
		{Reason: "line does not have the fields of its format", Count: 10, First: []string{"log1:18", "log1:118", "log1:218"}},
		{Reason: "time is not readable", Count: 10, First: []string{"log1:78", "log1:178", "log1:278"}},
	}
	if diff := cmp.Diff(want, p.Source.Counts.Skipped); diff != "" {
		t.Error(diff)
	}
}

func TestNotesOnClocks(t *testing.T) {
	p, err := load(t, Options{}, common+strings.Replace(common, "10:00:01", "08:00:01", 1))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"log1: the clock goes back by more than a minute 1 times, most by 4h29m59s at log1:4",
		"lines are in several time zones, each was heeded: +0000 4 lines, +0200 2 lines",
	} {
		if !slices.Contains(p.Notes, want) {
			t.Errorf("%q is not in %q", want, p.Notes)
		}
	}
	naive := `{"time":"2026-05-04 10:00:01"}` + "\n"
	zurich := time.FixedZone("UTC+2", 7200)
	p, err = load(t, Options{Zone: zurich}, naive)
	if err != nil || !p.Start.Equal(time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("%v %v", p.Start, err)
	}
	p, err = load(t, Options{}, naive)
	if err != nil || !slices.Contains(p.Notes, "times without a zone were read as UTC") {
		t.Errorf("%v %v", p.Notes, err)
	}
}

func TestLongLine(t *testing.T) {
	long := strings.Repeat("x", 10<<20)
	for name, text := range map[string]string{
		"middle": common + long + "\n" + common,
		"first":  long + "\n" + common + common,
		"last":   common + common + long,
	} {
		p, err := load(t, Options{MaxBad: 0.2}, text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c := p.Source.Counts
		if p.Total() != 6 || c.Read != 7 || c.Skipped[0].Reason != "line is longer than 256 KiB" || c.Skipped[0].Count != 1 {
			t.Errorf("%s: %+v", name, c)
		}
	}
	// The edge: the longest line that fits, and one byte more.
	for extra, total := range map[int]int64{0: 7, 1: 6} {
		line := `192.0.2.1 - - [04/May/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 100 "`
		line += strings.Repeat("y", blockSize-len(line)-1+extra) + "\n"
		p, err := load(t, Options{MaxBad: 0.2}, common+line+common)
		if err != nil || p.Total() != total {
			t.Errorf("%d bytes over: %d requests, %v", extra, p.Total(), err)
		}
	}
}

func TestRefuses(t *testing.T) {
	whole := pack(t, manyLines(20_000), "gzip")
	zst := pack(t, manyLines(20_000), "zstd")
	flipped := []byte(whole)
	flipped[len(flipped)-6] ^= 0xff
	tests := []struct {
		name, text string
		o          Options
		want       []string
	}{
		{"empty", "", Options{}, []string{"log1: no line with a request in 0 lines"}},
		{"only comments", "#a\n#b\n", Options{}, []string{"no line with a request in 2 lines"}},
		{"gzip cut off", whole[:len(whole)/2], Options{}, []string{"log1: damaged or cut off after", "lines", "ends too early"}},
		{"zstd cut off", zst[:len(zst)/2], Options{}, []string{"log1: damaged or cut off after", "ends too early"}},
		{"gzip checksum", string(flipped), Options{}, []string{"log1: damaged", "checksum"}},
		{"gzip header only", "\x1f\x8b\x08", Options{}, []string{"log1: "}},
		{"garbage", strings.Repeat("\x00\x01\xfe\n", 100), Options{}, []string{"100 of 100 lines cannot be read as combined", "log1:1, log1:2"}},
		{"too many bad lines", manyLines(1000), Options{MaxBad: 0.01}, []string{"20 of 990 lines cannot be read", "time is not readable: 10 rows (log1:78, log1:178, log1:278, ...)"}},
		{"no bad line allowed", manyLines(100), Options{MaxBad: -1}, []string{"2 of 99 lines"}},
		{"wrong format", common, Options{Format: JSON}, []string{"line is not a JSON object"}},
		{"negative bytes", strings.ReplaceAll(common, " 100\n", " -100\n"), Options{}, []string{"bytes are not a number: 1 row (log1:1)"}},
		{"two clocks", `{"time":"2026-05-04 10:00:01"}` + "\n" + `{"time":"2026-05-04T10:00:01Z"}`, Options{}, []string{"without a zone (log1:1) and with one (log1:2)"}},
		{"json without time", `{"a":1}`, Options{Format: JSON}, []string{"line has no time field: 1 row (log1:1)"}},
		{"unknown format", common, Options{Format: "combind"}, []string{`did you mean "combined"`}},
		{"slot", common, Options{Slot: time.Millisecond}, []string{"slot: 1ms"}},
		{"scattered dates", common + `x - - [04/May/2008:10:00:01 +0000] "GET /" 200 1`, Options{MaxBad: 1, Slot: time.Minute}, []string{"2008-05-04", "try a longer slot"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := load(t, tt.o, tt.text)
			for _, want := range tt.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error does not say %q:\n%v", want, err)
				}
			}
		})
	}
	if _, err := Import(context.Background(), nil, Options{}); err == nil {
		t.Error("no file was accepted")
	}
}

type failing struct{ after int }

func (f *failing) Read(b []byte) (int, error) {
	if f.after <= 0 {
		return 0, errors.New("disk is gone")
	}
	n := min(copy(b, common), f.after)
	f.after -= n
	return n, nil
}

func TestReadErrorsAndCancel(t *testing.T) {
	_, err := Import(context.Background(), []Input{{"a.log", strings.NewReader(common)}, {"b.log", &failing{after: 1 << 20}}}, Options{})
	if err == nil || !strings.Contains(err.Error(), "b.log: damaged or cut off after") || !strings.Contains(err.Error(), "disk is gone") {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = Import(ctx, []Input{{"a.log", &failing{after: 1 << 40}}}, Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestRealSamples(t *testing.T) {
	dir := os.Getenv("SOVCOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared")
	}
	for name, lines := range map[string]int64{"apache_combined_500.log": 500, "aws_alb_access.log": 7} {
		f, err := os.Open(filepath.Join(dir, "samples", "logs", name))
		if err != nil {
			t.Skip("not run: the shared folder is not here: ", err)
		}
		p, err := Import(context.Background(), []Input{{name, f}}, Options{MaxBad: -1})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if p.Total() != lines {
			t.Errorf("%s: %d requests of %d, %+v", name, p.Total(), lines, p.Source.Counts)
		}
		_ = f.Close()
	}
}

func FuzzImport(f *testing.F) {
	f.Add([]byte(common), "")
	f.Add([]byte(albLine), "")
	f.Add([]byte(`{"time":"2026-05-04T10:00:01Z","request_time":0.1,"a":{"b":["\"]"]}}`), "json")
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00"), "")
	f.Add([]byte("\x28\xb5\x2f\xfd\x00"), "")
	f.Add([]byte(`2026-05-04T10:00:01.9Z lb a b 0.1 0.2 -1 200 200 0 29 "GET"`), "elb")
	f.Fuzz(func(t *testing.T, data []byte, format string) {
		p, err := Import(context.Background(), []Input{{"f", bytes.NewReader(data)}}, Options{Format: Format(format), Workers: 1, MaxBad: 1})
		if err != nil {
			return
		}
		if err := p.Validate(); err != nil {
			t.Errorf("imported profile is invalid: %v", err)
		}
		if c := p.Source.Counts; c.Read != c.Taken+c.SkippedTotal() || c.Taken != p.Total() {
			t.Errorf("lines do not add up: %+v", c)
		}
	})
}

// A line whose clock was wrong by decades would spread the log over half a
// million slots: it is named, over several files too.
func TestWrongClock(t *testing.T) {
	line := func(year string) string {
		return `192.0.2.1 - - [04/May/` + year + `:10:00:00 +0000] "GET / HTTP/1.1" 200 5` + "\n"
	}
	for _, c := range []struct{ first, second, want string }{
		{line("2026") + line("1970") + line("2026"), line("2026") + line("2038"), "the lines run from 1970-05-04 (a.log:2) to 2038-05-04 (b.log:2), more than 20 years"},
		{line("2026") + line("2026") + line("2047"), line("2026"), "the lines run from 2026-05-04 (a.log:1) to 2047-05-04 (a.log:3)"},
		{line("2010"), line("2026"), ""},
	} {
		_, err := Import(context.Background(), []Input{{"a.log", strings.NewReader(c.first)}, {"b.log", strings.NewReader(c.second)}}, Options{})
		switch {
		case c.want == "" && err != nil:
			t.Error(err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}
