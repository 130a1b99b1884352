package expression_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
)

// canary is in every value that the tests below read. No four characters of it are anywhere else.
const canary = "zqxjkvwq"

// What is wrong with an expression is found before there are values.
func TestCompileErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		kind expression.Kind
		want string
	}{
		{"attributes.email +", expression.Text, `(1:19): there is a syntax error`},
		{"'" + canary, expression.Text, `(1:1): there is a syntax error`},
		{"", expression.Text, `: there is a syntax error`},
		{"attribute.email", expression.Text, `(1:1): there is no attribute; expressions read attributes, inputs and metadata`},
		{"attributes.email\n  .splt('@')", expression.Text, `(2:8): there is no function splt for this`},
		{"now()", expression.Text, `(1:4): there is no function now for this`},
		{"metadata.nmae", expression.Text, `(1:1): of metadata there are name, namespace, labels and annotations`},
		{"'" + canary + "' + 1", expression.Text, `(1:12): + cannot be applied to (string, int)`},
		{"1 ? 2 : 3", expression.Number, `(1:3): ? : cannot be applied to (int, int, int)`},
		{"size(1)", expression.Number, `(1:5): size cannot be applied to (int)`},
		{"metadata.name.first", expression.Text, `(1:14): string has no fields`},
		{"'a'.map(x, x)", expression.Texts, `(1:8): there is no loop over string, only over a list or a map`},
		{"[1].map('x', x)", expression.Texts, `(1:9): the variable of a loop must be a simple name`},
		{"has('a')", expression.Boolean, `(1:5): has() takes the path of a field, such as attributes.email`},
		{"for", expression.Text, `(1:1): for is reserved and cannot be a name`},
		{"9999999999999999999", expression.Number, `(1:1): there is no int with so many digits`},
		{"timestamp('" + canary + "')", expression.Text, `(1:11): this is no timestamp`},
		{"'%d'.format(['" + canary + "'])", expression.Text, `(1:14): the arguments do not fit the function`},
		{strings.Repeat("(", 300), expression.Text, `: it is nested too deeply`},
		{strings.Repeat("1", 5000), expression.Text, `: it is longer than 4096 characters`},

		{"1", expression.Text, `(1:1): it gives a number, and a text is needed`},
		{"['a']", expression.Text, `(1:1): it gives list(string), and a text is needed`},
		{"[1]", expression.Texts, `(1:1): it gives list(int), and a list of texts is needed`},
		{"'a'", expression.Texts, `(1:1): it gives a text, and a list of texts is needed`},
		{"'1'", expression.Number, `(1:1): it gives a text, and a number is needed`},
		{"'true'", expression.Boolean, `(1:1): it gives a text, and true or false is needed`},
		{"attributes.?email", expression.Text, `(1:1): it gives an optional value (.orValue() makes a value of it), and a text is needed`},
		{
			"timestamp('2020-01-02T03:04:05Z')", expression.Any,
			`(1:1): it gives a timestamp (string() makes a text of it), and a JSON value is needed`,
		},
		{"duration('1s')", expression.Any, `(1:1): it gives a duration (string() makes a text of it), and a JSON value is needed`},
		{"b'a'", expression.Any, `(1:1): it gives bytes (string() makes a text of them), and a JSON value is needed`},
		{"type(1)", expression.Any, `(1:1): it gives a type, and a JSON value is needed`},
		{"null", expression.Any, `(1:1): it gives null, and a JSON value is needed`},
		{"{1: 'a'}", expression.Any, `(1:1): it gives map(int, string), and a JSON value is needed`},
		{"[b'a']", expression.Any, `(1:1): it gives list(bytes), and a JSON value is needed`},
	} {
		_, err := expression.Compile(tt.text, tt.kind)
		problem := problemOf(t, err)
		_, rest, _ := strings.Cut(err.Error(), problem.Expression[:min(3, len(problem.Expression))])
		if !problem.Invalid || !strings.HasSuffix(rest, tt.want) {
			t.Errorf("got %v, invalid %t, want …%s", err, problem.Invalid, tt.want)
		}
		if strings.Contains(problem.Reason, canary) {
			t.Errorf("the reason repeats a literal: %s", problem.Reason)
		}
	}
}

