package expression

import (
	"fmt"
	"strings"
)

// Error is why an expression gives nothing. It shows the expression, which stands in the spec for all to see, and no
// value that the expression read or came to.
type Error struct {
	Expression string

	// Line and Column count from 1, the column in characters. They are 0 where the place is not known.
	Line, Column int

	// Reason is the second half of a sentence whose first is the expression.
	Reason string

	// Invalid tells that whoever wrote the expression has to mend it. Otherwise other values may do.
	Invalid bool
}

// Error returns a sentence such as: expression "attributes.emial" (1:11): there is no key "emial".
func (e *Error) Error() string {
	where := ""
	if e.Line > 0 {
		where = fmt.Sprintf(" (%d:%d)", e.Line, e.Column)
	}
	return fmt.Sprintf("expression %q%s: %s", e.excerpt(), where, e.Reason)
}

// excerptSize is how many characters of an expression an error shows on each side of the place.
const excerptSize = 40

func (e *Error) excerpt() string {
	text := []rune(e.Expression)
	place := min(e.offset(), len(text))
	from, to := place-excerptSize, place+excerptSize
	before, after := "…", "…"
	if from <= 0 {
		from, to, before = 0, max(to, 2*excerptSize), ""
	}
	if to >= len(text) {
		to, after = len(text), ""
	}
	return before + string(text[from:to]) + after
}

// offset is the place, in characters from the beginning.
func (e *Error) offset() int {
	if e.Line == 0 {
		return 0
	}
	lines := strings.SplitAfter(e.Expression, "\n")
	offset := e.Column - 1
	for _, line := range lines[:min(e.Line-1, len(lines))] {
		offset += len([]rune(line))
	}
	return offset
}

// next is the character at the place; at a call it is the parenthesis.
func (e *Error) next() rune {
	text := []rune(e.Expression)
	if place := e.offset(); e.Line > 0 && place < len(text) {
		return text[place]
	}
	return 0
}
