// Package azuretrace imports the Azure Functions traces: the 2019 format with
// calls per minute, durations and memory (Shahrad et al., USENIX ATC 2020), and
// the 2021 format with one row per call (Zhang et al., SOSP 2021). Both are
// described in https://github.com/Azure/AzurePublicDataset.
package azuretrace

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/traffic/lines"
)

// Input is one file. The caller opens and closes it.
type Input struct {
	Name   string
	Reader io.Reader
}

// Files2019 are the files of the 2019 format. Invocations has one file per day,
// in order; durations and memory are optional.
type Files2019 struct {
	Invocations, Durations, Memory []Input
}

// Options choose what is read.
type Options struct {
	Name string
	// Start is the beginning of the trace; zero leaves the profile without a date.
	Start time.Time
	// App and Function keep what has these hashes or a beginning of them; empty
	// is all.
	App, Function string
	// Slot is the slot of the profile: for 2019 a multiple of a minute, zero is
	// a minute; for 2021 zero is an hour.
	Slot time.Duration
}

// Trace is what the files say.
type Trace struct {
	// Profile is the sum over the functions that were kept.
	Profile traffic.Profile
	// Functions is how many rows of functions and days were kept.
	Functions int
	// MemoryMB is allocated memory in MB (2019 only); nil when unknown.
	MemoryMB *traffic.Distribution
}

const minutes = 24 * 60

func (o Options) keep(app, function []byte) bool {
	return strings.HasPrefix(string(app), o.App) && strings.HasPrefix(string(function), o.Function)
}

// problems collects what is wrong with the rows of a file.
type problems struct {
	errs  []error
	total int
}

const problemsKept = 20

func (p *problems) add(name string, line, col int, format string, args ...any) {
	if p.total++; len(p.errs) < problemsKept {
		p.errs = append(p.errs, fmt.Errorf("%s:%d:%d: %s", name, line, col, fmt.Sprintf(format, args...)))
	}
}

func (p *problems) err() error {
	if rest := p.total - len(p.errs); rest > 0 {
		return errors.Join(append(p.errs, fmt.Errorf("and %d more", rest))...)
	}
	return errors.Join(p.errs...)
}

// optional marks a wanted column that a file may lack; its cell is then nil.
const optional = "?"

// rows reads a file with a header; each gets the cells of a row in the order of
// the wanted columns.
func rows(in Input, wanted []string, bad *problems, each func(line int, cells []lines.Field)) (digest string, read int64, err error) {
	r := lines.NewReader(in.Reader)
	var cells, picked []lines.Field
	var columns []int
	for {
		text, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", 0, fmt.Errorf("%s:%d: %w", in.Name, r.Number, err)
		}
		if len(text) == 0 {
			continue
		}
		if cells, err = lines.Split(text, ',', cells); err != nil {
			return "", 0, fmt.Errorf("%s:%d:%w", in.Name, r.Number, err)
		}
		if columns == nil {
			if columns, err = header(cells, wanted); err != nil {
				return "", 0, fmt.Errorf("%s:%d: %w", in.Name, r.Number, err)
			}
			continue
		}
		read++
		picked = picked[:0]
		for i, c := range columns {
			if c < 0 {
				picked = append(picked, lines.Field{})
				continue
			}
			if c >= len(cells) {
				bad.add(in.Name, r.Number, 1, "%d columns, column %d (%s) is missing", len(cells), c+1, wanted[i])
				break
			}
			picked = append(picked, cells[c])
		}
		if len(picked) == len(columns) {
			each(r.Number, picked)
		}
	}
	if columns == nil {
		return "", 0, fmt.Errorf("%s: empty file", in.Name)
	}
	return r.Digest(), read, nil
}

func header(cells []lines.Field, wanted []string) ([]int, error) {
	at := map[string]int{}
	for i, c := range cells {
		at[string(c.Text)] = i
	}
	var columns []int
	for _, w := range wanted {
		name, spare := strings.CutPrefix(w, optional)
		i, ok := at[name]
		if !ok && spare {
			i, ok = -1, true
		}
		if !ok {
			return nil, fmt.Errorf("there is no column %q; is this file of the right kind?", w)
		}
		columns = append(columns, i)
	}
	return columns, nil
}

