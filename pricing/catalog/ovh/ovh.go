// Package ovh reads the order catalogues of OVHcloud: public cloud, eco servers
// and every other catalogue of that shape.
package ovh

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// CatalogURL is the pattern of the catalogues; {name} is "cloud" or "eco",
// {subsidiary} decides the currency (CH is not one; DE and FR sell in EUR).
// Source: OVHcloud API console, /order/catalog/public.
const CatalogURL = "https://api.ovh.com/v1/order/catalog/public/{name}?ovhSubsidiary={subsidiary}"

// Reasons for leaving out a price point.
const (
	SkipFreeSetup = "one-time fee of 0"
	SkipNoPrice   = "plan without a price"
)

// priceScale: a catalogue writes prices as whole 1e-8 of the currency.
const priceScale = -8

// plan is a plan or an add-on.
type plan struct {
	Code           string    `json:"planCode"`
	Product        string    `json:"product"`
	Name           string    `json:"invoiceName"`
	Family         string    `json:"family"`
	Pricings       []pricing `json:"pricings"`
	Configurations []struct {
		Name   string   `json:"name"`
		Values []string `json:"values"`
	} `json:"configurations"`
	Blobs struct {
		Technical struct {
			CPU struct {
				Cores feed.Text `json:"cores"`
			} `json:"cpu"`
			Memory struct {
				Size feed.Text `json:"size"`
			} `json:"memory"`
		} `json:"technical"`
	} `json:"blobs"`
}

// pricing is one price of a plan.
type pricing struct {
	Capacities   []string  `json:"capacities"`
	Commitment   int       `json:"commitment"` // months
	Description  string    `json:"description"`
	Interval     int       `json:"interval"`
	IntervalUnit string    `json:"intervalUnit"`
	Mode         string    `json:"mode"`
	Phase        int       `json:"phase"`
	Price        feed.Text `json:"price"`
	Quantity     struct {
		Min feed.Text `json:"min"`
		Max feed.Text `json:"max"`
	} `json:"quantity"`
	Type string `json:"type"`
}

// list is the state while a catalogue is read.
type list struct {
	j          *feed.JSON
	in         *catalog.Intake
	currency   money.Currency
	subsidiary string
	held       []held // plans that stand before the locale
	known      bool
}

// held is a plan waiting for the currency.
type held struct {
	at feed.Position
	p  plan
}

// Read reads a catalogue. A price point is one pricing of a plan or add-on.
func Read(ctx context.Context, r io.Reader, opt catalog.Options, emit func(catalog.Row) error) (catalog.Counts, error) {
	return catalog.ReadJSON(ctx, r, opt, emit, func(j *feed.JSON, in *catalog.Intake) error {
		l := &list{j: j, in: in}
		return j.Documents(l.document)
	})
}

func (l *list) document(open json.Delim) error {
	if open != '{' {
		return l.j.Errorf("a catalogue has the keys locale, plans and addons", "not an OVHcloud order catalogue")
	}
	l.currency, l.subsidiary, l.known = "", "", false
	err := l.j.Members(func(key string) error {
		switch key {
		case "locale":
			var loc struct{ CurrencyCode, Subsidiary string }
			err := l.j.Decode(&loc)
			l.currency, l.subsidiary = money.Currency(loc.CurrencyCode), loc.Subsidiary
			return err
		case "plans", "addons":
			l.known = true
			return l.j.Array(key, l.plan)
		}
		return l.j.Skip()
	})
	if err != nil {
		return err
	}
	if !l.known {
		return l.j.Errorf("a catalogue has the keys locale, plans and addons", "not an OVHcloud order catalogue")
	}
	for i := range l.held {
		if err := l.rows(l.held[i].at, &l.held[i].p); err != nil {
			return err
		}
	}
	l.held = nil
	return nil
}

// plan reads one plan. OVHcloud writes the locale behind the add-ons when keys
// are sorted; such plans wait for their currency.
func (l *list) plan() error {
	var p plan
	if err := l.j.Decode(&p); err != nil {
		return err
	}
	if err := l.in.Record(); err != nil {
		return err
	}
	at := l.j.Pos()
	if l.currency == "" {
		l.held = append(l.held, held{at, p})
		return nil
	}
	return l.rows(at, &p)
}

// rows hands out the prices of one plan.
func (l *list) rows(at feed.Position, p *plan) error {
	if len(p.Pricings) == 0 {
		l.in.Skip(SkipNoPrice)
	}
	for i := range p.Pricings {
		if err := l.row(at, p, &p.Pricings[i]); err != nil {
			return err
		}
	}
	return nil
}

