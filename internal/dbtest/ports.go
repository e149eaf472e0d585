package dbtest

import (
	"fmt"
	"net"
	"sync/atomic"
	"testing"
)

// Ports hands out the ports of one package's servers. Ports of the kernel's own
// choice may be taken by another package's server between asking and starting,
// and packages are tested at the same time: each has a range of its own, below
// the ports the kernel hands out.
type Ports struct {
	from int
	next atomic.Int32
}

// NewPorts is a range of 1000 ports.
func NewPorts(from int) *Ports { return &Ports{from: from} }

// Free is the next port nobody listens on.
func (p *Ports) Free(t *testing.T) int {
	t.Helper()
	for range 1000 {
		port := p.from + int(p.next.Add(1))
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatalf("no free port from %d on", p.from)
	return 0
}
