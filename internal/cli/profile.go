package cli

import (
	"fmt"
	"os"

	"github.com/sovcost/sovcost/model/traffic"
)

// openProfile reads a load profile file.
func openProfile(file string) (traffic.Profile, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return traffic.Profile{}, fmt.Errorf("%s: %s", file, osMessage(err))
	}
	p, _, err := traffic.Decode(file, data)
	return p, err
}
