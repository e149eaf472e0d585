package reports

import (
	"math"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

func good() *Report {
	return &Report{
		Kind: "sovcost/test/1",
		Sections: []Section{{
			Table: &Table{
				ID: "options",
				Columns: []Column{
					{Key: "option", Title: "Option"},
					{Key: "monthly", Title: "Monthly", Kind: KindMoney, Unit: "CHF"},
				},
				Rows: []Row{{Cells: []Cell{Words("a").WithNotes("n1"), Money(dec("1"), "")}}},
			},
			Chart: &Chart{ID: "c", Kind: ChartLine, Curves: []Curve{{Label: "a", Points: []Point{{1, 1}, {2, 2}}}}},
		}},
		Notes: []Note{{ID: "n1", Level: NoteInfo, Text: "x"}},
	}
}

func TestValidate(t *testing.T) {
	table := func(r *Report) *Table { return r.Sections[0].Table }
	chart := func(r *Report) *Chart { return r.Sections[0].Chart }
	tests := []struct {
		name  string
		spoil func(*Report)
		want  []string // empty: valid
	}{
		{"a sound report", func(*Report) {}, nil},
		{"too few cells", func(r *Report) { table(r).Rows[0].Cells = nil },
			[]string{`table "options" row 1: has 0 cells, the table has 2 columns`}},
		{"a number beside not priced", func(r *Report) { table(r).Rows[0].Cells[1].State = StateNotPriced },
			[]string{`table "options" row 1 column "monthly": is "not priced" and yet has the number 1`}},
		{"money without a currency", func(r *Report) { table(r).Columns[1].Unit = "" },
			[]string{`has an amount without a currency`}},
		{"a number in a text column", func(r *Report) { table(r).Rows[0].Cells[0] = Money(dec("1"), "CHF") },
			[]string{`has a number in a text column`}},
		{"an unknown note", func(r *Report) { r.Notes = nil },
			[]string{`refers to note "n1", which the report does not have`}},
		{"a note used twice", func(r *Report) { r.Notes = append(r.Notes, r.Notes[0]) },
			[]string{`note 2: id "n1" is empty or used twice`}},
		{"a table used twice", func(r *Report) { r.Sections = append(r.Sections, Section{Table: table(r)}) },
			[]string{`table "options": the id is empty or used twice`}},
		{"a column used twice", func(r *Report) { table(r).Columns[0].Key = "monthly" },
			[]string{`column key "monthly" is empty or used twice`}},
		{"an endless number", func(r *Report) { table(r).Rows[0].Cells[1] = Money(decimal.New(1, 401), "CHF") },
			[]string{`exponent beyond ±400`}},
		{"the largest number", func(r *Report) { table(r).Rows[0].Cells[1] = Money(decimal.New(1, 400), "CHF") }, nil},
		{"a curve with no number", func(r *Report) { chart(r).Curves[0].Points[0].Y = math.NaN() },
			[]string{`chart "c" curve a: NaN cannot be drawn`}},
		{"a curve out of sight", func(r *Report) { chart(r).Curves[0].Points[0].Y = 1.1e100 },
			[]string{`chart "c" curve a: 1.1e+100 cannot be drawn`}},
		{"zero on a logarithmic axis", func(r *Report) { chart(r).X.Log = true; chart(r).Curves[0].Points[0].X = 0 },
			[]string{`0 has no place on a logarithmic axis`}},
		{"a curve that goes back", func(r *Report) { chart(r).Curves[0].Points[1].X = 0.5 },
			[]string{`x goes back from 1 to 0.5`}},
		{"all problems at once", func(r *Report) { r.Notes = nil; table(r).Columns[1].Unit = "" },
			[]string{"refers to note", "without a currency"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := good()
			tt.spoil(r)
			err := r.Validate()
			if len(tt.want) == 0 {
				if err != nil {
					t.Fatalf("got %v, want none", err)
				}
				return
			}
			if err == nil {
				t.Fatalf("got no error, want %q", tt.want)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want it to contain %q", err, want)
				}
			}
		})
	}
}

func TestNoteNumber(t *testing.T) {
	r := good()
	if got := r.NoteNumber("n1"); got != 1 {
		t.Errorf("NoteNumber(n1) = %d, want 1", got)
	}
	if got := r.NoteNumber("other"); got != 0 {
		t.Errorf("NoteNumber(other) = %d, want 0", got)
	}
}

func TestWithNotesLeavesTheOriginalAlone(t *testing.T) {
	a := Words("x").WithNotes("one")
	b := a.WithNotes("two")
	c := a.WithNotes("three")
	if len(a.Notes) != 1 || b.Notes[1] != "two" || c.Notes[1] != "three" {
		t.Errorf("a=%v b=%v c=%v", a.Notes, b.Notes, c.Notes)
	}
}
