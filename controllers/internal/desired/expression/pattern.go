package expression

import (
	"math"
	"regexp"
	"regexp/syntax"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/overloads"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
)

// patterns are the functions on regular expressions: that of CEL, and the two of Kubernetes. In cel-go nothing bounds how
// large a pattern becomes when it is compiled, and it is matched against a text in one go.
func patterns() cel.EnvOption {
	text, texts := cel.StringType, cel.ListType(cel.StringType)
	declarations := []cel.EnvOption{
		cel.Function(overloads.Matches,
			cel.Overload("matches_text", []*cel.Type{text, text}, cel.BoolType, cel.BinaryBinding(matches)),
			cel.MemberOverload(overloads.MatchesString, []*cel.Type{text, text}, cel.BoolType, cel.BinaryBinding(matches))),
		cel.Function("find",
			cel.MemberOverload("string_find_string", []*cel.Type{text, text}, text, cel.BinaryBinding(find))),
		cel.Function("findAll",
			cel.MemberOverload("string_find_all_string", []*cel.Type{text, text}, texts,
				cel.BinaryBinding(func(text, pattern ref.Val) ref.Val { return findAll(text, pattern, types.Int(-1)) })),
			cel.MemberOverload("string_find_all_string_int", []*cel.Type{text, text, cel.IntType}, texts,
				cel.FunctionBinding(func(args ...ref.Val) ref.Val { return findAll(args[0], args[1], args[2]) }))),
	}
	return func(env *cel.Env) (_ *cel.Env, err error) {
		for _, declaration := range declarations {
			if env, err = declaration(env); err != nil {
				return nil, err
			}
		}
		return env, nil
	}
}

func matches(text, pattern ref.Val) ref.Val {
	re, failed := compilePattern(pattern)
	if failed != nil {
		return failed
	}
	return types.Bool(re.MatchString(textOf(text)))
}

// find returns the first match, or an empty text.
func find(text, pattern ref.Val) ref.Val {
	re, failed := compilePattern(pattern)
	if failed != nil {
		return failed
	}
	return types.String(re.FindString(textOf(text)))
}

// findAll returns all matches, or as many as the limit says unless it is negative.
func findAll(text, pattern, limit ref.Val) ref.Val {
	re, failed := compilePattern(pattern)
	if failed != nil {
		return failed
	}
	return types.NewStringList(types.DefaultTypeAdapter, re.FindAllString(textOf(text), intOf(limit)))
}

// compilePattern returns the pattern, or the error that the call gives.
func compilePattern(pattern ref.Val) (*regexp.Regexp, ref.Val) {
	re, err := regexp.Compile(textOf(pattern))
	if err != nil {
		return nil, types.WrapErr(fault{reason: "the pattern is no regular expression (RE2)", invalid: true})
	}
	return re, nil
}

// matching takes as many steps as the pattern has, for each byte of the text. A pattern that is too large to compile is
// too much for any text.
func matching(args []ref.Val) float64 {
	parsed, err := syntax.Parse(textOf(args[1]), syntax.Perl)
	if err != nil {
		return 0
	}
	size := patternSize(parsed)
	if size > maxPatternSize {
		return math.Inf(1)
	}
	return size * float64(len(textOf(args[0]))+compileCost)
}

// compileCost is how many bytes of text could be matched while a pattern is compiled, which each call does.
const compileCost = 16

// maxPatternSize is how many steps a pattern may have. That of an e-mail address has about twenty.
const maxPatternSize = 5000

// patternSize is about how many steps the compiled pattern has: x{100} has a hundred.
func patternSize(re *syntax.Regexp) float64 {
	size := 1 + float64(len(re.Rune))
	for _, sub := range re.Sub {
		size += patternSize(sub)
	}
	if re.Op == syntax.OpRepeat {
		size *= float64(max(re.Min, re.Max, 1))
	}
	return size
}

// textOf and intOf are for arguments that cel-go has checked to be of the type.
func textOf(v ref.Val) string {
	text, _ := v.(types.String)
	return string(text)
}

func intOf(v ref.Val) int {
	i, _ := v.(types.Int)
	return int(i)
}
