package model

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/model/capacity"
	"github.com/sovcost/sovcost/model/capacity/simulate"
	"github.com/sovcost/sovcost/model/traffic/lines"
)

// Replayed is a trace played request by request: nothing in it is estimated.
type Replayed struct {
	Result simulate.ReplayResult
	First  float64 // time of the first request, s
	Last   float64
}

// Replay plays a trace against a product. Each line of the trace is the arrival
// of a request and how long it is busy when warm, both in seconds, separated by
// a comma, in order of arrival; one line of headings may stand first. A request
// that starts an instance is busy for the time to start longer.
func Replay(y capacity.Play, name string, r io.Reader, seed uint64) (*Replayed, error) {
	play, err := simulate.NewReplay(y.Platform, seed)
	if err != nil {
		return nil, err
	}
	out := &Replayed{First: math.NaN()}
	src := lines.NewReader(r)
	for n := 1; ; n++ {
		line, err := src.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		text := strings.TrimSpace(string(line))
		if text == "" {
			continue
		}
		at, busy, err := call(text)
		if err != nil {
			if n == 1 && math.IsNaN(out.First) {
				continue // headings
			}
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		if math.IsNaN(out.First) {
			out.First = at
		} else if at < out.Last {
			return nil, fmt.Errorf("%s:%d: the request arrives at %g s, before the one above at %g s; sort the trace by arrival", name, n, at, out.Last)
		}
		if _, _, err := play.Next(at-out.First, busy, busy+y.Init); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		out.Last = at
	}
	if math.IsNaN(out.First) {
		return nil, fmt.Errorf("%s: no request in the trace; a line is for example 12.5,0.18", name)
	}
	out.Result, err = play.Result(out.Last - out.First)
	return out, err
}

// call is one line of a trace.
func call(text string) (at, busy float64, err error) {
	a, b, ok := strings.Cut(text, ",")
	if !ok {
		return 0, 0, fmt.Errorf("%.40q has no comma; a line is arrival,busy in seconds, for example 12.5,0.18", text)
	}
	if at, err = strconv.ParseFloat(strings.TrimSpace(a), 64); err != nil || math.IsNaN(at) || math.IsInf(at, 0) {
		return 0, 0, fmt.Errorf("%.40q is not a time in seconds", a)
	}
	if busy, err = strconv.ParseFloat(strings.TrimSpace(b), 64); err != nil || math.IsNaN(busy) || math.IsInf(busy, 0) || busy < 0 {
		return 0, 0, fmt.Errorf("%.40q is not a busy time in seconds", b)
	}
	return at, busy, nil
}
