package tables

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/sovcost/sovcost/internal/factsheet"
	"github.com/sovcost/sovcost/model/traffic/timestamp"
)

func parseLayout(layout, text string) (timestamp.Time, error) {
	at, err := time.Parse(layout, text)
	if err != nil {
		return timestamp.Time{}, fmt.Errorf("%.40q does not follow the layout %q", text, layout)
	}
	if at.Year() < 1970 || at.Year() > 2199 {
		return timestamp.Time{}, fmt.Errorf("%.40q is outside 1970 to 2199", text)
	}
	t := timestamp.Time{Nanos: at.UnixNano(), Kind: timestamp.Naive}
	switch {
	case strings.Contains(layout, "Z07") || strings.Contains(layout, "-07"):
		t.Kind = timestamp.Zoned
		_, t.Offset = at.Zone()
	case !strings.Contains(layout, "15") && !strings.Contains(layout, "03") && !strings.Contains(layout, "3:"):
		t.Kind = timestamp.Date
	}
	return t, nil
}

var errEmpty = errors.New("empty")

// parseCount reads a whole number of requests, also as 94.0 or 1e3.
func parseCount(text []byte) (int64, error) {
	switch strings.ToLower(string(text)) {
	case "", "-", "nan", "null", "n/a", "na":
		return 0, errEmpty
	}
	if n, ok := plain(text); ok {
		return n, nil
	}
	d, err := factsheet.ParseDecimal(string(text))
	if err != nil {
		return 0, fmt.Errorf("%.40q is not a count; try plain digits without separators", text)
	}
	v := d.Decimal()
	switch {
	case v.IsNegative():
		return 0, fmt.Errorf("count %.40s is negative", text)
	case !v.IsInteger():
		return 0, fmt.Errorf("count %.40s is no whole number; is it a rate or a mean? export the sum of each interval", text)
	case v.GreaterThan(decimal.NewFromInt(math.MaxInt64)):
		return 0, fmt.Errorf("count %.40s is larger than %d", text, int64(math.MaxInt64))
	}
	return v.IntPart(), nil
}

// plain reads up to 18 digits without more ado, for tables are long.
func plain(text []byte) (n int64, ok bool) {
	if len(text) == 0 || len(text) > 18 {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// parseDuration reads a duration in units, as nanoseconds.
func parseDuration(text []byte, unit time.Duration) (uint64, error) {
	d, err := factsheet.ParseDecimal(string(text))
	if err != nil {
		return 0, fmt.Errorf("%.40q is not a duration", text)
	}
	v := d.Decimal().Mul(decimal.NewFromInt(int64(unit)))
	if v.IsNegative() || v.GreaterThan(decimal.NewFromInt(int64(365*24*time.Hour))) {
		return 0, fmt.Errorf("duration %.40s is outside 0 to one year", text)
	}
	return uint64(v.Round(0).IntPart()), nil
}
