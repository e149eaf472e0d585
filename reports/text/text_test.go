package text

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	pretty "github.com/jedib0t/go-pretty/v6/text"
	"pgregory.net/rapid"

	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/reporttest"
)

func render(t interface {
	Helper()
	Fatal(...any)
}, r *reports.Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, o := range map[string]Options{
		"wide.txt":   {},
		"narrow.txt": {Width: 80},
		"phone.txt":  {Width: 40},
		"color.txt":  {Width: 100, Color: true},
	} {
		t.Run(name, func(t *testing.T) {
			reporttest.Golden(t, name, []byte(render(t, reporttest.Sample(), o)))
		})
	}
}

func TestAnswerComesFirst(t *testing.T) {
	r := reporttest.Sample()
	if got := render(t, r, Options{}); !strings.HasPrefix(got, r.Answer[0]+"\n") {
		t.Errorf("begins with %q", strings.SplitN(got, "\n", 2)[0])
	}
}

var escape = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Colour adds escapes and nothing else, and without it there is none.
func TestColorSaysNothingMore(t *testing.T) {
	plain := render(t, reporttest.Sample(), Options{})
	colored := render(t, reporttest.Sample(), Options{Color: true})
	if strings.Contains(plain, "\x1b") {
		t.Error("plain text has an escape")
	}
	if !strings.Contains(colored, "\x1b[1;32m") {
		t.Error("the winner is not coloured")
	}
	if escape.ReplaceAllString(colored, "") != plain {
		t.Error("coloured text without its escapes differs from plain text")
	}
}

func TestNothingIsWiderThanThePage(t *testing.T) {
	for width := MinWidth; width <= 160; width++ {
		for n, line := range strings.Split(render(t, reporttest.Sample(), Options{Width: width}), "\n") {
			if w := pretty.StringWidth(line); w > width {
				t.Fatalf("width %d: line %d is %d wide: %q", width, n+1, w, line)
			}
		}
	}
}

// Whatever the page, the amounts and "not priced" are on it.
func TestMoneyIsNeverDropped(t *testing.T) {
	for width := MinWidth; width <= 160; width++ {
		got := render(t, reporttest.Sample(), Options{Width: width})
		for _, want := range []string{"1,234.57", "2,345.68", "not priced", "fail"} {
			if !strings.Contains(strings.SplitN(got, "Lines of", 2)[0], want) {
				t.Errorf("width %d: no %q", width, want)
			}
		}
	}
}

func TestDroppedColumnsAreNamed(t *testing.T) {
	got := render(t, reporttest.Sample(), Options{Width: 80})
	if !strings.Contains(got, "Left out at this width: Kind, Provider, Against best, Replicas, Prices of.") {
		t.Errorf("does not name what was left out:\n%s", got)
	}
}

func TestHostileTextIsHarmless(t *testing.T) {
	r := reporttest.Sample()
	r.Sections[0].Table.Rows[0].Cells[0] = reports.Words("a\x1b[2Jb\nc\u202ed\x00e\xff")
	got := render(t, r, Options{})
	if !strings.Contains(got, "a\uFFFD[2Jb cd\uFFFDe\uFFFD") {
		t.Errorf("not made harmless:\n%q", got)
	}
}

func TestUnsoundReportIsRefused(t *testing.T) {
	r := reporttest.Sample()
	r.Notes = nil
	err := Write(&bytes.Buffer{}, r, Options{})
	if err == nil || !strings.Contains(err.Error(), `refers to note "cpu"`) {
		t.Errorf("got %v", err)
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWriteErrorComesBack(t *testing.T) {
	if err := Write(fullDisk{}, reporttest.Sample(), Options{}); !errors.Is(err, errFull) {
		t.Errorf("got %v, want %v", err, errFull)
	}
}

func TestTree(t *testing.T) {
	depths := []int{0, 1, 2, 2, 1, 0, 1, 9}
	want := []string{"", "├─ ", "│  ├─ ", "│  └─ ", "└─ ", "", "└─ ", "         └─ "}
	var rows []reports.Row
	for _, d := range depths {
		rows = append(rows, reports.Row{Depth: d})
	}
	for i := range rows {
		if got := tree(rows, i); got != want[i] {
			t.Errorf("row %d: %q, want %q", i, got, want[i])
		}
	}
}

// Any table, at any width, is written within the page.
func TestAnyTableFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, 8).Draw(t, "columns")
		table := &reports.Table{ID: "t"}
		for j := range columns {
			table.Columns = append(table.Columns, reports.Column{Key: fmt.Sprint(j),
				Title: rapid.StringMatching(`[a-z ]{0,20}`).Draw(t, "title"), Priority: rapid.IntRange(0, 3).Draw(t, "priority")})
		}
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			row := reports.Row{Depth: rapid.IntRange(0, 5).Draw(t, "depth")}
			for range columns {
				row.Cells = append(row.Cells, reports.Words(rapid.String().Draw(t, "cell")))
			}
			table.Rows = append(table.Rows, row)
		}
		width := rapid.IntRange(MinWidth, 140).Draw(t, "width")
		r := &reports.Report{Sections: []reports.Section{{Table: table}}}
		for line := range strings.Lines(render(t, r, Options{Width: width})) {
			if w := pretty.StringWidth(strings.TrimSuffix(line, "\n")); w > width {
				t.Fatalf("line is %d wide, page %d: %q", w, width, line)
			}
		}
	})
}
