package aws

import (
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/feed"
	"github.com/sovcost/sovcost/pricing/money"
)

// plan is one Savings Plan: what is promised, not what is bought with it.
type plan struct{ purchase, family, usage string }

// planProducts stores the plans of a Savings Plan file in JSON.
func (l *list) planProducts() error {
	return l.j.Elements(func() error {
		var p struct {
			SKU           string `json:"sku"`
			ProductFamily string `json:"productFamily"`
			UsageType     string `json:"usageType"`
			Attributes    struct {
				PurchaseOption string `json:"purchaseOption"`
			} `json:"attributes"`
		}
		if err := l.j.Decode(&p); err != nil {
			return err
		}
		if err := l.in.Record(); err != nil {
			return err
		}
		if _, twice := l.plans[p.SKU]; twice {
			return l.in.Refuse(l.j.Pos(), p.SKU, "keep one of the two", "duplicate: the plan stands twice in the list")
		}
		l.plans[p.SKU] = plan{p.Attributes.PurchaseOption, p.ProductFamily, p.UsageType}
		return nil
	})
}

// planRate is the price of one product under a plan.
type planRate struct {
	SKU       string `json:"discountedSku"`
	UsageType string `json:"discountedUsageType"`
	Operation string `json:"discountedOperation"`
	Service   string `json:"discountedServiceCode"`
	Region    string `json:"discountedRegionCode"`
	Instance  string `json:"discountedInstanceType"`
	RateCode  string `json:"rateCode"`
	Unit      string `json:"unit"`
	Rate      struct {
		Price    feed.Text `json:"price"`
		Currency string    `json:"currency"`
	} `json:"discountedRate"`
}

// planTerm reads the rates of one plan. The rates stream; the few fields that
// stand behind them in the file (the lease) are needed first, so AWS's own order
// is relied on and checked.
func (l *list) planTerm() error {
	var t struct {
		sku, effective string
		months         int
		rates          bool
	}
	return l.j.Object("savingsPlan", func(key string) (err error) {
		switch key {
		case "sku":
			t.sku, err = l.j.Text(key)
		case "effectiveDate":
			t.effective, err = l.j.Text(key)
		case "leaseContractLength":
			var lease struct {
				Duration feed.Text `json:"duration"`
				Unit     string    `json:"unit"`
			}
			err = l.j.Decode(&lease)
			t.months = leaseMonths(string(lease.Duration) + lease.Unit)
		case "rates":
			if t.months == 0 {
				return l.j.Errorf("write leaseContractLength before rates, as AWS does", "the plan %q has no lease length", t.sku)
			}
			p := l.plans[t.sku]
			err = l.j.Array(key, func() error {
				var rate planRate
				if err := l.j.Decode(&rate); err != nil {
					return err
				}
				if err := l.in.Record(); err != nil {
					return err
				}
				return planRow(l.in, l.j.Pos(), &rate, t.sku, p, t.months, t.effective, l.published, l.source())
			})
		default:
			err = l.j.Skip()
		}
		return err
	})
}

// planRow hands out the row of one rate.
func planRow(in *catalog.Intake, at feed.Position, r *planRate, sku string, p plan, months int, effective, published, source string) error {
	v, err := catalog.ParsePrice(string(r.Rate.Price))
	if err != nil {
		return in.Refuse(at, r.RateCode, "", "%v", err)
	}
	row := catalog.Row{Provider: "aws", Service: r.Service, SKU: r.SKU, Product: r.UsageType, RateCode: r.RateCode,
		Offer: sku, Category: p.family, Region: region(r.Region, ""), UnitText: r.Unit, Price: v,
		Currency: money.Currency(r.Rate.Currency), Term: catalog.Commitment("savings_plan", months),
		Purchase: purchase(p.purchase), ValidFrom: catalog.Day(effective), AsOf: in.AsOf(published), Source: source}
	row.Per, row.Unit, _ = catalog.ParseUnit(r.Unit)
	// Some files put a family ("M7G") where others put a type ("db.r7i.2xlarge").
	if strings.Contains(r.Instance, ".") {
		row.Product = r.Instance
	}
	row.Family = family(row.Product)
	if r.Operation != "" {
		row.Variant = "operation=" + r.Operation
	}
	if p.usage != "" {
		row.Note = "plan " + p.usage
	}
	return in.Row(at, &row)
}
