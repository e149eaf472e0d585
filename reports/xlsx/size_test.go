package xlsx

import (
	"strings"
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
	}{{0, "no option has a price"}, {1, ""}, {maxBlocks, ""}, {maxBlocks + 1, "narrow [candidates]"}} {
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
