package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/aws"
	"github.com/sovcost/sovcost/pricing/catalog/azure"
	"github.com/sovcost/sovcost/pricing/catalog/compose"
	"github.com/sovcost/sovcost/pricing/catalog/facts"
	"github.com/sovcost/sovcost/pricing/catalog/fetch"
	"github.com/sovcost/sovcost/pricing/catalog/gate"
	"github.com/sovcost/sovcost/pricing/catalog/gcp"
	"github.com/sovcost/sovcost/pricing/catalog/hetzner"
	"github.com/sovcost/sovcost/pricing/catalog/opencost"
	"github.com/sovcost/sovcost/pricing/catalog/oracle"
	"github.com/sovcost/sovcost/pricing/catalog/otc"
	"github.com/sovcost/sovcost/pricing/catalog/ovh"
	"github.com/sovcost/sovcost/pricing/catalog/scaleway"
	"github.com/sovcost/sovcost/pricing/catalog/upcloud"
	"github.com/sovcost/sovcost/pricing/money"
	"github.com/sovcost/sovcost/reports/pricelist"
)

// vendor is a list that can be imported.
type vendor struct {
	name, title string
	read        catalog.Reader
	next        fetch.Next // of lists that come in pages
	binary      bool       // GB are 2^30 bytes
	provider    string     // key of the provider facts; empty: the name
}

func vendors() []vendor {
	return []vendor{
		{name: "aws", title: "AWS price list", read: aws.Read, binary: true},
		{name: "azure", title: "Azure Retail Prices", read: azure.Read, next: azure.Next},
		{name: "gcp", title: "Google Cloud Billing Catalog", read: gcp.Read, next: gcp.Next},
		{name: "ovh", title: "OVHcloud order catalogue", read: ovh.Read, provider: "ovhcloud"},
		{name: "scaleway", title: "Scaleway product catalogue", read: scaleway.Read, next: scaleway.Next},
		{name: "hetzner", title: "Hetzner Cloud API prices", read: hetzner.Read},
		{name: "upcloud", title: "UpCloud API prices", read: upcloud.Read},
		{name: "oracle", title: "Oracle Cloud price list", read: oracle.Read},
		{name: "otc", title: "Open Telekom Cloud price API", read: otc.Read},
		{name: "opencost", title: "OpenCost price sheet", read: opencost.Read},
		{name: "table", title: "price table", read: facts.Read},
	}
}

// importFlags fill what a list cannot say about itself.
type importFlags struct {
	in                          []string
	url, sha, currency, country string
	provider, asOf              string
	regions, services           []string
	from                        string
	accept                      bool
	header                      []string
}

func (a *app) pricesImportCmd() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{Use: "import VENDOR", Short: "a vendor's own price list becomes price sheets",
		Long: `Reads a vendor's machine-readable price list and writes one price sheet for each
region. Where a sheet of the place is known, its rules are kept and its prices
renewed. Every price of the list is on a sheet or left out for a named reason.
Nothing is written when the list has a fault or a price cannot be right.

Vendors: ` + strings.Join(vendorNames(), ", ") + ` (table: a plain csv, see pricing/catalog/README.md)`,
		Example: `  sovcost prices import aws --in lambda.json -o our-prices
  sovcost prices import aws --in AmazonEC2.json --region eu-central-1 --region eu-central-2 -o our-prices
  sovcost prices import azure --url "https://prices.azure.com/api/retail/prices?\$filter=armRegionName eq 'switzerlandnorth'" -o our-prices
  sovcost prices import scaleway --in products.json --from 2026-11-01 -o our-prices    (keeps a history)
  sovcost prices import table --in offer.csv --country CH -o our-prices`,
		Args: withArgs(1, "one vendor: "+strings.Join(vendorNames(), ", ")),
		RunE: func(cmd *cobra.Command, args []string) error { return a.pricesImport(cmd.Context(), args[0], f) }}
	fs := cmd.Flags()
	fs.StringArrayVar(&f.in, "in", nil, "a list that was downloaded; may be gzip; repeat for pages")
	fs.StringVar(&f.url, "url", "", "fetch the list: https, or http on this machine; goes on where it broke off")
	fs.StringVar(&f.sha, "sha256", "", "what the fetched file must hash to")
	fs.StringArrayVar(&f.header, "header", nil, `sent with --url, as "Authorization: Bearer ..."`)
	fs.StringArrayVar(&f.regions, "region", nil, "keep this region only; may be repeated. Names the region of a list that names none")
	fs.StringArrayVar(&f.services, "service", nil, "keep rows whose service or category contains this; may be repeated")
	fs.StringVar(&f.currency, "currency", "", "of a list that names none (upcloud, opencost, hetzner server types)")
	fs.StringVar(&f.country, "country", "", "ISO code of regions no known sheet has (default: unknown)")
	fs.StringVar(&f.provider, "provider", "", "provider key of the sheets (default: the vendor's)")
	fs.StringVar(&f.asOf, "as-of", "", "date of a list that carries none")
	fs.StringVar(&f.from, "from", "", "first day of the new prices; the sheets before them are kept for earlier days")
	fs.BoolVar(&f.accept, "accept-findings", false, "write even if the gate finds prices that cannot be right")
	return cmd
}

