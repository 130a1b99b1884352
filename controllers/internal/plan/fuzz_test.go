package plan_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// FuzzEquality holds for any two JSON values and every type: a value is equal to itself, equality is mutual, what is no
// value of the type is refused in the same words whatever it is, and a value that is accepted is planned until it is there.
func FuzzEquality(f *testing.F) {
	for _, pair := range [][2]string{
		{`"a@b"`, `"A@B"`},
		{`"\u017f@b"`, `"s@b"`},
		{`1`, `1.0`},
		{`-0`, `0`},
		{`1e400`, `1E400`},
		{`9007199254740993`, `9007199254740992.0`},
		{`["b@c","a@b"]`, `["A@B","b@c","b@c"]`},
		{`["\u03c3@b"]`, `["\u03c2@b"]`},
		{`"1990-02-03"`, `"1990-02-03T00:00:00.0Z"`},
		{`{"a":[1,null]}`, `{"a":[1.0,null]}`},
		{`null`, `"null"`},
		{`true`, `"true"`},
		{`"+14155550100"`, `"+1"`},
		{`[]`, `{}`},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		if !json.Valid([]byte(first)) || !json.Valid([]byte(second)) {
			return // a part of it may be
		}
		wantSameInSets(t, first, second)
		for _, of := range slices.Sorted(maps.Keys(attributeOf)) {
			one, isJSON := valueIn(of, first)
			other, isToo := valueIn(of, second)
			if !isJSON || !isToo {
				return
			}
			a, b := acceptedOr(t, of, one), acceptedOr(t, of, other)
			if a == nil || b == nil {
				continue
			}
			attribute := attributeOf[of]
			having := func(value profile.Value) target.User {
				return target.User{Profile: profile.Profile{attribute: value}}
			}
			if !a.Plan(having(one)).Empty() {
				t.Errorf("%s: %s differs from itself", of, first)
			}
			if a.Plan(having(other)).Empty() != b.Plan(having(one)).Empty() {
				t.Errorf("%s: %s and %s are equal in one direction", of, first, second)
			}
			if change := a.Plan(target.User{}); len(change) != 1 || len(a.Missing(change, having(one))) != 0 {
				t.Errorf("%s: %s is not planned, or never seen", of, first)
			}
		}
	})
}

// wantSameInSets expects that two addresses are equal as members of sets if and only if they are by themselves.
func wantSameInSets(t *testing.T, first, second string) {
	t.Helper()
	equal := func(of target.Type, format string) bool {
		one, isJSON := valueIn(of, fmt.Sprintf(format, first))
		other, isToo := valueIn(of, fmt.Sprintf(format, second))
		if !isJSON || !isToo {
			return false
		}
		p := acceptedOr(t, of, one)
		return p != nil && p.Plan(target.User{Profile: profile.Profile{attributeOf[of]: other}}).Empty()
	}
	if alone, inSets := equal(target.TypeEmail, "%s"), equal(target.TypeEmails, "[%s]"); alone != inSets {
		t.Errorf("%s and %s are equal by themselves: %t, in sets: %t", first, second, alone, inSets)
	}
}

// valueIn is a value of the attribute of that type, from JSON: as Mosaic and the spec have it, lists are sets where the
// type says so.
func valueIn(of target.Type, text string) (profile.Value, bool) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var data any
	if decoder.Decode(&data) != nil {
		return profile.Value{}, false
	}
	list, isList := data.([]any)
	if of != target.TypeEmails && of != target.TypePhones || !isList {
		return profile.JSON(data), true
	}
	var members []string
	for _, member := range list {
		text, _ := member.(string)
		members = append(members, text)
	}
	return profile.Texts(members...), true
}

// acceptedOr is a plan that sets the value, nil if it is refused, which has to be in words that do not depend on it.
func acceptedOr(t *testing.T, of target.Type, value profile.Value) *plan.Plan {
	t.Helper()
	p, err := plan.Check(setting(attributeOf[of], value), withEverything())
	if err == nil {
		return p
	}
	field := "spec.attributes." + string(attributeOf[of])
	want := []string{
		fmt.Sprintf("%s: must be %s", field, valuesOf[of].want),
		field + ": null is no value; to clear the attribute, name it in spec.clear",
	}
	if invalid, ok := errors.AsType[*plan.InvalidError](err); !ok || len(invalid.Problems) != 1 ||
		!slices.Contains(want, invalid.Problems[0]) {
		t.Errorf("%s: %v", of, err)
	}
	return nil
}
