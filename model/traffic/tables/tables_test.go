package tables

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/model/traffic"
)

func load(t *testing.T, text string, o Options) traffic.Profile {
	t.Helper()
	p, err := Import("t.csv", strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Validate(); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCounts(t *testing.T) {
	at := time.Date(2026, 5, 4, 0, 4, 0, 0, time.UTC)
	tests := []struct {
		name, text string
		o          Options
		want       []int64
		gaps       int
	}{
		{"header", "timestamp,value\n2026-05-04 00:04:00,94.0\n2026-05-04 00:09:00,56.0\n", Options{}, []int64{94, 56}, 0},
		{"no header, CRLF, no end of line", "2026-05-04T00:04:00Z,94\r\n2026-05-04T00:09:00Z,56", Options{}, []int64{94, 56}, 0},
		{"byte order mark and semicolons", "\ufeffZeit;Anzahl\n04.05.2026 00:04;94\n04.05.2026 00:09;56\n", Options{}, []int64{94, 56}, 0},
		{"gap", "time,requests\n2026-05-04 00:04,1\n2026-05-04 00:09,2\n2026-05-04 00:24,3\n", Options{}, []int64{1, 2, 0, 0, 3}, 1},
		{"out of order", "time,requests\n2026-05-04 00:14,3\n2026-05-04 00:04,1\n2026-05-04 00:09,2\n", Options{}, []int64{1, 2, 3}, 0},
		{"columns by name", "a,host,b\n7,x,2026-05-04 00:04\n8,y,2026-05-04 00:09\n", Options{TimeColumn: "b", CountColumn: "A"}, []int64{7, 8}, 0},
		{"columns by number", "7\tx\t1777853040\n8\ty\t1777853340\n", Options{CountColumn: "1", TimeColumn: "3"}, []int64{7, 8}, 0},
		{"sum of servers", "time,count\n2026-05-04 00:04,1\n2026-05-04 00:04,2\n2026-05-04 00:09,5\n", Options{Repeats: Sum}, []int64{3, 5}, 0},
		{"first", "time,count\n2026-05-04 00:04,1\n2026-05-04 00:04,2\n2026-05-04 00:09,5\n", Options{Repeats: First}, []int64{1, 5}, 0},
		{"last", "time,count\n2026-05-04 00:04,1\n2026-05-04 00:04,2\n2026-05-04 00:09,5\n", Options{Repeats: Last}, []int64{2, 5}, 0},
		{"empty counts are gaps", "time,count\n2026-05-04 00:04,1\n2026-05-04 00:09,\n2026-05-04 00:14,NaN\n2026-05-04 00:19,4\n", Options{Interval: 5 * time.Minute}, []int64{1, 0, 0, 4}, 1},
		{"meter export with a preamble", "Full label,\"RequestCount, web\"\nPeriod,300\n\n\"Time\",\"RequestCount\"\n2026/05/04 00:04:00,\"12\"\n2026/05/04 00:09:00,13\n",
			Options{TimeColumn: "Time"}, []int64{12, 13}, 0},
		{"zones", "time,count\n2026-05-04T02:04:00+02:00,1\n2026-05-04T00:09:00Z,2\n", Options{}, []int64{1, 2}, 0},
		{"layout", "time,count\n05/04/2026 00:04,1\n05/04/2026 00:09,2\n", Options{Layout: "01/02/2006 15:04"}, []int64{1, 2}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := load(t, tt.text, tt.o)
			if !slices.Equal(p.Weights, tt.want) || len(p.Gaps) != tt.gaps || !p.Start.Equal(at) || p.Slot != 5*time.Minute || !p.Counted {
				t.Errorf("%v from %v by %v, gaps %v", p.Weights, p.Start, p.Slot, p.Gaps)
			}
			c := p.Source.Counts
			if c.Read != c.Taken+c.SkippedTotal() || c.Read == 0 {
				t.Errorf("rows do not add up: %+v", c)
			}
		})
	}
}

func TestAutumnHourIsCountedTwice(t *testing.T) {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Skip("not run: no time zone data on this machine: ", err)
	}
	text := "time,count\n2025-10-26 01:00,1\n2025-10-26 02:00,2\n2025-10-26 02:00,3\n2025-10-26 03:00,4\n"
	p := load(t, text, Options{Zone: zurich})
	if !slices.Equal(p.Weights, []int64{1, 2, 3, 4}) {
		t.Errorf("%v", p.Weights)
	}
}

