package focusin

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
	"github.com/shopspring/decimal"
)

// leaf is one leaf column of a parquet file.
type leaf struct {
	index int
	name  string // last part of its path: key and value for maps
	node  parquet.Node
	depth int
}

// leavesOf groups the leaf columns of a schema by the name of their top column.
func leavesOf(s *parquet.Schema) (leaves [][]leaf, names []string) {
	for _, path := range s.Columns() {
		found, ok := s.Lookup(path...)
		if !ok || len(path) == 0 {
			continue
		}
		one := leaf{index: found.ColumnIndex, name: path[len(path)-1], node: found.Node, depth: len(path)}
		if n := len(names); n > 0 && names[n-1] == path[0] {
			leaves[n-1] = append(leaves[n-1], one)
			continue
		}
		leaves, names = append(leaves, []leaf{one}), append(names, path[0])
	}
	return leaves, names
}

// setLeaves reads the parquet values of one FOCUS column.
func (t *tally) setLeaves(c *Charge, col *column, leaves []leaf, cells [][]parquet.Value) {
	for _, l := range leaves {
		if l.index >= len(cells) {
			t.badCell(col.name, "the row has no such column")
			return
		}
	}
	switch {
	case len(leaves) == 1 && leaves[0].depth == 1 && !leaves[0].node.Repeated():
		values := cells[leaves[0].index]
		if len(values) != 1 {
			t.badCell(col.name, "%d values in one cell, a bill has one", len(values))
			return
		}
		if !values[0].IsNull() {
			t.setValue(c, col, leaves[0], values[0])
		}
	case col.kind == tags && len(leaves) == 2 && leaves[0].name == "key" && leaves[1].name == "value":
		c.Tags = mapOf(cells[leaves[0].index], cells[leaves[1].index])
	default:
		t.badCell(col.name, "a nested column where a single value is expected")
	}
}

func mapOf(keys, values []parquet.Value) map[string]string {
	var out map[string]string
	for i, k := range keys {
		if k.IsNull() {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[k.String()] = ""
		if i < len(values) && !values[i].IsNull() {
			out[k.String()] = values[i].String()
		}
	}
	return out
}

// setValue reads one parquet value by the kind of its column. Text goes the way
// of csv cells.
func (t *tally) setValue(c *Charge, col *column, l leaf, v parquet.Value) {
	logical := l.node.Type().LogicalType()
	isText := (v.Kind() == parquet.ByteArray || v.Kind() == parquet.FixedLenByteArray) && decimalOf(logical) == nil
	var err error
	switch {
	case isText:
		t.setText(c, col, string(v.ByteArray()))
	case col.kind == number:
		var d decimal.Decimal
		if d, err = t.amount(logical, v); err == nil {
			*col.number(c) = Number{Decimal: d, Known: true}
		}
	case col.kind == instant:
		var when time.Time
		if when, err = t.moment(logical, v); err == nil {
			*col.instant(c) = when
		}
	case col.kind == text && (v.Kind() == parquet.Int32 || v.Kind() == parquet.Int64):
		// Account numbers are often stored as integers.
		t.setText(c, col, v.String())
	default:
		err = fmt.Errorf("a %s cannot be read as this column", v.Kind())
	}
	if err != nil {
		t.badCell(col.name, "%v", err)
	}
}

func decimalOf(l *format.LogicalType) *format.DecimalType {
	if l == nil {
		return nil
	}
	d, _ := l.Value.(*format.DecimalType)
	return d
}

// amount reads a number in any of the ways writers store it.
func (t *tally) amount(logical *format.LogicalType, v parquet.Value) (decimal.Decimal, error) {
	scale := int32(0)
	if d := decimalOf(logical); d != nil {
		scale = d.Scale
	}
	if scale < 0 || scale > 60 {
		return decimal.Decimal{}, fmt.Errorf("a decimal with %d places, at most 60 are read", scale)
	}
	switch v.Kind() {
	case parquet.Int32:
		return decimal.New(int64(v.Int32()), -scale), nil
	case parquet.Int64:
		return decimal.New(v.Int64(), -scale), nil
	case parquet.ByteArray, parquet.FixedLenByteArray:
		b := v.ByteArray()
		if len(b) > 32 {
			return decimal.Decimal{}, fmt.Errorf("a decimal of %d bytes, at most 32 are read", len(b))
		}
		return decimal.NewFromBigInt(signed(b), -scale), nil
	case parquet.Double:
		return t.shortest(v.Double(), 64)
	case parquet.Float:
		return t.shortest(float64(v.Float()), 32)
	}
	return decimal.Decimal{}, fmt.Errorf("a %s is not a number", v.Kind())
}

// shortest is the decimal a float was most likely made from: its shortest form.
func (t *tally) shortest(x float64, bits int) (decimal.Decimal, error) {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return decimal.Decimal{}, fmt.Errorf("%v is not an amount", x)
	}
	t.note(BinaryAmounts)
	return parseNumber(strconv.FormatFloat(x, 'e', -1, bits))
}

// signed reads big-endian two's complement.
func signed(b []byte) *big.Int {
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
	}
	return n
}

// moment reads a timestamp, a date, or the 96-bit time of old Spark and Hive.
func (t *tally) moment(logical *format.LogicalType, v parquet.Value) (time.Time, error) {
	if v.Kind() == parquet.Int96 {
		// Nanoseconds of the day, then the Julian day; 2440588 is 1970-01-01.
		w := v.Int96()
		nanos := int64(w[1])<<32 | int64(w[0])
		when := time.Unix((int64(w[2])-2440588)*86400, 0).UTC().Add(time.Duration(nanos))
		t.note(NoZone)
		return inRange(when, when.String())
	}
	if logical == nil {
		return time.Time{}, fmt.Errorf("a %s without a time type; export timestamps", v.Kind())
	}
	switch unit := logical.Value.(type) {
	case *format.DateType:
		t.note(DateOnly)
		when := time.Unix(int64(v.Int32())*86400, 0).UTC()
		return inRange(when, when.String())
	case *format.TimestampType:
		if !unit.IsAdjustedToUTC {
			t.note(NoZone)
		}
		when, err := timestamp(unit, v)
		if err != nil {
			return when, err
		}
		return inRange(when, when.String())
	}
	return time.Time{}, fmt.Errorf("%s is not a time; export timestamps", logical)
}

func timestamp(unit *format.TimestampType, v parquet.Value) (time.Time, error) {
	if v.Kind() != parquet.Int64 {
		return time.Time{}, fmt.Errorf("a %s is not a timestamp", v.Kind())
	}
	switch unit.Unit.Value.(type) {
	case *format.MilliSeconds:
		return time.UnixMilli(v.Int64()).UTC(), nil
	case *format.MicroSeconds:
		return time.UnixMicro(v.Int64()).UTC(), nil
	case *format.NanoSeconds:
		return time.Unix(0, v.Int64()).UTC(), nil
	}
	return time.Time{}, fmt.Errorf("a timestamp without a unit")
}
