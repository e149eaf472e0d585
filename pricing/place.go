package pricing

import "github.com/sovcost/sovcost/internal/factsheet"

// At is where a key of the meter stands in its file: "price", "tier[1].up_to".
// Of a row of a family it is the row.
func (m *Meter) At(field string) factsheet.Position {
	return m.product.Sheet.Doc.At(m.key + "." + field)
}

// At is where a key of the commitment stands in its file.
func (c *Commitment) At(s *Sheet, field string) factsheet.Position {
	return s.Doc.At(c.key + "." + field)
}
