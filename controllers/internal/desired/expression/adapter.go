package expression

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
)

// adapter makes values of CEL from Go's. It knows json.Number, which cel-go takes for a text,
// and that the data of a Secret may be anything.
type adapter struct{}

// NativeToValue implements types.Adapter.
func (a adapter) NativeToValue(value any) ref.Val {
	switch value := value.(type) {
	case json.Number:
		return number(string(value))
	case string:
		if !utf8.ValidString(value) {
			return types.WrapErr(fault{reason: "a text is not UTF-8"})
		}
		return types.String(value)
	case map[string]any:
		return types.NewStringInterfaceMap(a, value)
	case map[string]string, map[string]map[string]string:
		return types.NewDynamicMap(a, value)
	case []any, []string:
		return types.NewDynamicList(a, value)
	default:
		return types.DefaultTypeAdapter.NativeToValue(value)
	}
}

// number is an int if it can be, else a uint, else a double. It never is a number that is only near: a long identifier
// must not lose its last digits.
func number(text string) ref.Val {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return types.Int(i)
	}
	if u, err := strconv.ParseUint(text, 10, 64); err == nil {
		return types.Uint(u)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || decimalOf(text) != decimalOf(formatDouble(f)) {
		return types.WrapErr(fault{reason: "a number has more digits than expressions can keep; write it as a text"})
	}
	return types.Double(f)
}

func formatDouble(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// decimal is a number as digits without zeros on either side, times ten to the power of exponent.
type decimal struct {
	negative bool
	digits   string
	exponent int
}

func decimalOf(text string) decimal {
	mantissa, power, _ := strings.Cut(strings.ToLower(text), "e")
	exponent, _ := strconv.Atoi(power)
	mantissa, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	trimmed := strings.TrimRight(digits, "0")
	if trimmed == "" {
		return decimal{}
	}
	return decimal{negative, trimmed, exponent - len(fraction) + len(digits) - len(trimmed)}
}
