package sovcost

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/sovcost/sovcost"

// rooms says what a part of the house may not import, and why. Arrows point
// down: cmd -> internal/cli -> reports -> model -> {pricing, sovereignty} ->
// internal/factsheet.
var rooms = []struct {
	in, not string
	except  []string
	why     string
}{
	{"internal/factsheet", module, nil, "documents know nothing of what they hold"},
	{"internal/dbtest", module, nil, "servers for tests serve every room"},
	{"pricing", module + "/sovereignty", nil, "money and law never meet below the model"},
	{"sovereignty", module + "/pricing", nil, "money and law never meet below the model"},
	{"pricing", module + "/model", nil, "a price does not know the workload"},
	{"sovereignty", module + "/model", nil, "a rule does not know the workload"},
	{"pricing", module + "/reports", nil, "figures do not know how they are shown"},
	{"sovereignty", module + "/reports", nil, "verdicts do not know how they are shown"},
	{"model", module + "/reports", nil, "the engine does not know how it is shown"},
	{"", module + "/internal/cli", []string{"cmd/sovcost"}, "the command line is the top of the house"},
	{"", "github.com/BurntSushi/toml", []string{"internal/factsheet"}, "one strict way to read a document"},
	{"", "github.com/xuri/excelize", []string{"reports/xlsx"}, "the workbook is one writer among others"},
	{"", "github.com/jedib0t/go-pretty", []string{"reports/text"}, "only the terminal writer draws tables"},
	{"", "github.com/spf13/cobra", []string{"internal/cli"}, "only the command line knows flags"},
	{"pricing", "os", []string{"pricing/catalog/fetch", "pricing/catalog/catalogtest"}, "a figure never depends on the machine"},
	{"sovereignty", "os", nil, "a verdict never depends on the machine"},
	{"reports", "os", []string{"reports/output", "reports/reporttest"}, "writers get an io.Writer"},
	{"reports", "net/http", nil, "a report never needs a network"},
	{"sovereignty", "net/http", nil, "a verdict never needs a network"},
	{"model/scenario", "os", nil, "files are opened by the command line"},
	{"pricing/formula", "time", nil, "a formula has no clock"},
}

func TestArrowsPointDown(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		files++
		checkImports(t, filepath.ToSlash(name))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("only %d files were looked at", files)
	}
}

func checkImports(t *testing.T, name string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	dir := path.Dir(name)
	for _, imp := range f.Imports {
		p, _ := strconv.Unquote(imp.Path.Value)
		for _, r := range rooms {
			if within(dir, r.in) && within(p, r.not) && !(r.in == "internal/factsheet" && within(p, module+"/internal/factsheet")) && !excepted(dir, r.except) {
				t.Errorf("%s imports %s: %s", name, p, r.why)
			}
		}
	}
}

func excepted(dir string, except []string) bool {
	for _, e := range except {
		if within(dir, e) {
			return true
		}
	}
	return false
}

// within reports whether p is room or lies below it; versions of a module count
// as the module.
func within(p, room string) bool {
	return room == "" || p == room || strings.HasPrefix(p, room+"/")
}
