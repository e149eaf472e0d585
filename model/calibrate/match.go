package calibrate

import (
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model/calibrate/focusin"
)

// field is one word of a Match with the FOCUS column it is about.
type field struct {
	pattern, column string
	of              func(*focusin.Charge) string
}

func (m *Match) fields() []field {
	return []field{
		{m.Service, "ServiceName", func(c *focusin.Charge) string { return c.ServiceName }},
		{m.SKU, "SkuId", func(c *focusin.Charge) string { return c.SkuID }},
		{m.Meter, "SkuMeter", func(c *focusin.Charge) string { return c.SkuMeter }},
		{m.Region, "RegionId", func(c *focusin.Charge) string { return c.RegionID }},
		{m.Resource, "ResourceId", func(c *focusin.Charge) string { return c.ResourceID }},
		{m.Account, "SubAccountId", func(c *focusin.Charge) string { return c.SubAccountID }},
		{m.Description, "ChargeDescription", func(c *focusin.Charge) string { return c.Description }},
		{m.Category, "ChargeCategory", func(c *focusin.Charge) string { return c.Category }},
	}
}

// matcher is a Match ready to judge millions of charges.
type matcher struct {
	words []word
	tags  []tag
}

type word struct {
	of func(*focusin.Charge) string
	pattern
}

type tag struct {
	key string
	pattern
}

func (r *Rules) compile() {
	for _, x := range r.Exclude {
		r.exclude = append(r.exclude, x.When.compile())
	}
	for _, m := range r.Maps {
		r.maps = append(r.maps, m.When.compile())
	}
}

func (m *Match) compile() matcher {
	var out matcher
	for _, f := range m.fields() {
		if f.pattern != "" {
			out.words = append(out.words, word{f.of, newPattern(f.pattern)})
		}
	}
	for k, p := range m.Tags {
		out.tags = append(out.tags, tag{k, newPattern(p)})
	}
	slices.SortFunc(out.tags, func(a, b tag) int { return strings.Compare(a.key, b.key) })
	return out
}

// rule is the place of the first rule that takes the charge: exclusions first.
func (r *Rules) rule(c *focusin.Charge) (mapped, excluded int) {
	for i := range r.exclude {
		if r.exclude[i].takes(c) {
			return -1, i
		}
	}
	for i := range r.maps {
		if r.maps[i].takes(c) {
			return i, -1
		}
	}
	return -1, -1
}

func (m *matcher) takes(c *focusin.Charge) bool {
	for i := range m.words {
		if !m.words[i].takes(m.words[i].of(c)) {
			return false
		}
	}
	for i := range m.tags {
		v, ok := c.Tags[m.tags[i].key]
		if !ok || !m.tags[i].takes(v) {
			return false
		}
	}
	return true
}

// pattern is a text with "*" for any text; letters count in either case.
type pattern struct{ parts []string }

func newPattern(text string) pattern {
	return pattern{strings.Split(strings.ToLower(text), "*")}
}

// takes looks for the parts one after the other, in time linear in the text for
// each.
func (p pattern) takes(text string) bool {
	if len(p.parts) == 1 {
		return strings.ToLower(text) == p.parts[0]
	}
	text = strings.ToLower(text)
	text, ok := strings.CutPrefix(text, p.parts[0])
	if !ok {
		return false
	}
	last := len(p.parts) - 1
	for _, part := range p.parts[1:last] {
		i := strings.Index(text, part)
		if i < 0 {
			return false
		}
		text = text[i+len(part):]
	}
	return strings.HasSuffix(text, p.parts[last])
}
