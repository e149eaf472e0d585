// Command sovcost says which runtime fits a workload: what it costs a month,
// from which load on the answer flips, what law allows and what leaving costs.
package main

import (
	"os"

	"github.com/sovcost/sovcost/internal/cli"
)

func main() {
	os.Exit(cli.Run(cli.System()))
}
