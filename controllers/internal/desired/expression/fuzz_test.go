package expression_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
)

// longest is how long an expression may take on a machine that has much else to do: its cost is limited, not its time.
const longest = 5 * time.Second

// Whatever is written, and whatever the values are: no panic, an end, the same twice, and no value in an error.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		"attributes.email.split('@')[0]", "attributes[inputs.hr.k]", "int(inputs.hr.k + fuzzed.v)", "inputs.hr.k.substring(1, 99)",
		"{inputs.hr.k: 1}[attributes.email]", "attributes.?custom.secret.optMap(x, x / 0).orValue(1)", "'%d%s'.format([inputs.hr.k, 1])",
		"inputs.hr.transformMap(k, v, v.matches(k))", "inputs.transformMapEntry(k, v, {v: k})", "[1, 2].map(x, [x, x]).flatten(2)",
		"timestamp(metadata.name).getHours(inputs.hr.k)", "has(metadata.labels.x) ? b'\\xff' : bytes(inputs.hr.k)",
		"attributes.custom.list.sort().distinct().slice(0, 5)", "sets.contains(attributes.custom.list, [inputs.fuzzed.v])",
		"inputs.fuzzed.v.replace('', inputs.hr.k).findAll(inputs.fuzzed.v)", "google.protobuf.Struct{fields: {'a': inputs.hr.k}}",
		"lists.range(9).sortBy(x, -x)", "attributes.custom.secret * attributes.custom.secret", "double(inputs.hr.k) / 0.0", "x.y.z(`a`)",
	} {
		f.Add(seed, "7")
		f.Add(seed, "\xff(")
	}
	kinds := []expression.Kind{expression.Any, expression.Text, expression.Texts, expression.Number, expression.Boolean}
	f.Fuzz(func(t *testing.T, text, value string) {
		in := secrets()
		in.Attributes["fuzzed"] = value
		in.Inputs["fuzzed"] = map[string]string{"v": value}
		for _, kind := range kinds {
			program, err := expression.Compile(text, kind)
			if err != nil {
				if problem := problemOf(t, err); !problem.Invalid {
					t.Errorf("%v may mend itself", err)
				}
				continue
			}
			start := time.Now()
			got, err := program.Eval(t.Context(), in)
			if took := time.Since(start); took > longest {
				t.Errorf("it took %s", took)
			}
			again, errAgain := program.Eval(t.Context(), in)
			if diff := cmp.Diff(got, again); diff != "" || (err == nil) != (errAgain == nil) {
				t.Errorf("the second time is another (-first +second):\n%s\n%v, %v", diff, err, errAgain)
			}
			if err == nil {
				continue
			}
			_ = problemOf(t, err)
			if leaked := leak(err, text+value); leaked != "" {
				t.Errorf("%q of the values is in: %v", leaked, err)
			}
		}
	})
}
