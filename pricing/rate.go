package pricing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/unit"
)

// rater builds the lines of one meter.
type rater struct {
	a     *Account
	e     *Estimate
	m     *Meter
	sc    *scope
	who   string
	per   unit.Unit
	price unit.Unit    // currency per unit of per
	each  formula.Node // pieces the tiers apply to, or zero Node
	lines []Line

	divided formula.Node // while rows per piece are written: the pieces they stand for

	committed bool // a commitment has noted the list amount
}

// rate writes the lines of one meter: its commitment, what its allowance leaves,
// tier by tier, then minimum and cap.
func (a *Account) rate(m *metered, free freeQuantity, e *Estimate) error {
	per, err := m.meter.per()
	if err != nil {
		return err
	}
	cur, err := unit.Parse(string(e.Sheet.Currency))
	if err != nil {
		return err
	}
	r := &rater{a: a, e: e, m: m.meter, sc: m.scope, who: m.name, per: per, price: cur.Per(per)}
	if per.Name == "" {
		r.price = cur
	}
	if m.meter.Each != "" {
		if r.each, err = a.G.Expression(m.meter.Each, "pieces", m.scope); err != nil {
			return r.wrong(".each", "%v", err)
		}
	}
	if len(m.meter.PercentOf) > 0 {
		if slices.ContainsFunc(m.meter.PercentOf, func(n string) bool { return e.lacks(m.meter.product.ID, n) }) {
			e.Gaps = append(e.Gaps, Gap{m.meter.product.ID + "." + m.meter.ID, m.meter.product.Title + ": " + m.meter.Label, Unknown, "a share of a price that is not known"})
			return nil
		}
		return r.percent(a.grossOf(m.meter.PercentOf, e))
	}
	q := m.quantity
	if m.commit != nil {
		if m.meter.Price.IsSet() {
			a.list[m.meter.product.ID+"."+m.meter.ID] = a.G.Product(m.meter.Label+" at list price", q, r.priceLeaf(".price", m.meter.Price)).As(r.currency())
		}
		q, r.committed = r.commit(q, m.commit), true
	}
	from := len(r.lines) // a contract's discount leaves the commitment's own rows alone
	if free.shift.OK() {
		q = a.G.Band(m.meter.Label+" above the free amount", q, free.shift, formula.Node{}).As(per)
	}
	switch {
	case m.meter.Mode == Graduated:
		err = r.graduated(q, free.band)
	case m.meter.Mode == Volume:
		err = r.volume(q)
	case m.meter.Mode == Size:
		err = r.size(q)
	case m.meter.Mode == Package:
		q = a.G.RoundUp(m.meter.Label+" in whole packages", r.perPiece(q), r.listed(".block", "package size", m.meter.Block)).As(per)
		r.flat(q)
	default:
		if free.band.OK() {
			q = a.G.Band(m.meter.Label+" above the free amount", q, free.band, formula.Node{}).As(per)
		}
		r.flat(q)
	}
	r.divided = formula.Node{}
	if err != nil {
		return err
	}
	if err := r.bounds(cur); err != nil {
		return err
	}
	r.discount(from)
	e.Lines = append(e.Lines, r.lines...)
	return nil
}

// flat is one row at the list price, or at the contract's.
func (r *rater) flat(q formula.Node) {
	if price, ok := r.agreedPrice(); ok {
		r.keepList(r.a.G.Product(r.m.Label+" at list price", q, r.priceLeaf(".price", r.m.Price)).As(r.currency()))
		r.line("", q, price, "contract "+r.m.deal.contract.ID)
		return
	}
	r.line("", q, r.priceLeaf(".price", r.m.Price), "")
}

// line adds one row; suffix tells rows of a meter apart.
func (r *rater) line(suffix string, q, price formula.Node, note string) {
	label := r.m.Label
	if suffix != "" {
		label += ", " + suffix
	}
	if r.who != "" {
		label = r.who + ": " + label
	}
	if r.divided.OK() {
		q = r.a.G.Product(label, q, r.divided).As(q.Unit())
	}
	amount := r.a.G.Product(label, q, price).As(r.currency())
	r.lines = append(r.lines, Line{ID: fmt.Sprintf("%s.%s.%d", r.m.product.ID, r.m.ID, len(r.lines)+1), Label: label,
		Category: r.m.category(), Product: r.m.product, Quantity: q, Price: price, Amount: amount, Note: note})
}

func (r *rater) currency() unit.Unit {
	u, _ := unit.Parse(string(r.e.Sheet.Currency))
	return u
}

// perPiece divides the quantity among the pieces that tiers apply to.
func (r *rater) perPiece(q formula.Node) formula.Node {
	if !r.each.OK() {
		return q
	}
	// Less than one piece is one: half a server on average is one for half the time.
	r.divided = r.a.G.Max("pieces, at least one", r.each, r.a.G.Number(exact.One, "1", "what is used was used by one piece at least"))
	return r.a.G.Quotient(r.m.Label+" per piece", q, r.divided).As(r.per)
}

