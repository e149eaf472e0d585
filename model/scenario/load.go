package scenario

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// maxIncludes bounds how many files one scenario may pull in.
const maxIncludes = 50

// Load reads a scenario and the files it includes from fsys; name is a slash
// path inside it. The error is a factsheet.Problems with everything that is
// wrong in any of the files.
func Load(fsys fs.FS, name string) (*Scenario, error) { return LoadWith(fsys, name, nil) }

// LoadWith reads a scenario with some of its keys set to other values. The
// settings are held against the same strict format as the file.
func LoadWith(fsys fs.FS, name string, settings []Setting) (*Scenario, error) {
	l := &loader{fsys: fsys, seen: map[string]bool{}}
	s := &Scenario{Path: name}
	l.read(s, name, nil, factsheet.Position{File: name})
	if len(settings) > 0 && len(l.problems) == 0 {
		l.set(s, settings)
	}
	l.problems = append(l.problems, s.also(l.problems)...)
	if len(l.problems) > 0 {
		return s, l.problems.Sorted()
	}
	return s, nil
}

// StatesExit reports whether the scenario says anything about leaving. Where it
// does not, every part of an exit would be unknown.
func (s *Scenario) StatesExit() bool { return len(s.Dependency) > 0 || s.States("exit") }

// States reports whether the scenario, a file it includes or a setting writes the
// key: "years" for a table, "exit.data" for a key in it.
func (s *Scenario) States(key string) bool {
	return s.set != nil && s.set.Has(key) || slices.ContainsFunc(s.Files, func(f *factsheet.Document) bool { return f.Has(key) })
}

// Digest tells two questions apart: it is made from what the scenario and its
// included files say, not from their layout or the order of their keys.
func (s *Scenario) Digest() string {
	if len(s.Files) == 1 {
		return s.Doc.ContentDigest()
	}
	all := sha256.New()
	for _, f := range s.Files {
		all.Write([]byte(f.ContentDigest()))
	}
	return "sha256:" + hex.EncodeToString(all.Sum(nil)[:6])
}

type loader struct {
	fsys     fs.FS
	seen     map[string]bool
	problems factsheet.Problems
}

// read decodes what name includes first and then name itself over it, so that
// the including file has the last word; asked is where somebody named the file.
func (l *loader) read(s *Scenario, name string, trail []string, asked factsheet.Position) {
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = errors.New("no such file")
		}
		p := factsheet.Problem{Pos: asked, Message: plain(err), Hint: "check the path; sovcost init writes a scenario that runs"}
		if trail != nil {
			p.Key, p.Message, p.Hint = "include", fmt.Sprintf("%s: %s", name, plain(err)), "write the path relative to this file"
		}
		l.problems = append(l.problems, p)
		return
	}
	var includes []string
	doc := includesOf(name, data, &includes)
	trail = append(trail, name)
	for i, inc := range includes {
		key := fmt.Sprintf("include[%d]", i)
		target := path.Join(path.Dir(name), inc)
		switch {
		case path.IsAbs(inc) || !fs.ValidPath(target):
			l.problems = append(l.problems, doc.Problem(key, fmt.Sprintf("%q leaves the scenario's folder", inc), "keep included files beside or below the scenario"))
		case slices.Contains(trail, target):
			l.problems = append(l.problems, doc.Problem(key, "the files include each other: "+strings.Join(append(trail, target), " -> "), "remove one of the includes"))
		case len(l.seen) >= maxIncludes:
			l.problems = append(l.problems, doc.Problem(key, fmt.Sprintf("more than %d included files", maxIncludes), ""))
		default:
			l.seen[target] = true
			l.read(s, target, trail, doc.At(key))
		}
	}
	doc, err = factsheet.Decode(name, data, s)
	if err != nil {
		var ps factsheet.Problems
		if errors.As(err, &ps) {
			l.problems = append(l.problems, ps...)
		} else {
			l.problems = append(l.problems, doc.Problem("", err.Error(), ""))
		}
	}
	s.Doc, s.Path = doc, name
	s.Files = append(s.Files, doc)
}

// includesOf peeks at the include list; the strict reading comes later and
// reports what is wrong.
func includesOf(name string, data []byte, into *[]string) *factsheet.Document {
	var loose map[string]any
	doc, err := factsheet.Decode(name, data, &loose)
	if err != nil {
		return doc
	}
	if list, ok := loose["include"].([]any); ok {
		for _, v := range list {
			if s, ok := v.(string); ok {
				*into = append(*into, s)
			}
		}
	}
	return doc
}

func plain(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

// also are the problems of meaning. After problems of reading, what looks
// missing may just be misspelt, so only the rest is told beside them.
func (s *Scenario) also(read factsheet.Problems) factsheet.Problems {
	if s.Doc == nil {
		return nil
	}
	var out factsheet.Problems
	for _, p := range s.check() {
		if len(read) == 0 || p.Message != "missing" && s.Doc.Has(p.Key) && !hasKey(read, p.Key) {
			out = append(out, p)
		}
	}
	return out
}

func hasKey(ps factsheet.Problems, key string) bool {
	for _, p := range ps {
		if p.Key == key {
			return true
		}
	}
	return false
}
