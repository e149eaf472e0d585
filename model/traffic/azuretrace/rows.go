package azuretrace

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/sovcost/sovcost/model/traffic/lines"
)

// problems collects what is wrong with the rows of a file.
type problems struct {
	errs  []error
	total int
}

const problemsKept = 20

func (p *problems) add(name string, line, col int, format string, args ...any) {
	if p.total++; len(p.errs) < problemsKept {
		p.errs = append(p.errs, fmt.Errorf("%s:%d:%d: %s", name, line, col, fmt.Sprintf(format, args...)))
	}
}

func (p *problems) err() error {
	if rest := p.total - len(p.errs); rest > 0 {
		return errors.Join(append(p.errs, fmt.Errorf("and %d more", rest))...)
	}
	return errors.Join(p.errs...)
}

// optional marks a wanted column that a file may lack; its cell is then nil.
const optional = "?"

// rows reads a file with a header; each gets the cells of a row in the order of
// the wanted columns.
func rows(in Input, wanted []string, bad *problems, each func(line int, cells []lines.Field)) (digest string, read int64, err error) {
	r := lines.NewReader(in.Reader)
	var cells, picked []lines.Field
	var columns []int
	for {
		text, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", 0, fmt.Errorf("%s:%d: %w", in.Name, r.Number, err)
		}
		if len(text) == 0 {
			continue
		}
		if cells, err = lines.Split(text, ',', cells); err != nil {
			return "", 0, fmt.Errorf("%s:%d:%w", in.Name, r.Number, err)
		}
		if columns == nil {
			if columns, err = header(cells, wanted); err != nil {
				return "", 0, fmt.Errorf("%s:%d: %w", in.Name, r.Number, err)
			}
			continue
		}
		read++
		picked = picked[:0]
		for i, c := range columns {
			if c < 0 {
				picked = append(picked, lines.Field{})
				continue
			}
			if c >= len(cells) {
				bad.add(in.Name, r.Number, 1, "%d columns, column %d (%s) is missing", len(cells), c+1, wanted[i])
				break
			}
			picked = append(picked, cells[c])
		}
		if len(picked) == len(columns) {
			each(r.Number, picked)
		}
	}
	if columns == nil {
		return "", 0, fmt.Errorf("%s: empty file", in.Name)
	}
	return r.Digest(), read, nil
}

func header(cells []lines.Field, wanted []string) ([]int, error) {
	at := map[string]int{}
	for i, c := range cells {
		at[string(c.Text)] = i
	}
	var columns []int
	for _, w := range wanted {
		name, spare := strings.CutPrefix(w, optional)
		i, ok := at[name]
		if !ok && spare {
			i, ok = -1, true
		}
		if !ok {
			return nil, fmt.Errorf("there is no column %q; is this file of the right kind?", w)
		}
		columns = append(columns, i)
	}
	return columns, nil
}
