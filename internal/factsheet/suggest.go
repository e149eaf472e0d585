package factsheet

import (
	"slices"
	"strings"
)

// Suggest is the known word that was probably meant, or "". It forgives case,
// the sign between words, a swapped pair and about one slip in three letters.
// Of equally near words the first in the alphabet wins, so that a message never
// depends on the order of a map.
func Suggest(word string, known []string) string {
	best, bestDistance := "", -1
	folded := fold(word)
	if folded == "" || len(folded) > 100 {
		return ""
	}
	limit := max(1, (len([]rune(folded))+1)/3)
	for _, k := range slices.Sorted(slices.Values(known)) {
		if len(k) > 100 || k == word {
			continue
		}
		d := distance(folded, fold(k))
		if d <= limit && (bestDistance < 0 || d < bestDistance) {
			best, bestDistance = k, d
		}
	}
	return best
}

// fold makes "Valid-From" and "valid_from" one word.
func fold(s string) string {
	return strings.ToLower(strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(s))
}

// distance is the restricted Damerau-Levenshtein distance in characters.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
