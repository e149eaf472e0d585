// Package sheets holds the price sheets that come with the program, one file per
// provider and region, named after the sheet's id.
package sheets

import (
	"embed"
	"fmt"

	"github.com/sovcost/sovcost/pricing"
)

// FS holds the sheets as files.
//
//go:embed *.toml
var FS embed.FS

// Embedded reads the sheets. Their meaning is checked by this package's tests,
// not at every start of the program.
func Embedded() (*pricing.Library, error) {
	l, err := pricing.LoadLibrary(FS, true)
	if err != nil {
		return nil, fmt.Errorf("embedded price sheets: %w", err)
	}
	return l, nil
}
