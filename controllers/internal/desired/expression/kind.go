package expression

import (
	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
)

// Kind is what an expression has to give. It says which Go value Eval returns.
type Kind string

// The kinds.
const (
	Text    Kind = "a text"          // string
	Texts   Kind = "a list of texts" // []string
	Number  Kind = "a number"        // json.Number
	Boolean Kind = "true or false"   // bool

	// Any is any of the above, a list ([]any) or a map (map[string]any) of JSON values. Within these nil is JSON null;
	// an expression as a whole never gives null.
	Any Kind = "a JSON value"
)

// fits tells whether values of a type that is known when an expression is compiled can be of the kind.
func (k Kind) fits(t *cel.Type) bool {
	if isDynamic(t) {
		return true
	}
	switch k {
	case Text:
		return t.Kind() == types.StringKind
	case Texts:
		return t.Kind() == types.ListKind && Text.fits(t.Parameters()[0])
	case Number:
		return t.Kind() == types.IntKind || t.Kind() == types.UintKind || t.Kind() == types.DoubleKind
	case Boolean:
		return t.Kind() == types.BoolKind
	case Any:
		return t.Kind() != types.NullTypeKind && fitsJSON(t)
	default:
		return false
	}
}

func fitsJSON(t *cel.Type) bool {
	switch t.Kind() {
	case types.StringKind, types.BoolKind, types.IntKind, types.UintKind, types.DoubleKind, types.NullTypeKind:
		return true
	case types.ListKind:
		return fitsJSON(t.Parameters()[0])
	case types.MapKind:
		return Text.fits(t.Parameters()[0]) && fitsJSON(t.Parameters()[1])
	default:
		return isDynamic(t)
	}
}

// isDynamic tells that only the value will have a type.
func isDynamic(t *cel.Type) bool {
	return t.Kind() == types.DynKind || t.Kind() == types.AnyKind || t.Kind() == types.TypeParamKind
}

// typeWords are the types of CEL in words. They also say how such a value becomes one that can be used.
var typeWords = map[string]string{
	types.StringType.TypeName():    "a text",
	types.IntType.TypeName():       "a number",
	types.UintType.TypeName():      "a number",
	types.DoubleType.TypeName():    "a number",
	types.BoolType.TypeName():      "true or false",
	types.NullType.TypeName():      "null",
	types.ListType.TypeName():      "a list",
	types.MapType.TypeName():       "a map",
	types.BytesType.TypeName():     "bytes (string() makes a text of them)",
	types.TimestampType.TypeName(): "a timestamp (string() makes a text of it)",
	types.DurationType.TypeName():  "a duration (string() makes a text of it)",
	types.TypeType.TypeName():      "a type",
	types.OptionalType.TypeName():  "an optional value (.orValue() makes a value of it)",
}

func describe(t ref.Type) string {
	if words, known := typeWords[t.TypeName()]; known {
		return words
	}
	return "something else"
}
