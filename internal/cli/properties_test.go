package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/compare"
	"github.com/sovcost/sovcost/reports/jsonfmt"
)

// examples are the scenarios of testdata.
func examples(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(moduleRoot(t), "testdata", "*.toml"))
	if err != nil || len(files) < 5 {
		t.Fatalf("only %d example scenarios: %v", len(files), err)
	}
	return files
}

func compared(t testing.TB, file string) *model.Comparison {
	t.Helper()
	a := &app{env: &Env{Stderr: io.Discard, Getenv: func(string) string { return "" }}}
	c, err := a.comparison(file)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// figure is one step of an explanation as it stands in JSON.
type figure struct {
	ID, Op, Value, Factor, Read string
	Inputs, Slots               []string
	Points                      [][2]string
}

// TestExplanationsMultiplyOut reads the JSON explanation of every option of every
// example, computes each figure again from its inputs with fractions of its own,
// and finds the same total; lines too multiply and add up.
func TestExplanationsMultiplyOut(t *testing.T) {
	options, figures, lines := 0, 0, 0
	for _, file := range examples(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			c := compared(t, file)
			for _, o := range c.Options {
				r, err := compare.Explain(c, o, reports.Provenance{})
				if err != nil {
					t.Fatal(err)
				}
				n, m := requireExplained(t, r, o.ID)
				options, figures, lines = options+1, figures+n, lines+m
			}
		})
	}
	t.Logf("%d options explained: %d figures and %d lines computed again", options, figures, lines)
}

func requireExplained(t *testing.T, r *reports.Report, id string) (figures, lines int) {
	t.Helper()
	var out bytes.Buffer
	if err := jsonfmt.Write(&out, r); err != nil {
		t.Fatal(err)
	}
	var x struct {
		Option  compare.Option
		Total   string
		Figures []figure
	}
	if err := json.Unmarshal(out.Bytes(), &x); err != nil {
		t.Fatal(err)
	}
	if len(x.Figures) == 0 && len(x.Option.Lines) > 0 {
		t.Fatalf("%s: no figures in the JSON", id)
	}
	re := &recomputed{scalar: map[string]*big.Rat{}, slots: map[string][]*big.Rat{}}
	for _, f := range x.Figures {
		re.check(t, id, f)
	}
	sum := new(big.Rat)
	for _, l := range x.Option.Lines {
		amount := new(big.Rat).Mul(fraction(t, l.Quantity), fraction(t, l.UnitPrice))
		if amount.Cmp(fraction(t, l.ListAmount)) != 0 {
			t.Errorf("%s: line %s: %s × %s is not %s", id, l.ID, l.Quantity, l.UnitPrice, l.ListAmount)
		}
		if l.FX != "" {
			amount.Mul(amount, fraction(t, l.FX))
		}
		if amount.Cmp(fraction(t, l.Amount)) != 0 {
			t.Errorf("%s: line %s: %s × %s is not %s", id, l.ID, l.ListAmount, l.FX, l.Amount)
		}
		sum.Add(sum, amount)
	}
	if x.Total == "" {
		return 0, len(x.Option.Lines)
	}
	if total := re.scalar[x.Total]; total == nil || total.Cmp(sum) != 0 {
		t.Errorf("%s: the lines add up to %s, the total is %v", id, sum.FloatString(6), total)
	}
	if m := x.Option.Monthly; m != nil && m.Amount != roundedHalfUp(sum) {
		t.Errorf("%s: the lines add up to %s, the month costs %s", id, roundedHalfUp(sum), m.Amount)
	}
	return len(x.Figures), len(x.Option.Lines)
}

// roundedHalfUp is a sum that is never negative to the cent.
func roundedHalfUp(r *big.Rat) string { return r.FloatString(2) }

func fraction(t *testing.T, s string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is not a number", s)
	}
	return r
}

// recomputed holds the figures computed so far, in base units.
type recomputed struct {
	scalar map[string]*big.Rat
	slots  map[string][]*big.Rat
}

func (re *recomputed) check(t *testing.T, option string, f figure) {
	t.Helper()
	factor := fraction(t, f.Factor)
	base := func(s string) *big.Rat { return new(big.Rat).Mul(fraction(t, s), factor) }
	if f.Slots != nil {
		said := make([]*big.Rat, len(f.Slots))
		for i, s := range f.Slots {
			said[i] = base(s)
			if len(f.Inputs) > 0 {
				re.same(t, option, f, re.apply(t, f, i), said[i])
			}
		}
		re.slots[f.ID] = said
		return
	}
	re.scalar[f.ID] = base(f.Value)
	if len(f.Inputs) > 0 {
		re.same(t, option, f, re.apply(t, f, -1), re.scalar[f.ID])
	}
}

func (re *recomputed) same(t *testing.T, option string, f figure, got, said *big.Rat) {
	t.Helper()
	if got == nil || got.Cmp(said) != 0 {
		t.Errorf("%s: %s (%s) is %v when computed again, the explanation says %v", option, f.ID, f.Op, got, said)
	}
}

// arg is input i of the figure, at the slot where there is one.
func (re *recomputed) arg(f figure, i, slot int) *big.Rat {
	if s, ok := re.slots[f.Inputs[i]]; ok {
		return s[max(slot, 0)]
	}
	return re.scalar[f.Inputs[i]]
}

