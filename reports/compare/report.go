package compare

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/reports"
)

// Kind is the schema name of the comparison's JSON form.
const Kind = "sovcost/compare/1"

// Report is the comparison as one finished answer.
func Report(c *model.Comparison, tool reports.Provenance) (*reports.Report, error) {
	d, err := dataOf(c)
	if err != nil {
		return nil, err
	}
	r := &reports.Report{Kind: Kind, Title: c.Scenario.Name, Answer: answer(c), Data: d, Provenance: Provenance(c, tool)}
	r.Sections = append(r.Sections, reports.Section{Table: ranking(c)})
	r.Sections = append(r.Sections, tips(c))
	if t := sovereign(c); t != nil {
		r.Sections = append(r.Sections, reports.Section{Title: "Price of sovereignty", Text: ruleCosts(c), Table: t})
	}
	if s, ok := vatSection(c, c.Options); ok {
		r.Sections = append(r.Sections, s)
	}
	if t := leaving(c); t != nil {
		r.Sections = append(r.Sections, reports.Section{Title: "What leaving would cost", Table: t})
	}
	if t := excluded(c); t != nil {
		r.Sections = append(r.Sections, reports.Section{Title: "Excluded because", Table: t})
	}
	if t := gaps(c); t != nil {
		r.Sections = append(r.Sections, reports.Section{Title: "Not priced because", Table: t})
	}
	r.Notes = notes(c)
	return r, r.Validate()
}

// money is a figure to the cent, as people read it.
func money(q exact.Num, cur string) string {
	return formula.Group(q.Fixed(2)) + " " + cur
}

// answer is the result in sentences; the first stands alone.
func answer(c *model.Comparison) []string {
	cur := string(c.Currency())
	best := c.Best()
	if best == nil {
		return []string{"No option is both priced and allowed: see what is excluded and what has no price."}
	}
	first := fmt.Sprintf("%s is the cheapest allowed option: %s a month (%s, %s).", best.ID, money(best.Monthly, cur), best.Runtime(), best.Place())
	out := []string{first}
	if v := vatAnswer(best, c.VAT, cur); v != "" {
		out = append(out, v)
	}
	if f := nextFlip(c); f != "" {
		out = append(out, f)
	}
	if all := c.CheapestOfAll(); all != nil && all != best {
		share, _ := best.Monthly.Sub(all.Monthly).Quo(exact.Max(all.Monthly, exact.MustParse("0.01")))
		out = append(out, fmt.Sprintf("%s would cost %s, but %s: that costs %s a month (%s %%).", all.ID, money(all.Monthly, cur), all.Excluded[0].Text,
			money(best.Monthly.Sub(all.Monthly), cur), share.Mul(exact.Int(100)).Fixed(1)))
	}
	if n := countStatus(c, model.Excluded); n > 0 {
		out = append(out, fmt.Sprintf("Law or policy takes out %s: %s.", plural(n, "option"), strings.Join(excludedBy(c), ", ")))
	} else {
		out = append(out, "Law and policy take nothing out.")
	}
	if v := best.Verdict().String(); v != "pass" && v != "n/a" {
		b, _ := best.Assessment.Binding()
		out = append(out, fmt.Sprintf("Its residency verdict is %q by %s (%s).", v, b.ID(), b.Rule.Reference))
	}
	if n := countStatus(c, model.NotPriced); n > 0 {
		out = append(out, fmt.Sprintf("%s a part without a price and cannot be ranked.", have(n)))
	}
	return out
}

// nextFlip says how far the load is from the next change of the answer.
func nextFlip(c *model.Comparison) string {
	f, err := c.NextFlip()
	axis, _ := c.Graph.Find("workload.requests")
	switch {
	case err != nil:
		return "From which load on the answer flips could not be worked out: " + err.Error() + "."
	case f == nil && axis.OK():
		return "It stays the cheapest from a tenth to ten times this load."
	case f == nil:
		return ""
	}
	x, _ := f.X.Quo(axis.Unit().Factor)
	way := "above"
	if f.Percent.Sign() < 0 {
		way = "below"
	}
	return fmt.Sprintf("The answer flips to %s %s %s %s (%s %% from this load).", f.To.ID, way, formula.Group(x.Round(0).String()), axis.Unit().Name, signed(f.Percent))
}

func signed(q exact.Num) string {
	if q.Sign() > 0 {
		return "+" + q.Fixed(1)
	}
	return q.Fixed(1)
}

