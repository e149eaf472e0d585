// Package cashflow answers the questions of a make-or-buy review about a row of
// payments: net present value, internal rates of return, payback, the equal
// payment a present value is worth, and Walker's cost of an owned CPU-hour.
//
// Flows are decimals in one currency. flows[0] falls due now, flows[t] at the
// end of period t; money in is positive, money out negative. A period is
// whatever the rate is per: use [PeriodRate] to go from years to months.
//
// Arithmetic is exact (integers and rationals) up to the last step, which
// rounds half away from zero at [Places] digits; rounding to cents is left to
// who shows the figure. No function depends on anything but its arguments.
package cashflow
