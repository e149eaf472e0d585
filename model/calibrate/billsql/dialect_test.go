package billsql

import (
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/model/warehouse"
)

// Types of newer servers than the tests can start are told apart by name.
func TestStored(t *testing.T) {
	for kind, want := range map[string]stored{
		"String": words, "LowCardinality(Nullable(String))": words, "FixedString(3)": words, "Enum8('Usage' = 1)": words, "UUID": words,
		"Int64": whole, "Nullable(UInt8)": whole, "Decimal(38, 18)": exact, "Nullable(Decimal(18, 4))": exact, "Float32": binary, "Nullable(Float64)": binary,
		"DateTime": instant, "DateTime('Asia/Tokyo')": instant, "Nullable(DateTime64(3, 'UTC'))": instant, "Date": day, "Date32": day,
		"Map(String, String)": other, "Array(String)": other, "Tuple(a String)": other, "JSON": other, "Nothing": other,
	} {
		if got := (clickHouse{}).stored(kind); got != want {
			t.Errorf("clickhouse %s: %d, want %d", kind, got, want)
		}
	}
	for kind, want := range map[string]stored{
		"text": words, "null character varying": words, "jsonb": words, "my_enum": words, "null bigint": whole, "numeric": exact, "real": binary, "null double precision": binary,
		"timestamp with time zone": instant, "null timestamp without time zone": wallClock, "date": day, "text[]": other, "money": other, "null bytea": other,
	} {
		if got := (&postgres{}).stored(kind); got != want {
			t.Errorf("postgres %s: %d, want %d", kind, got, want)
		}
	}
	for kind, want := range map[string]int{"Decimal(38, 6)": 6, "Nullable(Decimal(9, 2))": 2, "Decimal64(4)": 4, "Decimal": places} {
		if got := scale(kind, exact); got != want {
			t.Errorf("%s has %d places, want %d", kind, got, want)
		}
	}
}

// A table whose own names need quoting cannot change the query, and rules never
// reach it: only columns of FOCUS do.
func TestNamesInTheQuery(t *testing.T) {
	names := []string{"billed_cost", "BillingCurrency", "ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd", `Sku"Id`, "Tags; DROP TABLE x"}
	var columns []warehouse.Column
	for _, n := range names {
		columns = append(columns, warehouse.Column{Name: n, Type: "String"})
	}
	table, err := warehouse.ParseName("s.bill", 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []warehouse.Kind{warehouse.Postgres, warehouse.ClickHouse} {
		g, ok := focusin.NewGroups("t", names, focusin.Options{}, func(*focusin.Charge) error { return nil })
		if !ok {
			t.Fatal(g.Result())
		}
		q := newQuery(kind, table, g, columns, Options{Looks: []string{"Tags", "x' OR 1=1 --", "ResourceId"}, Cost: "BilledCost"})
		if q == nil || strings.Contains(q.text, "DROP") || strings.Contains(q.text, "1=1") || strings.Contains(q.text, `Sku"`) || strings.Contains(q.text, "?") || len(q.args) != 0 {
			t.Errorf("%s: %+v", kind, q)
		}
	}
}
