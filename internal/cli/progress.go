package cli

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sovcost/sovcost/pricing/formula"
)

// counter says how far a long run is: in one line that renews itself where
// somebody watches, every two seconds where it was asked for, else not at all.
func (a *app) counter(what string, all int, asked bool) (count func(int), end func()) {
	var n atomic.Int64
	count = func(done int) { n.Store(max(n.Load(), int64(done))) }
	if !a.env.Watched && !asked {
		return count, func() {}
	}
	every := 2 * time.Second
	if a.env.Watched {
		every = 200 * time.Millisecond
	}
	line := func() string {
		return fmt.Sprintf("%s %s of %s", what, formula.Group(fmt.Sprint(n.Load())), formula.Group(fmt.Sprint(all)))
	}
	stop := make(chan struct{})
	tick := time.NewTicker(every)
	var gone sync.WaitGroup
	gone.Go(func() {
		for {
			select {
			case <-tick.C:
				if a.env.Watched {
					fmt.Fprintf(a.env.Stderr, "\r\x1b[Ksovcost: %s", line())
				} else {
					a.say("%s", line())
				}
			case <-stop:
				return
			}
		}
	})
	return count, func() {
		tick.Stop()
		close(stop)
		gone.Wait()
		if a.env.Watched {
			fmt.Fprint(a.env.Stderr, "\r\x1b[K")
		}
	}
}

// stoppable is a writer that ends when a run is interrupted.
type stoppable struct {
	io.Writer
	stop func() error
}

func (s stoppable) Write(p []byte) (int, error) {
	if err := s.stop(); err != nil {
		return 0, err
	}
	return s.Writer.Write(p)
}
