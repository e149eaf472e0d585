package pricing

import (
	"fmt"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// UsageSchema is the first key of every usage file.
const UsageSchema = "usage/1"

// UsageFile is metered usage of one account at one provider and region: what
// sovcost rate turns into an invoice.
type UsageFile struct {
	Schema   string         `toml:"schema"`
	Name     string         `toml:"name"`
	Sheet    string         `toml:"sheet"`
	AsOf     factsheet.Date `toml:"as_of"`
	Month    unit.Quantity  `toml:"month"`
	FreeTier *bool          `toml:"free_tier"`
	Rounding money.Rounding `toml:"rounding"`
	Uses     []*UsageEntry  `toml:"use"`

	Doc *factsheet.Document `toml:"-"`
}

// UsageEntry is one product's use: the figures people know (inputs), or metered
// quantities as an invoice has them.
type UsageEntry struct {
	Product    string                   `toml:"product"`
	Name       string                   `toml:"name"`
	Inputs     map[string]unit.Quantity `toml:"inputs"`
	Metered    map[string]unit.Quantity `toml:"metered"`
	Commitment string                   `toml:"commitment"`
	Committed  unit.Quantity            `toml:"committed"`
}

// ParseUsage reads a usage file; the error is a factsheet.Problems.
func ParseUsage(path string, data []byte) (*UsageFile, error) {
	u := &UsageFile{}
	doc, err := factsheet.Decode(path, data, u)
	u.Doc = doc
	ps := asProblems(err)
	add := func(key, msg, hint string) { ps = append(ps, doc.Problem(key, msg, hint)) }
	if u.Schema != UsageSchema {
		add("schema", fmt.Sprintf("%q is not a usage file of a version this program reads", u.Schema), fmt.Sprintf("write schema = %q on the first line", UsageSchema))
	}
	if u.Sheet == "" {
		add("sheet", "missing", "name a price sheet; sovcost prices list shows them")
	}
	if u.Month.IsSet() && (u.Month.Unit.Dim != "s" || u.Month.Value.Sign() <= 0) {
		add("month", fmt.Sprintf("%q is not a length of time", u.Month), `for example "730h"`)
	}
	if u.Rounding != "" && u.Rounding != money.RoundLine && u.Rounding != money.RoundSum {
		add("rounding", fmt.Sprintf("%q is not known", u.Rounding), `"sum" (add, then round; the default) or "line"`)
	}
	if len(u.Uses) == 0 {
		add("use", "nothing was used", "add [[use]] with product and [use.inputs]")
	}
	for i, e := range u.Uses {
		key := fmt.Sprintf("use[%d]", i)
		if e.Product == "" {
			add(key+".product", "missing", "name a product of the sheet")
		}
		if len(e.Inputs) > 0 && len(e.Metered) > 0 {
			add(key, "both inputs and metered figures", "split it into two [[use]] entries")
		}
		for table, m := range map[string]map[string]unit.Quantity{"inputs": e.Inputs, "metered": e.Metered} {
			for name, q := range m {
				if q.Value.Sign() < 0 {
					add(key+"."+table+"."+name, fmt.Sprintf("%q is negative", q), "write how much was used; a refund is no usage")
				}
			}
		}
		if e.Committed.IsSet() && e.Commitment == "" {
			add(key+".committed", "committed to what is not said", "name the commitment")
		}
		if e.Committed.IsSet() && e.Committed.Value.Sign() <= 0 {
			add(key+".committed", fmt.Sprintf("%q is not above 0", e.Committed), "leave the commitment out")
		}
	}
	return u, ps.Err()
}

// Invoice is a rated usage file.
type Invoice struct {
	File     *UsageFile
	Estimate *Estimate
	Values   *formula.Values
	Total    money.Amount // to the cent, under the file's rounding
	Rounding money.Rounding
	Defaults []formula.Node // assumed inputs, with their reasons
}

// Rate prices the usage with the sheet it names. Problems point into the usage
// file.
func (u *UsageFile) Rate(lib *Library) (*Invoice, error) {
	sheet, ok := lib.Sheet(u.Sheet)
	if !ok {
		hint := "sovcost prices list shows them"
		if d := factsheet.Suggest(u.Sheet, lib.IDs()); d != "" {
			hint = fmt.Sprintf("did you mean %q?", d)
		}
		return nil, factsheet.Problems{u.Doc.Problem("sheet", fmt.Sprintf("no price sheet %q", u.Sheet), hint)}
	}
	g := formula.New()
	acc := &Account{G: g, FreeTier: u.FreeTier == nil || *u.FreeTier, AsOf: u.AsOf, Month: u.month(g, sheet)}
	var ps factsheet.Problems
	var added []int // places in the file of the account's uses
	for i, e := range u.Uses {
		use, p := u.use(g, sheet, i, e)
		if p != nil {
			ps = append(ps, *p)
			continue
		}
		acc.Add(use)
		added = append(added, i)
	}
	est, err := acc.Bill(sheet)
	if err != nil {
		ps = append(ps, u.problems(err, sheet, added)...)
	}
	if len(ps) > 0 {
		return nil, ps.Sorted()
	}
	v, err := g.Evaluate(nil, est.Nodes()...)
	if err != nil {
		return nil, factsheet.Problems{u.Doc.Problem("use", err.Error(), "")}
	}
	return u.invoice(sheet, est, v), nil
}

// problems puts what was wrong with the figures back into the file.
func (u *UsageFile) problems(err error, sheet *Sheet, added []int) factsheet.Problems {
	var ps factsheet.Problems
	if wrong, ok := err.(InputErrors); ok {
		for _, w := range wrong {
			hint := w.Hint
			i := added[w.Use]
			if hint == "" {
				hint = fmt.Sprintf("sovcost prices show %s %s lists inputs and meters", sheet.ID, u.Uses[i].Product)
			}
			ps = append(ps, u.Doc.Problem(fmt.Sprintf("use[%d].%s", i, w.Key), w.Message, hint))
		}
		return ps
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		ps = append(ps, u.Doc.Problem("use", line, fmt.Sprintf("sovcost prices show %s lists inputs and meters", sheet.ID)))
	}
	return ps
}

func (u *UsageFile) month(g *formula.Graph, sheet *Sheet) formula.Node {
	switch {
	case u.Month.IsSet():
		return g.Given("month", "length of the billing month", u.Month)
	case sheet.Month.IsSet():
		return g.Leaf(formula.Listed, "length of the billing month", sheet.Month.Unit, formula.Leaf{Key: "month", File: sheet.ID, Value: sheet.Month.Value})
	}
	return g.Assumed("month", "length of the billing month", mustQuantity("730h"), "8,760 hours of a year by 12, the month most price lists use")
}

func (u *UsageFile) use(g *formula.Graph, sheet *Sheet, i int, e *UsageEntry) (Use, *factsheet.Problem) {
	key := fmt.Sprintf("use[%d]", i)
	fail := func(k, msg, hint string) (Use, *factsheet.Problem) {
		p := u.Doc.Problem(key+"."+k, msg, hint)
		return Use{}, &p
	}
	p, ok := sheet.Find(e.Product)
	if !ok {
		var ids []string
		for _, q := range sheet.Products {
			ids = append(ids, q.ID)
		}
		hint := oneOf(e.Product, ids, "name one of ")
		if strings.HasPrefix(hint, "name") && len(ids) > 12 {
			hint = "sovcost prices show " + sheet.ID + " lists them"
		}
		return fail("product", fmt.Sprintf("no product %q on sheet %s", e.Product, sheet.ID), hint)
	}
	use := Use{Product: p, Name: e.Name, Inputs: map[string]formula.Node{}}
	for _, name := range sortedKeys(e.Inputs) {
		use.Inputs[name] = g.Given(fmt.Sprintf("%s.inputs.%s", key, name), strings.ReplaceAll(name, "_", " "), e.Inputs[name])
	}
	if len(e.Metered) > 0 {
		use.Metered = map[string]formula.Node{}
		for _, name := range sortedKeys(e.Metered) {
			use.Metered[name] = g.Given(fmt.Sprintf("%s.metered.%s", key, name), strings.ReplaceAll(name, "_", " "), e.Metered[name])
		}
	}
	if e.Commitment == "" {
		return use, nil
	}
	var ids []string
	for _, c := range p.Commitments {
		if c.ID == e.Commitment {
			count := e.Committed
			if !count.IsSet() {
				count = unit.Of(exact.One, unit.None)
			}
			if want, like := c.counts(sheet.Currency); count.Unit.Dim != want {
				return fail("committed", fmt.Sprintf("%s is bought in %s, not in %s", c.ID, want, count.Unit.Dim), fmt.Sprintf("for example %q", like))
			}
			use.Commit = &CommitUse{Commitment: c, Count: g.Given(key+".committed", "committed pieces", count)}
			if c.Status != Offered {
				return fail("commitment", fmt.Sprintf("the price of %q is %s", c.ID, strings.ReplaceAll(string(c.Status), "_", " ")), "not priced is never 0: leave the commitment out, or add its price")
			}
			return use, nil
		}
		ids = append(ids, c.ID)
	}
	hint := "the product has " + strings.Join(ids, ", ")
	if len(ids) == 0 {
		hint = "the product has no commitments on this sheet"
	}
	return fail("commitment", fmt.Sprintf("no commitment %q", e.Commitment), hint)
}

func (u *UsageFile) invoice(sheet *Sheet, est *Estimate, v *formula.Values) *Invoice {
	inv := &Invoice{File: u, Estimate: est, Values: v, Rounding: u.Rounding}
	if inv.Rounding == "" {
		inv.Rounding = money.RoundSum
	}
	lines := make([]exact.Num, len(est.Lines))
	for i, l := range est.Lines {
		lines[i] = v.Of(l.Amount)
	}
	inv.Total = money.Amount{Value: inv.Rounding.Total(lines), Currency: sheet.Currency}
	for _, l := range est.Limits {
		if v.Base(l.Max).Less(v.Base(l.Value)) {
			est.Gaps = append(est.Gaps, Gap{l.Label, l.Label, NotOffered, fmt.Sprintf("%s is above %s: %s", v.Show(l.Value), v.Show(l.Max), l.Condition)})
		}
	}
	for i := range v.Graph().Len() {
		n := v.Graph().At(i)
		if l, ok := n.Leaf(); ok && n.Op() == formula.Assumed && v.Has(n) && l.Key != "" && !strings.HasPrefix(l.Key, "const:") {
			inv.Defaults = append(inv.Defaults, n)
		}
	}
	return inv
}

// Cash is what an ordinary month's invoice shows; differs is false when that is
// the total. Upfront payments are on the first invoice only.
func (inv *Invoice) Cash() (amount money.Amount, differs bool) {
	lines := make([]exact.Num, len(inv.Estimate.Lines))
	for i, l := range inv.Estimate.Lines {
		n := l.Amount
		if l.Billed.OK() {
			n, differs = l.Billed, true
		}
		lines[i] = inv.Values.Of(n)
	}
	return money.Amount{Value: inv.Rounding.Total(lines), Currency: inv.Total.Currency}, differs
}
