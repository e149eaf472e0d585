package cli

import (
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/scenario"
	"github.com/sovcost/sovcost/pricing"
	"github.com/sovcost/sovcost/pricing/sheets"
	"github.com/sovcost/sovcost/reports"
	"github.com/sovcost/sovcost/reports/csvfmt"
	"github.com/sovcost/sovcost/reports/jsonfmt"
	"github.com/sovcost/sovcost/reports/markdown"
	"github.com/sovcost/sovcost/reports/output"
	"github.com/sovcost/sovcost/reports/text"
	"github.com/sovcost/sovcost/sovereignty"
	"github.com/sovcost/sovcost/sovereignty/lockin"
)

// app holds the flags every verb shares.
type app struct {
	env      *Env
	format   string
	out      string
	more     string // formats only this verb writes, for the hint at an ending that says nothing
	prices   []string
	rules    []string
	dialect  string
	noColor  bool
	strict   bool
	verbose  bool
	asOf     string
	lawOnly  bool                     // prices need not be of the day
	lib      *pricing.Library         // instead of the folders; only prices diff sets it
	listOnly bool                     // contracts are read and not put into force
	change   func(*scenario.Scenario) // made to a scenario after it is read; only prices contract sets it
	fx       []scenario.FX            // exchange rates instead of the scenario's own; only diff sets them

	known struct { // what was read before, and for which flags
		sheets            *pricing.Library
		rules             *sovereignty.RuleBook
		sheetsOf, rulesOf string
	}
	stop func() error // ends long work and half-written files; nil for verbs that are short
}

func (a *app) commonFlags(root *cobra.Command) {
	f := root.PersistentFlags()
	f.StringVarP(&a.format, "format", "f", "", "table, json, csv or markdown (default: by the ending of -o, else table)")
	f.StringVarP(&a.out, "output", "o", "", "write to this file, whole or not at all")
	f.StringArrayVar(&a.prices, "prices", nil, "folder with price sheets of your own; the same id replaces an embedded sheet")
	f.StringArrayVar(&a.rules, "rules", nil, "folder with rules and provider facts of your own")
	f.StringVar(&a.dialect, "csv-dialect", "", "csv as "+strings.Join(csvfmt.Names(), ", "))
	f.BoolVar(&a.noColor, "no-color", false, "no colours (also by NO_COLOR)")
	f.BoolVar(&a.strict, "strict", false, "exit 5 when a part has no price or a price is older than a year")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "say which files and settings were used")
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return a.configure(root) }
}

// library is the embedded sheets and the user's own over them, with contracts in
// force, read once: what-if asks for it again and again.
func (a *app) library() (*pricing.Library, error) {
	if a.lib != nil {
		return a.lib, nil
	}
	of := fmt.Sprint(a.listOnly, a.prices)
	if a.known.sheetsOf == of {
		return a.known.sheets, nil
	}
	lib, err := a.readLibrary()
	if err == nil {
		a.known.sheets, a.known.sheetsOf = lib, of
	}
	return lib, err
}

func (a *app) readLibrary() (*pricing.Library, error) {
	lib, err := sheets.Embedded()
	if err != nil {
		return nil, err
	}
	for _, dir := range a.prices {
		own, err := loadDir(dir, readSheets)
		if err != nil {
			return nil, usageError(err)
		}
		if len(own.IDs())+len(own.Contracts())+len(own.OwnVAT()) == 0 {
			return nil, usageError(fmt.Errorf("%s: no price sheets, contracts or VAT rates (*.toml) in this folder", dir))
		}
		inDir(dir, own)
		for _, id := range lib.Overlay(own) {
			a.say("price sheet %s is replaced by the one in %s", id, dir)
		}
	}
	if a.listOnly {
		return lib, nil
	}
	if err := lib.Agree(); err != nil {
		return nil, usageError(err)
	}
	return lib, nil
}

// inDir gives the files of a folder's sheets and contracts their folder, once.
func inDir(dir string, own *pricing.Library) {
	docs := map[*factsheet.Document]bool{}
	for _, id := range own.IDs() {
		for _, s := range own.Editions(id) {
			docs[s.Doc] = true
		}
	}
	for _, c := range own.Contracts() {
		docs[c.Doc] = true
	}
	for _, t := range own.OwnVAT() {
		docs[t.Document()] = true
	}
	for d := range docs {
		d.Path = filepath.Join(dir, d.Path)
	}
}

// onDay is the library as it was on a day; sheets whose history does not reach it
// are named.
func (a *app) onDay(lib *pricing.Library, day factsheet.Date) (*pricing.Library, error) {
	on, outside := lib.On(day)
	if len(outside) > 0 && len(on.IDs()) == 0 {
		return nil, usageError(fmt.Errorf("no price sheet has prices for %s: of %s, %s; try a later --as-of, or add earlier editions of the sheets with --prices", day, outside[0].Sheet, outside[0].Why))
	}
	why := map[string][]string{}
	for _, o := range outside {
		why[o.Why] = append(why[o.Why], o.Sheet)
	}
	for _, w := range slices.Sorted(maps.Keys(why)) {
		a.say("no prices for %s on %s: %s", day, strings.Join(why[w], ", "), w)
	}
	return on, nil
}

