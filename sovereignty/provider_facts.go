package sovereignty

import (
	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// certFacts are the certificates that rules ask about.
var certFacts = []string{"c5_type1", "c5_type2", "c5_equivalent", "secnumcloud"}

// Facts are the provider's facts on a day: seat, parent chain, certificates, and
// what its file states beyond. What the sources do not say is missing.
//
// Note: ownership has no history here; the chain is the one of the file's date.
func (p Provider) Facts(asOf factsheet.Date) Facts {
	f := Facts{}
	from := p.from()
	f.Set("provider.seat", Text(p.Seat), from)
	if p.ChainComplete {
		f.Set("provider.parent_chain", Set(p.Chain()...), from)
	}
	for _, name := range certFacts {
		if v, known := p.certificate(name, asOf); known {
			f.Set("cert."+name, v, from)
		}
	}
	for _, r := range p.Ratings {
		if r.Official && r.Level != nil && !asOf.Before(r.On.Date) {
			f.Set("csf.overall_seal", Number(decimal.NewFromInt(int64(*r.Level))), from)
		}
	}
	return f.With(p.stated)
}

// certificate is "current" on a day only if a source says so for the whole
// platform; a certificate for some offers says nothing about the one at hand.
func (p Provider) certificate(name string, asOf factsheet.Date) (Value, bool) {
	for _, c := range p.Certificates {
		if c.Name != name {
			continue
		}
		switch {
		case c.Status == "some_offers" || c.Status == "unverified":
			return Value{}, false
		case c.Status != "current":
			return Text("pending"), true
		case !c.From.IsZero() && asOf.Before(c.From.Date):
			return Text("none"), true
		case !c.Until.IsZero() && asOf.After(c.Until.Date):
			return Text("expired"), true
		}
		return Text("current"), true
	}
	return Value{}, false
}

// OwnedWithin says whether the contracting entity and every owner have their seat
// in the area ("CH", "EU", "EEA+CH") on a day. known is false where the chain is
// not, unless a known link already lies outside.
func (b *RuleBook) OwnedWithin(p Provider, areaText string, asOf factsheet.Date) (within, known bool) {
	a := parseArea(areaText)
	for _, c := range p.Chain() {
		if !b.inArea(c, a, asOf) {
			return false, true
		}
	}
	return true, p.ChainComplete
}
