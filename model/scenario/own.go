package scenario

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/pricing/unit"
)

// Variants of own hardware.
const (
	Owned        = "owned"         // servers in rooms of one's own
	Colocation   = "colocation"    // own servers in somebody's data centre
	PrivateCloud = "private-cloud" // servers charged by an internal rate
)

// Own is hardware of one's own as an option: what one server is and costs, where
// it stands, and what it takes to keep it running. Amounts may be in any
// currency that [[fx]] converts.
//
// Note: it is a table per id, [own.geneva], not a list, so that a what-if can
// name each of its figures: own.geneva.power_price.
type Own struct {
	Variant  string `toml:"variant"` // owned (the default) | colocation | private-cloud
	Title    string `toml:"title"`
	Operator string `toml:"operator"` // a provider of the rule book, where somebody else runs the building
	Country  string `toml:"country"`
	City     string `toml:"city"`

	Server    unit.Quantity  `toml:"server"`     // price of one server, from a quote
	QuoteDate factsheet.Date `toml:"quote_date"` // of the server's price
	Quote     string         `toml:"quote"`      // whose quote it is
	Charge    unit.Quantity  `toml:"charge"`     // private cloud: the internal rate per server and month
	VCPU      unit.Quantity  `toml:"vcpu"`
	Memory    unit.Quantity  `toml:"memory"`
	Life      unit.Quantity  `toml:"life"`
	Residual  unit.Quantity  `toml:"residual"` // share of the price a server sells for at the end of its life
	Spares    unit.Quantity  `toml:"spares"`   // spare parts, as a share of the price, over the life
	Support   unit.Quantity  `toml:"support"`  // hardware support, share of the price per year
	Licence   unit.Quantity  `toml:"licence"`  // per server and month

	Minimum unit.Quantity `toml:"minimum"` // least servers per site
	Sites   unit.Quantity `toml:"sites"`   // sites that each carry the whole load

	Rack       unit.Quantity `toml:"rack"`        // price of a rack (or of what is rented) per month
	RackHolds  unit.Quantity `toml:"rack_holds"`  // servers in one of them
	Power      unit.Quantity `toml:"power"`       // mean draw of one server
	PUE        unit.Quantity `toml:"pue"`         // power of the building per power of its servers
	PowerPrice unit.Quantity `toml:"power_price"` // per kWh
	Network    unit.Quantity `toml:"network"`     // uplinks per site and month
	Transit    unit.Quantity `toml:"transit"`     // per GB sent; left out: part of the uplinks
	Storage    unit.Quantity `toml:"storage"`     // per GB and month, where the workload stores data

	People    []Role        `toml:"people"`     // who looks after it; else operations.hourly_rate
	PerServer unit.Quantity `toml:"per_server"` // people's time per server and month, without [[own.x.people]]

	VAT string `toml:"vat"` // of the prices above: excluded (the default) | included; wages and an internal charge have none

	Facts   map[string]any    `toml:"facts"`
	Sources map[string]string `toml:"sources"` // key of a figure -> where it is from
}

// Role is people's work on own hardware.
type Role struct {
	Role  string        `toml:"role"`
	Hours unit.Quantity `toml:"hours"` // a month, for all servers
	Rate  unit.Quantity `toml:"rate"`  // loaded cost of an hour
}

var ownID = regexp.MustCompile(`^[a-z][a-z_]*$`)

// CurrencyOf is the currency a quantity of money is in, "" for anything else.
func CurrencyOf(q unit.Quantity) money.Currency {
	num, _, _ := strings.Cut(string(q.Unit.Dim), "/")
	if c := money.Currency(num); c.Valid() {
		return c
	}
	return ""
}

// money checks an amount in any currency, per what like says: "CHF/month".
func (c *checker) money(key string, q unit.Quantity, like string, required bool) {
	c.stated(key, q, like, required, func(want unit.Dim) bool {
		cur, example := CurrencyOf(q), CurrencyOf(unit.Quantity{Unit: unit.Unit{Dim: want}})
		return cur != "" && unit.Dim(cur).Mul(want).Div(unit.Dim(example)) == q.Unit.Dim
	})
}

