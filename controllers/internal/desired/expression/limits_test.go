package expression_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
)

// What would take the process down ends soon, with an error that other values may mend.
func TestTooMuch(t *testing.T) {
	t.Parallel()
	big := expression.Input{Inputs: map[string]map[string]string{"big": {"v": strings.Repeat("a ", 1<<19)}}}
	for name, text := range map[string]string{
		"a text, doubled":               "['aa']" + strings.Repeat(".map(a,a+a)", 40),
		"a list, doubled":               "[[1]]" + strings.Repeat(".map(a,a+a)", 40),
		"a list, doubled, counted":      "[[1]]" + strings.Repeat(".map(a,a+a)", 40) + ".size()",
		"a tree":                        "[[1]]" + strings.Repeat(".map(a,[a,a])", 40),
		"trees, compared":               "[[[1]]" + strings.Repeat(".map(a,[a,a])", 40) + "].map(a, a == a)",
		"a map":                         "{'k':'v'}" + strings.Repeat(".transformMap(k,v,[v,v])", 40),
		"loops in loops":                "lists.range(5000).all(a, lists.range(5000).all(b, a + b >= 0))",
		"a long list":                   "lists.range(1000000000)",
		"a long literal":                "[inputs.big.v].map(a,[" + strings.Repeat("a,", 1000) + "a])[0].join()",
		"every character replaced":      "inputs.big.v.replace('', inputs.big.v)",
		"a long separator":              "inputs.big.v.split('').join(inputs.big.v)",
		"a search that always restarts": "inputs.big.v.indexOf(inputs.big.v + 'x')",
		"characters, compared":          "inputs.big.v.split('').distinct()",
		"a large pattern":               "'a'.matches('" + strings.Repeat("(abcdefgh){1000}", 200) + "')",
		"patterns, again and again":     "lists.range(90).map(i, inputs.big.v.substring(0, 60000).matches('[ab](c|d|e|f|g|h)[0-9]'))",
		"duplicates, again and again":   "lists.range(40).map(i, lists.range(1500).distinct())",
		"a pattern on a long text":      "inputs.big.v.matches('(a|b|ab|ba| )*c')",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := eval(t, text, expression.Any, big)
			problem := problemOf(t, err)
			if problem.Invalid || problem.Reason != "it needs too much time or memory with these values" {
				t.Error(err)
			}
		})
	}
}

// A macro that writes its target twice would double what the parser makes with each in a row.
func TestTooManyMaps(t *testing.T) {
	t.Parallel()
	_, err := expression.Compile("optional.of(1)"+strings.Repeat(".optMap(a,a)", 40)+".value()", expression.Number)
	if problem := problemOf(t, err); problem.Reason != "there are too many optMap() and optFlatMap() in a row" {
		t.Error(err)
	}
}

func TestResultTooLarge(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"attributes.v": "it gives more than 64 KiB of text",
		"[attributes.half, attributes.half, 'x']": "it gives more than 64 KiB of text",
		"{attributes.v: 1}":                       "it gives more than 64 KiB of text",
		"lists.range(10000)":                      "it gives more than 10000 values",
	} {
		_, err := eval(t, text, expression.Any, expression.Input{
			Attributes: map[string]any{"v": strings.Repeat("a", 64<<10+1), "half": strings.Repeat("a", 32<<10)},
		})
		if problem := problemOf(t, err); problem.Invalid || problem.Reason != want {
			t.Errorf("%s: %v", text, err)
		}
	}
	got, err := eval(t, "attributes.half + attributes.half", expression.Text,
		expression.Input{Attributes: map[string]any{"half": strings.Repeat("a", 32<<10)}})
	if text, _ := got.(string); err != nil || len(text) != 64<<10 {
		t.Errorf("got %d bytes, %v", len(text), err)
	}
}

func TestContext(t *testing.T) {
	t.Parallel()
	cause := errors.New("the manager stops")
	program, err := expression.Compile("lists.range(1000).all(a, a >= 0)", expression.Boolean)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, err := program.Eval(ctx, expression.Input{}); !errors.Is(err, cause) {
		t.Errorf("got %v before the start, want %v", err, cause)
	}
	if _, err := program.Eval(&ending{Context: t.Context(), done: ctx.Done()}, expression.Input{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v on the way, want %v", err, context.Canceled)
	}
}

// ending is a context that ends right after it was asked whether it has.
type ending struct {
	context.Context //nolint:containedctx // it is one

	done  <-chan struct{}
	asked int
}

func (e *ending) Done() <-chan struct{} { return e.done }

func (e *ending) Err() error {
	if e.asked++; e.asked == 1 {
		return nil
	}
	return context.Canceled
}
