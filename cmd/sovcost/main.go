// Command sovcost says which runtime fits a workload: what it costs a month,
// from which load on the answer flips, what law allows and what leaving would cost.
package main

import (
	"os"
	"runtime"
	"runtime/debug"

	"github.com/sovcost/sovcost/internal/cli"
)

func main() {
	// Most runs live for a tenth of a second and end before collecting would pay.
	// Memory that nobody touches takes none, but counts: the first collection waits
	// for four times as much.
	untouched := make([]byte, 20<<20)
	debug.SetGCPercent(300)
	debug.SetMemoryLimit(1 << 30)
	code := cli.Run(cli.System())
	runtime.KeepAlive(untouched)
	os.Exit(code)
}
