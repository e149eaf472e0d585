package billsql_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sovcost/sovcost/internal/dbtest"
	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
)

// TestPostgres: a table of typed columns and one of nothing but text give what
// the csv of the same rows gives.
func TestPostgres(t *testing.T) {
	port := dbtest.StartPostgres(t, ports)
	conn, err := pgx.Connect(context.Background(), dbtest.PostgresAddress(port, dbtest.Password))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	do := func(sql string) {
		t.Helper()
		if _, err := conn.Exec(context.Background(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	do(`SET timezone = 'UTC'`) // for times without a zone
	typed, loose := bill(false), bill(true)
	load := func(table string, rows [][]string, quote bool, kinds func(int) string) {
		t.Helper()
		loadPostgres(t, conn, table, rows, quote, kinds)
	}
	load("bill", typed, false, pgKinds("numeric", "timestamp"))
	load("exact", typed, true, pgKinds("numeric(38,12)", "timestamptz"))
	load("floats", typed, false, pgKinds("double precision", "timestamp"))
	load("loose", loose, true, func(int) string { return "text" })
	do(`CREATE TABLE costless AS SELECT billedcost AS "BiledCost", billingcurrency, chargecategory, chargeperiodstart, chargeperiodend FROM bill;
CREATE TABLE broken AS SELECT CASE WHEN "BilledCost" LIKE '1.%' AND "SkuId" = 'S1' AND "ResourceId" = 'none' THEN 'x' ELSE "BilledCost" END AS "BilledCost", "BillingCurrency", "ChargeCategory", "ChargePeriodStart", "ChargePeriodEnd" FROM loose;
INSERT INTO broken VALUES ('1,5', 'USD', 'Usage', '2026-09-01', '2026-09-02'), ('$1', 'USD', 'Usage', '2026-09-01', '2026-09-02');
CREATE TABLE vacant AS SELECT * FROM bill WHERE false; CREATE TABLE listy AS SELECT ARRAY[1.5] AS billedcost, billingcurrency, chargecategory, chargeperiodstart, chargeperiodend FROM bill;
CREATE SCHEMA s; CREATE VIEW s.recent AS SELECT * FROM bill WHERE chargecategory <> 'Tax'`)

	source := open(t, fmt.Sprintf("postgres://127.0.0.1:%d/postgres?sslmode=disable", port), "sov", dbtest.Password)
	read := func(table string, cost calibrate.Cost, o focusin.Options) folded {
		t.Helper()
		f, err := fromTable(t, source, table, cost, o)
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		return f
	}
	stored := []focusin.Leniency{focusin.ColumnCase, focusin.BinaryAmounts, focusin.Repeated}
	same(t, "bill", read("bill", calibrate.Billed, focusin.Options{}), fromCSV(t, typed, calibrate.Billed, focusin.Options{}), stored...)
	same(t, "exact", read("exact", calibrate.Effective, focusin.Options{}), fromCSV(t, typed, calibrate.Effective, focusin.Options{}), append(stored, focusin.NoZone)...)
	same(t, "floats", read("floats", calibrate.List, focusin.Options{}), fromCSV(t, typed, calibrate.List, focusin.Options{}), stored...)
	same(t, "loose", read("loose", calibrate.Billed, focusin.Options{}), fromCSV(t, loose, calibrate.Billed, focusin.Options{}), stored...)
	october := focusin.Options{From: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}
	same(t, "october, text", read("loose", calibrate.Billed, october), fromCSV(t, loose, calibrate.Billed, october), stored...)
	got, want := read("bill", calibrate.Billed, october), fromCSV(t, typed, calibrate.Billed, october)
	if want.Report.Outside == 0 || got.Report.Charges != want.Report.Charges || !got.Tally.Total.Cost.Equal(want.Tally.Total.Cost) {
		t.Errorf("october: %d charges of %s, want %d of %s", got.Report.Charges, got.Tally.Total.Cost, want.Report.Charges, want.Tally.Total.Cost)
	}
	if f := read("s.recent", calibrate.Billed, focusin.Options{}); f.Report.Charges == 0 || f.Report.Charges >= 3000 {
		t.Errorf("a view of a schema: %d charges", f.Report.Charges)
	}
	refused(t, source)
	pgAccess(t, port)
}

// loadPostgres makes a table of a bill, its names in quotes or in lower case.
func loadPostgres(t *testing.T, conn *pgx.Conn, table string, rows [][]string, quote bool, kinds func(i int) string) {
	t.Helper()
	defs := make([]string, len(columns))
	for i, c := range columns {
		if !quote {
			c = strings.ToLower(c)
		}
		defs[i] = pgx.Identifier{c}.Sanitize() + " " + kinds(i)
	}
	if _, err := conn.Exec(context.Background(), "CREATE TABLE "+table+" ("+strings.Join(defs, ", ")+")"); err != nil {
		t.Fatal(err)
	}
	text := tabbed(rows, func(i int) bool { return kinds(i) != "text" })
	if _, err := conn.PgConn().CopyFrom(context.Background(), strings.NewReader(text), "COPY "+table+" FROM STDIN"); err != nil {
		t.Fatalf("%s: %v", table, err)
	}
}

// pgKinds are the types of the bill's columns.
func pgKinds(number, instant string) func(int) string {
	return func(i int) string {
		switch {
		case i < numbers:
			return number
		case i < numbers+times:
			return instant
		case columns[i] == "Tags":
			return "jsonb"
		}
		return "text"
	}
}

func pgAccess(t *testing.T, port int) {
	t.Helper()
	for _, x := range []struct{ address, password, want string }{
		{fmt.Sprintf("postgres://127.0.0.1:%d/postgres?sslmode=disable", port), "wr0ng", "refuses the user or the password; set PGUSER and PGPASSWORD"},
		{fmt.Sprintf("postgres://127.0.0.1:%d/nowhere?sslmode=disable", port), dbtest.Password, "the database does not exist"},
		{fmt.Sprintf("postgres://127.0.0.1:%d/postgres?sslmode=disable", ports.Free(t)), dbtest.Password, "cannot be reached"},
	} {
		_, err := fromTable(t, open(t, x.address, "sov", x.password), "bill", calibrate.Billed, focusin.Options{})
		if err == nil || !strings.Contains(err.Error(), x.want) || strings.Contains(err.Error(), x.password) {
			t.Errorf("error does not say %q: %v", x.want, err)
		}
	}
}
