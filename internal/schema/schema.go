// Package schema holds the JSON Schemas of the documents people write, for editors
// (taplo, Even Better TOML in VS Code): keys and words while typing, mistakes
// underlined. They are generated from the Go types that read the documents; the
// program itself checks far more than a schema can say.
package schema

import (
	"embed"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"github.com/invopop/jsonschema"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/unit"
)

//go:embed *.json
var files embed.FS

// Kinds are the documents that have a schema.
func Kinds() []string { return []string{"scenario", "usage", "price-sheet", "contract", "bill-map"} }

// File is the committed schema of a kind of document.
func File(kind string) ([]byte, error) {
	if !slices.Contains(Kinds(), kind) {
		return nil, fmt.Errorf("no schema for %q", kind)
	}
	return files.ReadFile(kind + ".json")
}

func document(kind string) any {
	switch kind {
	case "scenario":
		return &scenario.Scenario{}
	case "usage":
		return &pricing.UsageFile{}
	case "price-sheet":
		return &pricing.Sheet{}
	case "bill-map":
		return &calibrate.Rules{}
	}
	return &pricing.Contract{}
}

// words are the keys that take one of a few words, by type and key.
func words() map[string][]string {
	confidence := factsheet.Confidences()
	status := []string{string(pricing.Offered), string(pricing.NotOffered), string(pricing.Unknown)}
	arch := []string{"x86", "arm", "any"}
	return map[string][]string{
		"Product.kind": pricing.Kinds(), "Product.status": status, "Meter.status": status, "Row.status": status, "Commitment.status": status,
		"Product.billing": {"instance", "request"}, "Product.gateway": {"needed", "included", "unknown"}, "Product.stopped": {"billed", "free", "unknown"},
		"Product.arch": arch[:2], "Row.arch": arch[:2], "Runtime.routing": pricing.Routings(),
		"Meter.mode":        {string(pricing.Flat), string(pricing.Graduated), string(pricing.Volume), string(pricing.Package), string(pricing.Size)},
		"Source.confidence": confidence, "Meter.confidence": confidence, "Row.confidence": confidence, "Commitment.confidence": confidence, "Runtime.confidence": confidence,
		"Commitment.kind": {"resource", "spend"}, "Allowance.apply": {"shift", "band"}, "Allowance.carry": {"none"},
		"Sheet.vat": {"excluded", "unknown"}, "Sheet.audience": {"new", "existing"}, "Sheet.schema": {pricing.Schema}, "Contract.schema": {pricing.ContractSchema},
		"Rules.schema": {calibrate.Schema}, "Map.quantity": calibrate.Quantities(),
		"Workload.arch": arch, "Sizing.fleet": {"peak", "scaled"},
	}
}

// required are the keys a document cannot do without, by type.
func required() map[string][]string {
	return map[string][]string{
		"Sheet": {"schema", "id", "provider", "region", "country", "currency", "vat", "source"}, "Contract": {"schema", "id", "provider", "source"},
		"Source": {"title"}, "Product": {"kind"}, "Row": {"id"}, "Meter": {"id"}, "Scenario": {"schema"}, "UsageFile": {"schema"},
		"Rules": {"schema", "map"}, "Map": {"to"}, "Exclude": {"name"},
	}
}

// up is the way from this folder to the root of the source tree, and down a path as
// long that it takes back: the reflector joins both to the names of packages.
const (
	up   = "../.."
	down = "github.com/sovcost/sovcost/internal/schema"
)

// Generate makes the schema of a kind from its types; the comments of their source,
// read from this folder's own tree, become the descriptions.
func Generate(kind string) ([]byte, error) {
	r := &jsonschema.Reflector{FieldNameTag: "toml", RequiredFromJSONSchemaTags: true, ExpandedStruct: true, Mapper: simple}
	for _, dir := range []string{"pricing", "model/scenario", "model/calibrate", "internal/factsheet"} {
		if err := r.AddGoComments(down, up+"/"+dir); err != nil {
			return nil, err
		}
	}
	s := r.Reflect(document(kind))
	root := reflect.TypeOf(document(kind)).Elem().Name()
	s.ID = jsonschema.ID("https://sovcost.github.io/schema/" + kind + ".json")
	s.Title = "sovcost " + kind
	refine(root, s)
	for name, d := range s.Definitions {
		refine(name, d)
	}
	text, err := json.MarshalIndent(s, "", "  ")
	return append(text, '\n'), err
}

// refine adds what the types do not say: words, and keys that must be there.
func refine(name string, s *jsonschema.Schema) {
	if s.Properties == nil {
		return
	}
	s.Required = required()[name]
	for p := s.Properties.Oldest(); p != nil; p = p.Next() {
		list, ok := words()[name+"."+p.Key]
		if !ok {
			continue
		}
		p.Value.Enum = nil
		for _, w := range list {
			p.Value.Enum = append(p.Value.Enum, w)
		}
	}
}

// simple are the types that read themselves from one value.
func simple(t reflect.Type) *jsonschema.Schema {
	text := func() *jsonschema.Schema { return &jsonschema.Schema{Type: "string"} }
	switch t {
	case reflect.TypeFor[factsheet.Decimal]():
		number := text()
		number.Pattern = `^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{number, {Type: "number"}}}
	case reflect.TypeFor[factsheet.Date]():
		date := text()
		date.Pattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`
		return date
	case reflect.TypeFor[factsheet.PartialDate]():
		date := text()
		date.Pattern = `^([0-9]{4}(-[0-9]{2}){0,2}|unknown)$`
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{date, {Type: "integer"}}}
	case reflect.TypeFor[unit.Quantity]():
		quantity := text()
		quantity.Description = "a number with its unit, such as \"512MiB\", \"120ms\" or \"30M requests/month\""
		return quantity
	case reflect.TypeFor[scenario.Share]():
		share := text()
		share.Description = "a share of the whole, such as \"70%\""
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{share, {Type: "boolean"}}}
	}
	return nil
}
