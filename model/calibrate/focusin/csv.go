package focusin

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/sovcost/sovcost/model/unpack"
)

// longestRecord is the most bytes one csv record may take: a quote that is never
// closed would otherwise swallow the rest of the file.
const longestRecord = 16 << 20

// ReadCSV reads a FOCUS export as csv from r, which file names in messages, and
// hands every charge to take in the order of the file. The charge is valid until
// take returns; an error of take ends the reading and is returned as it is.
//
// The report is complete unless reading stopped early. With unreadable rows the
// error is [*Problems]; these rows were not handed out.
func ReadCSV(file string, r io.Reader, o Options, take func(*Charge) error) (Report, error) {
	t := newTally(file)
	limited := &recordLimit{left: longestRecord}
	buffered := bufio.NewReaderSize(limited, 64<<10)
	plain, done, err := unpack.Reader(r)
	if err != nil {
		t.problem("", "cannot be read: %v", early(err))
		return t.result()
	}
	defer done()
	limited.r = plain
	if !t.sniff(buffered) {
		return t.result()
	}
	in := csv.NewReader(buffered)
	in.ReuseRecord = true
	in.Comma = t.separator(buffered)
	header, err := in.Read()
	if err == io.EOF {
		t.line = 0
		t.problem("", "the file is empty")
		return t.result()
	}
	t.line = 1
	if err != nil {
		t.structural(err)
		return t.result()
	}
	l, ok := t.match(header, o)
	if !ok {
		return t.result()
	}
	return t.records(in, slices.Clone(header), l, o, func() { limited.left = longestRecord }, take)
}

// records reads what comes after the header; fresh is called before each one.
func (t *tally) records(in *csv.Reader, names []string, l layout, o Options, fresh func(), take func(*Charge) error) (Report, error) {
	for {
		fresh()
		record, err := in.Read()
		if err == io.EOF {
			return t.result()
		}
		if err != nil && !t.structural(err) {
			return t.result()
		}
		if err != nil {
			continue
		}
		t.line, _ = in.FieldPos(0)
		t.line += t.skipped
		if slices.Equal(record, names) {
			t.note(HeaderAgain)
			continue
		}
		t.repeats(record)
		var c Charge
		if !t.row(&c, l, record, o) {
			continue
		}
		if err := t.hand(&c, o, take); err != nil {
			report, _ := t.result()
			return report, err
		}
	}
}

// row fills a charge from the cells of a record.
func (t *tally) row(c *Charge, l layout, record []string, o Options) bool {
	c.Line, c.Rows = t.line, 1
	for k, at := range l.at {
		if at >= 0 {
			t.setText(c, &l.columns[k], record[at])
		}
	}
	return t.finish(c, l, o)
}

// sniff skips a byte order mark and refuses files that are no csv.
func (t *tally) sniff(r *bufio.Reader) bool {
	start, err := r.Peek(4)
	if err != nil && err != io.EOF {
		t.problem("", "cannot be read: %v", early(err))
		return false
	}
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, _ = r.Discard(3)
		t.line = 1
		t.note(ByteOrderMark)
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		t.problem("", "the file is in UTF-16; save it as UTF-8")
		return false
	case bytes.HasPrefix(start, []byte("PAR1")):
		t.problem("", "this is a parquet file, not csv")
		return false
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		t.problem("", "the file is a zip archive; unpack it first, or compress it with gzip or zstd")
		return false
	}
	return true
}

// separator is what stands between the names of the header: a comma, unless one
// of the others that spreadsheets write stands there more often.
func (t *tally) separator(r *bufio.Reader) rune {
	start, _ := r.Peek(r.Size())
	header, _, more := bytes.Cut(start, []byte("\n"))
	// Spreadsheets say it themselves: sep=;
	if said := bytes.TrimRight(header, "\r"); more && len(said) == 5 && bytes.HasPrefix(said, []byte("sep=")) {
		_, _ = r.Discard(len(header) + 1)
		t.skipped = 1
		header = bytes.Repeat(said[4:], 2)
	}
	best, most := ',', bytes.Count(header, []byte(","))
	for _, c := range []rune{';', '\t', '|'} {
		if n := bytes.Count(header, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	if best != ',' {
		t.line = 1
		t.note(OtherSeparator)
		t.commas = best == ';' || best == '\t'
	}
	return best
}

// structural reports an error of the csv syntax and says whether the reader can
// go on: only after a wrong number of fields does it know where it is.
func (t *tally) structural(err error) bool {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		t.problem("", "cannot be read on: %v", early(err))
		return false
	}
	t.line = parse.StartLine + t.skipped
	if errors.Is(err, csv.ErrFieldCount) {
		t.problem("", "the row has another number of cells than the header")
		return true
	}
	t.problem("", "%v at line %d, character %d; the rest of the file was not read", parse.Err, parse.Line+t.skipped, parse.Column)
	return false
}

// recordLimit stops a reader after left bytes; the csv loop refills it.
type recordLimit struct {
	r    io.Reader
	left int
}

func (l *recordLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, fmt.Errorf("one row is longer than %d MiB; is a quote not closed?", longestRecord>>20)
	}
	if len(p) > l.left {
		p = p[:l.left]
	}
	n, err := l.r.Read(p)
	l.left -= n
	return n, err
}
