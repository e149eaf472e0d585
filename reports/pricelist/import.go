package pricelist

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/catalog"
	"github.com/sovcost/sovcost/pricing/catalog/compose"
	"github.com/sovcost/sovcost/pricing/catalog/gate"
	"github.com/sovcost/sovcost/reports"
)

// Imported is what became of a vendor's list.
type Imported struct {
	Vendor   string
	Files    []string
	Counts   catalog.Counts
	Findings []gate.Finding
	Written  []string
}

// Errors counts the findings that cannot be right.
func (i *Imported) Errors() int {
	n := 0
	for _, f := range i.Findings {
		if f.Level == gate.Error {
			n++
		}
	}
	return n
}

// ImportData is the machine form.
type ImportData struct {
	Files    []string        `json:"files"`
	Records  int             `json:"records"`
	Read     int             `json:"read"`
	Taken    int             `json:"taken"`
	Skipped  map[string]int  `json:"skipped"`
	Rows     int             `json:"rows"`
	Used     int             `json:"on_sheets"`
	Left     map[string]int  `json:"left_out"`
	Findings []string        `json:"findings"`
	Sheets   []ImportedSheet `json:"sheets"`
}

// ImportedSheet is one sheet written.
type ImportedSheet struct {
	ID      string `json:"id"`
	File    string `json:"file"`
	Renewed int    `json:"renewed"`
	Added   int    `json:"added"`
	Changed int    `json:"changed"`
}

// Import tells what a list gave: sheets, prices, and what was left out and why.
func Import(imp *Imported, res *compose.Result, lib *pricing.Library, p reports.Provenance) (*reports.Report, error) {
	d := ImportData{Files: imp.Files, Records: imp.Counts.Records, Read: imp.Counts.Read, Taken: imp.Counts.Taken, Skipped: imp.Counts.Skipped,
		Rows: res.Rows, Used: res.Used, Left: res.Left, Findings: []string{}, Sheets: []ImportedSheet{}}
	t := &reports.Table{ID: "sheets", Columns: []reports.Column{{Key: "sheet", Title: "Sheet"}, {Key: "renewed", Title: "Prices renewed", Kind: reports.KindQuantity},
		{Key: "changed", Title: "of these changed", Kind: reports.KindQuantity}, {Key: "added", Title: "Products added", Kind: reports.KindQuantity}, {Key: "products", Title: "Products", Kind: reports.KindQuantity}, {Key: "file", Title: "File"}}}
	for i, s := range res.Sheets {
		changed := 0
		if old, ok := lib.Sheet(s.ID); ok {
			changed = len(Changes(old, s))
		}
		x := ImportedSheet{ID: s.ID, Renewed: res.Renewed[s.ID], Added: res.Added[s.ID], Changed: changed}
		if i < len(imp.Written) {
			x.File = filepath.ToSlash(imp.Written[i])
		}
		d.Sheets = append(d.Sheets, x)
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(s.ID), count(x.Renewed), count(changed), count(x.Added), count(len(s.Products)), reports.Words(x.File)}})
	}
	r := &reports.Report{Kind: "sovcost/prices-import/1", Title: imp.Vendor, Provenance: p, Sections: []reports.Section{{Table: t}, leftTable(imp, res)},
		Answer: []string{answer(imp, res)}}
	for i, w := range imp.Counts.Warnings {
		r.Notes = append(r.Notes, reports.Note{ID: fmt.Sprintf("list-%d", i+1), Level: reports.NoteWarning, Text: w})
	}
	shown := 0
	for _, f := range imp.Findings {
		d.Findings = append(d.Findings, f.String())
		if f.Level == gate.Notice || shown >= 8 {
			continue
		}
		shown++
		r.Notes = append(r.Notes, reports.Note{ID: fmt.Sprintf("gate-%d", shown), Level: reports.NoteWarning, Text: f.String()})
	}
	if len(imp.Findings) > shown {
		r.Notes = append(r.Notes, reports.Note{ID: "gate", Level: reports.NoteInfo, Text: fmt.Sprintf("%d findings of the gate are not shown here; --format json has them all", len(imp.Findings)-shown)})
	}
	r.Data = d
	return r, r.Validate()
}

func leftTable(imp *Imported, res *compose.Result) reports.Section {
	t := &reports.Table{ID: "counts", Columns: []reports.Column{{Key: "what", Title: "What became of the prices"}, {Key: "count", Title: "Prices", Kind: reports.KindQuantity}}}
	row := func(what string, n int) {
		t.Rows = append(t.Rows, reports.Row{Cells: []reports.Cell{reports.Words(what), count(n)}})
	}
	row("read", imp.Counts.Read)
	for _, why := range slices.Sorted(maps.Keys(imp.Counts.Skipped)) {
		row("skipped by the reader: "+why, imp.Counts.Skipped[why])
	}
	if n := res.Rows - imp.Counts.Taken; n != 0 {
		row("more, for prices that hold in several regions", n)
	}
	for _, why := range slices.Sorted(maps.Keys(res.Left)) {
		row("left out: "+why, res.Left[why])
	}
	row("on sheets", res.Used)
	return reports.Section{Title: "Counts", Table: t}
}

func answer(imp *Imported, res *compose.Result) string {
	sheets := fmt.Sprintf("%d sheets", len(res.Sheets))
	if len(res.Sheets) == 1 {
		sheets = res.Sheets[0].ID
	}
	left := 0
	for _, n := range res.Left {
		left += n
	}
	for _, n := range imp.Counts.Skipped {
		left += n
	}
	if left == 0 {
		return fmt.Sprintf("%d prices read; all are on %s.", imp.Counts.Read, sheets)
	}
	return fmt.Sprintf("%d prices read; %d are on %s, what was left out stands below with its reason.", imp.Counts.Read, res.Used, sheets)
}
