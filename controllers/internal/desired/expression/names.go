package expression

import (
	"strings"

	"github.com/google/cel-go/common/operators"
)

// displayName returns an operator as people write it, and any other name as it is.
func displayName(function string) string {
	if function == operators.Conditional {
		return "? :"
	}
	if display, isOperator := operators.FindReverse(function); isOperator && display != "" {
		return display
	}
	switch strings.Trim(function, "@") {
	case "_[_]", "_[?_]":
		return "[]"
	case "_?._":
		return ".?"
	default:
		return function
	}
}
