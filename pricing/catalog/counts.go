package catalog

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/pricing/money"
)

// Counts tells what became of every price point of a list. A price point is the
// vendor's smallest priced item: one tier of one price in one region.
type Counts struct {
	Records  int            // items as the vendor lists them: products, plans, lines
	Read     int            // price points seen
	Taken    int            // rows handed out
	Skipped  map[string]int // price points left out, by reason
	Refused  int            // price points that made the import fail
	Warnings []string       // about the list as a whole: a page missing, a label in doubt
}

// Reconcile returns an error unless every price point read was taken, skipped
// for a named reason or refused.
func (c Counts) Reconcile() error {
	sum := c.Taken + c.Refused
	for _, n := range c.Skipped {
		sum += n
	}
	if sum != c.Read {
		return fmt.Errorf("read %d price points but accounted for %d", c.Read, sum)
	}
	return nil
}

// String writes the counts in one line, reasons sorted.
func (c Counts) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "records %d, read %d, taken %d", c.Records, c.Read, c.Taken)
	for _, why := range slices.Sorted(maps.Keys(c.Skipped)) {
		fmt.Fprintf(&b, ", skipped %d (%s)", c.Skipped[why], why)
	}
	if c.Refused > 0 {
		fmt.Fprintf(&b, ", refused %d", c.Refused)
	}
	return b.String()
}

// Options steer a reader. The zero value reads everything.
type Options struct {
	File   string // name of the file, for messages and as the source
	Source string // what rows name as their source; empty: File
	AsOf   string // ISO date for lists that carry none; empty: "unknown"

	Currency money.Currency // for lists that name no currency (UpCloud, OpenCost)
	Region   string         // for lists that name no region (Scaleway servers)

	Regions []string        // keep these regions only; empty keeps all
	Keep    func(*Row) bool // a last filter; nil keeps all

	MaxBytes    int64 // bound on the unpacked file; zero: feed.DefaultMaxBytes
	MaxRegions  int   // bound on distinct regions; zero: 2000
	MaxProblems int   // stop after so many problems; zero: 20
}

// Reader reads one vendor's list from r and hands every row to emit, in the
// order of the list, without holding the list. An error of emit ends the reading
// and is returned as it is. Any other error means that the list is not to be
// used: rows handed out before it must be thrown away, as Collect does. The
// counts are valid in both cases.
type Reader func(ctx context.Context, r io.Reader, opt Options, emit func(Row) error) (Counts, error)

// Collect reads a whole list into memory: all rows of it, or none and the error.
func Collect(ctx context.Context, read Reader, r io.Reader, opt Options) ([]Row, Counts, error) {
	var rows []Row
	counts, err := read(ctx, r, opt, func(row Row) error {
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		return nil, counts, err
	}
	return rows, counts, nil
}

// Problems is the error of a list whose prices cannot be used: every fault found,
// up to the limit of Options.
type Problems struct {
	List []error
	More bool // the reading stopped at the limit
}

// Error writes one line for each problem.
func (p *Problems) Error() string {
	var b strings.Builder
	for i, err := range p.List {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(err.Error())
	}
	if p.More {
		b.WriteString("\nmore problems may follow; the reading stopped here")
	}
	return b.String()
}

// Unwrap gives the problems to errors.As.
func (p *Problems) Unwrap() []error { return p.List }

// Plus adds the counts of another part of the same list.
func (c Counts) Plus(d Counts) Counts {
	sum := Counts{Records: c.Records + d.Records, Read: c.Read + d.Read, Taken: c.Taken + d.Taken, Refused: c.Refused + d.Refused,
		Skipped: map[string]int{}, Warnings: append(slices.Clone(c.Warnings), d.Warnings...)}
	for _, m := range []map[string]int{c.Skipped, d.Skipped} {
		for why, n := range m {
			sum.Skipped[why] += n
		}
	}
	return sum
}