// Every way to fail with values says so in our words. cel-go's show the values.
func TestEvalErrors(t *testing.T) {
	t.Parallel()
	const noKey = "; has() tells, and .? with orValue() goes on without"
	for _, tt := range []struct {
		text    string
		kind    expression.Kind
		want    string
		invalid bool
	}{
		{"attributes.emial.split('@')[0]", expression.Text, `(1:11): there is no key "emial"` + noKey, false},
		{"attributes.custom['tire']", expression.Any, `(1:18): there is no key "tire"` + noKey, false},
		{"attributes.email[attributes.email]", expression.Any, `there is no such key` + noKey, false},
		{"inputs.crm.a", expression.Text, `(1:11): there is no key "crm"` + noKey, false},
		{"inputs[inputs.hr.k].k", expression.Text, `there is no such key` + noKey, false},
		{"attributes[inputs.hr.k]", expression.Text, `(1:11): there is no such key` + noKey, false},
		{"{'a': 1}[inputs.hr.k]", expression.Number, `there is no such key` + noKey, false},
		{"metadata.labels[inputs.hr.k + 'x']", expression.Text, `there is no such key` + noKey, false},
		{"attributes.email.split('@')[3]", expression.Text, `(1:28): a list or a text is not that long`, false},
		{"[1, 2][attributes.custom.secret]", expression.Number, `a list or a text is not that long`, false},
		{"inputs.hr.k.substring(400)", expression.Text, `a list or a text is not that long`, false},
		{"inputs.hr.k.substring(3, 2)", expression.Text, `a list or a text is not that long`, false},
		{"inputs.hr.k.charAt(attributes.custom.secret)", expression.Text, `a list or a text is not that long`, false},
		{"inputs.hr.k.split('').slice(2, 100)", expression.Texts, `a list or a text is not that long`, false},
		{"attributes.custom.secret / 0", expression.Number, `a number is divided by zero`, false},
		{"attributes.custom.secret % 0", expression.Number, `a number is divided by zero`, false},
		{"attributes.custom.secret * 9223372036854775807", expression.Number, `a number is too large or too small`, false},
		{"int(double(attributes.custom.secret) * 1e30)", expression.Number, `a number is too large or too small`, false},
		{"double(attributes.custom.secret) / 0.0", expression.Number, `it gives something that is no finite number`, false},
		{"int(inputs.hr.k)", expression.Number, `(1:4): int() cannot convert the value`, false},
		{"uint(inputs.hr.k)", expression.Number, `uint() cannot convert the value`, false},
		{"double(inputs.hr.k)", expression.Number, `double() cannot convert the value`, false},
		{"bool(inputs.hr.k)", expression.Boolean, `bool() cannot convert the value`, false},
		{"string(timestamp(inputs.hr.k))", expression.Text, `timestamp() cannot convert the value`, false},
		{"string(duration(inputs.hr.k))", expression.Text, `duration() cannot convert the value`, false},
		{"timestamp('2020-01-02T03:04:05Z').getHours(inputs.hr.k)", expression.Number, `getHours() cannot do with these values`, false},
		{"string(timestamp(inputs.hr.old))", expression.Text, `a timestamp is out of range`, false},
		{"(inputs.hr.k + '%z').format([1])", expression.Text, `format() cannot do with these values`, false},
		{"(inputs.hr.k + '%d').format([inputs.hr.k])", expression.Text, `format() cannot do with these values`, false},
		{"'%s%s'.format(inputs.hr.k.split(','))", expression.Text, `a list or a text is not that long`, false},
		{"'a'.matches(inputs.hr.k + '(')", expression.Boolean, `the pattern is no regular expression (RE2)`, true},
		{"optional.none().value() + inputs.hr.k", expression.Text, `an optional has no value; orValue() goes on without`, false},
		{"[inputs.hr.k, inputs.hr.k].transformMapEntry(i, v, {v: i})", expression.Any, `a map gets the same key twice`, false},
		{
			"lists.range(-1 - attributes.custom.secret)", expression.Any,
			`lists.range() needs a size that is neither negative nor too large`, false,
		},
		{"[[inputs.hr.k]].flatten(0 - attributes.custom.secret)", expression.Any, `flatten() needs a depth that is not negative`, false},
		{"inputs.hr.binary", expression.Text, `a text is not UTF-8`, false},
		{"inputs.hr.transformList(k, v, v + '').join()", expression.Text, `a text is not UTF-8`, false},
		{"attributes.custom.huge", expression.Number, `a number has more digits than expressions can keep; write it as a text`, false},
		{"attributes.custom", expression.Any, `a number has more digits than expressions can keep; write it as a text`, false},

		{"dyn(inputs.hr.k) + 1", expression.Any, `+ cannot be applied to a value of this type`, true},
		{"attributes.email / 2", expression.Any, `cannot be applied to a value of this type`, true},
		{"attributes.custom.secret.lowerAscii()", expression.Text, `lowerAscii() cannot be applied to a value of this type`, true},
		{"attributes.custom.list[inputs.hr.k]", expression.Any, `cannot be applied to a value of this type`, true},
		{"dyn(attributes.email).map(x, x)", expression.Any, `there is no loop over this value, only over a list or a map`, true},
		{"[dyn(inputs.hr.k), dyn(1)].sort()", expression.Any, `sort() needs members of one type that has an order`, true},
		{"[?dyn(inputs.hr.k)]", expression.Any, `only an optional can follow a question mark`, true},
		{"attributes.custom.list.join()", expression.Text, `needs a list of texts`, true},
		{"attributes.custom.secret", expression.Text, `(1:1): it gives a number, and a text is needed`, true},
		{"attributes.custom.list", expression.Texts, `(1:1): it gives a list with other members, and a list of texts is needed`, true},
		{"attributes.email", expression.Texts, `(1:1): it gives a text, and a list of texts is needed`, true},
		{"attributes.custom.none", expression.Any, `(1:1): it gives null, and a JSON value is needed`, true},
		{"dyn(b'a' + bytes(inputs.hr.k))", expression.Any, `it gives bytes (string() makes a text of them), and a JSON value is needed`, true},
		{"dyn({1: inputs.hr.k})", expression.Any, `it gives a map with keys that are no texts, and a JSON value is needed`, true},
	} {
		_, err := eval(t, tt.text, tt.kind, secrets())
		if err == nil {
			t.Errorf("%s: no error", tt.text)
			continue
		}
		problem := problemOf(t, err)
		if !strings.HasSuffix(err.Error(), tt.want) || problem.Invalid != tt.invalid {
			t.Errorf("got %v, invalid %t, want …%s, invalid %t", err, problem.Invalid, tt.want, tt.invalid)
		}
		if leaked := leak(err, tt.text); leaked != "" {
			t.Errorf("%s: the error has %q of the values: %v", tt.text, leaked, err)
		}
	}
}

