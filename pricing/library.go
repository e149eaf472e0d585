package pricing

import (
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/pricing/vat"
)

// Library is a set of price sheets, one per id, in the order of their ids. It is
// safe for reading by several goroutines; Overlay is not.
type Library struct {
	sheets    map[string]*Sheet
	ids       []string
	past      map[string][]*Sheet // earlier editions, by id
	contracts []*Contract
	vat       []*vat.Table // one's own rates, the later over the earlier
}

// LoadLibrary reads every *.toml file of fsys and its folders as a price sheet,
// or as a contract or VAT rates if its schema says so. The error is a factsheet.Problems with
// everything that is wrong with any of them; two files of one id are a problem,
// because nobody can say which counts, unless they hold for different days.
//
// A trusted library skips the checks of meaning: the embedded sheets were
// checked by the tests before they were embedded.
func LoadLibrary(fsys fs.FS, trusted bool) (*Library, error) {
	names, err := sheetFiles(fsys)
	if err != nil {
		return nil, err
	}
	sheets, contracts, rates := make([]*Sheet, len(names)), make([]*Contract, len(names)), make([]*vat.Table, len(names))
	problems := make([]factsheet.Problems, len(names))
	each(len(names), func(i int) {
		data, err := fs.ReadFile(fsys, names[i])
		if err != nil {
			problems[i] = factsheet.Problems{{Pos: factsheet.Position{File: names[i]}, Message: err.Error()}}
			return
		}
		switch schema := factsheet.PeekSchema(data); {
		case schema == ContractSchema:
			contracts[i], err = ParseContract(names[i], data)
		case schema == vat.Schema:
			rates[i], err = vat.Parse(names[i], data)
		case trusted:
			sheets[i], err = decodeSheet(names[i], data)
		default:
			sheets[i], err = ParseSheet(names[i], data)
		}
		problems[i] = asProblems(err)
	})
	l := &Library{sheets: map[string]*Sheet{}}
	var all factsheet.Problems
	for i, s := range sheets {
		if all = append(all, problems[i]...); len(problems[i]) > 0 {
			continue
		}
		switch {
		case contracts[i] != nil:
			l.contracts = append(l.contracts, contracts[i])
			continue
		case rates[i] != nil:
			all = append(all, l.addVAT(rates[i])...)
			continue
		}
		for _, s := range append([]*Sheet{s}, s.elsewhere()...) {
			if p := l.edition(s); p != nil {
				all = append(all, *p)
			}
		}
	}
	return l, all.Err()
}

// sheetFiles lists the price sheets of a folder, sorted by name. Files whose
// names begin with a dot are an editor's business, not sheets.
func sheetFiles(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(path.Base(name), ".") && name != "."; hidden && d.IsDir() {
			return fs.SkipDir
		} else if !hidden && !d.IsDir() && path.Ext(name) == ".toml" {
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// each calls f for 0 to n-1 on all processors.
func each(n int, f func(i int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				f(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

func (l *Library) put(s *Sheet) {
	if _, ok := l.sheets[s.ID]; !ok {
		i, _ := slices.BinarySearch(l.ids, s.ID)
		l.ids = slices.Insert(l.ids, i, s.ID)
	}
	l.sheets[s.ID] = s
}

// Overlay puts the user's own sheets over the library: the same id replaces, a
// new id adds. It returns the ids that were replaced, sorted.
func (l *Library) Overlay(own *Library) (replaced []string) {
	for _, id := range own.ids {
		if _, ok := l.sheets[id]; ok {
			replaced = append(replaced, id)
		}
		l.put(own.sheets[id])
		delete(l.past, id)
		if past := own.past[id]; past != nil {
			if l.past == nil {
				l.past = map[string][]*Sheet{}
			}
			l.past[id] = past
		}
	}
	l.contracts = append(l.contracts, own.contracts...)
	l.vat = append(l.vat, own.vat...)
	return replaced
}

// IDs are the ids of all sheets, sorted.
func (l *Library) IDs() []string { return slices.Clone(l.ids) }

// Sheet is the sheet of that id.
func (l *Library) Sheet(id string) (*Sheet, bool) {
	s, ok := l.sheets[id]
	return s, ok
}

// Sheets are all sheets, sorted by id.
func (l *Library) Sheets() []*Sheet {
	out := make([]*Sheet, len(l.ids))
	for i, id := range l.ids {
		out[i] = l.sheets[id]
	}
	return out
}

// Check holds every sheet against the whole format, the embedded ones too. The
// error is a factsheet.Problems.
func (l *Library) Check() error {
	var ps factsheet.Problems
	for _, s := range l.Sheets() {
		ps = append(ps, s.check()...)
	}
	return ps.Err()
}

// NewLibrary is a library of sheets that were read one by one; of two with the
// same id the later one counts.
func NewLibrary(list ...*Sheet) *Library {
	l := &Library{sheets: map[string]*Sheet{}}
	for _, s := range list {
		l.put(s)
	}
	return l
}
