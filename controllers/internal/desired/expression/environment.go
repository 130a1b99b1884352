package expression

import (
	"math"
	"sync"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/env"
	"github.com/google/cel-go/common/overloads"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/ext"
)

// The size of an expression. The CRD has a bound too; but time and memory of compiling grow with the length, and with
// the fourth power of the depth: types nest as loops do.
const (
	maxLength = 4096 // characters
	maxDepth  = 50   // Kubernetes leaves it at 250
)

// environment is what every expression is compiled in. It takes milliseconds to make and never changes.
var environment = sync.OnceValues(func() (*cel.Env, error) {
	disownSharedErrors()
	unguarded, err := cel.NewCustomEnv(language()...)
	if err != nil {
		return nil, err
	}
	guarded, err := guard(unguarded)
	if err != nil {
		return nil, err
	}
	return unguarded.Extend(append(guarded, safeMacros(unguarded)...)...)
})

// language is CEL as Kubernetes offers it to its users (k8s.io/apiserver, pkg/cel/environment), less what reads more than
// its arguments and what profiles have no use for: authorization, quantities, addresses, versions.
func language() []cel.EnvOption {
	return []cel.EnvOption{
		// Ours takes its place, because of its limit.
		cel.StdLib(cel.StdLibSubset(&env.LibrarySubset{
			ExcludeFunctions: []*env.Function{{Name: overloads.Matches}},
		})),
		cel.OptionalTypes(),
		cel.CrossTypeNumericComparisons(true),
		cel.DefaultUTCTimeZone(true),
		cel.EagerlyValidateDeclarations(true),
		cel.ParserExpressionSizeLimit(maxLength),
		cel.ParserRecursionLimit(maxDepth),
		cel.ASTValidators(cel.ValidateDurationLiterals(), cel.ValidateTimestampLiterals()),

		// Kubernetes is at 2. From 4 on format follows the specification, from 5 on its precision has a limit.
		ext.Strings(ext.StringsVersion(5)),
		ext.Lists(ext.ListsVersion(3)),
		ext.Sets(),
		ext.TwoVarComprehensions(),
		patterns(),
		order(),

		cel.CustomTypeAdapter(adapter{}),
		cel.Variable("attributes", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("inputs", cel.MapType(cel.StringType, cel.MapType(cel.StringType, cel.StringType))),
		// CEL has variables with dots: so a misspelt metadata.nmae is found when the expression is compiled.
		cel.Variable("metadata.name", cel.StringType),
		cel.Variable("metadata.namespace", cel.StringType),
		cel.Variable("metadata.labels", cel.MapType(cel.StringType, cel.StringType)),
		cel.Variable("metadata.annotations", cel.MapType(cel.StringType, cel.StringType)),
	}
}

// variables has maps of CEL where cel-go would find its way through Go's by itself: at the end of that way it knows
// values that it does not know along it, such as a json.Number as an index.
func variables(in Input) map[string]any {
	return map[string]any{
		"attributes":           adapter{}.NativeToValue(in.Attributes),
		"inputs":               adapter{}.NativeToValue(in.Inputs),
		"metadata.name":        in.Metadata.Name,
		"metadata.namespace":   in.Metadata.Namespace,
		"metadata.labels":      in.Metadata.Labels,
		"metadata.annotations": in.Metadata.Annotations,
	}
}

// disownSharedErrors marks the errors that cel-go has only once and returns from everywhere, because it marks each error
// that it returns with the step that it stems from, unless it is marked: the first to fail would leave its step to all
// others, and two at once would race (common/types/err.go).
func disownSharedErrors() {
	types.LabelErrNode(noStep, types.NoSuchOverloadErr())
	types.LabelErrNode(noStep, types.Int(math.MinInt64).ConvertToType(types.TimestampType))
}

// noStep is no step of any expression: they count from 1.
const noStep = -1
