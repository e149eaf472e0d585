package xlsx

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/sovcost/sovcost/model"
)

// A question with more options than a workbook holds is refused in words, and so
// is one without any price.
func TestSizeIsRefused(t *testing.T) {
	c := question(t, "webshop.toml", nil, "hetzner-fsn1")
	o := c.Options[0]
	for _, tc := range []struct {
		n    int
		want string
	}{{0, "no option has a price"}, {1, ""}, {maxBlocks, ""}, {maxBlocks + 1, "narrow [candidates] (sheets, kinds, countries)"}} {
		c.Options = nil
		for range tc.n {
			c.Options = append(c.Options, o)
		}
		_, err := newPlan(c, maxBlocks)
		if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
			t.Errorf("%d options: %v, want %q", tc.n, err, tc.want)
		}
	}
	c.Options = []*model.Option{o}
	p, err := newPlan(c, maxBlocks)
	must(t, err)
	p.slots = maxRows
	if err := p.checkSize(p.count(), maxBlocks); err == nil || !strings.Contains(err.Error(), "slots") {
		t.Errorf("a profile of %d slots: %v", p.slots, err)
	}
}

// A full temporary folder is named: it is another disk than the output's.
func TestTemporaryFolder(t *testing.T) {
	full := &fs.PathError{Op: "write", Path: "/scratch/excelize-123", Err: syscall.ENOSPC}
	err := temporary(errors.Join(full, full))
	if !errors.Is(err, syscall.ENOSPC) || err.Error() != "temporary folder /scratch: no space left on device (TMPDIR names another)" {
		t.Errorf("%v", err)
	}
	other := &fs.PathError{Op: "write", Path: "/scratch/a.xlsx", Err: syscall.ENOSPC}
	if err := temporary(other); err != other {
		t.Errorf("an output's own error became %v", err)
	}
}
