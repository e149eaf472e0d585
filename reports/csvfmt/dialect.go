package csvfmt

import (
	"errors"
	"fmt"
	"strings"
)

// Dialect is how the figures and fields of a CSV file are written.
type Dialect struct {
	// Comma separates fields; 0 means ','.
	Comma rune
	// DecimalComma writes 1,5 in place of 1.5.
	DecimalComma bool
	// BOM begins the file with a byte order mark, without which Excel reads
	// UTF-8 as its own code page and garbles ü and €.
	BOM bool
	// Raw leaves text as it is. Without it a text that a spreadsheet would run
	// as a formula gets an apostrophe in front; a program reading the file
	// wants Raw.
	Raw bool
}

// named lists the dialects a person can ask for by name, in the order shown.
var named = []struct {
	name    string
	dialect Dialect
}{
	{"plain", Dialect{Comma: ','}},
	{"raw", Dialect{Comma: ',', Raw: true}},
	{"excel", Dialect{Comma: ',', BOM: true}},
	{"excel-ch", Dialect{Comma: ';', BOM: true}},
	{"excel-de", Dialect{Comma: ';', DecimalComma: true, BOM: true}},
	{"tab", Dialect{Comma: '\t'}},
}

// Names lists the dialect names ParseDialect knows.
func Names() []string {
	names := make([]string, len(named))
	for i, n := range named {
		names[i] = n.name
	}
	return names
}

// ParseDialect is the dialect of this name; an empty name means "plain".
// "excel-ch" is for a German or French speaking Switzerland (semicolon, decimal
// point), "excel-de" for Germany, Austria, France, Italy (decimal comma).
func ParseDialect(name string) (Dialect, error) {
	if name == "" {
		name = "plain"
	}
	for _, n := range named {
		if n.name == name {
			return n.dialect, nil
		}
	}
	return Dialect{}, fmt.Errorf("csv dialect %q is not known; use one of %s", name, strings.Join(Names(), ", "))
}

func (d Dialect) check() error {
	switch d.Comma {
	case '"', '\r', '\n', '\'', '.', '-', '\uFFFD':
		return fmt.Errorf("csv separator %q cannot separate fields; use , ; or tab", d.Comma)
	}
	if d.DecimalComma && d.Comma == ',' {
		return errors.New("csv decimal comma and comma as separator cannot be told apart; use ; as the separator")
	}
	return nil
}
