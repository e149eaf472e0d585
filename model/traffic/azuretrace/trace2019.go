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
	"strconv"
	"strings"
	"time"

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
