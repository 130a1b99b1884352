package profile_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// What is folded is equal if and only if it differs in case alone, for every letter there is. Digests of folded texts are
// recorded, so most letters have to stay what lower case makes of them.
func TestFold(t *testing.T) {
	for r := range rune(unicode.MaxRune) {
		if unicode.SimpleFold(r) == r && unicode.ToLower(r) == r && unicode.ToUpper(r) == r {
			continue // it has no case
		}
		letter := string(r)
		folded := profile.Fold(letter)
		if profile.Fold(folded) != folded {
			t.Errorf("%q is folded twice", letter)
		}
		for _, other := range []string{strings.ToLower(letter), strings.ToUpper(letter), string(unicode.SimpleFold(r))} {
			if (profile.Fold(other) == folded) != strings.EqualFold(letter, other) {
				t.Errorf("%q and %q are equal by Fold or by EqualFold, not by both", letter, other)
			}
		}
		if r < 0x250 && folded != strings.ToLower(letter) && !strings.ContainsRune("µſİ", r) {
			t.Errorf("%q has become %q", letter, folded)
		}
	}
}
