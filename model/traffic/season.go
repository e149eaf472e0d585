package traffic

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Season is the load of each month relative to the others, January first.
type Season struct {
	Name   string
	Months [12]int64
}

// EvenSeason has the same load in every month.
func EvenSeason() Season {
	return Season{Name: "even", Months: [12]int64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}
}

// Factor is the load of a month over the mean of the twelve.
func (s Season) Factor(m time.Month) (float64, error) {
	if err := s.check(); err != nil {
		return 0, err
	}
	if m < time.January || m > time.December {
		return 0, fmt.Errorf("month %d is outside 1 to 12", m)
	}
	sum := 0.0
	for _, w := range s.Months {
		sum += float64(w)
	}
	return 12 * float64(s.Months[m-1]) / sum, nil
}

func (s Season) check() error {
	sum := int64(0)
	for i, w := range s.Months {
		if w < 0 || w > 1_000_000 {
			return fmt.Errorf("season: weight %d of month %d is outside 0 to 1000000", w, i+1)
		}
		sum += w
	}
	if sum == 0 {
		return fmt.Errorf("season: all months are 0; try twelve weights such as 100,100,120,100,100,100,90,90,100,110,130,160")
	}
	return nil
}

// Growth is the factor after a number of months at a yearly rate (0.2 is 20 %
// more each year), compounded: (1+rate)^(months/12).
func Growth(perYear float64, months int) (float64, error) {
	if !finite(perYear) || perYear <= -1 || perYear > 1000 {
		return 0, fmt.Errorf("growth: %v a year is outside -1 to 1000; 0.2 means 20 %% more each year", perYear)
	}
	if months < 0 || months > 1200 {
		return 0, fmt.Errorf("growth: %d months is outside 0 to 1200", months)
	}
	return math.Pow(1+perYear, float64(months)/12), nil
}

// Year lays a typical week over a calendar year of hours (8,760 or 8,784 slots)
// with a season and yearly growth, which is compounded month by month and 1 in
// January. Weights are relative: hour weight × month weight × growth.
func Year(p Profile, year int, s Season, perYear float64) (Profile, error) {
	if year < 1970 || year > 2200 {
		return Profile{}, fmt.Errorf("year %d is outside 1970 to 2200", year)
	}
	if err := s.check(); err != nil {
		return Profile{}, err
	}
	if !p.Typical() || p.Slot != time.Hour || p.Period() != Week || len(p.Gaps) > 0 {
		return Profile{}, fmt.Errorf("profile %q: a year needs a typical week of 168 known hours; try TypicalWeek and Filled", p.Name)
	}
	// A common scale keeps hour × month × growth inside 63 bits.
	week, err := p.Spread(10_000_000)
	if err != nil {
		return Profile{}, err
	}
	out := p
	out.Start = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	out.Counted, out.Weights, out.Dispersion = false, nil, nil
	for t := out.Start; t.Year() == year; t = t.Add(time.Hour) {
		g, err := Growth(perYear, int(t.Month())-1)
		if err != nil {
			return Profile{}, err
		}
		i := int(weekOffset(t) / time.Hour)
		factor := float64(s.Months[t.Month()-1]) * g * 1000
		w := math.Round(float64(week[i]) * factor)
		if w > math.MaxInt64/10_000 {
			return Profile{}, fmt.Errorf("growth: %v a year with this season passes the largest weight; try a smaller season", perYear)
		}
		out.Weights = append(out.Weights, int64(w))
		if p.Dispersion != nil {
			out.Dispersion = append(out.Dispersion, p.Dispersion[i])
		}
	}
	out.Notes = append(slices.Clone(p.Notes), fmt.Sprintf("year %d laid out from a typical week, season %q, growth %g a year", year, s.Name, perYear))
	return out, out.Validate()
}
