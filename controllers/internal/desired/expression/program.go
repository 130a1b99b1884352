package expression

import (
	"context"
	"fmt"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common"
	"github.com/google/cel-go/common/types"
)

// Program is a compiled expression. It never changes, so many may evaluate it at once.
type Program struct {
	text    string
	want    Kind
	ast     *cel.Ast
	program cel.Program
}

// Input is what an expression sees. Eval does not change it.
type Input struct {
	// Attributes by name, as encoding/json decodes them with UseNumber; []string is a list too. The groups (custom,
	// customData, customAppData) are maps.
	Attributes map[string]any

	// Inputs are the data of Secrets and ConfigMaps, by the name of the input and the key.
	Inputs map[string]map[string]string

	Metadata Metadata
}

// Metadata of the object.
type Metadata struct {
	Name, Namespace     string
	Labels, Annotations map[string]string
}

// Compile checks an expression, which has to give the kind. If it fails, the error is an *Error that is Invalid.
func Compile(text string, want Kind) (*Program, error) {
	env, err := environment()
	if err != nil {
		return nil, err
	}
	ast, issues := env.Compile(text)
	if issues.Err() != nil {
		return nil, compileError(text, issues.Errors())
	}
	p := &Program{text: text, want: want, ast: ast}
	if result := ast.OutputType(); !want.fits(result) {
		return nil, p.wrongType(typeInFull(result))
	}
	if p.program, err = env.Program(ast, limits()...); err != nil {
		return nil, compileError(text, []*common.Error{{Location: common.NoLocation, Message: err.Error()}})
	}
	return p, nil
}

// Eval returns what the expression gives, in the type that belongs to its kind. If it fails, the error is an *Error, or
// that of the context.
func (p *Program) Eval(ctx context.Context, in Input) (any, error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	result, _, err := p.program.ContextEval(ctx, variables(in))
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err != nil {
		return nil, p.evalError(err)
	}
	return p.convert(result)
}

// wrongType is for an expression whose result is of no use, whatever the reason: even if only today's values give it,
// somebody has to write something else.
func (p *Program) wrongType(got string) *Error {
	return p.failed(fmt.Sprintf("it gives %s, and %s is needed", got, p.want), true)
}

// failed is for what is wrong with the expression as a whole.
func (p *Program) failed(reason string, invalid bool) *Error {
	return &Error{Expression: p.text, Line: 1, Column: 1, Reason: reason, Invalid: invalid}
}

func typeInFull(t *cel.Type) string {
	if t.Kind() == types.ListKind || t.Kind() == types.MapKind {
		return cel.FormatCELType(t)
	}
	return describe(t)
}
