package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/traffic"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/pricing/unit"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/sovereignty"
)

// soffice is the independent calculator. Without it the test is not run.
func soffice(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"soffice", "libreoffice"} {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	t.Skip("not run: LibreOffice is not installed (on Debian: apt-get install libreoffice-calc; make test does it)")
	return ""
}

// recalculateAlways makes LibreOffice compute every formula on loading; without
// it the stale values of the file would be read back.
const recalculateAlways = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>`

// convert has LibreOffice write every file again as the wanted type, in two runs
// side by side with a profile each, and returns the folder of the results.
func convert(t *testing.T, kind string, files []string) string {
	t.Helper()
	office := soffice(t)
	out := t.TempDir()
	const runs = 2
	var wg sync.WaitGroup
	errs := make([]error, runs)
	for run := range runs {
		var mine []string
		for i, f := range files {
			if i%runs == run {
				mine = append(mine, f)
			}
		}
		if len(mine) == 0 {
			continue
		}
		profile := t.TempDir()
		if err := os.MkdirAll(filepath.Join(profile, "user"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(profile, "user", "registrymodifications.xcu"), []byte(recalculateAlways), 0o644); err != nil {
			t.Fatal(err)
		}
		wg.Go(func() {
			args := append([]string{"-env:UserInstallation=file://" + profile, "--headless", "--convert-to", kind, "--outdir", out}, mine...)
			if text, err := exec.Command(office, args...).CombinedOutput(); err != nil {
				errs[run] = fmt.Errorf("soffice: %v: %s", err, text)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// question loads a scenario of testdata, with settings over it and, where sheets
// are named, only these price sheets.
func question(t testing.TB, file string, settings []scenario.Setting, only ...string) *model.Comparison {
	t.Helper()
	return questionWith(t, file, nil, settings, only...)
}

// questionWith also changes what no setting reaches.
func questionWith(t testing.TB, file string, change func(*scenario.Scenario), settings []scenario.Setting, only ...string) *model.Comparison {
	t.Helper()
	s, err := scenario.LoadWith(os.DirFS("../../testdata"), file, settings)
	if err != nil {
		t.Fatal(err)
	}
	var edit func(*pricing.Library)
	if change != nil {
		change(s)
		edit = addCommitment
	}
	c, err := askOf(s, only, edit)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func ask(s *scenario.Scenario, only []string) (*model.Comparison, error) { return askOf(s, only, nil) }

// askOf also changes the price sheets.
func askOf(s *scenario.Scenario, only []string, edit func(*pricing.Library)) (*model.Comparison, error) {
	if only != nil {
		s.Candidates.Sheets = only
	}
	lib, err := sheets.Embedded()
	if err != nil {
		return nil, err
	}
	if edit != nil {
		edit(lib)
	}
	rules, err := sovereignty.Embedded()
	if err != nil {
		return nil, err
	}
	profile, err := model.Profile(s, func(name string) (traffic.Profile, error) {
		return traffic.Profile{}, fmt.Errorf("%s: no profile files in this test", name)
	})
	if err != nil {
		return nil, err
	}
	return model.Compare(s, model.Sources{Library: lib, Rules: rules, Profile: profile})
}

func workbookOf(t testing.TB, c *model.Comparison) []byte {
	t.Helper()
	var b bytes.Buffer
	err := Write(&b, Workbook{Comparison: c, Provenance: reports.Provenance{Tool: "sovcost", Version: "test", Scenario: c.Scenario.Path},
		Notes: []reports.Note{{ID: "n1", Level: reports.NoteInfo, Text: "a note"}}})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// examples are the scenarios people start from.
func examples(t testing.TB) []string {
	names, err := fs.Glob(os.DirFS("../../testdata"), "*.toml")
	if err != nil || len(names) == 0 {
		t.Fatal("no example scenarios", err)
	}
	return names
}

// Workbooks of the example scenarios and their cells, read once for all tests.
var (
	bookCache = map[string][]byte{}
	cellCache = map[string]map[string]content{}
)

func exampleBook(t testing.TB, name string) []byte {
	if bookCache[name] == nil {
		bookCache[name] = workbookOf(t, question(t, name, nil))
	}
	return bookCache[name]
}

func exampleCells(t testing.TB, name string) map[string]content {
	if cellCache[name] == nil {
		cellCache[name] = contents(t, exampleBook(t, name))
	}
	return cellCache[name]
}

// content is one cell as it stands in a file.
type content struct{ formula, value, kind string }

// contents reads every cell of a workbook, by "Sheet!A1".
func contents(t testing.TB, data []byte) map[string]content {
	t.Helper()
	parts := unpack(t, data)
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
		} `xml:"sheets>sheet"`
	}
	must(t, xml.Unmarshal(parts["xl/workbook.xml"], &book))
	var texts struct {
		Items []struct {
			T string `xml:"t"`
			R []struct {
				T string `xml:"t"`
			} `xml:"r"`
		} `xml:"si"`
	}
	if raw, ok := parts["xl/sharedStrings.xml"]; ok {
		must(t, xml.Unmarshal(raw, &texts))
	}
	out := map[string]content{}
	for i, s := range book.Sheets {
		var sheet struct {
			Cells []struct {
				R  string `xml:"r,attr"`
				T  string `xml:"t,attr"`
				F  string `xml:"f"`
				V  string `xml:"v"`
				Is string `xml:"is>t"`
			} `xml:"sheetData>row>c"`
		}
		must(t, xml.Unmarshal(parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)], &sheet))
		for _, c := range sheet.Cells {
			v := content{c.F, c.V, c.T}
			switch c.T {
			case "s":
				var n int
				_, err := fmt.Sscan(c.V, &n)
				must(t, err)
				v.value = texts.Items[n].T
				for _, r := range texts.Items[n].R {
					v.value += r.T
				}
			case "inlineStr":
				v.value = c.Is
			}
			out[s.Name+"!"+c.R] = v
		}
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func unpack(t testing.TB, data []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	parts := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		parts[f.Name], err = io.ReadAll(r)
		must(t, err)
		r.Close()
	}
	return parts
}

func pack(t testing.TB, parts map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		must(t, err)
		_, err = w.Write(p)
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

var formulaCell = regexp.MustCompile(`<c ([^>]*)><f>([^<]*)</f><v>[^<]*</v></c>`)

const poison = "987654321.125"

// poisoned replaces the value of every formula cell, so that a value that comes
// back right was computed.
func poisoned(t testing.TB, data []byte) (out []byte, cells int) {
	parts := unpack(t, data)
	for name, p := range parts {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		parts[name] = formulaCell.ReplaceAllFunc(p, func(m []byte) []byte {
			cells++
			g := formulaCell.FindSubmatch(m)
			attrs := strings.Replace(string(g[1]), ` t="str"`, "", 1)
			return []byte("<c " + attrs + "><f>" + string(g[2]) + "</f><v>" + poison + "</v></c>")
		})
	}
	return pack(t, parts), cells
}

// withCells sets number or text cells to other values.
func withCells(t testing.TB, data []byte, sheet int, set map[string]string) []byte {
	parts := unpack(t, data)
	name := fmt.Sprintf("xl/worksheets/sheet%d.xml", sheet)
	text := string(parts[name])
	for cell, v := range set {
		re := regexp.MustCompile(`<c r="` + cell + `"([^>]*?)(?: t="inlineStr")?(?:/>|>(?:<v>[^<]*</v>|<is><t[^>]*>[^<]*</t></is>)?</c>)`)
		if !re.MatchString(text) {
			t.Fatalf("no cell %s on sheet %d", cell, sheet)
		}
		value := "<v>" + v + "</v>"
		kind := ""
		if strings.HasPrefix(v, "text:") {
			value, kind = "<is><t>"+strings.TrimPrefix(v, "text:")+"</t></is>", ` t="inlineStr"`
		}
		text = re.ReplaceAllString(text, `<c r="`+cell+`"$1`+kind+`>`+value+`</c>`)
	}
	parts[name] = []byte(text)
	return pack(t, parts)
}

func quantity(t testing.TB, text string) unit.Quantity {
	q, err := unit.ParseQuantity(text)
	must(t, err)
	return q
}

// stateCell is where the Cover says whether the file is as delivered.
func stateCell(cells map[string]content) string {
	for row := 1; row < 30; row++ {
		if cells[sheetCover+"!"+at(1, row)].value == "State of this file" {
			return sheetCover + "!" + at(2, row)
		}
	}
	return ""
}

func stateOf(cells map[string]content) string { return cells[stateCell(cells)].value }
