package xlsx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/model/whatif"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/xuri/excelize/v2"
)

// inputColumns are the cases of the drop-down: base, low, high and the
// scenario's variants, each a column of figures; an empty cell means base.
type inputColumns struct {
	names []string
	set   []map[int]float64 // by leaf
	note  []string          // what a variant changes that no cell can
}

const (
	choiceRow    = 4 // Inputs: the drop-down, in liveCol
	leftRow      = 6 // what the cases change that no cell can
	inputHeadRow = 7
	baseCol      = liveCol + 1
)

func (c inputColumns) last() int      { return baseCol + len(c.names) - 1 }
func (c inputColumns) delivered() int { return c.last() + 1 }

// leftRef is what the case in use changes that no cell can; empty for most.
var leftRef = fixed(liveCol, leftRow)

// choice is the place of the drop-down's number.
var choiceIndex = spot{sheetInputs, liveCol, choiceRow + 1}

func (b *book) inputColumns() (inputColumns, error) {
	c := b.w.Comparison
	cols := inputColumns{names: []string{"Base", "Low", "High"}, set: []map[int]float64{{}, {}, {}}, note: make([]string, 3)}
	shown := map[int]bool{}
	for _, n := range b.p.inputs {
		shown[n.Index()] = true
		cols.set[0][n.Index()] = b.p.num(n)
	}
	ranges, err := whatif.Inputs(c)
	if err != nil {
		return cols, err
	}
	for _, in := range ranges {
		if shown[in.Node.Index()] {
			cols.set[1][in.Node.Index()], cols.set[2][in.Node.Index()] = inUnit(in.Low, in.Node), inUnit(in.High, in.Node)
		}
	}
	for _, v := range c.Scenario.Variants {
		set, left := map[int]float64{}, []string(nil)
		for _, key := range scenario.SortedKeys(v.Set) {
			n, err := c.Axis(key)
			if err != nil || !shown[n.Index()] {
				left = append(left, key)
				continue
			}
			x, err := c.AxisValue(n, fmt.Sprint(v.Set[key]))
			if err != nil {
				return cols, c.Scenario.Doc.Problem("variant", fmt.Sprintf("%s, %s: %v", v.Name, key, err), "")
			}
			set[n.Index()] = inUnit(x, n)
		}
		cols.names, cols.set, cols.note = append(cols.names, cols.free(v.Name)), append(cols.set, set), append(cols.note, strings.Join(left, ", "))
	}
	return cols, nil
}

// columnOfCase finds the chosen name among the headings.
//
// Note: MATCH was tried; it takes * and ? of a name for any letters, and in Excel
// fails on names of more than 255.
func columnOfCase(names string) string {
	which := "SUMPRODUCT((" + names + "=" + fixed(liveCol, choiceRow) + ")*(COLUMN(" + names + ")-COLUMN(" + fixed(liveCol, choiceRow) + ")))"
	return "IF(" + which + "=0,NA()," + which + ")"
}

// longestCase is how many letters of a variant's name head its column.
const longestCase = 60

// free is a name no case has yet: a variant called "Base" becomes "Base (2)".
func (c inputColumns) free(name string) string {
	if all := []rune(name); len(all) > longestCase {
		name = string(all[:longestCase-1]) + "…"
	}
	for i, try := 2, name; ; i++ {
		if !slices.ContainsFunc(c.names, func(n string) bool { return strings.EqualFold(n, try) }) {
			return try
		}
		try = fmt.Sprintf("%s (%d)", name, i)
	}
}

// inUnit is a value in base units in the unit its figure is shown in.
func inUnit(v exact.Num, n formula.Node) float64 {
	q, _ := v.Quo(n.Unit().Factor)
	return q.Float()
}

func (b *book) inputsPage() page {
	cols := b.columns
	widths := []float64{38, 17, 15}
	for _, n := range cols.names {
		widths = append(widths, headNum.columnOf(n, 16, 24))
	}
	widths = append(widths, 15, 50, 10, 30)
	return page{name: sheetInputs, widths: widths, freeze: inputHeadRow, left: liveCol, printed: len(widths), rows: b.inputRows, after: b.inputChoice}
}

func (b *book) inputRows(r *rows) {
	cols := b.columns
	r.tall(24, b.words(title, "Inputs"))
	r.put(b.words(faint, "Blue figures are typed in; change them, or choose a case. Column C is what the workbook calculates with. Server sizes stay as delivered: sovcost whatif chooses them anew."))
	r.put()
	r.put(b.words(strong, "Case in use"), b.words(plain, ""), b.words(look{bold: true, color: blue, fill: paleInput, open: true}, "Base"), b.words(faint, "choose from the list: an empty cell of a case means the base figure"))
	first, last := fixed(baseCol, inputHeadRow), fixed(cols.last(), inputHeadRow)
	r.put(b.words(plain, "Column of the case"), b.words(plain, ""), b.formula(calc(fmtWhole), columnOfCase(first+":"+last), 1.0))
	b.leftRow(r)
	r.to(inputHeadRow)
	cells := []excelize.Cell{b.words(head, "Input"), b.words(head, "Unit"), b.words(headNum, "In use")}
	for _, n := range cols.names {
		cells = append(cells, b.words(headNum, n))
	}
	r.put(append(cells, b.words(headNum, "As delivered"), b.words(head, "Source or reason"), b.words(head, "Trust"), b.words(head, "Key in the scenario"))...)
	groupNow := -1
	for _, n := range b.p.inputs {
		if g := groupOf(keyOf(n)); g != groupNow {
			groupNow = g
			r.put(b.words(group, inputGroups[g].title))
		}
		r.put(b.inputRow(n, r.row)...)
	}
}