func (c *checker) own() {
	seen := map[string]bool{}
	for _, o := range c.s.Options {
		seen[o.ID] = true
	}
	for _, id := range SortedKeys(c.s.Own) {
		o, key := c.s.Own[id], "own."+id
		if !ownID.MatchString(id) {
			c.add(key, "use small letters and _, as in [own.geneva]", "%q cannot be the id of own hardware", id)
		}
		if seen["own-"+id] {
			c.add(key, "rename one of them", "there is an [[option]] own-%s as well", id)
		}
		c.ownServer(key, o)
		c.ownRunning(key, o)
		for i, r := range o.People {
			at := fmt.Sprintf("%s.people[%d]", key, i)
			c.quantity(at+".hours", r.Hours, "16h", true, true)
			c.money(at+".rate", r.Rate, "95 CHF/h", true)
			if r.Role == "" {
				c.add(at+".role", `for example "system administrator"`, "missing")
			}
		}
		for _, k := range SortedKeys(o.Sources) {
			c.word(key+".sources."+k, k, ownKeys())
		}
	}
}

func (c *checker) ownServer(key string, o *Own) {
	c.word(key+".variant", o.Variant, []string{Owned, Colocation, PrivateCloud})
	c.word(key+".vat", o.VAT, []string{"excluded", "included"})
	if o.VAT == "included" && c.s.Buyer == "" {
		c.add(key+".vat", `add buyer_country = "CH", or the country you are in`, "which country's VAT the prices include is not said")
	}
	if o.Country == "" {
		c.add(key+".country", `where the servers stand, for example "CH"`, "missing")
	}
	c.quantity(key+".vcpu", o.VCPU, "64 vCPU", true, false)
	c.quantity(key+".memory", o.Memory, "256GiB", true, false)
	private := o.Variant == PrivateCloud
	c.money(key+".charge", o.Charge, "450 CHF/month", private)
	c.money(key+".server", o.Server, "14500 CHF", !private)
	c.quantity(key+".life", o.Life, "5 years", !private, false)
	if o.Server.IsSet() && (o.QuoteDate.IsZero() || o.Quote == "") {
		c.add(key+".quote_date", "add quote_date and quote: server prices rose by 15 to 30 % within a year, so a price without a date says little", "the server's price has no date or no source")
	}
	if private && o.Server.IsSet() {
		c.add(key+".server", "keep one of them", "a private cloud is charged by rate, its servers are not bought")
	}
	if !private && o.Charge.IsSet() {
		c.add(key+".charge", `write variant = "private-cloud"`, "an internal charge belongs to a private cloud")
	}
	c.share(key+".residual", o.Residual)
	c.share(key+".spares", o.Spares)
}

func (c *checker) share(key string, q unit.Quantity) {
	c.quantity(key, q, "10%", false, true)
	if q.IsSet() && q.Unit.Dim == unit.Pure && q.Base().Float() > 1 {
		c.add(key, `for example "10%"`, "%q is more than all of it", q)
	}
}

func (c *checker) ownRunning(key string, o *Own) {
	private := o.Variant == PrivateCloud
	for _, f := range []struct {
		key      string
		q        unit.Quantity
		like     string
		required bool
	}{
		{"support", o.Support, "12%/year", false}, {"minimum", o.Minimum, "2", false}, {"sites", o.Sites, "1", false}, {"rack_holds", o.RackHolds, "20", o.Rack.IsSet()},
		{"power", o.Power, "350W", !private}, {"pue", o.PUE, "1.54", false}, {"per_server", o.PerServer, "5h", false},
	} {
		c.quantity(key+"."+f.key, f.q, f.like, f.required, f.key == "support" || f.key == "per_server")
	}
	for _, f := range []struct {
		key      string
		q        unit.Quantity
		like     string
		required bool
	}{
		{"licence", o.Licence, "40 CHF/month", false}, {"rack", o.Rack, "1000 EUR/month", false}, {"power_price", o.PowerPrice, "0.277 CHF/kWh", !private},
		{"network", o.Network, "75 CHF/month", false}, {"transit", o.Transit, "0.01 CHF/GB", false}, {"storage", o.Storage, "0.02 CHF/GB-month", false},
	} {
		c.money(key+"."+f.key, f.q, f.like, f.required)
	}
	if o.PUE.IsSet() && o.PUE.Base().Float() < 1 {
		c.add(key+".pue", "the world's mean is 1.54 (Uptime Institute 2025)", "%q: a building cannot draw less than its servers", o.PUE)
	}
}

// ownKeys are the figures a source can be given for.
func ownKeys() []string {
	var keys []string
	t := reflect.TypeFor[Own]()
	for i := range t.NumField() {
		if k := t.Field(i).Tag.Get("toml"); !slices.Contains([]string{"facts", "sources", "title", "vat"}, k) {
			keys = append(keys, k)
		}
	}
	return keys
}
