package plan

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// equal tells whether two values of that type mean the same. E-mail addresses that differ only in case are equal:
// resending one would cost the user its verification and change nothing that mail servers heed.
func equal(t target.Type, a, b profile.Value) bool {
	switch t {
	case target.TypeEmail, target.TypeEmail60, target.TypeName, target.TypeName250:
		return equalTexts(a, b, strings.EqualFold)
	case target.TypeTimestamp:
		return equalTexts(a, b, sameInstant)
	case target.TypeEmails:
		return equalSets(a, b, profile.Fold)
	case target.TypePhones:
		return equalSets(a, b, func(s string) string { return s })
	default:
		return equalJSON(a.Reveal(), b.Reveal())
	}
}

func equalTexts(a, b profile.Value, same func(a, b string) bool) bool {
	x, isText := a.Text()
	y, isTextToo := b.Text()
	return isText && isTextToo && same(x, y)
}

func equalSets(a, b profile.Value, fold func(string) string) bool {
	x, isSet := a.Texts()
	y, isSetToo := b.Texts()
	return isSet && isSetToo && slices.Equal(folded(x, fold), folded(y, fold))
}

func folded(members []string, fold func(string) string) []string {
	result := make([]string, len(members))
	for i, member := range members {
		result[i] = fold(member)
	}
	slices.Sort(result)
	return slices.Compact(result)
}

func sameInstant(a, b string) bool {
	x, errX := instant(a)
	y, errY := instant(b)
	return errX == nil && errY == nil && x.Equal(y)
}

// instant reads an ISO 8601 date, or a date and time with its zone.
func instant(s string) (time.Time, error) {
	if date, err := time.Parse(time.DateOnly, s); err == nil {
		return date, nil
	}
	return time.Parse(time.RFC3339Nano, s)
}

// equalJSON compares decoded JSON: objects without regard to order, numbers by what they mean, so that 1.0 is 1.
func equalJSON(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && maps.EqualFunc(x, y, equalJSON)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, equalJSON)
	case json.Number:
		y, ok := b.(json.Number)
		return ok && equalNumbers(x, y)
	case string, bool, nil:
		return a == b
	default:
		return false
	}
}

// equalNumbers compares as 64-bit floats, as the vendors store them; two whole numbers, which may be beyond their
// precision, as written.
func equalNumbers(a, b json.Number) bool {
	x, errX := a.Float64()
	y, errY := b.Float64()
	if errX != nil || errY != nil || x != 0 && isWhole(a) && isWhole(b) { // -0 is 0
		return a == b
	}
	return x == y
}

func isWhole(n json.Number) bool { return !strings.ContainsAny(string(n), ".eE") }
