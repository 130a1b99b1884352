package expression

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/google/cel-go/common"
)

// compileError returns the first of cel-go's errors in our words: cel-go's repeat literals.
func compileError(text string, all []*common.Error) *Error {
	first := all[0]
	for _, next := range all[1:] {
		if isBefore(next.Location, first.Location) {
			first = next
		}
	}
	e := &Error{Expression: text, Reason: compileReason(first.Message), Invalid: true}
	e.place(first.Location)
	if name := undeclared.FindStringSubmatch(first.Message); name != nil && e.next() == '(' {
		e.Reason = fmt.Sprintf("there is no function %s for this", name[1])
	}
	return e
}

func isBefore(a, b common.Location) bool {
	return a.Line() < b.Line() || a.Line() == b.Line() && a.Column() < b.Column()
}

func (e *Error) place(at common.Location) {
	if at.Line() > 0 && at.Column() >= 0 {
		e.Line, e.Column = at.Line(), at.Column()+1
	}
}

var undeclared = regexp.MustCompile(`^undeclared reference to '([\w.]+)'`)

// compileReasons are cel-go's messages (checker/errors.go, parser/errors.go, parser/parser.go) and ours. What a pattern
// picks out of a message is a name or a type, never a literal.
var compileReasons = []struct {
	message *regexp.Regexp
	reason  string
}{
	{regexp.MustCompile(`^Syntax error`), "there is a syntax error"},
	{
		regexp.MustCompile(`^undeclared reference to 'metadata'`),
		"of metadata there are name, namespace, labels and annotations",
	},
	{undeclared, "there is no %s; expressions read attributes, inputs and metadata"},
	{regexp.MustCompile(`^found no matching overload for '([^' ]+)' applied to '([^']*)'`), "%s cannot be applied to %s"},
	{regexp.MustCompile(`^type '([^']+)' does not support field selection`), "%s has no fields"},
	{regexp.MustCompile(`^undefined field '(\w+)'`), "there is no field %s"},
	{regexp.MustCompile(`^expected type '([^']+)' but found '([^']+)'`), "%s is expected here, not %s"},
	{regexp.MustCompile(`^expression of type '([^']+)' cannot be range`), "there is no loop over %s, only over a list or a map"},
	{regexp.MustCompile(`^unsupported (syntax|optional field)`), "a question mark stands where none can be"},
	{regexp.MustCompile(`^reserved identifier: (\w+)`), "%s is reserved and cannot be a name"},
	{regexp.MustCompile(`^invalid (int|uint|double) literal`), "there is no %s with so many digits"},
	{regexp.MustCompile(`^invalid argument to has\(\)`), "has() takes the path of a field, such as attributes.email"},
	{regexp.MustCompile(`^argument (is not an identifier|must be a simple name)`), "the variable of a loop must be a simple name"},
	{regexp.MustCompile(`variable name must be a simple identifier`), "the variable of a loop must be a simple name"},
	{regexp.MustCompile(`^invalid (timestamp|duration) argument`), "this is no %s"},
	{
		regexp.MustCompile(`^expression code point size exceeds limit`),
		fmt.Sprintf("it is longer than %d characters", maxLength),
	},
	{regexp.MustCompile(`^` + regexp.QuoteMeta(tooManyMaps)), tooManyMaps},
	{regexp.MustCompile(`recursion`), "it is nested too deeply"},
	{regexp.MustCompile(`format|argument|index \d+ out of range`), "the arguments do not fit the function"},
}

func compileReason(message string) string {
	for _, candidate := range compileReasons {
		match := candidate.message.FindStringSubmatch(message)
		if match == nil {
			continue
		}
		parts := make([]any, 0, len(match))
		for _, part := range match[1:] {
			parts = append(parts, displayName(part))
		}
		if strings.Count(candidate.reason, "%s") != len(parts) {
			return candidate.reason
		}
		return fmt.Sprintf(candidate.reason, parts...)
	}
	return "it is no valid expression"
}
