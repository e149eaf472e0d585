// Command sovcost says which runtime fits a workload: what it costs a month,
// from which load on the answer flips, what law allows and what leaving would cost.
package main

import (
	"os"
	"runtime/debug"

	"github.com/sovcost/sovcost/internal/cli"
)

func main() {
	// Most runs live for a tenth of a second and end before collecting pays. Long
	// ones stay below a gigabyte where they can.
	debug.SetGCPercent(300)
	debug.SetMemoryLimit(1 << 30)
	os.Exit(cli.Run(cli.System()))
}