// Import2019 adds up the functions of the 2019 format. The counts are of the
// minute in which a call was recorded, which is after it ran.
func Import2019(files Files2019, o Options) (Trace, error) {
	if len(files.Invocations) == 0 {
		return Trace{}, errors.New("no invocations file was given")
	}
	t := Trace{Profile: traffic.Profile{Name: o.Name, Slot: time.Minute, Start: o.Start, Counted: true, Coverage: 1}}
	var bad problems
	var digests, names []string
	counts := traffic.Counts{}
	for _, in := range files.Invocations {
		names = append(names, in.Name)
		digest, read, kept, err := t.day(in, o, &bad)
		if err != nil {
			return Trace{}, err
		}
		digests = append(digests, digest)
		t.Functions += kept
		counts.Read, counts.Taken = counts.Read+read, counts.Taken+int64(kept)
	}
	if rest := counts.Read - counts.Taken; rest > 0 {
		counts.Skipped = []traffic.Skip{{Reason: "function not asked for", Count: rest}}
	}
	duration, err := distribution(files.Durations, durationColumns(), o, &bad)
	if err != nil {
		return Trace{}, err
	}
	memory, err := distribution(files.Memory, memoryColumns(), o, &bad)
	if err != nil {
		return Trace{}, err
	}
	if err := bad.err(); err != nil {
		return Trace{}, err
	}
	t.Profile.Duration, t.MemoryMB = duration.result("s", 1000), memory.result("MB", 1)
	t.Profile.Source = traffic.Source{Kind: "azure 2019", Where: strings.Join(names, ", "), Digest: strings.Join(digests, " "), Counts: counts}
	return t.finish(o)
}

func (t Trace) finish(o Options) (Trace, error) {
	p := &t.Profile
	if p.Name == "" {
		p.Name = p.Source.Where
	}
	if t.Functions == 0 {
		return Trace{}, fmt.Errorf("%s: no row has app %q and function %q", p.Source.Where, o.App, o.Function)
	}
	if o.Start.IsZero() {
		p.Notes = append(p.Notes, "the trace has no date: slot 0 is its beginning, whatever the weekday")
	}
	if err := p.Validate(); err != nil {
		return Trace{}, fmt.Errorf("%s: %w", p.Source.Where, err)
	}
	if o.Slot != 0 && o.Slot != p.Slot {
		q, err := p.Resample(o.Slot)
		if err != nil {
			return Trace{}, fmt.Errorf("%s: %w", p.Source.Where, err)
		}
		*p = q
	}
	return t, nil
}

// day adds one file of a day to the weights.
func (t *Trace) day(in Input, o Options, bad *problems) (digest string, read int64, kept int, err error) {
	wanted := []string{"HashApp", "HashFunction"}
	for m := 1; m <= minutes; m++ {
		wanted = append(wanted, strconv.Itoa(m))
	}
	sums := make([]int64, minutes)
	digest, read, err = rows(in, wanted, bad, func(line int, cells []lines.Field) {
		if !o.keep(cells[0].Text, cells[1].Text) {
			return
		}
		kept++
		for m, c := range cells[2:] {
			n, err := strconv.ParseInt(string(c.Text), 10, 64)
			if err != nil || n < 0 || sums[m] > math.MaxInt64-n {
				bad.add(in.Name, line, c.Col, "minute %d: %.40q is no count of calls", m+1, c.Text)
				continue
			}
			sums[m] += n
		}
	})
	t.Profile.Weights = append(t.Profile.Weights, sums...)
	return digest, read, kept, err
}

// statistics names the columns of a durations or memory file.
type statistics struct {
	mean, count, low, high string
	percentiles            []string // P in percent ends each name
	prefix                 string
	method                 string
}

func durationColumns() statistics {
	return statistics{mean: "Average", count: "Count", low: "Minimum", high: "Maximum", prefix: "percentile_Average_",
		percentiles: []string{"1", "25", "50", "75", "99"},
		method:      "mean of calls without cold starts; percentiles are of means over 30 seconds, not of calls"}
}