// ruleBook is the embedded rules and the user's own over them, read once.
func (a *app) ruleBook() (*sovereignty.RuleBook, error) {
	of := fmt.Sprint(a.rules)
	if a.known.rulesOf == of {
		return a.known.rules, nil
	}
	rb, err := a.readRules()
	if err == nil {
		a.known.rules, a.known.rulesOf = rb, of
	}
	return rb, err
}

func (a *app) readRules() (*sovereignty.RuleBook, error) {
	rb, err := sovereignty.Embedded()
	if err != nil {
		return nil, err
	}
	for _, dir := range a.rules {
		if rb, err = loadDir(dir, rb.With); err != nil {
			return nil, usageError(err)
		}
	}
	return rb, nil
}

// lockIn reads the embedded lock-in levels and the user's own over them.
func (a *app) lockIn() (*lockin.Table, error) {
	t, err := lockin.Embedded()
	if err != nil {
		return nil, err
	}
	for _, dir := range a.rules {
		if t, err = loadDir(dir, t.With); err != nil {
			return nil, usageError(err)
		}
	}
	return t, nil
}

// loadDir opens a folder for a reader and puts the folder before file names in
// its problems.
func loadDir[T any](dir string, read func(fs.FS) (T, error)) (T, error) {
	var none T
	info, err := os.Stat(dir)
	if err != nil {
		return none, fmt.Errorf("%s: %s", dir, osMessage(err))
	}
	if !info.IsDir() {
		return none, fmt.Errorf("%s: not a folder", dir)
	}
	v, err := read(os.DirFS(dir))
	return v, withFolder(dir, err)
}

// withFolder completes the file names of problems.
func withFolder(dir string, err error) error {
	ps, ok := err.(factsheet.Problems)
	if !ok {
		return err
	}
	out := make(factsheet.Problems, len(ps))
	for i, p := range ps {
		if p.Pos.File != "" && p.Pos.File != "--set" && dir != "." {
			p.Pos.File = filepath.Join(dir, p.Pos.File)
		}
		out[i] = p
	}
	return out
}

func osMessage(err error) string {
	switch {
	case os.IsNotExist(err):
		return "no such file or folder"
	case os.IsPermission(err):
		return "no permission to read it"
	}
	return err.Error()
}

func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.env.Stderr, "sovcost: "+format+"\n", args...)
}

func (a *app) sayVerbose(format string, args ...any) {
	if a.verbose {
		a.say(format, args...)
	}
}

// formats by name; the ending of -o chooses one when --format does not.
var endings = map[string]string{".json": "json", ".csv": "csv", ".md": "markdown", ".txt": "table"}

// endingSays reports whether the ending of -o names a format of some verb.
func (a *app) endingSays() bool {
	ending := strings.ToLower(filepath.Ext(a.out))
	return endings[ending] != "" || slices.Contains([]string{".xlsx", ".sarif", ".svg", ".png"}, ending)
}

func (a *app) chosenFormat() (string, error) {
	f := a.format
	if f == "" && a.out != "" {
		f = endings[strings.ToLower(filepath.Ext(a.out))]
		if f == "" {
			return "", usageError(fmt.Errorf("%s: the ending says nothing about the format; add --format json, csv, markdown or table%s", a.out, a.more))
		}
	}
	known := []string{"table", "json", "csv", "markdown"}
	switch f {
	case "":
		return "table", nil
	case "md":
		return "markdown", nil
	case "table", "json", "csv", "markdown":
		return f, nil
	}
	hint := "use " + strings.Join(known, ", ")
	if d := factsheet.Suggest(f, known); d != "" {
		hint = fmt.Sprintf("did you mean %q?", d)
	}
	return "", usageError(fmt.Errorf("--format %q is not known; %s", f, hint))
}

// write puts a report out in the chosen format, to the file or to stdout.
func (a *app) write(r *reports.Report) error {
	format, err := a.chosenFormat()
	if err != nil {
		return err
	}
	dialect, err := csvfmt.ParseDialect(a.dialect)
	if err != nil {
		return usageError(err)
	}
	width := a.env.Width
	if width == 0 || width > 160 {
		width = text.DefaultWidth
	}
	to := func(w io.Writer) error {
		if a.stop != nil {
			w = stoppable{w, a.stop}
		}
		switch format {
		case "json":
			return jsonfmt.Write(w, r)
		case "csv":
			return csvfmt.Write(w, r, dialect)
		case "markdown":
			return markdown.Write(w, r, markdown.Options{Tag: r.Kind})
		}
		color := a.env.Terminal && a.out == "" && !a.noColor && a.env.Getenv("NO_COLOR") == "" && a.env.Getenv("TERM") != "dumb"
		return text.Write(w, r, text.Options{Width: width, Color: color})
	}
	if a.out != "" {
		return output.Write(a.out, func(w io.Writer) error { return to(w) })
	}
	return to(a.env.Stdout)
}

// readSheets reads a folder of sheets with all checks.
func readSheets(fsys fs.FS) (*pricing.Library, error) { return pricing.LoadLibrary(fsys, false) }