func (r *rater) graduated(q, band formula.Node) error {
	q = r.perPiece(q)
	from := r.zero()
	for i, t := range r.m.Tiers {
		to, err := r.bound(i, t.UpTo)
		if err != nil {
			return err
		}
		part := r.a.G.Band(tierName(i, len(r.m.Tiers)), q, from, to).As(r.per)
		if i == 0 && band.OK() {
			part = r.a.G.Band(tierName(i, len(r.m.Tiers))+", free amount off", part, band, formula.Node{}).As(r.per)
		}
		name := r.tierLabel(i, t)
		if t.Flat.IsSet() {
			r.entered(i, t, part, name)
		}
		if t.Percent.IsSet() {
			r.line(name, part, r.share(i, t), "")
		}
		if t.Price.IsSet() && !(t.Flat.IsSet() && t.Price.Decimal().IsZero()) {
			r.line(name, part, r.priceLeaf(fmt.Sprintf(".tier[%d].price", i), t.Price), "")
		}
		from = to
	}
	return nil
}

// huge is far above every quantity: rounding up to it turns "anything above 0"
// into one whole step.
var huge = exact.Int(1e18)

// entered charges a tier's base fee once something falls into the tier.
func (r *rater) entered(i int, t *Tier, part formula.Node, name string) {
	g := r.a.G
	step := g.Leaf(formula.Assumed, "far above any quantity", r.per, formula.Leaf{Value: huge, Reason: "turns any quantity above 0 into one base fee"})
	once := g.Quotient("base fee due", g.RoundUp("entered", part, step), step)
	fee := g.Leaf(formula.Listed, r.m.Label+", base fee", r.currency(), r.leaf(fmt.Sprintf(".tier[%d].flat", i), exact.FromDecimal(t.Flat.Decimal())))
	r.line(name+", base fee", once, fee, "")
}

func (r *rater) volume(q formula.Node) error {
	q = r.perPiece(q)
	t := r.table("price by total volume", r.price)
	if err := r.points(t, r.price.Factor); err != nil {
		return err
	}
	price := r.a.G.Lookup(r.m.Label+", price at this volume", r.price, q, t)
	r.line("", q, price, "the whole amount at the price of the tier it ends in")
	return nil
}

func (r *rater) size(q formula.Node) error {
	cur := r.currency()
	t := r.table("price by size", cur)
	if err := r.points(t, cur.Factor); err != nil {
		return err
	}
	price := r.a.G.Lookup(r.m.Label+", price of this size", cur, q, t)
	pieces := r.each
	if !pieces.OK() {
		pieces = r.a.G.Number(exact.One, "1 piece", "one piece unless the sheet counts more")
	}
	last := r.m.Tiers[len(r.m.Tiers)-1].UpTo
	if last != "" {
		top, err := r.bound(len(r.m.Tiers)-1, last)
		if err != nil {
			return err
		}
		r.e.Limits = append(r.e.Limits, Limit{r.m.Label, q, top, "larger pieces are not on the price list"})
	}
	r.line("", pieces, price, "a whole piece at the price of the next listed size")
	return nil
}

func (r *rater) table(title string, y unit.Unit) *formula.Table {
	return &formula.Table{ID: r.m.product.Key() + "." + r.m.ID, Title: title, X: r.per, Y: y, Mode: formula.StepUp,
		Method: "price list", Domain: "above the last row the last row's price holds"}
}

// points fills a price table from the tiers; the open last tier ends far out.
func (r *rater) points(t *formula.Table, factor exact.Num) error {
	for i, tier := range r.m.Tiers {
		x := huge.Mul(r.per.Factor)
		if tier.UpTo != "" {
			q, err := unit.ParseQuantity(tier.UpTo)
			if err != nil || q.Unit.Dim != r.per.Dim {
				return r.wrong(fmt.Sprintf(".tier[%d].up_to", i), "%s tiers need fixed bounds in %s", r.m.Mode, r.per.Name)
			}
			x = q.Base()
		}
		t.Points = append(t.Points, formula.Point{X: x, Y: exact.FromDecimal(tier.Price.Decimal()).Mul(factor)})
	}
	return nil
}

// percent charges a share of other meters' list amounts.
func (r *rater) percent(base formula.Node, err error) error {
	if err != nil {
		return r.wrong(".percent_of", "%v", err)
	}
	rate := r.a.G.Leaf(formula.Listed, r.m.Label, perCent(), r.leaf(".price", exact.FromDecimal(r.m.Price.Decimal())))
	r.line("", base, rate, "on the list price, before discounts")
	r.e.Lines = append(r.e.Lines, r.lines...)
	return nil
}

// lacks reports whether the meter, written "meter" or "product.meter", has no
// price.
func (e *Estimate) lacks(product, name string) bool {
	return slices.ContainsFunc(e.Gaps, func(g Gap) bool { return g.ID == name || g.ID == product+"."+name })
}

