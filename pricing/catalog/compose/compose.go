// Package compose makes price sheets of the rows of a vendor's list.
//
// A list says what things cost; a sheet says how they are billed. Where a sheet of
// the same place exists, its rules are kept and its prices renewed; what it does
// not have yet is added: servers with their sizes, commitments on them, and
// everything else as a service billed by the unit the list names. Rows that no
// sheet could say truly are left out, each under a reason, and the counts add up.
package compose

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/money"
)

// Reasons for which a row is not on a sheet.
const (
	LeftVAT       = "price with VAT"
	LeftOnce      = "one-time fee"
	LeftUnit      = "unit without a price-sheet equivalent"
	LeftZero      = "price of 0"
	LeftTerm      = "price for test or retired offers"
	LeftLicence   = "licensed operating system or software"
	LeftVariant   = "other tenancy or capacity of a server"
	LeftMonth     = "monthly price beside the hourly one"
	LeftCommit    = "commitment without its on-demand price or with a part missing"
	LeftBounds    = "tier without bounds"
	LeftSecond    = "second price of one product"
	LeftFreeTier  = "free tier without a number"
	LeftMany      = "beyond 2,000 other prices of a place: name the regions or services to keep"
	LeftUnmatched = "price of a part the existing sheet bills otherwise"
	LeftSpot      = "spot price of a server whose size is not known"
)

// maxOther bounds the services of one sheet; a document has 4 MiB.
const maxOther = 2000

// Options say what the rows cannot.
type Options struct {
	Provider string // key of the provider facts; empty: each row names its own
	List     string // name of the list, for the source: "AWS price list, offer.json"
	URL      string // where it was fetched from, if it was
	Country  string // of regions no known sheet has; empty: "unknown"
	AsOf     string // date of a list that carries none; empty: "unknown"
	Binary   bool   // the vendor's GB are 2^30 bytes
}

// Result is what became of the rows.
type Result struct {
	Sheets  []*pricing.Sheet // by id
	Rows    int              // rows given
	Used    int              // rows whose price is on a sheet
	Left    map[string]int   // rows left out, by reason
	Renewed map[string]int   // by sheet: prices put into rules that were known
	Added   map[string]int   // by sheet: products the known sheet did not have
}

// Reconcile returns an error unless every row is on a sheet or left out.
func (r *Result) Reconcile() error {
	n := r.Used
	for _, k := range r.Left {
		n += k
	}
	if n != r.Rows {
		return fmt.Errorf("%d rows, but %d are accounted for", r.Rows, n)
	}
	return nil
}

// String writes the counts in one line, reasons sorted.
func (r *Result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rows %d, on sheets %d", r.Rows, r.Used)
	for _, why := range slices.Sorted(maps.Keys(r.Left)) {
		fmt.Fprintf(&b, ", left out %d (%s)", r.Left[why], why)
	}
	return b.String()
}

// Composer takes rows one by one and keeps only those a sheet can use, so that
// lists of gigabytes pass through it.
type Composer struct {
	opt    Options
	lib    *pricing.Library
	places map[placeKey]*place
	kept   []catalog.Row
	res    Result
}

// New is a composer that renews the sheets of lib.
func New(lib *pricing.Library, opt Options) *Composer {
	return &Composer{opt: opt, lib: lib, places: map[placeKey]*place{}, res: Result{Left: map[string]int{}, Renewed: map[string]int{}, Added: map[string]int{}}}
}

// placeKey is one sheet to be: a provider's region and a currency.
type placeKey struct {
	provider, region string
	currency         money.Currency
}

// place holds the rows of one sheet, by what they become.
type place struct {
	key     placeKey
	base    *pricing.Sheet
	rows    []*catalog.Row
	unknown bool // a row does not say whether VAT is included
}

// Add takes one row.
func (c *Composer) Add(row catalog.Row) {
	regions := strings.Split(row.Region, ",")
	why := reject(&row)
	for _, region := range regions {
		c.res.Rows++
		if why != "" {
			c.res.Left[why]++
			continue
		}
		k := placeKey{c.provider(&row), strings.TrimSpace(region), row.Currency}
		p := c.places[k]
		if p == nil {
			p = &place{key: k}
			c.places[k] = p
		}
		r := row
		r.Region = k.region
		p.rows = append(p.rows, &r)
		p.unknown = p.unknown || r.VAT == "unknown"
	}
	if why == "" {
		c.kept = append(c.kept, row)
	}
}

func (c *Composer) provider(r *catalog.Row) string {
	if c.opt.Provider != "" {
		return c.opt.Provider
	}
	return slug(r.Provider)
}

// Kept are the rows that may come onto a sheet, for the plausibility gate.
func (c *Composer) Kept() []catalog.Row { return c.kept }