func (b *book) inputRow(n formula.Node, row int) []excelize.Cell {
	cols := b.columns
	v := b.p.num(n)
	num := quantityFormat(v)
	cases := "$" + at(baseCol, row) + ":$" + at(cols.last(), row)
	pick := "INDEX(" + cases + "," + choiceIndex.from(sheetInputs) + ")"
	cells := []excelize.Cell{b.words(wrapped, n.Label()), b.words(plain, countName(n)),
		b.formula(look{num: num, bold: true}, `IF(`+pick+`="",$`+at(baseCol, row)+`,`+pick+`)`, v)}
	for i := range cols.names {
		if x, ok := cols.set[i][n.Index()]; ok {
			cells = append(cells, b.number(input(quantityFormat(x)), x))
		} else {
			cells = append(cells, excelize.Cell{StyleID: b.style(input(num))})
		}
	}
	l, _ := n.Leaf()
	why, trust := l.Source.Title, l.Source.Confidence
	switch {
	case l.Reason != "":
		why, trust = "default: "+l.Reason, "assumed"
	case why == "":
		why, trust = "stated in the scenario", "given"
	}
	if trust == "" {
		trust = "given"
	}
	if l.Source.AsOf != "" {
		why += ", " + l.Source.AsOf
	}
	if u, ok := b.w.Comparison.Scenario.Uncertain[l.Key]; ok && u.Source != "" {
		why += "; range: " + u.Source
	}
	return append(cells, b.number(delivered(num), v), b.words(wrapped, why), b.words(plain, trust), b.words(faint.wrapped(), l.Key))
}

// countName is the unit of an input; of those that count in plain numbers, what
// they count.
func countName(n formula.Node) string {
	l, _ := n.Leaf()
	switch {
	case n.Unit().Name != "":
	case l.Key == "exit.notice_months":
		return "months"
	case l.Key == "exit.transition_days":
		return "days"
	case l.Key == "exit.team":
		return "people"
	case l.Key == "exit.ksloc", strings.HasPrefix(l.Key, "dependency.") && strings.HasSuffix(l.Key, ".ksloc"):
		return "thousand lines"
	}
	return unitName(n)
}

// leftRow says under each case what it changes that no cell can, and of the case
// in use on the left, where the Cover and the state of the file take it from.
// Where every case is whole, the row stays empty.
func (b *book) leftRow(r *rows) {
	cols := b.columns
	if !slices.ContainsFunc(cols.note, func(n string) bool { return n != "" }) {
		return
	}
	out := append(r.draft(), b.words(plain, "What no cell holds"), b.words(plain, ""),
		b.formula(look{bold: true, wrap: true}, `INDEX($`+at(baseCol, leftRow)+":$"+at(cols.last(), leftRow)+","+choiceIndex.from(sheetInputs)+`)&""`, ""))
	for _, n := range cols.note {
		out = append(out, b.words(faint.wrapped(), n))
	}
	r.put(append(out, b.words(plain, ""), b.words(faint.wrapped(), "a case with keys in this row is more than its cells: its figures here are not its answer; sovcost whatif has it"))...)
}

// inputChoice is the drop-down; its items come from a range, because items with
// commas would split.
func (b *book) inputChoice() {
	dv := excelize.NewDataValidation(false)
	dv.Sqref = at(liveCol, choiceRow)
	dv.SetSqrefDropList(fixed(baseCol, inputHeadRow) + ":" + fixed(b.columns.last(), inputHeadRow))
	dv.SetError(excelize.DataValidationErrorStyleStop, "No such case", "Choose one of the columns' names.")
	b.fail(b.f.AddDataValidation(sheetInputs, dv))
	b.fail(b.f.SetDefinedName(&excelize.DefinedName{Name: "in_case", RefersTo: sheetInputs + "!" + fixed(liveCol, choiceRow)}))
}

// changed counts inputs that differ from what was delivered.
func (b *book) inputsChanged() string {
	last := firstInput
	for _, n := range b.p.inputs {
		last = max(last, b.p.where(n).row)
	}
	return "SUMPRODUCT((" + span(sheetInputs, liveCol, firstInput, last) + "<>" + span(sheetInputs, b.columns.delivered(), firstInput, last) + ")*1)"
}
