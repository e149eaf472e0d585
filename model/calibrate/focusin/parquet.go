package focusin

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// ReadParquet reads a FOCUS export as parquet from r, size bytes long, like
// [ReadCSV]. Row groups are read one after the other, a few rows at a time.
//
// Amounts stored as decimals or text are exact. AWS exports doubles: these are
// read as their shortest decimal and counted as [BinaryAmounts].
func ReadParquet(file string, r io.ReaderAt, size int64, o Options, take func(*Charge) error) (report Report, err error) {
	t := newTally(file)
	if !t.sniffParquet(r, size) {
		return t.result()
	}
	rows := parquetRows{tally: t, options: o, take: take}
	// The parquet library panics on some broken files; that is a problem of the
	// file and not of the program. A panic of take is the caller's own.
	defer func() {
		if rows.taking {
			return
		}
		if p := recover(); p != nil {
			t.problem("", "the parquet file is broken: %v", p)
			report, err = t.result()
		}
	}()
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		t.problem("", "the parquet file is broken: %v", err)
		return t.result()
	}
	leaves, names := leavesOf(f.Schema())
	l, ok := t.match(names, o)
	if !ok {
		return t.result()
	}
	rows.layout, rows.leaves = l, leaves
	for i := range f.Metadata().RowGroups {
		for _, chunk := range f.Metadata().RowGroups[i].Columns {
			if err := checkPages(r, size, &chunk.MetaData); err != nil {
				t.problem("", "the parquet file is broken: %v", err)
				return t.result()
			}
		}
	}
	for _, group := range f.RowGroups() {
		if err := rows.group(group); err != nil {
			var broken *brokenFile
			if errors.As(err, &broken) {
				t.problem("", "the parquet file is broken: %v", broken.err)
				return t.result()
			}
			report, _ := t.result()
			return report, err
		}
	}
	return t.result()
}

// sniffParquet checks the length in the footer before the library trusts it with
// an allocation.
func (t *tally) sniffParquet(r io.ReaderAt, size int64) bool {
	const frame = 12 // magic, footer length, magic
	if size < frame {
		t.problem("", "%d bytes are too short for a parquet file", size)
		return false
	}
	var end [8]byte
	if _, err := r.ReadAt(end[:], size-8); err != nil && err != io.EOF {
		t.problem("", "cannot be read: %v", err)
		return false
	}
	if string(end[4:]) != "PAR1" {
		t.problem("", "not a parquet file: it does not end in PAR1; is the download complete?")
		return false
	}
	n := int64(binary.LittleEndian.Uint32(end[:4]))
	if n > size-frame {
		t.problem("", "the parquet file is broken: a footer of %d bytes in a file of %d", n, size)
		return false
	}
	if err := checkFooter(r, size-8-n, n); err != nil {
		t.problem("", "the parquet file is broken: %v", err)
		return false
	}
	return true
}

// brokenFile tells an error of the file from an error of the caller.
type brokenFile struct{ err error }

func (b *brokenFile) Error() string { return b.err.Error() }

// parquetRows reads the rows of one file.
type parquetRows struct {
	tally   *tally
	layout  layout
	options Options
	leaves  [][]leaf // the leaf columns of each name
	take    func(*Charge) error
	taking  bool              // inside take
	cells   [][]parquet.Value // of the row at hand, by leaf column
}

func (p *parquetRows) group(g parquet.RowGroup) error {
	rows := g.Rows()
	defer func() { _ = rows.Close() }() // reading is over; nothing was written
	batch := make([]parquet.Row, 64)
	for {
		n, err := rows.ReadRows(batch)
		for _, row := range batch[:n] {
			if err := p.row(row); err != nil {
				return err
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return &brokenFile{err}
		case n == 0:
			return &brokenFile{fmt.Errorf("row %d cannot be read", p.tally.line+1)}
		}
	}
}

func (p *parquetRows) row(row parquet.Row) error {
	t := p.tally
	t.line++
	p.cells = p.cells[:0]
	t.cells = t.cells[:0]
	row.Range(func(column int, values []parquet.Value) bool {
		p.cells = append(p.cells, values)
		t.cells = append(t.cells, byte(column), byte(len(values)))
		for _, v := range values {
			t.cells = append(v.AppendBytes(t.cells), byte(v.DefinitionLevel()))
		}
		return true
	})
	t.remember()
	c := Charge{Line: t.line, Rows: 1}
	for k, at := range p.layout.at {
		if at < 0 {
			continue
		}
		t.setLeaves(&c, &p.layout.columns[k], p.leaves[at], p.cells)
	}
	if !t.finish(&c, p.layout, p.options) {
		return nil
	}
	p.taking = true
	err := t.hand(&c, p.options, p.take)
	p.taking = false
	return err
}