func TestRequests(t *testing.T) {
	text := "ts,ms,bytes\n2026-05-04T10:00:01Z,120.5,10\n2026-05-04T10:59:59.999Z,80,30\n2026-05-04T13:00:00Z,100,20\n"
	p := load(t, text, Options{DurationColumn: "ms", DurationUnit: time.Millisecond, BytesColumn: "bytes"})
	if !slices.Equal(p.Weights, []int64{2, 0, 0, 1}) || p.Slot != time.Hour {
		t.Errorf("%v", p.Weights)
	}
	if m := p.Duration.Mean; m < 0.10016 || m > 0.10017 || p.ResponseBytes.Mean != 20 {
		t.Errorf("duration %v, bytes %v", m, p.ResponseBytes.Mean)
	}
	one := load(t, "1777888800\n1777888801\n", Options{Slot: time.Second})
	if !slices.Equal(one.Weights, []int64{1, 1}) {
		t.Errorf("%v", one.Weights)
	}
	rows := load(t, "time,path\n2026-05-04 10:00,/a\n", Options{CountColumn: "-"})
	if rows.Total() != 1 {
		t.Errorf("%v", rows.Weights)
	}
}

func TestSeries(t *testing.T) {
	p := load(t, "3\n0\n5\n4\n", Options{Series: true, Interval: time.Second})
	if !slices.Equal(p.Weights, []int64{3, 0, 5, 4}) || !p.Typical() || p.Slot != time.Second {
		t.Errorf("%+v", p)
	}
	p = load(t, "3\n0\n5\n4\n", Options{Series: true, Interval: time.Second, Slot: 2 * time.Second, SeriesStart: time.Unix(1e9, 0)})
	if !slices.Equal(p.Weights, []int64{3, 9}) {
		t.Errorf("%v", p.Weights)
	}
}

func TestRefuses(t *testing.T) {
	tests := []struct {
		name, text string
		o          Options
		want       []string
	}{
		{"empty", "", Options{}, []string{"t.csv: no row of data"}},
		{"header alone", "time,count\n", Options{}, []string{"no row of data"}},
		{"no times at all", "a,b\nc,d\n", Options{}, []string{"no row of data", "try --time-column"}},
		{"negative, fraction, word", "time,count\n2026-05-04 00:00,-1\n2026-05-04 00:05,1.5\n2026-05-04 00:10,many\n", Options{},
			[]string{"t.csv:2:18: count -1 is negative", "t.csv:3:18: count 1.5 is no whole number", `t.csv:4:18: "many" is not a count`}},
		{"bad time", "time,count\n2026-05-04 00:00,1\n2026-02-30 00:00,1\n", Options{}, []string{"t.csv:3:1: \"2026-02-30 00:00\" is no day"}},
		{"two clocks", "time,count\n2026-05-04 00:00,1\n2026-05-04T00:05:00Z,1\n", Options{}, []string{"t.csv:3: time with a zone, but line 2 has time without a zone: two clocks"}},
		{"two units", "1777888800\n1777888801000\n", Options{}, []string{"t.csv:2: milliseconds since 1970, but line 1 has seconds"}},
		{"twice", "time,count\n2026-05-04 00:00,1\n2026-05-04 00:00,1\n", Options{}, []string{"t.csv:3: 2026-05-04T00:00:00Z is at t.csv:2 already; try --repeats"}},
		{"off the grid", "time,count\n2026-05-04 00:00,1\n2026-05-04 00:05,1\n2026-05-04 00:12,1\n", Options{}, []string{"t.csv:4: 2026-05-04T00:12:00Z is not a whole number of 5m0s"}},
		{"one row", "time,count\n2026-05-04 00:00,1\n", Options{}, []string{"--interval"}},
		{"column misspelt", "time,count\n2026-05-04 00:00,1\n", Options{CountColumn: "cuont"}, []string{`did you mean "count"`}},
		{"three columns", "time,a,b\n2026-05-04 00:00,1,2\n", Options{}, []string{"try --count-column"}},
		{"day or month first", "time,count\n03/04/2026 10:00,1\n", Options{}, []string{"t.csv:2:1", "day/month"}},
		{"quote", "time,count\n\"2026-05-04 00:00,1\n", Options{}, []string{"t.csv:2:1: a quote is not closed"}},
		{"short row", "time,count\n2026-05-04 00:00\n", Options{}, []string{"t.csv:2:1: 1 columns where column 2"}},
		{"binary", "time,count\n\x00\x01\x02", Options{}, []string{"t.csv:2: binary data"}},
		{"gzip", "\x1f\x8b\x08\x00\x00\x00", Options{}, []string{"t.csv:1: binary data"}},
		{"utf-16", "\xff\xfet\x00", Options{}, []string{"UTF-16"}},
		{"10 MB line", "time,count\n" + strings.Repeat("x", 10<<20), Options{}, []string{"t.csv:2: line is longer than"}},
		{"series without interval", "1\n", Options{Series: true}, []string{"interval"}},
		{"series of two columns", "1,2\n", Options{Series: true, Interval: 1}, []string{"t.csv:1:3: 2 columns"}},
		{"policy", "1\n", Options{Repeats: "sun"}, []string{"refuse, sum, first or last"}},
		{"all zero", "time,count\n2026-05-04 00:00,0\n2026-05-04 00:05,0\n", Options{}, []string{"sum is 0"}},
		{"huge", "time,count\n2026-05-04 00:00,99999999999999999999\n", Options{}, []string{"larger than"}},
		{"title only", strings.Repeat("hello world\n", 60), Options{}, []string{"no header and no time in the first 40 lines"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Import("t.csv", strings.NewReader(tt.text), tt.o)
			for _, want := range tt.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error does not say %q:\n%v", want, err)
				}
			}
		})
	}
}

