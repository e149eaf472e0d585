package catalog

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/sovcost/sovcost/pricing/catalog/feed"
)

// ReadJSON is the frame of a reader of JSON lists: it opens r, lets walk do the
// reading, and closes the counts.
func ReadJSON(ctx context.Context, r io.Reader, opt Options, emit func(Row) error, walk func(*feed.JSON, *Intake) error) (Counts, error) {
	src, in, err := Open(ctx, r, opt, emit)
	if err == nil {
		err = walk(feed.NewJSON(src), in)
	}
	return in.Done(err)
}

// ReadTable is the frame of a reader of tables with a header line: line hands
// out the rows of one line. Commas or semicolons may separate the fields.
func ReadTable(ctx context.Context, r io.Reader, opt Options, emit func(Row) error, required []string, line func(*feed.CSV, *Intake) error) (Counts, error) {
	src, in, err := Open(ctx, r, opt, emit)
	if err != nil {
		return in.Done(err)
	}
	c := feed.NewCSV(src, separator(src))
	if _, err := c.Record(); errors.Is(err, io.EOF) {
		return in.Done(src.Errorf("the first line names the columns: "+strings.Join(required, ","), "the table has no header"))
	} else if err != nil {
		return in.Done(err)
	}
	if err := c.Header(required...); err != nil {
		return in.Done(err)
	}
	return in.Done(in.Lines(c, func() error { return line(c, in) }))
}

// Lines goes through the lines of a table behind its header.
func (in *Intake) Lines(c *feed.CSV, each func() error) error {
	for {
		more, err := c.Next()
		if err != nil || !more {
			return err
		}
		if err := in.Record(); err != nil {
			return err
		}
		if err := each(); err != nil {
			return err
		}
	}
}

// separator tells a table saved by a spreadsheet of a country with a decimal
// comma, which puts semicolons between the fields.
func separator(src *feed.Reader) rune {
	header, _, _ := strings.Cut(string(src.Head(4096)), "\n")
	if strings.Count(header, ";") > strings.Count(header, ",") {
		return ';'
	}
	return ','
}
