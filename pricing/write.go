package pricing

import (
	"bytes"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Marshal writes the sheet in the format ParseSheet reads. Families of sizes that
// were read as products of their own are written so; comments are not kept.
// Reading what it wrote gives the same sheet, and the same sheet the same bytes.
func (s *Sheet) Marshal() ([]byte, error) {
	var b bytes.Buffer
	if err := factsheet.Encode(&b, s); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
