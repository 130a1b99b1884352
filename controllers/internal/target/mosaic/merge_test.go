package mosaic

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Mosaic may know members of name, address and the custom objects that its documents do not have yet. A PUT that replaces
// such an object whole brings all of them back, whatever is changed beside them. The simulator knows no such members, so
// this is about the body alone.
func TestBodyKeepsWhatNobodyKnows(t *testing.T) {
	schema := schemaOf(Config{B2C: true, CustomAttributes: map[string]target.Type{"tier": target.TypeString}})
	rapid.Check(t, func(t *rapid.T) {
		before := drawnRecord(t)
		user, err := decodeUser(encoded(t, map[string]any{"result": before}))
		if err != nil {
			t.Fatal(err)
		}
		p, err := plan.Check(drawnDesire(t, schema), schema)
		if err != nil {
			t.Fatal(err)
		}
		change := p.Plan(user)
		given := encoded(t, user.Record)
		after := replaced(before, bodyOf(user.Record.(record), change))
		if diff := cmp.Diff(string(given), string(encoded(t, user.Record))); diff != "" {
			t.Errorf("the record was changed (-before +after):\n%s", diff)
		}
		if diff := cmp.Diff(leftOf(t, before, change), leftOf(t, after, change)); diff != "" {
			t.Errorf("members that are not in the change were altered (-before +after):\n%s", diff)
		}
		changed, err := decodeUser(encoded(t, map[string]any{"result": after}))
		if err != nil {
			t.Fatal(err)
		}
		if missing, again := p.Missing(change, changed), p.Plan(changed); len(missing) > 0 || !again.Empty() {
			t.Errorf("missing afterwards: %v; planned again: %v", missing, again)
		}
	})
}

// drawnRecord draws a user with members of every object that no document has.
func drawnRecord(t *rapid.T) map[string]any {
	object := func(name string, members ...string) map[string]any {
		drawn := map[string]any{}
		for _, member := range members {
			if rapid.Bool().Draw(t, name+"."+member) {
				drawn[member] = rapid.SampledFrom([]string{"a", "b"}).Draw(t, member)
			}
		}
		if rapid.Bool().Draw(t, name+" has more") {
			drawn["unknown"] = rapid.SampledFrom([]any{"x", 12345678901234567, []any{1.5, nil}, map[string]any{"n": nil}}).Draw(t, "more")
		}
		return drawn
	}
	return map[string]any{
		"user_id":            "u",
		"name":               object("name", "title", "first_name", "last_name", "middle_name", "suffix"),
		"address":            object("address", "country", "state", "city", "street_address", "postal_code", "floor"),
		"custom_data":        object("custom_data", "k", "l"),
		"custom_app_data":    object("custom_app_data", "k", "l"),
		"custom_user_fields": object("custom_user_fields", "tier", "points"),
	}
}

// drawnDesire sets or clears some of what stands in an object with others.
func drawnDesire(t *rapid.T, schema target.Schema) profile.Desired {
	desired := profile.Desired{Identifier: profile.Identifier{Type: profile.ByUserID, Value: "u"}, Set: profile.Profile{}}
	candidates := []profile.Attribute{"custom.tier", "customData.k", "customAppData.k", "customAppData.new"}
	for _, attribute := range inOrder(schema.Attributes) {
		if fields[attribute].object != "" && attribute != profile.AddressType {
			candidates = append(candidates, attribute)
		}
	}
	for _, attribute := range candidates {
		switch rapid.SampledFrom([]string{"leave", "set", "clear"}).Draw(t, string(attribute)) {
		case "set":
			desired.Set[attribute] = profile.Text(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "to"))
		case "clear":
			desired.Clear = append(desired.Clear, attribute)
		}
	}
	return desired
}

// replaced is the user after a PUT of the body: custom_data is merged, all else replaced whole (Users OpenAPI, updateUser).
func replaced(user, body map[string]any) map[string]any {
	after := maps.Clone(user)
	for name, value := range body {
		merged := map[string]any{}
		if name == groups[profile.CustomData] {
			maps.Copy(merged, user[name].(map[string]any))
		}
		maps.Copy(merged, value.(map[string]any))
		maps.DeleteFunc(merged, func(_ string, member any) bool { return member == nil })
		after[name] = merged
	}
	return after
}

// leftOf is the user without the members that the change is about.
func leftOf(t *rapid.T, user map[string]any, change profile.Change) string {
	left := map[string]any{}
	for name, value := range user {
		members, isObject := value.(map[string]any)
		if !isObject {
			left[name] = value
			continue
		}
		members = maps.Clone(members)
		maps.DeleteFunc(members, func(member string, _ any) bool {
			return slices.ContainsFunc(change, func(s profile.Step) bool {
				group, key := s.Attribute.Group()
				f := fields[s.Attribute]
				return f == field{name, member} || groups[group] == name && key == member
			})
		})
		left[name] = members
	}
	return string(encoded(t, left))
}

func encoded(t *rapid.T, data any) []byte {
	text, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