func memoryColumns() statistics {
	return statistics{mean: "AverageAllocatedMb", count: "SampleCount", prefix: "AverageAllocatedMb_pct",
		percentiles: []string{"1", "5", "25", "50", "75", "95", "99", "100"},
		method:      "samples of allocated memory of an app, averaged over its instances"}
}

// gathered is the sum over the rows of a statistics file.
type gathered struct {
	s         statistics
	rows      int
	count     int64
	weighted  float64 // sum of mean times count
	low, high float64
	quantiles []traffic.Quantile // of the only row
}

func distribution(inputs []Input, s statistics, o Options, bad *problems) (*gathered, error) {
	g := &gathered{s: s}
	wanted := []string{"HashApp", s.mean, s.count}
	if s.low != "" {
		wanted = append(wanted, s.low, s.high)
	}
	fixed := len(wanted)
	for _, p := range s.percentiles {
		wanted = append(wanted, s.prefix+p)
	}
	for _, in := range inputs {
		columns := append(slices.Clone(wanted), optional+"HashFunction")
		_, _, err := rows(in, columns, bad, func(line int, cells []lines.Field) {
			function := cells[len(cells)-1].Text
			if function == nil { // memory is measured per app in the original trace
				function = []byte(o.Function)
			}
			if o.keep(cells[0].Text, function) {
				g.row(in.Name, line, cells[1:len(wanted)], fixed-1, bad)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return g, nil
}

// row takes the numbers of one function: mean, count, perhaps low and high, then
// percentiles. Rows without samples carry no information.
func (g *gathered) row(name string, line int, cells []lines.Field, fixed int, bad *problems) {
	v := make([]float64, len(cells))
	for i, c := range cells {
		d, err := factsheet.ParseDecimal(string(c.Text))
		if err != nil {
			bad.add(name, line, c.Col, "%.40q is not a number", c.Text)
			return
		}
		if v[i] = d.Decimal().InexactFloat64(); !(v[i] >= 0 && v[i] < 1e15) {
			bad.add(name, line, c.Col, "%.40q is outside 0 to 1e15", c.Text)
			return
		}
	}
	if v[1] != math.Trunc(v[1]) {
		bad.add(name, line, cells[1].Col, "count %.40q is no whole number", cells[1].Text)
		return
	}
	if v[1] == 0 {
		return
	}
	low, high := v[fixed], v[len(v)-1]
	if g.s.low != "" {
		low, high = v[2], v[3]
	}
	if g.rows++; g.rows == 1 {
		g.low, g.high = low, high
		g.single(v, fixed)
	}
	g.low, g.high = min(g.low, low), max(g.high, high)
	g.count += int64(v[1])
	g.weighted += v[0] * v[1]
}

func (g *gathered) single(v []float64, fixed int) {
	for i, p := range g.s.percentiles {
		percent, err := strconv.Atoi(p)
		if err == nil {
			g.quantiles = append(g.quantiles, traffic.Quantile{P: float64(percent) / 100, Value: v[fixed+i]})
		}
	}
}

// result is the distribution in the given unit. The percentiles of several
// functions cannot be joined, so only extremes are left of them.
func (g *gathered) result(unit string, divisor float64) *traffic.Distribution {
	if g.rows == 0 {
		return nil
	}
	d := &traffic.Distribution{Count: g.count, Unit: unit, Mean: g.weighted / float64(g.count) / divisor, Method: g.s.method}
	if g.rows > 1 {
		d.Method = fmt.Sprintf("%d rows weighted by count; %s", g.rows, g.s.method)
	}
	quantiles := g.quantiles
	if g.rows > 1 {
		quantiles = nil
	}
	if g.s.low != "" {
		quantiles = append([]traffic.Quantile{{P: 0, Value: g.low}}, quantiles...)
		quantiles = append(quantiles, traffic.Quantile{P: 1, Value: g.high})
	}
	for _, q := range quantiles {
		// A mean over 30 seconds may lie outside a minimum that was rounded.
		q.Value /= divisor
		if n := len(d.Quantiles); n == 0 || q.Value >= d.Quantiles[n-1].Value && q.P > d.Quantiles[n-1].P {
			d.Quantiles = append(d.Quantiles, q)
		}
	}
	return d
}
