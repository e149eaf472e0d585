package factsheet

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
)

// Document is one file that was read: its name, its digest and where its keys
// stand. It is safe for use by several goroutines.
type Document struct {
	// Path is the name the document was decoded under, as errors print it.
	Path string

	sum   [sha256.Size]byte
	text  []byte // without byte order mark
	root  func() *node
	lines func() *lines
}

func newDocument(path string, data []byte) *Document {
	d := &Document{Path: path, sum: sha256.Sum256(data)}
	d.setText(nil)
	return d
}

// setText holds the text back until somebody asks for a position: most
// documents are right and never need one.
func (d *Document) setText(text []byte) {
	d.text = text
	d.root = sync.OnceValue(func() *node { return scan(text) })
	d.lines = sync.OnceValue(func() *lines { return newLines(d.Path, text) })
}

// At is where a key stands. A key is written as in errors: tables joined by
// dots, array elements counted from 0 ("product[3].rate[0].price"), unusual keys
// quoted. A key that is not in the file has the position of its nearest parent
// that is; without any it is the file.
func (d *Document) At(key string) Position {
	n, _ := d.find(key)
	if n == nil || n == d.root() {
		return Position{File: d.Path}
	}
	return d.lines().at(n.at)
}

// Has reports whether the key itself is written in the file.
func (d *Document) Has(key string) bool {
	_, exact := d.find(key)
	return exact
}

func (d *Document) find(key string) (*node, bool) {
	n := d.root()
	for _, s := range splitPath(key) {
		var next *node
		if s.isKey {
			next = n.keys[s.key]
		} else if s.index < len(n.items) {
			next = n.items[s.index]
		}
		if next == nil {
			return n, false
		}
		n = next
	}
	return n, true
}

// literal is the text of a bare value, "" if the key has none.
func (d *Document) literal(key string) string {
	n, exact := d.find(key)
	if !exact || n.value < 0 {
		return ""
	}
	s := &scanner{data: d.text, i: n.value}
	s.valueOf(&node{})
	return string(d.text[n.value:s.i])
}

// Problem is a problem with a key of this document, at its position.
func (d *Document) Problem(key, message, hint string) Problem {
	return Problem{Pos: d.At(key), Key: key, Message: message, Hint: hint}
}

// Problemf is Problem with a formatted message and no hint.
func (d *Document) Problemf(key, format string, args ...any) Problem {
	return d.Problem(key, fmt.Sprintf(format, args...), "")
}

// Digest is "sha256:" and the first 12 hex digits of the hash of the bytes: enough
// to tell two versions of a sheet apart in a provenance line, short enough to print.
func (d *Document) Digest() string {
	return "sha256:" + hex.EncodeToString(d.sum[:6])
}
