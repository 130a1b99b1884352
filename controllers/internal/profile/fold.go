package profile

import (
	"strings"
	"unicode"
)

// Fold returns the text without its letter case: two texts have the same if and only if strings.EqualFold takes them for
// equal. Lower case alone would not do: ſ and s have one capital, and İ is no i.
func Fold(s string) string { return strings.Map(fold, s) }

// fold returns one of all letters that differ in case alone: the one in lower case that most people would write.
func fold(r rune) rune {
	first := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		first = min(first, other)
	}
	lower := unicode.ToLower(first)
	for other := unicode.SimpleFold(first); other != first; other = unicode.SimpleFold(other) {
		if other == lower {
			return lower
		}
	}
	return first
}