// grossOf sums the list amounts of meters named "meter" or "product.meter".
func (a *Account) grossOf(names []string, e *Estimate) (formula.Node, error) {
	var parts []formula.Node
	seen := map[string]bool{}
	for _, l := range e.Lines {
		id := l.ID[:strings.LastIndexByte(l.ID, '.')]
		for _, n := range names {
			if id != n && id != l.Product.ID+"."+n || seen[id] {
				continue
			}
			if full, discounted := a.list[id]; discounted {
				seen[id] = true
				parts = append(parts, full)
			} else {
				parts = append(parts, l.Amount)
			}
		}
	}
	if len(parts) == 0 {
		return formula.Node{}, fmt.Errorf("nothing is billed under %s before it", strings.Join(names, ", "))
	}
	return a.G.Sum("list amount of "+strings.Join(names, " and "), parts...), nil
}

// zero is the lower bound of the first tier.
func (r *rater) zero() formula.Node {
	return r.a.G.Leaf(formula.Assumed, "0", r.per, formula.Leaf{Key: "const:0 " + string(r.per.Dim), Value: exact.Zero, Reason: "the first tier begins at nothing"})
}

// bound is a tier's upper end: a listed quantity, or an expression such as
// "0.25 * month".
func (r *rater) bound(i int, text string) (formula.Node, error) {
	if text == "" {
		return formula.Node{}, nil
	}
	path := fmt.Sprintf(".tier[%d].up_to", i)
	if q, ok := literal(text); ok {
		if q.Unit.Dim != r.per.Dim {
			return formula.Node{}, r.wrong(path, "the bound is in %s, the price per %s", q.Unit.Name, r.per.Name)
		}
		return r.listed(path, "tier bound", q), nil
	}
	n, err := r.a.G.Expression(text, "tier bound", r.sc)
	if err != nil {
		return n, r.wrong(path, "%v", err)
	}
	if n.Unit().Dim != r.per.Dim {
		return n, r.wrong(path, "the bound is in %s, the price per %s", n.Unit().Dim, r.per.Name)
	}
	return n, nil
}

// share is a tier's price as a percentage of the rate's own price.
func (r *rater) share(i int, t *Tier) formula.Node {
	label := fmt.Sprintf("%s, %s %% of the price", r.m.Label, t.Percent)
	percent := r.a.G.Leaf(formula.Listed, label, perCent(), r.leaf(fmt.Sprintf(".tier[%d].percent", i), exact.FromDecimal(t.Percent.Decimal())))
	return r.a.G.Product(label, r.priceLeaf(".price", r.m.Price), percent).As(r.price)
}

func perCent() unit.Unit {
	return unit.Unit{Name: "%", Dim: unit.Pure, Factor: exact.MustParse("0.01")}
}

// wrong is a refusal that points at a key of the meter.
func (r *rater) wrong(path, format string, args ...any) error {
	return r.e.Sheet.wrong(r.m.key+path, format, args...)
}

// wrong is a refusal that points into the sheet.
func (s *Sheet) wrong(key, format string, args ...any) error {
	return s.Doc.Problemf(key, format, args...)
}

func (r *rater) priceLeaf(path string, price factsheet.Decimal) formula.Node {
	return r.a.G.Leaf(formula.Listed, r.m.Label+", price", r.price, r.leaf(path, exact.FromDecimal(price.Decimal())))
}

func (r *rater) listed(path, label string, q unit.Quantity) formula.Node {
	l := r.leaf(path, q.Value)
	return r.a.G.Leaf(formula.Listed, r.m.Label+", "+label, q.Unit, l)
}

// leaf carries a price's place and provenance.
func (r *rater) leaf(path string, v exact.Num) formula.Leaf {
	return formula.Leaf{Key: r.m.product.Key() + "." + r.m.ID + path, File: r.e.Sheet.ID, Value: v,
		Source: r.e.Sheet.Provenance(r.m.Source, r.m.AsOf, r.m.Confidence, r.m.RowNote)}
}

// Provenance is a row's source with the row's own date and confidence on top.
func (s *Sheet) Provenance(id string, asOf factsheet.PartialDate, conf, note string) formula.Source {
	src, _ := s.Source(id)
	out := formula.Source{Title: src.Title, URL: src.URL, AsOf: src.AsOf.String(), Confidence: src.Confidence, Note: note}
	if asOf.Precision != factsheet.ToNothing {
		out.AsOf = asOf.String()
	}
	if conf != "" {
		out.Confidence = conf
	}
	return out
}

func (m *Meter) category() string {
	if m.Category != "" {
		return m.Category
	}
	return m.product.Kind
}

func tierName(i, n int) string {
	if n == 1 {
		return "billed amount"
	}
	return fmt.Sprintf("tier %d", i+1)
}

// tierLabel names a tier by its bounds; nobody types "first 6B".
func (r *rater) tierLabel(i int, t *Tier) string {
	switch {
	case len(r.m.Tiers) == 1:
		return ""
	case t.UpTo == "":
		return "above " + bracketless(r.m.Tiers[i-1].UpTo)
	case i == 0:
		return "first " + bracketless(t.UpTo)
	}
	return "up to " + bracketless(t.UpTo)
}

func bracketless(s string) string {
	if q, err := unit.ParseQuantity(s); err == nil {
		return formula.Group(q.Value.String()) + " " + q.Unit.Name
	}
	return strings.NewReplacer("[", "", "]", "").Replace(s)
}
