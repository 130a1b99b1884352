package expression

import (
	"errors"
	"fmt"
	"strings"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/interpreter"
)

// evalError returns cel-go's error in our words: cel-go's repeat values.
func (p *Program) evalError(err error) *Error {
	e := &Error{Expression: p.text}
	var step ast.Expr
	if failed, marked := errors.AsType[*types.Err](err); marked {
		source := p.ast.NativeRep()
		e.place(source.SourceInfo().GetStartLocation(failed.NodeID()))
		step = stepOf(source.Expr(), failed.NodeID())
	}
	var ours fault
	var cancelled interpreter.EvalCancelledError
	switch {
	case errors.As(err, &ours):
		e.Reason, e.Invalid = ours.reason, ours.invalid
	case errors.As(err, &cancelled):
		e.Reason = tooMuchReason
	default:
		e.Reason, e.Invalid = evalReason(err.Error(), step)
	}
	return e
}

// evalReasons are cel-go's messages, by their beginning: what follows is often a value. %s is the function.
var evalReasons = []struct {
	message, reason string
	invalid         bool
}{
	{"no such key", "there is no such key; has() tells, and .? with orValue() goes on without", false},
	{"no such attribute", "there is no such key; has() tells, and .? with orValue() goes on without", false},
	{"index out of", "a list or a text is not that long", false},
	{"index '", "a list or a text is not that long", false},
	{"invalid substring range", "a list or a text is not that long", false},
	{"cannot slice", "a list or a text is not that long", false},
	{"index ", "a list or a text is not that long", false},
	{"division by zero", "a number is divided by zero", false},
	{"modulus by zero", "a number is divided by zero", false},
	{"integer overflow", "a number is too large or too small", false},
	{"unsigned integer overflow", "a number is too large or too small", false},
	{"duration overflow", "a duration is too long", false},
	{"timestamp overflow", "a timestamp is out of range", false},
	{"type conversion error", "%s cannot convert the value", false},
	{"invalid UTF-8", "%s cannot convert the value", false},
	{"optional.none()", "an optional has no value; orValue() goes on without", false},
	{"insert failed", "a map gets the same key twice", false},
	{"NaN values", "a number is not comparable", false},
	{"no such overload", "%s cannot be applied to a value of this type", true},
	{"unsupported index", "%s cannot be applied to a value of this type", true},
	{"unsupported conversion", "%s cannot be applied to a value of this type", true},
	{"got '", "there is no loop over this value, only over a list or a map", true},
	{"unsupported comprehension range", "there is no loop over this value, only over a list or a map", true},
	{"list elements must", "%s needs members of one type that has an order", true},
	{"cannot initialize optional", "only an optional can follow a question mark", true},
	{"join: invalid input", "%s needs a list of texts", true},
	{"lists.range: size", "%s needs a size that is neither negative nor too large", false},
	{"level must", "%s needs a depth that is not negative", false},
}

func evalReason(message string, step ast.Expr) (reason string, invalid bool) {
	if key := missingKey(message, step); key != "" {
		return fmt.Sprintf("there is no key %q; has() tells, and .? with orValue() goes on without", key), false
	}
	for _, candidate := range evalReasons {
		if strings.HasPrefix(message, candidate.message) {
			return strings.Replace(candidate.reason, "%s", functionOf(step), 1), candidate.invalid
		}
	}
	return functionOf(step) + " cannot do with these values", false
}

func functionOf(step ast.Expr) string {
	if step == nil || step.Kind() != ast.CallKind {
		return "an operator"
	}
	name := strings.TrimPrefix(displayName(step.AsCall().FunctionName()), "@")
	if name != "in" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.") == "" {
		return name + "()"
	}
	return name
}

// missingKey returns the key that is missing if the expression spells out the whole path to it. A key that was computed
// is a value, even if the expression has the same text elsewhere.
func missingKey(message string, step ast.Expr) string {
	key, isKey := strings.CutPrefix(message, "no such key: ")
	if !isKey {
		return ""
	}
	for found := false; step != nil; {
		var name string
		switch {
		case step.Kind() == ast.SelectKind:
			name, step = step.AsSelect().FieldName(), step.AsSelect().Operand()
		case step.Kind() == ast.CallKind && len(step.AsCall().Args()) == 2 && isText(step.AsCall().Args()[1]):
			args := step.AsCall().Args()
			name, step = textOf(args[1].AsLiteral()), args[0]
		case step.Kind() == ast.IdentKind && found:
			return key
		default:
			return ""
		}
		found = found || name == key
	}
	return ""
}

func isText(e ast.Expr) bool {
	return e.Kind() == ast.LiteralKind && e.AsLiteral().Type() == types.StringType
}

// stepOf returns the step of that number, or nil.
func stepOf(root ast.Expr, id int64) ast.Expr {
	var found ast.Expr
	ast.PostOrderVisit(root, ast.NewExprVisitor(func(e ast.Expr) {
		if e.ID() == id {
			found = e
		}
	}))
	return found
}
