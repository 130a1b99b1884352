package expression

import (
	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
)

// safeMacros are those of the environment that need something done to what they are called on.
func safeMacros(env *cel.Env) []cel.EnvOption {
	var safe []cel.EnvOption
	for _, macro := range env.Macros() {
		name := macro.Function()
		switch {
		case name == "optMap" || name == "optFlatMap":
			safe = append(safe, cel.Macros(cel.ReceiverMacro(name, macro.ArgCount(), bounded(macro.Expander()))))
		case loops[name]:
			safe = append(safe, cel.Macros(cel.ReceiverMacro(name, macro.ArgCount(), throughInOrder(macro.Expander()))))
		}
	}
	return safe
}

// maxCopied is how many steps a macro may write down twice.
const maxCopied = 500

const tooManyMaps = "there are too many optMap() and optFlatMap() in a row"

// bounded is for macros that expand to what names their target twice. Each in a row doubles what the parser makes; sixty
// of them never end.
func bounded(expand cel.MacroFactory) cel.MacroFactory {
	return func(factory cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
		steps := 0
		ast.PostOrderVisit(target, ast.NewExprVisitor(func(ast.Expr) { steps++ }))
		if steps > maxCopied {
			return nil, factory.NewError(target.ID(), tooManyMaps)
		}
		return expand(factory, target, args)
	}
}

func throughInOrder(expand cel.MacroFactory) cel.MacroFactory {
	return func(factory cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
		return expand(factory, factory.NewCall(inOrder, target), args)
	}
}