func TestAllBadRowsAreCounted(t *testing.T) {
	text := "time,count\n" + strings.Repeat("2026-05-04 00:00,x\n", 500)
	_, err := Import("t.csv", strings.NewReader(text), Options{})
	if err == nil || !strings.Contains(err.Error(), "and 480 more bad rows of 500") {
		t.Errorf("%v", err)
	}
	if n := strings.Count(err.Error(), "\n"); n != 20 {
		t.Errorf("%d lines", n)
	}
}

// shared opens a third-party file that is never part of this repository.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	dir := os.Getenv("SOVCOST_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skip("not run: the shared folder is not here: ", err)
	}
	return data
}

// The figures are those of the trace's own description (Numenta NAB,
// realAWSCloudwatch/elb_request_count_8c0756.csv).
func TestELBTrace(t *testing.T) {
	data := shared(t, "traces/elb_requests_5min.csv")
	p := load(t, string(data), Options{})
	s := p.Stats()
	if p.Total() != 249327 || s.Known != 4032 || s.Peak != 656 || p.Slot != 5*time.Minute || len(p.Gaps) != 8 {
		t.Errorf("total %d of %d slots, peak %d, %d gaps", p.Total(), s.Known, s.Peak, len(p.Gaps))
	}
	if got := fmt.Sprintf("%.3f %.3f", s.Mean, s.PeakToMean); got != "61.837 10.609" {
		t.Errorf("mean and peak to mean %s", got)
	}
	hours, err := p.Resample(time.Hour)
	if err != nil || hours.Total() != 249327 {
		t.Errorf("hours add up to %d, %v", hours.Total(), err)
	}
	week, err := traffic.TypicalWeek(p, time.UTC)
	if err != nil || len(week.Gaps) != 0 || week.Dispersion[30] <= 0 {
		t.Errorf("typical week: %v", err)
	}
}

func FuzzImport(f *testing.F) {
	f.Add("timestamp,value\n2014-04-10 00:04:00,94.0\n2014-04-10 00:09:00,56.0\n", false)
	f.Add("\"a\";\"b\"\"c\"\n1777888800;3\n", false)
	f.Add("3\n0\n", true)
	f.Add("\xff\xfe\x00", false)
	f.Fuzz(func(t *testing.T, text string, series bool) {
		p, err := Import("f", strings.NewReader(text), Options{Series: series, Interval: time.Duration(len(text)%3) * time.Second})
		if err != nil {
			if !strings.Contains(text, "%") && strings.Contains(err.Error(), "%!") {
				t.Errorf("broken message: %v", err)
			}
			return
		}
		if err := p.Validate(); err != nil {
			t.Errorf("imported profile is invalid: %v", err)
		}
		if c := p.Source.Counts; c.Read != c.Taken+c.SkippedTotal() {
			t.Errorf("rows do not add up: %+v", c)
		}
	})
}
