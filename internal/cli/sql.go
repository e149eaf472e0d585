package cli

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model"
	"github.com/sovcost/sovcost/pricing/exact"
	"github.com/sovcost/sovcost/pricing/formula"
	"github.com/sovcost/sovcost/pricing/formula/sql"
	"github.com/sovcost/sovcost/reports/output"
)

// sqlOptions are the flags of sovcost sql.
type sqlOptions struct {
	options []string
	dialect string
	table   string
	keys    []string
	columns []string
	places  int
}

func (a *app) sqlCmd() *cobra.Command {
	var o sqlOptions
	cmd := &cobra.Command{Use: "sql SCENARIO", Short: "the price of an option as one SQL query over a table of workloads",
		Example: `  sovcost sql testdata/webshop.toml --option hetzner-fsn1-vm --dialect postgres
  sovcost sql mine.toml --option hetzner-fsn1-vm --option scaleway-fr-par-containers --dialect clickhouse --column requests=0..10000000000
  sovcost sql mine.toml --option hetzner-fsn1-vm --dialect postgres --column requests --column response=0..5000:1 --key team | psql`,
		Long: "A column names an input of the scenario, with the numbers the table may hold in the input's own unit and their\ndecimals: key, key=from..to or key=from..to:decimals. What is no column keeps the scenario's value.",
		Args: withArgs(1, "one scenario file"),
		RunE: func(_ *cobra.Command, args []string) error { return a.sql(args[0], o) }}
	f := cmd.Flags()
	f.StringArrayVar(&o.options, "option", nil, "id of an option; may stand several times (default: the cheapest allowed one)")
	f.StringVar(&o.dialect, "dialect", "", "clickhouse or postgres")
	f.StringVar(&o.table, "table", "workloads", "table to read, or schema.table")
	f.StringArrayVar(&o.keys, "key", []string{"id"}, "column handed through")
	f.StringArrayVar(&o.columns, "column", []string{"requests"}, "input that varies by row")
	f.IntVar(&o.places, "places", 2, "decimals of the amounts")
	f.StringVar(&a.asOf, "as-of", "", "read prices for this day instead of the scenario's")
	return cmd
}

func (a *app) sql(file string, o sqlOptions) error {
	d, err := dialectOf(o.dialect)
	if err != nil {
		return usageError(err)
	}
	c, err := a.comparison(file)
	if err != nil {
		return err
	}
	q := sql.Query{Table: o.table, Keys: o.keys}
	for _, text := range o.columns {
		col, err := columnOf(c, text)
		if err != nil {
			return usageError(err)
		}
		q.Columns = append(q.Columns, col)
	}
	if len(o.options) == 0 {
		o.options = []string{""}
	}
	var notes []string
	for _, id := range o.options {
		opt, err := pick(c, id)
		if err != nil {
			return err
		}
		if gaps := opt.LastingGaps(); len(gaps) > 0 {
			return verdict(ExitUnpriced, "%s has a part without a price (%s): there is no query for it", opt.ID, gaps[0].Label)
		}
		if !opt.Total.OK() {
			return verdict(ExitUnpriced, "nothing of %s has a price: there is no query for it", opt.ID)
		}
		out := sql.Output{Node: opt.Total, Name: plainName(opt.ID), Places: o.places}
		for _, l := range opt.Limits {
			out.Limits = append(out.Limits, sql.Limit{Value: l.Value, Max: l.Max})
		}
		q.Outputs = append(q.Outputs, out)
		notes = append(notes, noted(c, opt)...)
	}
	text, err := sql.Write(c.Graph, q, d)
	var refused *sql.Error
	if errors.As(err, &refused) {
		return usageError(fmt.Errorf("this cannot be said in %s: %w", o.dialect, err))
	}
	if err != nil {
		return err
	}
	return a.plainText(provenanceComment(c, notes) + text + ";\n")
}

func dialectOf(name string) (sql.Dialect, error) {
	switch strings.ToLower(name) {
	case "clickhouse":
		return sql.ClickHouse{}, nil
	case "postgres", "postgresql":
		return sql.PostgreSQL{}, nil
	case "":
		return nil, errors.New("--dialect is missing: clickhouse or postgres")
	}
	hint := "use clickhouse or postgres"
	if s := factsheet.Suggest(name, []string{"clickhouse", "postgres", "postgresql"}); s != "" {
		hint = fmt.Sprintf("did you mean %q?", s)
	}
	return nil, fmt.Errorf("--dialect %q is not known; %s", name, hint)
}

