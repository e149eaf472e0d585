package model_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// oracleRow is one row of the project's list of numeric oracles: a model, its
// inputs, and what must come out within a tolerance.
type oracleRow struct {
	ID        string         `toml:"id"`
	Model     string         `toml:"model"`
	Kind      string         `toml:"kind"`
	Inputs    map[string]any `toml:"inputs"`
	Expected  map[string]any `toml:"expected"`
	Tolerance string         `toml:"tolerance"`
	Source    string         `toml:"source"`
	Note      string         `toml:"note"`

	folder string
	err    error
}

// TestOracleList solves every row of oracles/models.toml by its model's name, so
// that a row added there is tried without a word here, and prints the count. The
// file is third party; the rows are also restated beside each model.
func TestOracleList(t *testing.T) {
	folder := os.Getenv("SOVCOST_SHARED")
	if folder == "" {
		folder = filepath.Join("..", "..", "shared")
	}
	folder = filepath.Join(folder, "oracles")
	data, err := os.ReadFile(filepath.Join(folder, "models.toml"))
	if err != nil {
		t.Skip("not run: the list of numeric oracles is not here (set SOVCOST_SHARED)")
	}
	var list struct {
		Schema string      `toml:"schema"`
		Case   []oracleRow `toml:"case"`
	}
	if _, err := factsheet.Decode("models.toml", data, &list); err != nil {
		t.Fatal(err)
	}
	held, figures := 0, 0
	for _, r := range list.Case {
		if testing.Short() && r.Kind == "statistical" {
			continue
		}
		r.folder = folder
		solve := oracleModels[r.Model]
		if solve == nil {
			t.Errorf("%s: nothing here solves %q", r.ID, r.Model)
			continue
		}
		got := solve(&r)
		if r.err != nil {
			t.Errorf("%s: %v", r.ID, r.err)
			continue
		}
		n, ok := r.compare(t, got)
		figures += n
		if ok && n > 0 {
			held++
		}
	}
	t.Logf("%d of %d oracle rows hold, %d figures", held, len(list.Case), figures)
	if held < len(list.Case) && !testing.Short() {
		t.Errorf("%d rows do not hold", len(list.Case)-held)
	}
}

// compare holds what was computed against what the row expects.
func (r *oracleRow) compare(t *testing.T, got map[string]any) (figures int, ok bool) {
	t.Helper()
	ok = true
	for key, want := range r.Expected {
		have, known := got[key]
		if !known {
			t.Errorf("%s: %s is not computed", r.ID, key)
			ok = false
			continue
		}
		wants, haves := many(want), many(have)
		if len(wants) != len(haves) {
			t.Errorf("%s: %s is %v, want %v", r.ID, key, haves, wants)
			ok = false
			continue
		}
		for i := range wants {
			figures++
			if !r.near(key, fmt.Sprint(haves[i]), fmt.Sprint(wants[i])) {
				t.Errorf("%s: %s is %v, want %v (%s)", r.ID, key, haves[i], wants[i], r.Tolerance)
				ok = false
			}
		}
	}
	return figures, ok
}

// many is a list of one or more values.
func many(v any) []any {
	switch x := v.(type) {
	case []any:
		return x
	case []float64:
		var out []any
		for _, f := range x {
			out = append(out, f)
		}
		return out
	case []string:
		var out []any
		for _, f := range x {
			out = append(out, f)
		}
		return out
	}
	return []any{v}
}

// near reads the row's tolerance: "rel X", "abs X", "exact", "cent" (half of the
// last printed digit), "at most X and Y", or one for each group of figures.
// Words that are no number must be equal.
func (r *oracleRow) near(key, have, want string) bool {
	w, err := strconv.ParseFloat(strings.Fields(want)[0], 64)
	if err != nil {
		return have == want
	}
	h, err := strconv.ParseFloat(strings.Fields(have)[0], 64)
	if err != nil {
		return false
	}
	fields := strings.Fields(r.toleranceOf(key))
	x := 0.0
	if len(fields) > 1 {
		x, _ = strconv.ParseFloat(fields[1], 64)
	}
	off := math.Abs(h - w)
	switch fields[0] {
	case "rel":
		return off <= x*math.Abs(w)
	case "abs":
		return off <= x
	case "exact":
		return off == 0
	case "cent":
		_, after, _ := strings.Cut(strings.Fields(want)[0], ".")
		return off <= 0.5*math.Pow(10, -float64(len(after)))*(1+1e-9)
	}
	return false
}

// toleranceOf picks the tolerance that is meant for a figure.
func (r *oracleRow) toleranceOf(key string) string {
	for _, part := range strings.Split(r.Tolerance, ",") {
		f := strings.Fields(part)
		switch {
		case len(f) == 3 && (f[0] == key || f[0] == "servers" && (key == "mean_alive" || key == "mean_running")):
			return strings.Join(f[1:], " ")
		case len(f) == 3 && key == "rejections" && f[1] == "rel":
			return "exact"
		case strings.HasPrefix(part, "at most"):
			return "abs 0.005" // the printed digits; the bounds are the business of the package's own test
		}
	}
	return r.Tolerance
}

// number is an input; what it may look like: 0.9, 1/1800, 1/sqrt(2).
func (r *oracleRow) number(key string) float64 {
	v, ok := r.Inputs[key]
	if !ok {
		r.err = fmt.Errorf("no input %s", key)
		return 0
	}
	return r.parse(key, v)
}

func (r *oracleRow) parse(key string, v any) float64 {
	text := fmt.Sprint(v)
	over, under, isRatio := strings.Cut(text, "/")
	x, err := strconv.ParseFloat(over, 64)
	if err == nil && isRatio {
		var d float64
		if d, err = strconv.ParseFloat(under, 64); err == nil {
			x /= d
		}
	}
	if err != nil {
		r.err = fmt.Errorf("input %s: %q is no number", key, text)
	}
	return x
}

func (r *oracleRow) numbers(key string) []float64 {
	list, ok := r.Inputs[key].([]any)
	if !ok {
		r.err = fmt.Errorf("input %s: a list is needed", key)
	}
	var out []float64
	for _, v := range list {
		out = append(out, r.parse(key, v))
	}
	return out
}

// optional is an input that may be missing.
func (r *oracleRow) optional(key string, otherwise float64) float64 {
	if _, ok := r.Inputs[key]; !ok {
		return otherwise
	}
	return r.number(key)
}

func (r *oracleRow) check(err error) {
	if err != nil && r.err == nil {
		r.err = err
	}
}
