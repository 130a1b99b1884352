package expression

import (
	"fmt"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/decls"
	"github.com/google/cel-go/common/functions"
	"github.com/google/cel-go/common/overloads"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// workLimit is how many bytes or comparisons one call may come to: some milliseconds.
const workLimit = 1 << 22

// work estimates how much a call with the arguments would do, or make.
type work func(args []ref.Val) float64

// works are the functions whose work can be more than a small multiple of the weight of their arguments.
var works = map[string]work{
	"replace":         replacing,
	"join":            joining,
	"indexOf":         product,
	"lastIndexOf":     product,
	"format":          func(args []ref.Val) float64 { return textUnit * float64(weight(args[1])) },
	"distinct":        func(args []ref.Val) float64 { return product([]ref.Val{args[0], args[0]}) },
	"lists.range":     func(args []ref.Val) float64 { return float64(intOf(args[0])) },
	"sets.contains":   product,
	"sets.equivalent": product,
	"sets.intersects": product,

	overloads.Matches: matching,
	"find":            matching,
	"findAll":         matching,
}

// guard declares these functions anew: the same, but they look before they work.
func guard(env *cel.Env) ([]cel.EnvOption, error) {
	guarded := make([]cel.EnvOption, 0, len(works))
	for name, work := range works {
		function, found := env.Functions()[name]
		if !found {
			return nil, fmt.Errorf("no function %s", name)
		}
		bindings, err := function.Bindings()
		if err != nil {
			return nil, err
		}
		bound := map[string]*functions.Overload{}
		for _, binding := range bindings {
			bound[binding.Operator] = binding
		}
		var declarations []cel.FunctionOpt
		for _, overload := range function.OverloadDecls() {
			declarations = append(declarations, declare(overload, look(work, bound[overload.ID()])))
		}
		guarded = append(guarded, cel.Function(name, declarations...))
	}
	return guarded, nil
}

func declare(overload *decls.OverloadDecl, binding cel.OverloadOpt) cel.FunctionOpt {
	if overload.IsMemberFunction() {
		return cel.MemberOverload(overload.ID(), overload.ArgTypes(), overload.ResultType(), binding)
	}
	return cel.Overload(overload.ID(), overload.ArgTypes(), overload.ResultType(), binding)
}

func look(work work, call *functions.Overload) cel.OverloadOpt {
	switch {
	case call.Unary != nil:
		return cel.UnaryBinding(func(arg ref.Val) ref.Val {
			if work([]ref.Val{arg}) > workLimit {
				return tooMuch(0)
			}
			return call.Unary(arg)
		})
	case call.Binary != nil:
		return cel.BinaryBinding(func(lhs, rhs ref.Val) ref.Val {
			if work([]ref.Val{lhs, rhs}) > workLimit {
				return tooMuch(0)
			}
			return call.Binary(lhs, rhs)
		})
	default:
		return cel.FunctionBinding(func(args ...ref.Val) ref.Val {
			if work(args) > workLimit {
				return tooMuch(0)
			}
			return call.Function(args...)
		})
	}
}

// replacing makes a text that has the new one for each of the old.
func replacing(args []ref.Val) float64 {
	text, old, replacement := textOf(args[0]), textOf(args[1]), textOf(args[2])
	return float64(len(text)) + float64(strings.Count(text, old))*float64(len(replacement))
}

// joining makes a text that has a separator after each member.
func joining(args []ref.Val) float64 {
	separator := 0
	if len(args) > 1 {
		separator = len(textOf(args[1]))
	}
	list, isList := args[0].(traits.Lister)
	if !isList {
		return 0
	}
	total := 0.0
	for it := list.Iterator(); total <= workLimit && it.HasNext() == types.True; {
		total += 1 + float64(len(textOf(it.Next()))+separator)
	}
	return total
}

// product is for what compares each part of one argument with each part of the other.
func product(args []ref.Val) float64 { return weighed(args[0]) * weighed(args[1]) }

// weighed is the weight of a list, and the length of a text.
func weighed(v ref.Val) float64 {
	if text, isText := v.(types.String); isText {
		return float64(len(text))
	}
	return float64(weight(v))
}