func vendorNames() []string {
	var out []string
	for _, v := range vendors() {
		out = append(out, v.name)
	}
	return out
}

func vendorOf(name string) (vendor, error) {
	for _, v := range vendors() {
		if v.name == name {
			if v.provider == "" && v.name != "table" { // a table names the provider in every row
				v.provider = v.name
			}
			return v, nil
		}
	}
	hint := "known are " + strings.Join(vendorNames(), ", ")
	if d := factsheet.Suggest(name, vendorNames()); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	return vendor{}, usageError(fmt.Errorf("no reader for %q; %s", name, hint))
}

func (a *app) pricesImport(ctx context.Context, name string, f importFlags) error {
	v, err := vendorOf(name)
	if err != nil {
		return err
	}
	if err := a.checkImport(f); err != nil {
		return err
	}
	if f.provider != "" {
		v.provider = f.provider
	}
	dir := a.out
	a.out = "" // the folder of the sheets; the report goes to standard output
	lib, err := a.library()
	if err != nil {
		return err
	}
	if info, err := os.Stat(dir); err == nil && info.IsDir() { // what was imported before is renewed
		own, err := loadDir(dir, readSheets)
		if err != nil {
			return usageError(err)
		}
		lib.Overlay(own)
	}
	if f.url != "" {
		file, remove, err := a.fetchList(ctx, v, f, dir)
		if err != nil {
			return err
		}
		defer remove()
		f.in = []string{file}
	}
	res, imp, err := readLists(ctx, v, f, lib)
	if err != nil {
		return err
	}
	if imp.Errors() > 0 && !f.accept {
		for _, x := range imp.Findings {
			if x.Level == gate.Error {
				a.say("%s", x)
			}
		}
		return usageError(fmt.Errorf("%s: %d prices cannot be right; nothing was written; mend the list, or add --accept-findings when you know better", strings.Join(imp.Files, ", "), imp.Errors()))
	}
	if len(res.Sheets) == 0 {
		return usageError(fmt.Errorf("%s: no price for a sheet: %s; %s", strings.Join(imp.Files, ", "), imp.Counts, res))
	}
	history, err := editions(lib, f.from, res.Sheets)
	if err != nil {
		return err
	}
	imp.Written, err = writeSheets(dir, append(slices.Clone(res.Sheets), history...))
	if err != nil {
		return err
	}
	r, err := pricelist.Import(imp, res, lib, tool())
	if err != nil {
		return err
	}
	return a.write(r)
}

func (a *app) checkImport(f importFlags) error {
	var wrong []string
	if (len(f.in) > 0) == (f.url != "") {
		wrong = append(wrong, "say where the list is: --in FILE or --url URL, one of the two")
	}
	if a.out == "" {
		wrong = append(wrong, "say where the sheets go: -o FOLDER")
	} else if info, err := os.Stat(a.out); err == nil && !info.IsDir() {
		wrong = append(wrong, fmt.Sprintf("%s is a file; -o wants a folder for the sheets", a.out))
	}
	if f.asOf != "" {
		if _, err := factsheet.ParsePartialDate(f.asOf); err != nil {
			wrong = append(wrong, "--as-of: "+err.Error())
		}
	}
	if f.from != "" {
		if _, err := factsheet.ParseDate(f.from); err != nil {
			wrong = append(wrong, "--from: "+err.Error())
		}
	}
	if f.currency != "" && !money.Currency(f.currency).Valid() {
		wrong = append(wrong, fmt.Sprintf("--currency %q is not an ISO 4217 code such as CHF", f.currency))
	}
	if wrong != nil {
		return usageError(fmt.Errorf("%s", strings.Join(wrong, "\n")))
	}
	return nil
}

