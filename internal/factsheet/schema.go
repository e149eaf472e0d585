package factsheet

import (
	"bytes"
	"regexp"
)

var schemaLine = regexp.MustCompile(`(?m)^[ \t]*schema[ \t]*=[ \t]*["']([^"'\n]*)["']`)

// PeekSchema is the schema a document names before its first table, "" without
// one. It looks at the text alone, so that also a broken document is handed to the
// reader that can say what is wrong with it.
func PeekSchema(data []byte) string {
	head := bytes.TrimPrefix(data, utf8BOM)
	if i := bytes.Index(head, []byte("\n[")); i >= 0 {
		head = head[:i+1]
	}
	if bytes.HasPrefix(head, []byte("[")) {
		return ""
	}
	m := schemaLine.FindSubmatch(head)
	if m == nil {
		return ""
	}
	return string(m[1])
}
