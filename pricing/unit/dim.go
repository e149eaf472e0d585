// Package unit types the quantities of price lists: "512MiB", "120ms",
// "30M requests/month", "USD/GiB-s". A bare number where a unit is needed is
// refused, GB and GiB differ, and hours never pass for months.
package unit

import (
	"sort"
	"strconv"
	"strings"
)

// Dim is a dimension in canonical text form: base symbols with exponents,
// sorted, for example "B*s" (data held for a time) or "USD/request". Two
// dimensions are equal when their texts are. "1" is a pure number.
//
// Base symbols: s (time), B (data), month (a billing period: deliberately not a
// time, because its length is an input), vCPU, every counted thing a vendor
// meters (request, message, LCU, …) and every currency.
type Dim string

// Pure is the dimension of a pure number, and of counts of resources
// (instances, nodes, addresses).
const Pure Dim = "1"

func (d Dim) powers() map[string]int {
	p := map[string]int{}
	if d == Pure || d == "" {
		return p
	}
	num, den, _ := strings.Cut(string(d), "/")
	add := func(part string, sign int) {
		for f := range strings.SplitSeq(part, "*") {
			if f == "" || f == "1" {
				continue
			}
			name, exp, has := strings.Cut(f, "^")
			n := 1
			if has {
				n, _ = strconv.Atoi(exp)
			}
			p[name] += sign * n
		}
	}
	add(num, 1)
	add(den, -1)
	return p
}

func fromPowers(p map[string]int) Dim {
	var num, den []string
	names := make([]string, 0, len(p))
	for n := range p {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		switch e := p[n]; {
		case e > 0:
			num = append(num, power(n, e))
		case e < 0:
			den = append(den, power(n, -e))
		}
	}
	s := strings.Join(num, "*")
	if s == "" {
		s = "1"
	}
	if len(den) > 0 {
		s += "/" + strings.Join(den, "*")
	}
	return Dim(s)
}

func power(name string, e int) string {
	if e == 1 {
		return name
	}
	return name + "^" + strconv.Itoa(e)
}

// Mul is the dimension of a product.
func (d Dim) Mul(e Dim) Dim {
	if e == Pure {
		return d
	}
	if d == Pure {
		return e
	}
	if d.simple() && e.simple() && d != e {
		return min(d, e) + "*" + max(d, e)
	}
	p := d.powers()
	for n, x := range e.powers() {
		p[n] += x
	}
	return fromPowers(p)
}

// Div is the dimension of a quotient.
func (d Dim) Div(e Dim) Dim {
	switch {
	case e == Pure:
		return d
	case d == e:
		return Pure
	case d.simple() && e.simple():
		return d + "/" + e
	}
	p := d.powers()
	for n, x := range e.powers() {
		p[n] -= x
	}
	return fromPowers(p)
}

// simple reports a single base symbol, which most dimensions of a bill are.
func (d Dim) simple() bool { return d != Pure && !strings.ContainsAny(string(d), "*/^") }
