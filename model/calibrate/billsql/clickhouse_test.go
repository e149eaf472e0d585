package billsql_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sovcost/sovcost/internal/dbtest"
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
)

// TestClickHouse: a bill spread over two shards behind one table, typed in
// several ways and as nothing but text, gives what the csv of the same rows gives.
func TestClickHouse(t *testing.T) {
	shards := dbtest.StartShards(t, ports)
	typed, loose := bill(false), bill(true)
	load := func(table string, rows [][]string, kinds func(i int) string) {
		t.Helper()
		loadClickHouse(t, shards, table, rows, kinds)
	}
	load("bill", typed, chKinds("Nullable(Decimal(18, 10))", "DateTime('UTC')"))
	load("floats", typed, chKinds("Nullable(Float64)", "DateTime('UTC')"))
	load("maybe", typed, chKinds("Nullable(String)", "Nullable(DateTime('UTC'))"))
	load("loose", loose, func(int) string { return "String" })
	oddTables(t, shards[0])
	address := fmt.Sprintf("clickhouse://127.0.0.1:%d/default", shards[0].TCP)
	source := open(t, address, "default", dbtest.Password)
	stored := []focusin.Leniency{focusin.ColumnCase, focusin.BinaryAmounts, focusin.Repeated, focusin.NoZone}
	for _, x := range []struct {
		table string
		rows  [][]string
		cost  calibrate.Cost
		noted []focusin.Leniency
	}{
		{"bill", typed, calibrate.Billed, stored}, {"floats", typed, calibrate.Effective, stored}, {"maybe", typed, calibrate.List, stored},
		{"loose", loose, calibrate.Billed, stored[:3]}, {"default.loose", loose, calibrate.Effective, stored[:3]},
	} {
		got, err := fromTable(t, source, x.table, x.cost, focusin.Options{})
		if err != nil {
			t.Errorf("%s: %v", x.table, err)
			continue
		}
		same(t, x.table, got, fromCSV(t, x.rows, x.cost, focusin.Options{}), x.noted...)
	}
	october := focusin.Options{From: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	got, err := fromTable(t, source, "bill", calibrate.Billed, october)
	if want := fromCSV(t, typed, calibrate.Billed, october); err != nil || got.Report.Charges != want.Report.Charges || !got.Tally.Total.Cost.Equal(want.Tally.Total.Cost) {
		t.Errorf("october: %d charges of %s, want %d of %s; %v", got.Report.Charges, got.Tally.Total.Cost, want.Report.Charges, want.Tally.Total.Cost, err)
	}
	if _, err := fromTable(t, open(t, address, "reader", dbtest.Password), "bill", calibrate.Billed, focusin.Options{}); err != nil {
		t.Errorf("a user who may only read: %v", err)
	}
	refused(t, source)
	for table, want := range map[string]string{"fine": "more than 18 digits", "large": "the sum is \"too large\""} {
		if _, err := fromTable(t, source, table, calibrate.Billed, focusin.Options{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error does not say %q: %v", table, want, err)
		}
	}
	chAccess(t, shards, address)
}

// loadClickHouse spreads a bill over both shards behind one table.
func loadClickHouse(t *testing.T, shards [2]dbtest.Shard, table string, rows [][]string, kinds func(i int) string) {
	t.Helper()
	defs := make([]string, len(columns))
	for i, c := range columns {
		defs[i] = c + " " + kinds(i)
	}
	for i, s := range shards {
		var mine [][]string
		for k, r := range rows {
			if k%2 == i {
				mine = append(mine, r)
			}
		}
		s.Send(t, "CREATE TABLE local_"+table+" ("+strings.Join(defs, ", ")+") ENGINE = MergeTree PARTITION BY tuple() ORDER BY ServiceName", "")
		s.Send(t, "CREATE TABLE "+table+" AS local_"+table+" ENGINE = Distributed(two, default, local_"+table+")", "")
		s.Send(t, "INSERT INTO local_"+table+" FORMAT TabSeparated", tabbed(mine, func(i int) bool { return strings.HasPrefix(kinds(i), "Nullable") }))
	}
}

// oddTables are what is refused.
func oddTables(t *testing.T, s dbtest.Shard) {
	t.Helper()
	const four = "BillingCurrency String, ChargeCategory String, ChargePeriodStart String, ChargePeriodEnd String"
	for _, sql := range []string{
		"CREATE TABLE costless (BiledCost String, " + four + ") ENGINE = Log", "CREATE TABLE broken (BilledCost String, " + four + ") ENGINE = Log",
		"CREATE TABLE vacant AS local_bill ENGINE = Log", "CREATE TABLE listy (BilledCost Array(Float64), " + four + ") ENGINE = Log",
		"INSERT INTO broken VALUES ('1,5', 'USD', 'Usage', '2026-09-01', '2026-09-02'), ('$1', 'USD', 'Usage', '2026-09-01', '2026-09-02'), ('1', 'USD', 'Usage', '2026-09-01', '2026-09-02')",
		"CREATE TABLE fine (BilledCost String, " + four + ") ENGINE = Log", "INSERT INTO fine VALUES ('0.1234567890123456789', 'USD', 'Usage', '2026-09-01', '2026-09-02')",
		"CREATE TABLE large (BilledCost String, " + four + ") ENGINE = Log", "INSERT INTO large SELECT '90000000000000000000', 'USD', 'Usage', '2026-09-01', '2026-09-02' FROM system.numbers LIMIT 3",
	} {
		s.Send(t, sql, "")
	}
}

// chKinds are the types of the bill's columns.
func chKinds(number, instant string) func(int) string {
	return func(i int) string {
		switch {
		case i < numbers:
			return number
		case i < numbers+times:
			return instant
		case columns[i] == "Tags":
			return "Nullable(String)"
		}
		return "String"
	}
}

func chAccess(t *testing.T, shards [2]dbtest.Shard, address string) {
	t.Helper()
	try := func(address, user, password, want string) {
		t.Helper()
		_, err := fromTable(t, open(t, address, user, password), "bill", calibrate.Billed, focusin.Options{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), password) {
			t.Errorf("error does not say %q: %v", want, err)
		}
	}
	try(address, "default", "wr0ng", "refuses the user or the password; set CLICKHOUSE_USER")
	try(address, "skipping", dbtest.Password, "leave data out in silence (skip_unavailable_shards = 1)")
	shards[1].Stop()
	try(address, "default", dbtest.Password, "a shard does not answer, so the sum would lack its data")
	try(fmt.Sprintf("clickhouse://127.0.0.1:%d/default", shards[1].TCP), "default", dbtest.Password, "cannot be reached")
}
