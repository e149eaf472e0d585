package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sovcost/sovcost/model/calibrate"
	"github.com/sovcost/sovcost/model/calibrate/billsql"
	"github.com/sovcost/sovcost/model/calibrate/focusin"
	"github.com/sovcost/sovcost/model/warehouse"
)

// readBills folds every file of the bill, or its table, into the tally.
func (a *app) readBills(o calibrateOptions, rules *calibrate.Rules, t *calibrate.Tally) (focusin.Report, error) {
	var all focusin.Report
	opt := focusin.Options{Currency: strings.ToUpper(o.currency)}
	var err error
	if opt.From, opt.To, err = months(o.from, o.to); err != nil {
		return all, usageError(err)
	}
	for i, bill := range o.bills {
		if slices.Contains(o.bills[:i], bill) {
			return all, usageError(fmt.Errorf("--bill %s is given twice: its charges would count twice", bill))
		}
		var read focusin.Report
		switch inDatabase := strings.Contains(bill, "://"); {
		case inDatabase && len(o.bills) > 1:
			err = usageError(errors.New("--bill: a database is read alone; put files of the bill into its table"))
		case inDatabase:
			read, err = a.readTable(bill, o, opt, rules, t)
		case o.table != "":
			err = usageError(fmt.Errorf("--table belongs to the address of a database, and --bill %s is a file; try --bill postgres://host:5432/database or clickhouse://host:9000/database", bill))
		default:
			read, err = a.readBill(bill, opt, t)
		}
		if err != nil {
			return all, err
		}
		all.Join(read)
	}
	if all.Charges == 0 {
		if all.Outside > 0 {
			return all, usageError(fmt.Errorf("%s: none of the %d charges starts in the months asked for; see --from and --to", all.File, all.Outside))
		}
		return all, usageError(fmt.Errorf("%s: the bill has no charges", all.File))
	}
	return all, nil
}

// months are the bounds of --from and --to, both months included.
func months(from, to string) (first, end time.Time, err error) {
	read := func(flag, text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		at, e := time.Parse("2006-01", text)
		if e != nil && err == nil {
			err = fmt.Errorf("%s %q is not a month; write it like 2026-09", flag, text)
		}
		return at
	}
	first, end = read("--from", from), read("--to", to)
	if !end.IsZero() {
		end = end.AddDate(0, 1, 0)
	}
	if err == nil && !end.IsZero() && !first.Before(end) {
		err = fmt.Errorf("--from %s is after --to %s", from, to)
	}
	return first, end, err
}

// readTable lets a database add up.
func (a *app) readTable(address string, o calibrateOptions, opt focusin.Options, rules *calibrate.Rules, t *calibrate.Tally) (focusin.Report, error) {
	if o.table == "" {
		return focusin.Report{}, usageError(errors.New("--table is missing: the table or view of the bill, or schema.table"))
	}
	source, err := warehouse.Open(address, a.env.Getenv)
	if err != nil {
		return focusin.Report{}, usageError(err)
	}
	ctx, stop := interruptible()
	defer stop()
	defer a.progress("asking " + hostOf(address))()
	read, err := billsql.Read(ctx, source, billsql.Options{Table: o.table, Looks: rules.Columns(), Cost: t.Cost.Column(), Options: opt, Timeout: o.timeout}, t.Add)
	var problems *focusin.Problems
	if errors.As(err, &problems) {
		return read, usageError(err)
	}
	return read, err
}

// readBill streams one file into the tally, by its first bytes.
func (a *app) readBill(name string, opt focusin.Options, t *calibrate.Tally) (focusin.Report, error) {
	defer a.progress("reading " + name)()
	if name == "-" {
		read, err := focusin.ReadCSV("the standard input", a.env.Stdin, opt, t.Add)
		return read, usageError(err)
	}
	f, err := os.Open(name)
	if err != nil {
		return focusin.Report{}, usageError(fmt.Errorf("%s: %s", name, osMessage(err)))
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return focusin.Report{}, err
	}
	if info.IsDir() {
		return focusin.Report{}, usageError(fmt.Errorf("%s: is a folder; name each file of the bill with a --bill of its own", name))
	}
	head := make([]byte, 4)
	n, err := io.ReadFull(f, head)
	if n == 4 && bytes.Equal(head, []byte("PAR1")) {
		read, err := focusin.ReadParquet(name, f, info.Size(), opt, t.Add)
		return read, usageError(err)
	}
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return focusin.Report{}, fmt.Errorf("%s: %s", name, osMessage(err))
	}
	// What was read is put before the rest, so that pipes are read as well.
	read, err := focusin.ReadCSV(name, io.MultiReader(bytes.NewReader(head[:n]), f), opt, t.Add)
	return read, usageError(err)
}