// readLists reads every file and makes sheets of their rows. Nothing is kept of a
// list that breaks off.
func readLists(ctx context.Context, v vendor, f importFlags, lib *pricing.Library) (*compose.Result, *pricelist.Imported, error) {
	imp := &pricelist.Imported{Vendor: v.title}
	opt := compose.Options{Provider: v.provider, Country: f.country, AsOf: f.asOf, Binary: v.binary, URL: safeURL(f.url)}
	var names []string
	for _, file := range f.in {
		names = append(names, filepath.Base(file))
	}
	if f.url == "" {
		opt.List = v.title + ", " + strings.Join(names, ", ")
		imp.Files = f.in
	} else {
		opt.List, imp.Files = v.title, []string{opt.URL}
	}
	c := compose.New(lib, opt)
	for _, file := range f.in {
		if err := readList(ctx, v, f, file, c, imp); err != nil {
			return nil, nil, usageError(err)
		}
	}
	res, err := c.Sheets()
	if err != nil {
		return nil, nil, usageError(err)
	}
	imp.Findings = gate.Check(c.Kept())
	return res, imp, nil
}

func readList(ctx context.Context, v vendor, f importFlags, file string, c *compose.Composer, imp *pricelist.Imported) error {
	r, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("%s: %s", file, osMessage(err))
	}
	defer r.Close()
	opt := catalog.Options{File: file, Source: filepath.Base(file), AsOf: f.asOf, Currency: money.Currency(f.currency), Regions: f.regions, Keep: keepServices(f.services)}
	if v.name == "scaleway" && len(f.regions) == 1 {
		opt.Region, opt.Regions = f.regions[0], nil
	}
	counts, err := v.read(ctx, r, opt, func(row catalog.Row) error { c.Add(row); return nil })
	if err != nil {
		return err
	}
	if err := counts.Reconcile(); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	imp.Counts = imp.Counts.Plus(counts)
	return nil
}

// keepServices keeps rows of the services named; none named keeps all.
func keepServices(words []string) func(*catalog.Row) bool {
	if len(words) == 0 {
		return nil
	}
	return func(r *catalog.Row) bool {
		text := strings.ToLower(r.Service + " " + r.Category)
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, strings.ToLower(w)) })
	}
}

// writeSheets writes all sheets or none: each goes to a file of its own beside its
// place first. A sheet that says the same as the file there is left alone.
func writeSheets(dir string, list []*pricing.Sheet) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("%s: %s", dir, osMessage(err))
	}
	texts := map[string][]byte{}
	var names []string
	for _, s := range list {
		data, err := s.Marshal()
		if err != nil {
			return nil, err
		}
		if len(data) > factsheet.MaxBytes {
			return nil, usageError(fmt.Errorf("%s: the sheet would have %d MB, a sheet may have %d; keep fewer services with --service", s.ID, len(data)>>20, factsheet.MaxBytes>>20))
		}
		name := filepath.Join(dir, fileName(s))
		names, texts[name] = append(names, name), data
	}
	var temps []string
	defer func() {
		for _, t := range temps {
			os.Remove(t)
		}
	}()
	for _, name := range names {
		t := filepath.Join(dir, "."+filepath.Base(name)+".new")
		temps = append(temps, t)
		if err := os.WriteFile(t, texts[name], 0o644); err != nil {
			return nil, fmt.Errorf("%s: %s; nothing was written", name, osMessage(err))
		}
	}
	for i, name := range names {
		if err := os.Rename(temps[i], name); err != nil {
			return names[:i], fmt.Errorf("%s: %s", name, osMessage(err))
		}
	}
	return names, nil
}

// fileName of a sheet: an edition that has ended says so.
func fileName(s *pricing.Sheet) string {
	if s.ValidUntil.IsZero() {
		return s.ID + ".toml"
	}
	return s.ID + "-until-" + s.ValidUntil.String() + ".toml"
}

// editions dates the new sheets and ends those they follow on the day before, so
// that earlier days keep the prices they had. The sheet followed is the one in the
// folder, else the embedded one.
func editions(lib *pricing.Library, from string, list []*pricing.Sheet) ([]*pricing.Sheet, error) {
	if from == "" {
		return nil, nil
	}
	day, err := factsheet.ParseDate(from)
	if err != nil {
		return nil, usageError(err)
	}
	var out []*pricing.Sheet
	for _, s := range list {
		old, ok := lib.Sheet(s.ID)
		s.ValidFrom = day
		if !ok || !old.ValidUntil.IsZero() || old.ValidFrom.Compare(day) >= 0 {
			continue
		}
		data, err := old.Marshal()
		if err != nil {
			return nil, err
		}
		ended, err := pricing.ParseSheet(s.ID, data)
		if err != nil {
			return nil, err
		}
		ended.ValidUntil, ended.Places = day.AddDays(-1), nil
		out = append(out, ended)
	}
	return out, nil
}

// discard is where a fetched list goes after its sheets are written.
func discard(file string) func() { return func() { os.Remove(file) } }
