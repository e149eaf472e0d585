package timestamp

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	tests := []struct {
		in   string
		want string // RFC 3339 with nanoseconds
		kind Kind
	}{
		{"2014-04-10 00:04:00", "2014-04-10T00:04:00Z", Naive},
		{"2014-04-10T00:04", "2014-04-10T00:04:00Z", Naive},
		{"2014-04-10", "2014-04-10T00:00:00Z", Date},
		{"2014/04/10 10:00:00", "2014-04-10T10:00:00Z", Naive},
		{"10.04.2014 10:00:00", "2014-04-10T10:00:00Z", Naive},
		{"10.04.2014", "2014-04-10T00:00:00Z", Date},
		{"2018-07-02T22:23:00.186641Z", "2018-07-02T22:23:00.186641Z", Zoned},
		{"2018-07-02T22:23:00,5+02:00", "2018-07-02T20:23:00.5Z", Zoned},
		{"2018-07-02 22:23:00 -0530", "2018-07-03T03:53:00Z", Zoned},
		{"2018-07-02 22:23:00 UTC", "2018-07-02T22:23:00Z", Zoned},
		{"2018-07-02T22:23:00+02", "2018-07-02T20:23:00Z", Zoned},
		{"2024-02-29", "2024-02-29T00:00:00Z", Date},
		{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", Zoned},
		{"17/May/2015:10:05:03 +0000", "2015-05-17T10:05:03Z", Zoned},
		{"17/May/2015:10:05:03 +0200", "2015-05-17T08:05:03Z", Zoned},
		{"1435781430.781", "2015-07-01T20:10:30.781Z", Second},
		{"1435781430", "2015-07-01T20:10:30Z", Second},
		{"1435781430781", "2015-07-01T20:10:30.781Z", Milli},
		{"1435781430781000", "2015-07-01T20:10:30.781Z", Micro},
		{"1435781430781000001", "2015-07-01T20:10:30.781000001Z", Nano},
	}
	for _, tt := range tests {
		got, err := Parse([]byte(tt.in))
		want, _ := time.Parse(time.RFC3339Nano, tt.want)
		if err != nil || got.Nanos != want.UnixNano() || got.Kind != tt.kind {
			t.Errorf("%q: %v %v %v", tt.in, time.Unix(0, got.Nanos).UTC(), got.Kind, err)
		}
	}
	for _, in := range []string{"", "x", "2014-13-01", "2014-02-29", "2014-04-31", "1969-12-31", "2200-01-01", "2014-04-10 24:00",
		"2014-04-10 00:60", "2014-04-10 00:00:61", "03/04/2026 10:00", "3/4/2026 10:00", "2014-04-10X10:00", "2014-04-10 10:00:00 CEST",
		"2014-04-10T10:00:00.", "2014-04-10T10:00:00.1234567890", "12", "94.0", "99999999999", "9999999999999999999", "17/Mai/2015:10:05:03 +0000",
		"1.2.3", "2014-04-10T10:00:00+16:00", "2014-04-10T10:00:00+1", "-1435781430"} {
		if got, err := Parse([]byte(in)); err == nil {
			t.Errorf("%q accepted as %v", in, got)
		}
	}
}

func TestDaysAgreesWithTheStandardLibrary(t *testing.T) {
	n := int64(0)
	for d := time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2200; d = d.AddDate(0, 0, 1) {
		if got, ok := Days(d.Year(), int(d.Month()), d.Day()); !ok || got != n {
			t.Fatalf("%v: %d, want %d", d, got, n)
		}
		n++
	}
}

func TestRoundTrip(t *testing.T) {
	layouts := []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999-0700", "02/Jan/2006:15:04:05 -0700"}
	rapid.Check(t, func(t *rapid.T) {
		sec := rapid.Int64Range(0, 7_258_118_399).Draw(t, "seconds")
		zone := time.FixedZone("", rapid.IntRange(-14*60, 14*60).Draw(t, "minutes")*60)
		layout := rapid.SampledFrom(layouts).Draw(t, "layout")
		at := time.Unix(sec, 0).In(zone)
		if at.Year() < 1970 || at.Year() > 2199 {
			t.Skip()
		}
		got, err := Parse([]byte(at.Format(layout)))
		if err != nil {
			t.Fatal(err)
		}
		want := sec
		if got.Kind == Naive {
			_, offset := at.Zone()
			want += int64(offset)
		}
		if got.Nanos != want*1e9 {
			t.Fatalf("%s: %d, want %d", at.Format(layout), got.Nanos, want*1e9)
		}
	})
}

func TestZone(t *testing.T) {
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Skip("not run: no time zone data on this machine: ", err)
	}
	z := Zone{Location: zurich}
	// Clocks went back from 03:00 to 02:00 on 2025-10-26.
	for i, step := range []struct{ wall, want string }{
		{"2025-10-26 01:30", "2025-10-25T23:30:00Z"},
		{"2025-10-26 02:00", "2025-10-26T00:00:00Z"},
		{"2025-10-26 02:30", "2025-10-26T00:30:00Z"},
		{"2025-10-26 02:00", "2025-10-26T01:00:00Z"},
		{"2025-10-26 02:30", "2025-10-26T01:30:00Z"},
		{"2025-10-26 03:00", "2025-10-26T02:00:00Z"},
	} {
		tm, err := Parse([]byte(step.wall))
		if err != nil {
			t.Fatal(err)
		}
		got, err := z.Absolute(tm)
		want, _ := time.Parse(time.RFC3339, step.want)
		if err != nil || got != want.UnixNano() {
			t.Errorf("step %d: %v %v, want %s", i, time.Unix(0, got).UTC(), err, step.want)
		}
	}
	// And forward from 02:00 to 03:00 on 2026-03-29.
	tm, _ := Parse([]byte("2026-03-29 02:30"))
	if _, err := z.Absolute(tm); err == nil {
		t.Error("a time the clock skipped was accepted")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2014-04-10 00:04:00", "17/May/2015:10:05:03 +0000", "1435781430.781", "2016-12-31T23:59:60Z", "10.04.2014", "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		tm, err := Parse(b)
		if err == nil && (tm.Kind == None || tm.Nanos < -int64(16*time.Hour) || tm.Nanos > 7_258_118_400_000_000_000+int64(16*time.Hour)) {
			t.Errorf("%q: %+v", b, tm)
		}
	})
}