// reject tells why a row can be on no sheet, whatever the others say.
func reject(r *catalog.Row) string {
	server := r.VCPU.Valid && (r.Unit == "hour" || r.Unit == "month" || r.Unit == "term" || r.Unit == "month_cap")
	switch {
	case r.VAT == "yes":
		return LeftVAT
	case r.Term == catalog.FreeTier:
		return LeftFreeTier
	case r.Term == catalog.DevTest || r.Term == catalog.LowPriority:
		return LeftTerm
	case r.Unit == "once":
		return LeftOnce
	case r.Price.IsZero() && !r.TierFrom.Set() && !r.TierTo.Set() && r.Tier == 0 && r.Term.Months() == 0:
		return LeftZero
	case server && (!freeSystem(r.OS) || r.License != "" && r.License != "none"):
		return LeftLicence
	case server && !plainVariant(r.Variant):
		return LeftVariant
	}
	return ""
}

// freeSystem reports whether the operating system costs nothing, or is not named.
func freeSystem(os string) bool { return os == "" || os == "linux" || os == "open linux" }

// plainVariant reports whether a variant is the ordinary way to buy a server.
func plainVariant(v string) bool {
	for part := range strings.SplitSeq(v, ";") {
		part = strings.TrimSpace(part)
		switch part {
		case "", "renew", "consumption", "type=Reservation", "type=Consumption", "operation=RunInstances":
		default:
			if !strings.HasPrefix(part, "class=") { // of a reservation: standard or convertible
				return false
			}
		}
	}
	return true
}

// Sheets makes the sheets, one per region and currency, sorted by id. The error
// lists what a finished sheet would be refused for.
func (c *Composer) Sheets() (*Result, error) {
	everywhere := c.spread()
	keys := slices.SortedFunc(maps.Keys(c.places), func(a, b placeKey) int {
		return cmp.Or(strings.Compare(a.provider, b.provider), strings.Compare(a.region, b.region), strings.Compare(string(a.currency), string(b.currency)))
	})
	var problems factsheet.Problems
	for _, k := range keys {
		if k.region == "*" && everywhere[k.provider+" "+string(k.currency)] {
			continue
		}
		b := c.begin(c.places[k])
		if !b.known && !c.main(k, keys) {
			b.sheet.ID += "-" + strings.ToLower(string(k.currency))
		}
		b.fill()
		if b.used == 0 {
			continue
		}
		s, err := b.finish()
		if err != nil {
			problems = append(problems, asProblems(err)...)
			continue
		}
		c.res.Sheets = append(c.res.Sheets, s)
	}
	slices.SortFunc(c.res.Sheets, func(a, b *pricing.Sheet) int { return strings.Compare(a.ID, b.ID) })
	if err := c.res.Reconcile(); err != nil {
		return &c.res, err
	}
	return &c.res, problems.Err()
}

// main reports whether the currency is the one that needs no name: that of the
// known sheet, else the one most prices of the list are in. A known sheet keeps
// its id for itself, whatever is imported beside it.
func (c *Composer) main(k placeKey, keys []placeKey) bool {
	if _, taken := c.lib.Sheet(k.provider + "-" + slug(k.region)); taken {
		return false
	}
	n := map[money.Currency]int{}
	for _, other := range keys {
		if other.provider == k.provider {
			n[other.currency] += len(c.places[other].rows)
		}
	}
	for _, other := range keys {
		if other.provider != k.provider || other.region != k.region || other.currency == k.currency {
			continue
		}
		if c.baseOf(c.places[other]) != nil || n[other.currency] > n[k.currency] || n[other.currency] == n[k.currency] && other.currency < k.currency {
			return false
		}
	}
	return true
}

// spread gives every region of a provider the rows that hold everywhere; they then
// count once for each. It returns the providers and currencies that had a region.
func (c *Composer) spread() map[string]bool {
	done := map[string]bool{}
	for k, star := range c.places {
		if k.region != "*" {
			continue
		}
		for l, p := range c.places {
			if l.region == "*" || l.currency != k.currency || l.provider != k.provider {
				continue
			}
			for _, r := range star.rows {
				x := *r
				x.Region = l.region
				p.rows = append(p.rows, &x)
			}
			c.res.Rows += len(star.rows)
			done[k.provider+" "+string(k.currency)] = true
		}
		if done[k.provider+" "+string(k.currency)] {
			c.res.Rows -= len(star.rows)
		}
	}
	return done
}

func asProblems(err error) factsheet.Problems {
	if ps, ok := err.(factsheet.Problems); ok {
		return ps
	}
	return factsheet.Problems{{Message: err.Error()}}
}
