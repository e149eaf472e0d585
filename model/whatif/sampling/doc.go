// Package sampling draws uncertain inputs and sums up what they do to costs.
//
// It holds the pure numbers behind Monte Carlo and sensitivity questions:
// scrambled Sobol points, distributions by their quantiles, the summary of a
// simulation over several options on common random numbers, and Sobol
// sensitivity indices. It knows nothing of prices or scenarios; an option is a
// name and a column of float64 costs.
//
// Everything is a pure function of its arguments. The seed is an argument, and
// neither the number of workers nor the speed of the machine changes a digit of
// any result.
package sampling