func have(n int) string {
	if n == 1 {
		return "1 option has"
	}
	return fmt.Sprintf("%d options have", n)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func countStatus(c *model.Comparison, s model.Status) int {
	n := 0
	for _, o := range c.Options {
		if o.Status == s {
			n++
		}
	}
	return n
}

func excludedBy(c *model.Comparison) []string {
	var by []string
	for _, o := range c.Options {
		for _, r := range o.Excluded {
			if !slices.Contains(by, r.By) {
				by = append(by, r.By)
			}
		}
	}
	return by
}

// ranking is the main table: priced options by cost, then what has no price,
// then what is excluded.
func ranking(c *model.Comparison) *reports.Table {
	cur := string(c.Currency())
	t := &reports.Table{ID: "options", Columns: []reports.Column{
		{Key: "rank", Title: "#", Kind: reports.KindText, Align: reports.AlignRight},
		{Key: "option", Title: "Option", Kind: reports.KindText},
		{Key: "runtime", Title: "Runtime", Kind: reports.KindText, Priority: 5},
		{Key: "place", Title: "Place", Kind: reports.KindText, Priority: 1},
		{Key: "monthly", Title: "A month", Kind: reports.KindMoney, Unit: cur},
		{Key: "above_best", Title: "vs best", Kind: reports.KindPercent, Priority: 2},
		{Key: "verdict", Title: "Law", Kind: reports.KindVerdict},
		{Key: "rule", Title: "Binding rule", Kind: reports.KindText, Priority: 3},
		{Key: "isolation", Title: "Isolation", Kind: reports.KindText, Priority: 6},
		{Key: "peak", Title: "Peak", Kind: reports.KindText, Priority: 4, Align: reports.AlignRight},
	}}
	best := c.Best()
	rank := 0
	for _, same := range twins(c.Options) {
		o := same[0]
		row := reports.Row{}
		num := ""
		if o.Status == model.Priced {
			rank++
			num = fmt.Sprint(rank)
			rank += len(same) - 1
		}
		switch {
		case o == best:
			row.Style = reports.RowWinner
		case o.Status == model.Excluded:
			row.Style = reports.RowExcluded
		}
		row.Cells = []reports.Cell{reports.Words(num), reports.Words(o.ID), reports.Words(o.Runtime()), reports.Words(places(same)), monthlyCell(o, cur), aboveBest(o, best),
			reports.Judged(reports.Verdict(o.Verdict().String()), ""), reports.Words(bindingID(o)), reports.Words(dash(o.IsolationRung())), reports.Words(peak(o))}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// twins groups neighbours that differ in nothing but the place: one provider
// selling one product at one price under one verdict in several regions.
func twins(options []*model.Option) [][]*model.Option {
	var out [][]*model.Option
	for _, o := range options {
		if n := len(out); n > 0 && out[n-1][0].Alike(o) {
			out[n-1] = append(out[n-1], o)
			continue
		}
		out = append(out, []*model.Option{o})
	}
	return out
}

// places names the first place in full and the others by country.
func places(same []*model.Option) string {
	var others []string
	for _, o := range same[1:] {
		others = append(others, o.Country)
	}
	return same[0].Place() + reports.Elsewhere(others)
}

func dash(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

func monthlyCell(o *model.Option, cur string) reports.Cell {
	if len(o.Gaps) > 0 || !o.Total.OK() {
		return reports.Missing(reports.StateNotPriced)
	}
	return reports.Money(o.Monthly.Decimal(2), cur)
}

func aboveBest(o, best *model.Option) reports.Cell {
	if best == nil || o.Status != model.Priced || best.Monthly.IsZero() {
		return reports.Cell{}
	}
	if o == best {
		return reports.Words("best")
	}
	share, _ := o.Monthly.Sub(best.Monthly).Quo(best.Monthly)
	return reports.Percent(share.Decimal(6))
}

func bindingID(o *model.Option) string {
	if b, ok := o.Assessment.Binding(); ok && o.Verdict().String() != "pass" {
		return b.ID()
	}
	return ""
}

// peak says what runs at the peak slot: "6 on 3" replicas on servers.
func peak(o *model.Option) string {
	find := func(key string) string {
		for _, f := range o.Figures {
			if f.Key == key {
				return formula.Group(o.Values().Of(f.Node).Fixed(0))
			}
		}
		return ""
	}
	replicas, servers := find("replicas_peak"), find("servers_peak")
	switch {
	case servers != "":
		return replicas + " on " + servers
	case replicas != "":
		return replicas
	}
	for _, f := range o.Figures {
		if f.Key == "cold_share" {
			return o.Values().Of(f.Node).Fixed(2) + "% cold"
		}
	}
	return ""
}

func gaps(c *model.Comparison) *reports.Table {
	t := &reports.Table{ID: "not_priced", Columns: []reports.Column{
		{Key: "option", Title: "Option", Kind: reports.KindText},
		{Key: "part", Title: "Part", Kind: reports.KindText},
		{Key: "state", Title: "State", Kind: reports.KindText},
		{Key: "why", Title: "Why", Kind: reports.KindText, Priority: 1},
	}}
	for _, o := range c.Options {
		for _, g := range o.Gaps {
			t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(o.ID), reports.Words(g.Label), reports.Words(strings.ReplaceAll(string(g.State), "_", " ")), reports.Words(g.Why)}})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// notes are defaults with their reasons, old prices and warnings.
func notes(c *model.Comparison) []reports.Note { return notesOf(c, c.Options) }

// notesOf are the notes that concern these options.
func notesOf(c *model.Comparison, options []*model.Option) []reports.Note {
	var ns []reports.Note
	add := func(level reports.NoteLevel, text, reason string) {
		ns = append(ns, reports.Note{ID: fmt.Sprintf("n%d", len(ns)+1), Level: level, Text: text, Reason: reason})
	}
	if text := c.Scenario.FirstOfSeveral(); text != "" {
		add(reports.NoteWarning, text, "")
	}
	for _, d := range c.Inputs.Defaults {
		if n, ok := c.Graph.Find(d.Key); ok && !slices.ContainsFunc(options, func(o *model.Option) bool { return o.Values().Has(n) }) {
			continue
		}
		add(reports.NoteDefault, fmt.Sprintf("%s (%s) is %s", d.Label, d.Key, d.Value), d.Reason)
	}
	var stale []pricing.Staleness
	for _, st := range c.Stale {
		if slices.ContainsFunc(options, func(o *model.Option) bool { return o.Sheet.ID == st.Sheet }) {
			stale = append(stale, st)
		}
	}
	if len(stale) > 0 {
		add(reports.NoteWarning, staleText(stale), "")
	}
	for _, w := range c.StaleFX() {
		add(reports.NoteWarning, w, "")
	}
	seen := map[string]bool{}
	for _, o := range options {
		for _, w := range o.Warnings {
			if !seen[w] {
				seen[w] = true
				add(reports.NoteWarning, w, "")
			}
		}
	}
	if len(options) == len(c.Options) { // not for one of them
		for _, text := range leftOut(c.Left) {
			add(reports.NoteInfo, text, "")
		}
	}
	add(reports.NoteInfo, "residency verdicts are not legal advice; sovcost check shows every rule, its reference and the facts used", "")
	return ns
}

// leftOut says once per reason what gave no option.
func leftOut(left []model.LeftOut) []string {
	const named = 5
	var reasons []string
	what := map[string][]string{}
	for _, l := range left {
		if what[l.Why] == nil {
			reasons = append(reasons, l.Why)
		}
		what[l.Why] = append(what[l.Why], l.What)
	}
	var out []string
	for _, why := range reasons {
		list := what[why]
		text := strings.Join(list[:min(len(list), named)], ", ")
		if more := len(list) - named; more > 0 {
			text += fmt.Sprintf(" and %d others", more)
		}
		out = append(out, fmt.Sprintf("no option from %s: %s", text, why))
	}
	return out
}

func staleText(st []pricing.Staleness) string {
	oldest := st[0]
	sheets := map[string]bool{}
	for _, s := range st {
		sheets[s.Sheet] = true
		if s.Days > oldest.Days {
			oldest = s
		}
	}
	return fmt.Sprintf("%d prices on %s are older than 90 days; the oldest is %s of %s (%s, %d days); sovcost prices check lists them", len(st), plural(len(sheets), "sheet"), oldest.Meter, oldest.Sheet, oldest.AsOf, oldest.Days)
}

// Provenance says what the comparison was made from.
func Provenance(c *model.Comparison, p reports.Provenance) reports.Provenance {
	return provenanceOf(c, p, c.Options)
}

func provenanceOf(c *model.Comparison, p reports.Provenance, options []*model.Option) reports.Provenance {
	p.Scenario, p.Digest, p.AsOf = c.Scenario.Path, c.Scenario.Digest(), c.Scenario.AsOf.String()
	for _, s := range c.Library.Sheets() {
		if slices.ContainsFunc(options, func(o *model.Option) bool { return o.Sheet == s }) {
			p.Sheets = append(p.Sheets, reports.Sheet{Name: s.ID, Date: s.Newest(), Digest: s.Doc.Digest()})
		}
	}
	p.Rules = append(p.Rules, reports.Sheet{Name: "rule book", Date: c.Rules.AsOf().String()})
	for _, f := range c.FX {
		p.FX = append(p.FX, reports.ExchangeRate{From: string(f.From), To: string(f.To), Rate: f.Rate.Decimal(10), Date: f.AsOf, Source: f.Source})
	}
	p.Rounding = "exact inside; the total is the sum of unrounded lines, rounded once half away from zero"
	if c.Scenario.Rounding == "line" {
		p.Rounding = "every line is rounded half away from zero to the cent, then added"
	}
	return p
}
