package accesslog

import (
	"bytes"
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/model/traffic/timestamp"
)

// result is what a worker found in one block.
type result struct {
	file, seq   int
	format      Format
	lines       int64
	counts      [reasons]int64
	first       [reasons][]int64 // lines of the block, from 1, of the first few
	offsets     map[int32]int64
	naive       int64
	naiveLine   int64
	zonedLine   int64
	firstTime   int64
	lastTime    int64
	backJumps   int64
	backLargest int64
	backLine    int64
	firstLine   int64 // of the first line taken
	early, late extreme
}

// extreme is the earliest or latest time and the line it stands in.
type extreme struct{ nanos, line int64 }

// run parses all inputs: one reader per file (as many at a time as workers), a
// pool of workers, and one collector that puts the blocks in order.
func run(ctx context.Context, inputs []Input, o *Options) (*summary, *traffic.Recorder, error) {
	group, ctx := errgroup.WithContext(ctx)
	work, results := make(chan block, o.Workers), make(chan result, o.Workers)
	free := make(chan []byte, 3*o.Workers)
	for range cap(free) {
		free <- make([]byte, blockSize)
	}
	group.Go(func() error {
		defer close(work)
		readers, ctx := errgroup.WithContext(ctx)
		readers.SetLimit(o.Workers)
		for i, in := range inputs {
			readers.Go(func() error { return readFile(ctx, i, in, o, free, work) })
		}
		return readers.Wait()
	})
	recorders := make([]*traffic.Recorder, o.Workers)
	group.Go(func() error {
		defer close(results)
		workers, ctx := errgroup.WithContext(ctx)
		for i := range recorders {
			workers.Go(func() (err error) {
				recorders[i], err = worker(ctx, inputs, o, work, results, free)
				return err
			})
		}
		return workers.Wait()
	})
	sum := newSummary(inputs)
	group.Go(func() error {
		for r := range results {
			sum.add(r)
		}
		return nil
	})
	if err := group.Wait(); err != nil {
		return nil, nil, err
	}
	for _, r := range recorders[1:] {
		if err := recorders[0].Merge(r); err != nil {
			return nil, nil, err
		}
	}
	return sum, recorders[0], nil
}

func worker(ctx context.Context, inputs []Input, o *Options, work <-chan block, results chan<- result, free chan<- []byte) (*traffic.Recorder, error) {
	recorder, err := traffic.NewRecorder(o.Slot)
	if err != nil {
		return nil, err
	}
	p := newParser(o)
	for b := range work {
		if ctx.Err() != nil { // another worker has failed
			return nil, ctx.Err()
		}
		r, err := p.block(b, recorder)
		if b.buffer != nil {
			free <- b.buffer
		}
		if err != nil {
			return nil, &placed{inputs[b.file].Name, err}
		}
		select {
		case results <- r:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return recorder, nil
}

// placed is an error of a file.
type placed struct {
	name string
	err  error
}

func (p *placed) Error() string { return p.name + ": " + p.err.Error() }
func (p *placed) Unwrap() error { return p.err }

// jump is how far a line may be earlier than the one before without a note:
// servers write a request when it ends, so lines are never quite in order.
const jump = int64(time.Minute)

// placesKept is how many lines of one reason are kept.
const placesKept = 3

func (p *parser) block(b block, recorder *traffic.Recorder) (result, error) {
	res := result{file: b.file, seq: b.seq, format: b.format}
	if b.long {
		res.lines = 1
		res.leave(tooLong)
		return res, nil
	}
	last, sameOffset, offsetCount := int64(0), int32(0), int64(0)
	for rest := b.data; len(rest) > 0; {
		line := rest
		if end := bytes.IndexByte(rest, '\n'); end >= 0 {
			line, rest = rest[:end], rest[end+1:]
		} else {
			rest = nil
		}
		res.lines++
		var r record
		why := p.parse(b.format, line, &r)
		if why == taken && r.naive {
			why = p.naive(&r, &res)
		} else if why == taken && res.zonedLine == 0 {
			res.zonedLine = res.lines
		}
		if why != taken {
			res.leave(why)
			continue
		}
		res.counts[taken]++
		if r.offset != sameOffset {
			res.addOffset(sameOffset, offsetCount)
			sameOffset, offsetCount = r.offset, 0
		}
		offsetCount++
		if res.firstLine == 0 {
			res.firstLine, res.firstTime = res.lines, r.nanos
			res.early = extreme{r.nanos, res.lines}
			res.late = res.early
		} else if back := last - r.nanos; back > jump {
			res.jumped(back, res.lines)
		}
		last = r.nanos
		if last < res.early.nanos {
			res.early = extreme{last, res.lines}
		} else if last > res.late.nanos {
			res.late = extreme{last, res.lines}
		}
		if err := recorder.Add(r.nanos, 1); err != nil {
			return res, err
		}
		if r.duration >= 0 {
			recorder.Durations.Add(uint64(r.duration), 1)
		}
		if r.bytes >= 0 {
			recorder.Bytes.Add(uint64(r.bytes), 1)
		}
	}
	res.addOffset(sameOffset, offsetCount)
	res.lastTime = last
	return res, nil
}

// naive gives a time without a zone the zone of the options. In the hour that a
// clock shows twice in autumn the first pass is taken, as blocks know no order.
func (p *parser) naive(r *record, res *result) reason {
	if res.naive++; res.naiveLine == 0 {
		res.naiveLine = res.lines
	}
	zone := timestamp.Zone{Location: p.o.Zone}
	at, err := zone.Absolute(timestamp.Time{Nanos: r.nanos, Kind: timestamp.Naive})
	if err != nil {
		return outsideZone
	}
	r.nanos = at
	return taken
}

func (r *result) leave(why reason) {
	r.counts[why]++
	if len(r.first[why]) < placesKept {
		r.first[why] = append(r.first[why], r.lines)
	}
}

func (r *result) addOffset(offset int32, n int64) {
	if n == 0 {
		return
	}
	if r.offsets == nil {
		r.offsets = map[int32]int64{}
	}
	r.offsets[offset] += n
}

func (r *result) jumped(back, line int64) {
	r.backJumps++
	if back > r.backLargest {
		r.backLargest, r.backLine = back, line
	}
}
