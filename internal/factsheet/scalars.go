package factsheet

import (
	"math"
	"reflect"
	"time"
)

// maxExact is the largest whole number float64 holds without loss, 2^53 - 1.
const maxExact = 1<<53 - 1

var durationType = reflect.TypeFor[time.Duration]()

func (u *unifier) scalar(path string, from any, to reflect.Value) {
	switch {
	case to.Type() == durationType:
		// A bare number would be nanoseconds, which nobody means.
		u.add(path, "", "cannot be read into a duration: give the type an UnmarshalTOML method")
	case to.Kind() == reflect.String:
		if s, ok := from.(string); ok {
			to.SetString(s)
		} else {
			u.wrongType(path, "text in quotes", from)
		}
	case to.Kind() == reflect.Bool:
		if b, ok := from.(bool); ok {
			to.SetBool(b)
		} else {
			u.wrongType(path, "true or false", from)
		}
	case to.CanInt(), to.CanUint():
		u.integer(path, from, to)
	case to.CanFloat():
		u.float(path, from, to)
	default:
		u.add(path, "", "cannot be read into %s", to.Type())
	}
}

func (u *unifier) integer(path string, from any, to reflect.Value) {
	n, ok := from.(int64)
	if !ok {
		u.wrongType(path, "a whole number", from)
		return
	}
	switch {
	case to.CanInt() && !to.OverflowInt(n):
		to.SetInt(n)
	case to.CanUint() && n >= 0 && !to.OverflowUint(uint64(n)):
		to.SetUint(uint64(n))
	case to.CanUint() && n < 0:
		u.add(path, "a number from 0 on", "is %d, which is negative", n)
	default:
		u.add(path, "a smaller number", "is %d, which is out of range", n)
	}
}

func (u *unifier) float(path string, from any, to reflect.Value) {
	switch v := from.(type) {
	case int64:
		if v > maxExact || v < -maxExact {
			u.add(path, "a smaller number", "is %d, which is out of range", v)
			return
		}
		to.SetFloat(float64(v))
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			u.add(path, "a finite number", "is %v, which is not a number", v)
			return
		}
		to.SetFloat(v)
	default:
		u.wrongType(path, "a number", from)
	}
}