// A name is shown that the expression spells out, but not the same text where it is a value.
func TestKeyIsNamedOnlyWhereItIsWritten(t *testing.T) {
	t.Parallel()
	in := expression.Input{Inputs: map[string]map[string]string{"hr": {"k": "abc"}}, Attributes: map[string]any{"x": map[string]any{}}}
	_, err := eval(t, "attributes.x[inputs.hr.k].abc", expression.Any, in)
	if reason := problemOf(t, err).Reason; strings.Contains(reason, "abc") {
		t.Error(reason)
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä + ", 30)
	for name, tt := range map[string]struct {
		problem expression.Error
		want    string
	}{
		"short":       {expression.Error{Expression: `a["b"]`, Line: 1, Column: 2, Reason: "no"}, `expression "a[\"b\"]" (1:2): no`},
		"no place":    {expression.Error{Expression: "a", Reason: "no"}, `expression "a": no`},
		"second line": {expression.Error{Expression: "a\nb", Line: 2, Column: 1, Reason: "no"}, `expression "a\nb" (2:1): no`},
		"long, start": {
			expression.Error{Expression: long, Line: 1, Column: 1, Reason: "no"},
			`expression "` + strings.Repeat("ä + ", 20) + `…" (1:1): no`,
		},
		"long, middle": {
			expression.Error{Expression: long, Line: 1, Column: 61, Reason: "no"},
			`expression "…` + strings.Repeat("ä + ", 20) + `…" (1:61): no`,
		},
		"long, end": {
			expression.Error{Expression: long, Line: 1, Column: 121, Reason: "no"},
			`expression "…` + strings.Repeat("ä + ", 10) + `" (1:121): no`,
		},
		"beyond": {expression.Error{Expression: "a", Line: 9, Column: 9, Reason: "no"}, `expression "a" (9:9): no`},
	} {
		if diff := cmp.Diff(tt.want, tt.problem.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// secrets has the canary wherever an expression can read one.
func secrets() expression.Input {
	return expression.Input{
		Attributes: map[string]any{
			"email": canary,
			"custom": map[string]any{
				canary:   canary,
				"secret": json.Number("918273645"),
				"huge":   json.Number("918273645918273645918273645"),
				"list":   []any{canary, json.Number("918273645")},
				"none":   nil,
			},
		},
		Inputs: map[string]map[string]string{"hr": {"k": canary, canary: canary, "binary": canary + "\xff", "old": "0000-01-02T00:00:00Z"}},
		Metadata: expression.Metadata{
			Name: canary, Namespace: canary,
			Labels:      map[string]string{canary: canary},
			Annotations: map[string]string{canary: canary},
		},
	}
}

// leak returns a part of a secret that the error has and the expression has not.
func leak(err error, text string) string {
	for _, secret := range []string{canary, "918273645"} {
		for i := range len(secret) - 3 {
			if part := secret[i : i+4]; strings.Contains(err.Error(), part) && !strings.Contains(text, part) {
				return part
			}
		}
	}
	return ""
}

func problemOf(tb testing.TB, err error) *expression.Error {
	tb.Helper()
	var problem *expression.Error
	if !errors.As(err, &problem) {
		tb.Fatalf("got %v, want an *expression.Error", err)
	}
	return problem
}
