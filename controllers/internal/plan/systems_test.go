package plan_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"pgregory.net/rapid"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// The properties here are about whole systems: the plan, the adapter's encoding of it, and what the simulator makes of
// that, by its own account of every user. Whatever the user has, whatever is desired, and however the vendor behaves where
// its documents leave that open:
//
//	applied    every managed attribute is as desired, and what is to be cleared is gone
//	untouched  every other member is as it was, of the objects too that the vendor replaces whole
//	quiet      planned again, there is nothing to do
//
// A failure prints the case in its smallest form and how to run it again.

// desiredOf draws what is desired: each attribute of the schema is set, cleared where that is possible, or not managed.
func desiredOf(
	t *rapid.T, schema target.Schema, who profile.Identifier, value func(profile.Attribute) *rapid.Generator[any],
) (*plan.Plan, profile.Desired) {
	desired := profile.Desired{Identifier: who, Set: profile.Profile{}}
	for _, attribute := range attributesOfSchema(schema) {
		switch one(t, string(attribute), "leave", "set", "set", "clear") {
		case "set":
			desired.Set[attribute] = valueOf(value(attribute).Draw(t, "desired "+string(attribute)))
		case "clear":
			if !schema.Permanent[attribute] {
				desired.Clear = append(desired.Clear, attribute)
			}
		}
	}
	p, err := plan.Check(desired, schema)
	if err != nil {
		t.Fatalf("a desired state that should be good: %v", err)
	}
	return p, desired
}

// valueOf is the value with that data. Drawn are the data, for a value prints as a placeholder.
func valueOf(data any) profile.Value {
	if members, isSet := data.([]string); isSet {
		return profile.Texts(members...)
	}
	return profile.JSON(data)
}

// attributesOfSchema are all attributes that a connection has, with two for each group of free names.
func attributesOfSchema(schema target.Schema) []profile.Attribute {
	all := slices.Collect(maps.Keys(schema.Attributes))
	for name := range schema.CustomAttributes {
		all = append(all, profile.Custom.Attribute(name))
	}
	for group := range schema.Groups {
		if group != profile.Custom {
			all = append(all, group.Attribute("k"), group.Attribute("a.b"))
		}
	}
	slices.Sort(all)
	return all
}

// wantManagedOnly ends the case if a step is about an attribute that is not managed, or clears one that is to be set.
func wantManagedOnly(t *rapid.T, desired profile.Desired, change profile.Change) {
	for _, step := range change {
		_, set := desired.Set[step.Attribute]
		cleared := slices.Contains(desired.Clear, step.Attribute)
		if set != (step.Action == profile.Set) || cleared != (step.Action == profile.Clear) {
			t.Fatalf("%s of %s was not asked for", step.Action, step.Attribute)
		}
	}
}

// wantQuiet expects that the plan has nothing to do for the user any more, by the answer to the write and by a new read.
func wantQuiet(t *rapid.T, p *plan.Plan, change profile.Change, answered, read target.User) {
	if missing := p.Missing(change, answered); len(missing) > 0 && !change.Empty() {
		t.Errorf("the answer does not show %v", missing)
	}
	if again := p.Plan(read); !again.Empty() {
		t.Errorf("planned again, there is to do: %v", again)
	}
}

func readAt(t *rapid.T, at target.Target, who profile.Identifier) target.User {
	user, err := at.Read(context.Background(), target.Locator{Identifier: who})
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return user
}

// writtenAt makes the change with as many requests as that takes, as a lane does, and returns the user as answered.
func writtenAt(t *rapid.T, at target.Target, command target.Command) target.User {
	result := target.Result{User: command.User, Rest: command.Change}
	for requests := 0; !result.Rest.Empty(); requests++ {
		command.User, command.Change = result.User, result.Rest
		result = at.Write(context.Background(), []target.Command{command})[0]
		if result.Err != nil || requests > 20 {
			t.Fatalf("write %d: %v", requests, result.Err)
		}
	}
	return result.User
}

// pick draws one of a few values, so that what is there and what is desired often agree, or any of the others.
func pick[T any](others *rapid.Generator[T], few ...T) *rapid.Generator[T] {
	return rapid.OneOf(rapid.SampledFrom(few), rapid.SampledFrom(few), others)
}

// one draws one of the values.
func one[T any](t *rapid.T, label string, of ...T) T { return rapid.SampledFrom(of).Draw(t, label) }

// text draws any text that is neither empty nor too long for a name.
func text(longest int) *rapid.Generator[string] {
	return rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool { return r != 0 }), 1, longest, -1)
}

// addresses draws e-mail addresses of a domain, some of which differ in the letter case alone.
func addresses(domain string) *rapid.Generator[string] {
	at := func(local string) string { return local + "@" + domain }
	return rapid.Map(pick(rapid.StringMatching(`[a-z0-9+.'/%_-]{1,12}`), "jane", "Jane", "joe"), at)
}

var phones = pick(rapid.StringMatching(`\+[1-9][0-9]{1,14}`), "+14155550100", "+4930123456")

var dates = pick(rapid.StringMatching(`19[0-9][0-9]-0[1-9]-[12][0-8]`), "1990-02-03")

// anyJSON draws free values, which have no null at the top: that is no value.
func anyJSON() *rapid.Generator[any] {
	return pick(
		rapid.OneOf(rapid.Bool().AsAny(), text(20).AsAny(), numbers().AsAny(), rapid.SliceOfN(text(5).AsAny(), 0, 3).AsAny()),
		[]any{"x", map[string]any{"a": json.Number("1"), "b": []any{"c", nil}}, map[string]any{"a": json.Number("1.0")}}...,
	)
}

func numbers() *rapid.Generator[json.Number] {
	asNumber := func(n int) json.Number { return json.Number(strconv.Itoa(n)) }
	return pick(rapid.Map(rapid.IntRange(-1<<40, 1<<40), asNumber), "0", "1.5", "1.0", "1")
}
