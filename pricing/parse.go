package pricing

import (
	"fmt"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// ParseSheet reads and checks one price sheet. The error is a
// factsheet.Problems with everything that is wrong with the file.
func ParseSheet(path string, data []byte) (*Sheet, error) {
	s, err := decodeSheet(path, data)
	problems := asProblems(err)
	if len(problems) == 0 {
		problems = s.check()
	}
	if len(problems) > 0 {
		return nil, problems.Sorted()
	}
	return s, nil
}

// decodeSheet reads a sheet without the checks of meaning, for sheets that were
// checked when they were embedded.
func decodeSheet(path string, data []byte) (*Sheet, error) {
	s := &Sheet{}
	doc, err := factsheet.Decode(path, data, s)
	s.Doc = doc
	s.link()
	return s, err
}

func asProblems(err error) factsheet.Problems {
	switch e := err.(type) {
	case nil:
		return nil
	case factsheet.Problems:
		return e
	}
	return factsheet.Problems{{Message: err.Error()}}
}

// link fills the back references and the spelled-out defaults.
func (s *Sheet) link() {
	s.expandSizes()
	for _, p := range s.Products {
		p.Sheet = s
		if p.Status == "" {
			p.Status = Offered
		}
		for j, m := range p.Meters {
			m.product, m.key = p, fmt.Sprintf("%s.meter[%d]", p.key, j)
			if m.Status == "" {
				m.Status = Offered
			}
			if m.Mode == "" {
				m.Mode = Flat
			}
			if m.Label == "" {
				m.Label = m.ID
			}
		}
		for j, c := range p.Commitments {
			c.key = fmt.Sprintf("%s.commitment[%d]", p.key, j)
			if c.Status == "" {
				c.Status = Offered
			}
			if c.Kind == "" {
				c.Kind = "resource"
			}
			if c.Label == "" {
				c.Label = c.ID
			}
		}
	}
	for i, a := range s.Allowances {
		a.sheet, a.key = s, fmt.Sprintf("allowance[%d]", i)
	}
	s.completeInputs()
}
