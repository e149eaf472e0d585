package catalog

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// Reasons for leaving out a price point that are the same for every vendor.
const (
	SkipRegion   = "other region"
	SkipFilter   = "not asked for"
	SkipRepeated = "repeated: same product, same price"
)

// Intake is what every reader passes its rows through: it counts, checks,
// filters, finds duplicates and collects problems.
type Intake struct {
	ctx      context.Context
	opt      Options
	emit     func(Row) error
	counts   Counts
	problems []error
	regions  map[string]struct{}
	wanted   map[string]bool
	seen     map[[16]byte]uint64
	key      []byte
	noDup    bool
}

// limits of Options that are not set.
const (
	defaultMaxRegions  = 2000
	defaultMaxProblems = 20
)

// NewIntake starts an import. Open is usually what a reader wants.
func NewIntake(ctx context.Context, opt Options, emit func(Row) error) *Intake {
	if opt.MaxRegions <= 0 {
		opt.MaxRegions = defaultMaxRegions
	}
	if opt.MaxProblems <= 0 {
		opt.MaxProblems = defaultMaxProblems
	}
	if opt.Source == "" {
		opt.Source = opt.File
	}
	in := &Intake{ctx: ctx, opt: opt, emit: emit, counts: Counts{Skipped: map[string]int{}},
		regions: map[string]struct{}{}, seen: map[[16]byte]uint64{}}
	if len(opt.Regions) > 0 {
		in.wanted = map[string]bool{}
		for _, r := range opt.Regions {
			in.wanted[strings.ToLower(r)] = true
		}
	}
	return in
}

// Open starts an import from r: the checked bytes and the intake.
func Open(ctx context.Context, r io.Reader, opt Options, emit func(Row) error) (*feed.Reader, *Intake, error) {
	in := NewIntake(ctx, opt, emit)
	src, err := feed.Open(r, opt.File, opt.MaxBytes)
	return src, in, err
}

// Options returns the options with their defaults filled in.
func (in *Intake) Options() Options { return in.opt }

// AsOf returns the date of the list: the one it carries, else the one the user
// gave, else "unknown". Never the clock: the same file must give the same rows.
func (in *Intake) AsOf(carried string) string {
	if d := Day(carried); d != "" {
		return d
	}
	if in.opt.AsOf != "" {
		return in.opt.AsOf
	}
	return "unknown"
}

// Record counts one item of the list.
func (in *Intake) Record() error {
	in.counts.Records++
	if in.counts.Records%256 == 0 {
		return in.ctx.Err()
	}
	return nil
}

// Empty reports whether nothing has been counted yet.
func (in *Intake) Empty() bool { return in.counts.Records == 0 && in.counts.Read == 0 }

// Skip counts a price point that is left out, with the reason.
func (in *Intake) Skip(reason string) { in.SkipN(reason, 1) }

// SkipN counts n price points that are left out for one reason.
func (in *Intake) SkipN(reason string, n int) {
	in.counts.Read += n
	in.counts.Skipped[reason] += n
}

// Warn notes something about the list as a whole, once.
func (in *Intake) Warn(format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	if len(in.counts.Warnings) < 100 && !slices.Contains(in.counts.Warnings, w) {
		in.counts.Warnings = append(in.counts.Warnings, w)
	}
}

// TrustUnique switches the search for duplicates off, for a reader that finds
// them itself in less memory.
func (in *Intake) TrustUnique() { in.noDup = true }

// Wanted reports whether the user asked for a region at all.
func (in *Intake) Wanted(region string) bool {
	if in.wanted == nil || in.wanted[strings.ToLower(region)] || region == "*" {
		return true
	}
	for part := range strings.SplitSeq(region, ",") {
		if in.wanted[strings.ToLower(strings.TrimSpace(part))] {
			return true
		}
	}
	return false
}

// Refuse notes a price point that cannot be used. It returns an error only when
// the limit of problems is reached.
func (in *Intake) Refuse(at feed.Position, key, try, format string, args ...any) error {
	in.counts.Read++
	return in.refuse(at, key, try, format, args...)
}

func (in *Intake) refuse(at feed.Position, key, try, format string, args ...any) error {
	in.counts.Refused++
	e := &feed.Error{File: in.opt.File, Pos: at, Key: key, What: fmt.Sprintf(format, args...), Try: try}
	if e.File == "" {
		e.File = "input"
	}
	in.problems = append(in.problems, e)
	if len(in.problems) >= in.opt.MaxProblems {
		return &Problems{List: in.problems, More: true}
	}
	return nil
}

