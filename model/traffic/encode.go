package traffic

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/sovcost/sovcost/internal/factsheet"
)

// Schema is the name of the file format.
const Schema = "profile/1"

// Encode writes a profile as a TOML document; the same profile gives the same
// bytes. A profile that is invalid, or too long to be read back, is refused.
func Encode(p Profile) ([]byte, error) {
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("profile %q: %w", p.Name, err)
	}
	if strings.TrimSpace(p.Name) == "" {
		return nil, errors.New("profile: name: is missing, and a file needs one")
	}
	var w writer
	w.line("# Load over time, for sovcost. Written by an importer; may be edited.")
	w.text("schema", Schema)
	w.text("name", p.Name)
	w.text("slot", Span(p.Slot))
	if !p.Typical() {
		w.text("start", p.Start.UTC().Format(time.RFC3339Nano))
	}
	w.line("counted = " + strconv.FormatBool(p.Counted))
	w.float("coverage", p.Coverage)
	w.list("notes", p.Notes)
	w.rows("weights", len(p.Weights), func(i int) string { return strconv.FormatInt(p.Weights[i], 10) })
	if p.Dispersion != nil {
		w.text("dispersion_window", Span(p.DispersionWindow))
		w.rows("dispersion", len(p.Dispersion), func(i int) string { return float(p.Dispersion[i]) })
	}
	if b := p.Burst; b != nil {
		w.line("\n[burst]")
		w.text("on", Span(b.On))
		w.text("off", Span(b.Off))
		w.float("factor", b.Factor)
	}
	w.distribution("duration", p.Duration)
	w.distribution("response_bytes", p.ResponseBytes)
	for _, g := range p.Gaps {
		w.line("\n[[gap]]")
		w.line(fmt.Sprintf("first = %d\nslots = %d", g.First, g.Slots))
		w.text("reason", g.Reason)
	}
	w.source(p.Source)
	if w.b.Len() > factsheet.MaxBytes {
		return nil, fmt.Errorf("profile %q: %d slots from %s make a file of %d bytes, more than the %d that are read back; import with a longer slot, or remove wrong dates",
			p.Name, len(p.Weights), p.SlotStart(0).Format(time.DateOnly), w.b.Len(), factsheet.MaxBytes)
	}
	return []byte(w.b.String()), nil
}

// Span writes a length of time as people do: 1h, 5m, 1h30m, 250ms.
func Span(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

type writer struct{ b strings.Builder }

func (w *writer) line(s string) {
	w.b.WriteString(s)
	w.b.WriteByte('\n')
}

func (w *writer) text(key, value string)          { w.line(key + " = " + quote(value)) }
func (w *writer) float(key string, value float64) { w.line(key + " = " + float(value)) }

func (w *writer) list(key string, values []string) {
	if len(values) == 0 {
		return
	}
	w.line(key + " = [")
	for _, v := range values {
		w.line("  " + quote(v) + ",")
	}
	w.line("]")
}

// rows writes 24 values to a line: a day of hours.
func (w *writer) rows(key string, n int, value func(int) string) {
	w.b.WriteString(key + " = [")
	for i := range n {
		if i%24 == 0 {
			w.b.WriteString("\n  ")
		} else {
			w.b.WriteByte(' ')
		}
		w.b.WriteString(value(i))
		w.b.WriteByte(',')
	}
	w.line("\n]")
}

func (w *writer) distribution(key string, d *Distribution) {
	if d == nil {
		return
	}
	w.line("\n[" + key + "]")
	w.line(fmt.Sprintf("count = %d", d.Count))
	w.text("unit", d.Unit)
	w.float("mean", d.Mean)
	if d.StdDev != nil {
		w.float("std_dev", *d.StdDev)
	}
	w.text("method", d.Method)
	if len(d.Quantiles) == 0 {
		return
	}
	w.line("quantile = [")
	for _, q := range d.Quantiles {
		w.line(fmt.Sprintf("  { p = %s, value = %s },", float(q.P), float(q.Value)))
	}
	w.line("]")
}

func (w *writer) source(s Source) {
	w.line("\n[source]")
	w.text("kind", s.Kind)
	w.text("where", s.Where)
	if s.Digest != "" {
		w.text("digest", s.Digest)
	}
	w.line(fmt.Sprintf("read = %d\ntaken = %d", s.Counts.Read, s.Counts.Taken))
	for _, k := range s.Counts.Skipped {
		w.line("\n[[source.skipped]]")
		w.text("reason", k.Reason)
		w.line(fmt.Sprintf("count = %d", k.Count))
		w.list("first", k.First)
	}
}

// float is the shortest text that reads back as the same number.
func float(x float64) string {
	s := strconv.FormatFloat(x, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

// quote writes a TOML basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