func (l *list) row(at feed.Position, p *plan, x *pricing) error {
	raw, err := catalog.ParsePrice(string(x.Price))
	if err != nil {
		return l.in.Refuse(at, p.Code, "", "%v", err)
	}
	if !raw.IsInteger() {
		return l.in.Refuse(at, p.Code, "", "the price %s is not in whole 1e-8 of the currency", raw)
	}
	once := x.IntervalUnit == "none" || x.IntervalUnit == ""
	if once && raw.IsZero() {
		l.in.Skip(SkipFreeSetup)
		return nil
	}
	row := catalog.Row{Provider: "ovhcloud", Service: service(p), Category: p.Family, SKU: p.Code, Product: product(p.Code),
		Description: p.Name, Region: place(p), Price: raw.Shift(priceScale), Currency: l.currency, UnitText: x.IntervalUnit,
		Per: decimal.NewFromInt(1), Term: catalog.OnDemand, AsOf: l.in.AsOf(""), VAT: "no"}
	row.Variant = variant(x)
	if l.subsidiary != "" {
		row.Note = "catalogue of the subsidiary " + l.subsidiary
	}
	interval(&row, x, once)
	if err := quantity(&row, x); err != nil {
		return l.in.Refuse(at, p.Code, "", "quantity: %v", err)
	}
	row.VCPU, row.MemoryGiB = catalog.Size(string(p.Blobs.Technical.CPU.Cores)), catalog.Size(string(p.Blobs.Technical.Memory.Size))
	if row.VCPU.Valid {
		row.Family = catalog.Family(row.Product)
	}
	if strings.HasPrefix(p.Code, "win-") {
		row.OS, row.License = "windows", "included"
	}
	return l.in.Row(at, &row)
}

// variant sets apart prices of one plan: what the price is for (installation,
// renew, consumption), and the phase where a plan has more than the usual ones.
func variant(x *pricing) string {
	v := strings.Join(x.Capacities, "+")
	if x.Phase > 1 {
		v += "; phase=" + strconv.Itoa(x.Phase)
	}
	if x.Type != "" && x.Type != "rental" && x.Type != "consumption" {
		v += "; type=" + x.Type
	}
	return v
}

// interval sets unit and term. A price for several months at once is the whole
// commitment paid ahead.
func interval(row *catalog.Row, x *pricing, once bool) {
	switch {
	case once:
		row.Unit, row.Upfront = "once", true
	case x.IntervalUnit == "month" && x.Interval > 1 || x.IntervalUnit == "year":
		row.Unit, row.Upfront = "term", true
	default:
		_, row.Unit, _ = catalog.ParseUnit(x.IntervalUnit)
		if x.Interval > 1 {
			row.Per = decimal.NewFromInt(int64(x.Interval))
		}
	}
	months := x.Commitment
	if months == 0 && row.Unit == "term" {
		months = x.Interval
		if x.IntervalUnit == "year" {
			months *= 12
		}
	}
	switch {
	case months > 0:
		row.Term = catalog.Commitment("commit", months)
	case row.Unit == "month" && strings.Contains(row.SKU, ".monthly"):
		// A public cloud instance by the month is a promise of one month.
		row.Term = catalog.Commitment("commit", 1)
	}
	if x.Mode != "" && x.Mode != "default" {
		row.Purchase = x.Mode
	}
}

// quantity reads the tier of a price. A tier is on the number bought, from min
// to max, both included; 1 to anything is no tier. Add-ons whose maximum is only
// an order limit keep a single tier and so stay without bounds.
func quantity(row *catalog.Row, x *pricing) error {
	low := decimal.NewFromInt(1)
	if x.Quantity.Min != "" {
		v, err := catalog.ParseNumber(string(x.Quantity.Min))
		if err != nil {
			return err
		}
		low = v
	}
	if low.GreaterThan(decimal.NewFromInt(1)) {
		row.TierFrom = catalog.At(low.Sub(decimal.NewFromInt(1)))
	}
	return nil
}

// service is the family of the product: the part of its name before the size.
func service(p *plan) string {
	if p.Product != "" {
		return p.Product
	}
	return p.Code
}

// product takes the way of paying off a public cloud plan code.
func product(code string) string {
	for _, suffix := range []string{".consumption", ".monthly.postpaid", ".monthly", ".hour.consumption"} {
		if name, ok := strings.CutSuffix(code, suffix); ok {
			return name
		}
	}
	return code
}

// place lists the data centres a plan can be ordered in; "*" when it names none.
func place(p *plan) string {
	for _, name := range []string{"dedicated_datacenter", "region", "datacenter"} {
		for _, c := range p.Configurations {
			if c.Name == name && len(c.Values) > 0 {
				return strings.Join(c.Values, ",")
			}
		}
	}
	return "*"
}