// Row checks a row, counts it and hands it out. A row that is wrong is refused;
// the error is for emit's failure and for the limits.
func (in *Intake) Row(at feed.Position, row *Row) error {
	in.counts.Read++
	row.Line = at.Line
	if row.Source == "" {
		row.Source = in.opt.Source
	}
	if key, try, what := fault(row); what != "" {
		return in.refuse(at, key, try, "%s", what)
	}
	if _, known := in.regions[row.Region]; !known {
		if len(in.regions) >= in.opt.MaxRegions {
			return in.stop(at, "region", "no vendor has that many; check the file or raise the limit",
				"more than %d different regions", in.opt.MaxRegions)
		}
		in.regions[row.Region] = struct{}{}
	}
	if !in.Wanted(row.Region) {
		in.counts.Skipped[SkipRegion]++
		return nil
	}
	if in.opt.Keep != nil && !in.opt.Keep(row) {
		in.counts.Skipped[SkipFilter]++
		return nil
	}
	if !in.noDup {
		if done, err := in.duplicate(at, row); done {
			return err
		}
	}
	if in.counts.Taken%256 == 0 {
		if err := in.ctx.Err(); err != nil {
			in.counts.Read--
			return err
		}
	}
	in.counts.Taken++
	return in.emit(*row)
}

// stop refuses the row and ends the reading.
func (in *Intake) stop(at feed.Position, key, try, format string, args ...any) error {
	if err := in.refuse(at, key, try, format, args...); err != nil {
		return err
	}
	return &Problems{List: in.problems, More: true}
}

// duplicate reports whether the row was seen before. The same price again is
// harmless and skipped (pages that overlap, aliases); another price under the
// same name is refused, for nobody can say which one holds.
func (in *Intake) duplicate(at feed.Position, row *Row) (bool, error) {
	in.key = row.appendKey(in.key[:0])
	sum := sha256.Sum256(in.key)
	id := [16]byte(sum[:16])
	in.key = append(in.key[:0], row.Price.String()...)
	price := sha256.Sum256(in.key)
	mark := uint64(binary.BigEndian.Uint32(price[:]))<<32 | uint64(uint32(at.Line))
	first, twice := in.seen[id]
	if !twice {
		in.seen[id] = mark
		return false, nil
	}
	if first>>32 == mark>>32 {
		in.counts.Skipped[SkipRepeated]++
		return true, nil
	}
	return true, in.refuse(at, row.SKU, "keep one of the two",
		"duplicate: line %d gives another price for the same product, region, term and tier", uint32(first))
}

// Done ends an import and returns its counts. err is what ended the reading.
func (in *Intake) Done(err error) (Counts, error) {
	if err == nil && len(in.problems) > 0 {
		err = &Problems{List: in.problems}
	} else if p, ok := err.(*feed.Error); ok && len(in.problems) > 0 {
		err = &Problems{List: append(in.problems, p)}
	}
	return in.counts, err
}

// fault says what is wrong with a row: the field, what to try and what.
func fault(r *Row) (key, try, what string) {
	switch {
	case r.Price.IsNegative():
		return "price", "", "the price " + r.Price.String() + " is negative"
	case r.Currency == "":
		return "currency", "name the currency of this list", "no currency"
	case !r.Currency.Valid():
		return "currency", nearCurrency(string(r.Currency)), strconv.Quote(clip(string(r.Currency))) + " is not a known currency"
	case r.SKU == "" && r.Product == "":
		return "sku", "", "the price has no product"
	case r.Region == "":
		return "region", "name the region of this list", "the price has no region"
	case !r.Per.IsPositive():
		return "unit", "", "the price is for " + r.Per.String() + " units"
	case r.TierFrom.Value.Valid && r.TierFrom.Value.Decimal.IsNegative():
		return "tier", "", "the tier starts at " + r.TierFrom.Text
	}
	return "", "", ""
}

// nearCurrency suggests the code meant: the same letters in upper case.
func nearCurrency(text string) string {
	up := money.Currency(strings.ToUpper(strings.TrimSpace(text)))
	if up.Valid() {
		return "did you mean " + string(up) + "?"
	}
	return "use an ISO 4217 code such as CHF"
}

// appendKey writes everything that makes a price point what it is, except the
// price and where it was found.
func (r *Row) appendKey(b []byte) []byte {
	for _, s := range []string{r.Provider, r.Service, r.SKU, r.Product, r.RateCode, r.Offer, r.Region, r.Unit,
		r.Per.String(), string(r.Currency), r.TierFrom.Text, string(r.Term), r.Purchase, r.OS, r.License,
		r.Variant, r.ValidFrom} {
		b = append(b, s...)
		b = append(b, 0)
	}
	b = strconv.AppendBool(b, r.Upfront)
	return strconv.AppendInt(b, int64(r.Tier), 10)
}
