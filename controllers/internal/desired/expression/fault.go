package expression

import (
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
)

// fault is an error of ours on its way through cel-go.
type fault struct {
	reason  string
	invalid bool
}

// Error implements error.
func (f fault) Error() string { return f.reason }

const tooMuchReason = "it needs too much time or memory with these values"

// tooMuch is the result of a step that was not taken.
func tooMuch(step int64) ref.Val {
	return types.LabelErrNode(step, types.WrapErr(fault{reason: tooMuchReason}))
}
