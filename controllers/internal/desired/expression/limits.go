package expression

import (
	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/overloads"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/interpreter"
)

const (
	// costLimit bounds one evaluation. An expression of daily use costs less than a hundred; a tenth of what Kubernetes
	// allows a rule (pkg/apis/cel) is some hundredths of a second.
	costLimit = 100_000

	// checkFrequency is how many rounds of a loop pass between two looks at the context, as in Kubernetes.
	checkFrequency = 100

	// textUnit is how many bytes of text weigh as much as a number.
	textUnit = 64
)

// limits keep an expression from taking the process down. cel-go counts the cost of a step after it, by estimates that
// Kubernetes makes safe with bounds from schemas. Here are none, so three things work together:
//
//	what is made        is limited by            because otherwise
//	a literal           its weight               [a,a] of [b,b] of [c,c] … doubles with every name
//	the result of call  its weight, as cost      a+a does the same, and so does a loop
//	what a call does    a look before it (guard) 'aaa'.replace('', big) needs the square of its memory
func limits() []cel.ProgramOption {
	return []cel.ProgramOption{
		cel.CostLimit(costLimit),
		cel.CostTracking(weighing{}),
		cel.InterruptCheckFrequency(checkFrequency),
		cel.CustomDecoratorV2(weighLiterals),
	}
}

// weight is how many values there are within a value, counting all that is there many times, and more for long texts. It
// stops counting beyond the cost limit.
func weight(v ref.Val) uint64 { return weigh(v, 0) }

func weigh(v ref.Val, total uint64) uint64 {
	if total++; total > costLimit {
		return total
	}
	switch v := v.(type) {
	case types.String:
		return total + uint64(len(v)/textUnit)
	case types.Bytes:
		return total + uint64(len(v)/textUnit)
	case *types.Optional:
		if v.HasValue() {
			return weigh(v.GetValue(), total)
		}
	case traits.Lister:
		for it := v.Iterator(); total <= costLimit && it.HasNext() == types.True; {
			total = weigh(it.Next(), total)
		}
	case traits.Mapper:
		for it := v.Iterator(); total <= costLimit && it.HasNext() == types.True; {
			key := it.Next()
			total = weigh(key, total)
			total = weigh(v.Get(key), total)
		}
	}
	return total
}

// weighing makes a call cost what goes in, what comes out, and the work between if it can be more.
type weighing struct{}

// CallCost implements interpreter.ActualCostEstimator.
func (weighing) CallCost(function, overload string, args []ref.Val, result ref.Val) *uint64 {
	last := len(args) - 1
	if overload == overloads.AddList || function == "cel.@mapInsert" {
		// A loop appends to what it has gathered so far: only what is new counts, or a loop would cost its square.
		return new(weight(args[last]))
	}
	if function == inOrder {
		return new(uint64(1)) // a loop pays for what it goes through
	}
	cost := weight(result)
	if work, hard := works[function]; hard {
		cost += uint64(min(max(work(args)/textUnit, 0), costLimit))
	}
	for _, arg := range args {
		cost += weight(arg)
	}
	return &cost
}

// weighLiterals bounds what a list or a map is made of.
func weighLiterals(step interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
	if constructor, ok := step.(interpreter.InterpretableConstructor); ok {
		return literal{constructor}, nil
	}
	return step, nil
}

type literal struct {
	interpreter.InterpretableConstructor
}

// Exec implements interpreter.InterpretableV2.
func (l literal) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	made := l.InterpretableConstructor.Exec(frame)
	if weight(made) > costLimit {
		return tooMuch(l.ID())
	}
	return made
}
