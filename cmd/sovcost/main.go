// Command sovcost says which runtime fits a workload: what it costs a month,
// from which load on the answer flips, what law allows and what leaving costs.
package main

import (
	"os"
	"runtime/debug"

	"github.com/sovcost/sovcost/internal/cli"
)

func main() {
	// Most runs live for a tenth of a second: collecting starts when memory gets
	// tight, not before.
	debug.SetGCPercent(300)
	debug.SetMemoryLimit(1 << 30)
	os.Exit(cli.Run(cli.System()))
}
