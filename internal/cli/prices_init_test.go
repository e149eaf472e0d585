package cli

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog/compose"
	"github.com/sovcost/sovcost/pricing/catalog/gate"
)

func filled(text string) string {
	return strings.NewReplacer("{provider}", "acme", "{name}", "Acme", "{country}", "CH").Replace(text)
}

// TestSheetTemplate: the sheet prices init writes is right as it stands, and right
// again with every commented block switched on but those that exclude each other.
func TestSheetTemplate(t *testing.T) {
	s, err := pricing.ParseSheet("acme.toml", []byte(filled(sheetTemplate)))
	if err != nil {
		t.Fatal(err)
	}
	if found := gate.Check(compose.Rows(s)); len(found) > 0 {
		t.Errorf("the gate finds fault with the examples: %v", found)
	}
	uncommented := regexp.MustCompile(`(?m)^# ?(\[\[product|\[\[place|\[\[allowance|[a-z_]+ +=|  )`).ReplaceAllString(filled(sheetTemplate), "$1")
	if _, err := pricing.ParseSheet("acme.toml", []byte(uncommented)); err != nil {
		t.Errorf("with the comments off: %v", err)
	}
	if _, err := pricing.ParseContract("contract.toml", []byte(filled(contractTemplate))); err != nil {
		t.Errorf("contract: %v", err)
	}
}

// TestTemplatesSayEveryKey: no key of the format is missing from the templates.
func TestTemplatesSayEveryKey(t *testing.T) {
	for _, tt := range []struct {
		text string
		root reflect.Type
	}{{sheetTemplate, reflect.TypeFor[pricing.Sheet]()}, {contractTemplate, reflect.TypeFor[pricing.Contract]()}} {
		n := 0
		for key := range keysOf(tt.root, map[reflect.Type]bool{}) {
			n++
			if !regexp.MustCompile(`\b` + key + ` *=|\[\[?[a-z.]*\b` + key + `\]`).MatchString(tt.text) {
				t.Errorf("%s: the template lacks the key %s", tt.root, key)
			}
		}
		if n < 15 {
			t.Errorf("%s: only %d keys", tt.root, n)
		}
	}
}

// keysOf are the names of all keys below a type of document.
func keysOf(t reflect.Type, seen map[reflect.Type]bool) map[string]bool {
	out := map[string]bool{}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] || reflect.PointerTo(t).Implements(reflect.TypeFor[interface{ UnmarshalTOML(any) error }]()) {
		return out
	}
	seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		tag := f.Tag.Get("toml")
		if tag == "-" || !f.IsExported() && !f.Anonymous {
			continue
		}
		if tag != "" {
			out[tag] = true
		}
		for k := range keysOf(f.Type, seen) {
			out[k] = true
		}
	}
	return out
}
