package expression_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
)

// Go goes through a map in another order each time. Expressions do not, whatever the map comes from.
func TestSameEachTime(t *testing.T) {
	t.Parallel()
	keys, values := "", map[string]string{}
	for i := range 20 {
		key := fmt.Sprintf("k%02d", i)
		values[key] = key
		keys += key
	}
	in := expression.Input{
		Attributes: map[string]any{"custom": map[string]any{}},
		Inputs:     map[string]map[string]string{"hr": values},
		Metadata:   expression.Metadata{Labels: values, Annotations: values},
	}
	for _, text := range []string{
		"inputs.hr.map(k, k).join()",
		"inputs.hr.map(k, k.size() > 1, k).join()",
		"inputs.hr.filter(k, true).join()",
		"inputs.hr.transformList(k, v, v).join()",
		"inputs.hr.transformMap(k, v, v + 'x').map(k, k).join()",
		"inputs.hr.transformMapEntry(k, v, {v: k}).transformMap(k, v, v).transformList(k, v, v).join()",
		"[inputs.hr.map(k, {k: k, 'z': 'z'})].map(l, l.map(m, m.map(k, k)[0])).flatten().join()",
		"metadata.labels.map(k, k).join()",
		"metadata.annotations.map(k, k).join()",
		"dyn(inputs).hr.map(k, string(k)).join()",
		"{2u: 'b', 'k': 'd', 1: 'a', true: 'c'}.transformList(k, v, v).join() == 'cadb' ? inputs.hr.map(k, k).join() : ''",
		"'%s'.format([inputs.hr]).split('\"').filter(part, part.startsWith('k')).join() + inputs.hr.map(k, k).join()",
	} {
		first, err := eval(t, text, expression.Text, in)
		if err != nil {
			t.Error(err)
			continue
		}
		for range 20 {
			again, err := eval(t, text, expression.Text, in)
			if diff := cmp.Diff(first, again); diff != "" || err != nil {
				t.Fatalf("%s (-first +again): %v\n%s", text, err, diff)
			}
		}
		if got, _ := first.(string); len(got) < len(keys) || got[len(got)-len(keys):] != keys {
			t.Errorf("%s: got %q, want the keys in order", text, got)
		}
	}
}

// The error is the same too, though more than one thing is wrong.
func TestSameErrorEachTime(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"inputs.hr.map(k, inputs.hr[k] == 'a' ? 1 / 0 : int(inputs.hr[k]))",
		"{'a': b'x', 'b': timestamp(1), 'c': 1.0 / 0.0, 'd': duration('1s'), 'e': dyn({1: 1})}",
	} {
		in := expression.Input{Inputs: map[string]map[string]string{"hr": {"1": "a", "2": "b", "3": "c"}}}
		_, first := eval(t, text, expression.Any, in)
		for range 50 {
			if _, again := eval(t, text, expression.Any, in); again == nil || first == nil || again.Error() != first.Error() {
				t.Fatalf("%s: first %v, then %v", text, first, again)
			}
		}
	}
}

func TestNoClock(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"now()", "time.now()", "math.random()", "uuid()", "timestamp()", "inputs.@inOrder()"} {
		if _, err := expression.Compile(text, expression.Any); err == nil {
			t.Errorf("%s compiles", text)
		}
	}
}
