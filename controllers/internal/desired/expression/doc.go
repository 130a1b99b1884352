// Package expression evaluates the expressions of a spec: CEL over the object's own attributes, its inputs and its
// metadata. What comes out is a Go value fit for a profile; what fails, fails with words of ours that hold no value.
//
// The same expression over the same values gives the same result: it sees no clock, no random number, and nothing of the
// vendor. It is bounded in time and in memory, whatever is written: whoever may write a spec shares the process with all
// others.
//
// It may import cel-go, nothing of ours.
//
//	program, err := expression.Compile("attributes.email.split('@')[0]", expression.Text)
//	value, err := program.Eval(ctx, expression.Input{Attributes: map[string]any{"email": "jane@acme.example"}})
//	var problem *expression.Error // errors.As; problem.Invalid tells whose fault it is
package expression