func (re *recomputed) apply(t *testing.T, f figure, slot int) *big.Rat {
	t.Helper()
	a := new(big.Rat)
	switch f.Op {
	case "total", "peak":
		for i, s := range re.slots[f.Inputs[0]] {
			if f.Op == "total" {
				a.Add(a, s)
			} else if i == 0 || s.Cmp(a) > 0 {
				a.Set(s)
			}
		}
		return a
	}
	a.Set(re.arg(f, 0, slot))
	switch f.Op {
	case "lookup":
		return lookup(t, f, a)
	case "band":
		if len(f.Inputs) == 3 && re.arg(f, 2, slot).Cmp(a) < 0 {
			a.Set(re.arg(f, 2, slot))
		}
		if a.Sub(a, re.arg(f, 1, slot)); a.Sign() < 0 {
			a.SetInt64(0)
		}
		return a
	case "round_up":
		return ceilTo(a, re.arg(f, 1, slot))
	}
	for i := 1; i < len(f.Inputs); i++ {
		b := re.arg(f, i, slot)
		switch f.Op {
		case "sum":
			a.Add(a, b)
		case "difference":
			a.Sub(a, b)
		case "product":
			a.Mul(a, b)
		case "quotient":
			a.Quo(a, b)
		case "min":
			if b.Cmp(a) < 0 {
				a.Set(b)
			}
		case "max":
			if b.Cmp(a) > 0 {
				a.Set(b)
			}
		default:
			t.Fatalf("operation %q is not documented", f.Op)
		}
	}
	return a
}

func ceilTo(a, step *big.Rat) *big.Rat {
	n := new(big.Rat).Quo(a, step)
	q, m := new(big.Int).DivMod(n.Num(), n.Denom(), new(big.Int))
	if m.Sign() != 0 {
		q.Add(q, big.NewInt(1))
	}
	return n.Mul(new(big.Rat).SetInt(q), step)
}

func lookup(t *testing.T, f figure, x *big.Rat) *big.Rat {
	t.Helper()
	var px, py *big.Rat
	for i, p := range f.Points {
		qx, qy := fraction(t, p[0]), fraction(t, p[1])
		if qx.Cmp(x) >= 0 {
			if f.Read == "step_up" || i == 0 {
				return qy
			}
			share := new(big.Rat).Quo(new(big.Rat).Sub(x, px), new(big.Rat).Sub(qx, px))
			return share.Add(py, share.Mul(share, new(big.Rat).Sub(qy, py)))
		}
		px, py = qx, qy
	}
	return py
}

// TestSameBytes: two runs, and a file whose tables and keys stand in another
// order, give the same bytes in every format.
func TestSameBytes(t *testing.T) {
	for _, file := range examples(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		other := filepath.Join(t.TempDir(), filepath.Base(file))
		if err := os.WriteFile(other, []byte(turnedRound(string(data))), 0o600); err != nil {
			t.Fatal(err)
		}
		formats := []string{"json"} // every other format is made from the same report
		if filepath.Base(file) == "webshop.toml" {
			formats = []string{"json", "table", "csv", "markdown"}
		}
		for _, format := range formats {
			first := printedIn(t, filepath.Dir(file), filepath.Base(file), format)
			if again := printedIn(t, filepath.Dir(file), filepath.Base(file), format); again != first {
				t.Errorf("%s: two runs differ in %s", filepath.Base(file), format)
			}
			if turned := printedIn(t, filepath.Dir(other), filepath.Base(file), format); turned != first {
				t.Errorf("%s: another order of the file gives another %s:\n%s", filepath.Base(file), format, firstDifference(first, turned))
			}
		}
	}
}

func printedIn(t *testing.T, dir, file, format string) string {
	t.Helper()
	t.Chdir(dir)
	var out, errs bytes.Buffer
	Run(&Env{Args: []string{"compare", file, "--format", format}, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }})
	if out.Len() == 0 {
		t.Fatalf("%s: %s", file, errs.String())
	}
	return out.String()
}

// turnedRound is a TOML text with its tables in reverse order and the keys of
// each table, too; lists of tables keep their order among themselves.
func turnedRound(text string) string {
	var tables [][]string
	tables = append(tables, nil)
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "[") {
			tables = append(tables, nil)
		}
		if bare := strings.TrimSpace(line); bare != "" && !strings.HasPrefix(bare, "#") {
			tables[len(tables)-1] = append(tables[len(tables)-1], strings.TrimRight(line, "\n")+"\n")
		}
	}
	var out strings.Builder
	write := func(lines []string, from int) {
		out.WriteString(strings.Join(lines[:from], ""))
		for i := len(lines) - 1; i >= from; i-- {
			out.WriteString(lines[i])
		}
	}
	write(tables[0], 0)
	lists := map[string][][]string{}
	for _, table := range tables[1:] {
		lists[table[0]] = append(lists[table[0]], table)
	}
	for i := len(tables) - 1; i > 0; i-- {
		head := tables[i][0]
		if !strings.HasPrefix(head, "[[") {
			write(tables[i], 1)
			continue
		}
		write(lists[head][0], 1)
		lists[head] = lists[head][1:]
	}
	return out.String()
}