// columnOf reads key, key=from..to or key=from..to:decimals.
func columnOf(c *model.Comparison, text string) (sql.Column, error) {
	key, span, ranged := strings.Cut(text, "=")
	n, err := c.Axis(strings.TrimSpace(key))
	if err != nil {
		return sql.Column{}, fmt.Errorf("--column: %w", err)
	}
	l, _ := n.Leaf()
	_, short, _ := strings.Cut(l.Key, ".")
	if short == "" || strings.ContainsRune(l.Key, '#') {
		short = l.Key
	}
	now, _ := l.Value.Quo(n.Unit().Factor)
	col := sql.Column{Leaf: n, Name: plainName(short)}
	if !ranged {
		col.Scale, col.Min, col.Max = around(now)
		return col, nil
	}
	if s, places, ok := strings.Cut(span, ":"); ok {
		if col.Scale, err = strconv.Atoi(strings.TrimSpace(places)); err != nil {
			return col, fmt.Errorf("--column %q: %q is not a number of decimals", text, places)
		}
		span = s
	}
	lo, hi, ok := strings.Cut(span, "..")
	from, ok1 := exact.Parse(strings.TrimSpace(lo))
	to, ok2 := exact.Parse(strings.TrimSpace(hi))
	if !ok || !ok1 || !ok2 {
		return col, fmt.Errorf("--column %q: write the range as plain numbers in %s, for example %s=0..1000000", text, n.Unit().Name, short)
	}
	col.Min, col.Max = from, to
	return col, nil
}

// around is a range that leaves room on both sides of the scenario's value: 0 to
// a thousand times, with decimals where the value is small.
func around(now exact.Num) (scale int, lo, hi exact.Num) {
	f := math.Abs(now.Float())
	if f < 1000 && f > 0 {
		scale = min(6, 3-int(math.Floor(math.Log10(f))))
	}
	if now.IsZero() {
		return 3, exact.Zero, exact.Int(1_000_000)
	}
	far := now.Mul(exact.Int(1000)).Round(scale)
	return scale, exact.Min(exact.Zero, far), exact.Max(exact.Zero, far)
}

// plainName makes a column name of an id.
func plainName(id string) string {
	var b strings.Builder
	for _, r := range id {
		if r < 128 && (r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	name := strings.Trim(b.String(), "_")
	return name[:min(len(name), 63)]
}

// noted says what the query cannot know about an option.
func noted(c *model.Comparison, o *model.Option) []string {
	out := []string{fmt.Sprintf("%s: %s (%s, %s), in %s a month", plainName(o.ID), o.Title, o.Region, o.Country, c.Currency())}
	if len(o.Excluded) > 0 {
		out = append(out, fmt.Sprintf("%s is excluded: %s (%s)", plainName(o.ID), o.Excluded[0].Text, o.Excluded[0].Reference))
	}
	for _, l := range o.Limits {
		out = append(out, fmt.Sprintf("%s has no price where %s is above its limit: %s", plainName(o.ID), l.Label, l.Condition))
	}
	if o.Kind == "function" && slices.ContainsFunc(o.Figures, func(f model.Figure) bool { return f.Key == "cold_share" && hasTable(f.Node) }) {
		out = append(out, plainName(o.ID)+": cold starts are those of the scenario's duration, start and keep-alive")
	}
	return out
}

func hasTable(n formula.Node) bool {
	if n.Op() == formula.Lookup {
		return true
	}
	return slices.ContainsFunc(n.Inputs(), hasTable)
}

// provenanceComment says what the query was made from.
func provenanceComment(c *model.Comparison, notes []string) string {
	var b strings.Builder
	line := func(s string) {
		b.WriteString("-- " + strings.Map(func(r rune) rune {
			if r < ' ' {
				return ' '
			}
			return r
		}, s) + "\n")
	}
	line(fmt.Sprintf("sovcost %s; scenario %s, digest %s; as of %s", Version(), c.Scenario.Path, c.Scenario.Doc.Digest(), c.Scenario.AsOf))
	for _, f := range c.FX {
		line(fmt.Sprintf("1 %s = %s %s (%s, %s)", f.From, f.Rate, f.To, f.AsOf, f.Source))
	}
	for _, n := range notes {
		line(n)
	}
	return b.String()
}

// plainText writes text that is no report.
func (a *app) plainText(text string) error {
	if a.out == "" {
		_, err := io.WriteString(a.env.Stdout, text)
		return err
	}
	return output.Write(a.out, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
}
