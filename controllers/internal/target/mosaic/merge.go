package mosaic

import (
	"maps"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// bodyOf returns the body of a PUT that makes the change and leaves everything else as the record has it. What Mosaic
// does with a member (Users OpenAPI, updateUser) decides how it is sent:
//
//	member                 what a PUT does           what is sent
//	------                 ---------------           ------------
//	texts                  replaces                  the value; null to clear
//	name, address          replaces whole            every member, unknown ones too, without the cleared ones
//	secondary_…            replaces, or appends      every wanted member, see leftovers
//	custom_data            merges one level deep     the changed keys; null to clear
//	custom_app_data,       merges, or replaces       every key; null to clear
//	custom_user_fields     (sources conflict)
func bodyOf(from record, change profile.Change) map[string]any {
	body := map[string]any{}
	for _, step := range change {
		place(body, from, step)
	}
	return body
}

func place(body map[string]any, from record, step profile.Step) {
	if f, found := fields[step.Attribute]; found {
		placeText(body, from, f, step)
		return
	}
	if set, found := sets[step.Attribute]; found {
		body[set.member] = wanted(step)
		return
	}
	group, name := step.Attribute.Group()
	if member, found := groups[group]; found {
		placeKey(body, from, member, name, step)
	}
}

func placeText(body map[string]any, from record, f field, step profile.Step) {
	if f.object == "" {
		body[f.member] = step.Value.Reveal() // nil for Clear
		return
	}
	whole := within(body, f.object, func() map[string]any { return siblings(from, f.object) })
	if step.Action == profile.Clear {
		delete(whole, f.member)
		return
	}
	whole[f.member] = step.Value.Reveal()
}

// siblings are the members of an object as Mosaic has them, but for those that are Mosaic's own and those without a
// value.
func siblings(from record, object string) map[string]any {
	members := maps.Clone(from.object(object))
	maps.DeleteFunc(members, func(name string, value any) bool {
		return value == nil || name == serverMembers[object]
	})
	return members
}

func placeKey(body map[string]any, from record, member, name string, step profile.Step) {
	keys := within(body, member, func() map[string]any {
		if member == groups[profile.CustomData] {
			return nil
		}
		return maps.Clone(from.object(member))
	})
	keys[name] = step.Value.Reveal() // nil for Clear
}

// within returns the object of that name in the body, and puts it there first if need be.
func within(body map[string]any, name string, initial func() map[string]any) map[string]any {
	if object, found := body[name].(map[string]any); found {
		return object
	}
	object := initial()
	if object == nil {
		object = map[string]any{}
	}
	body[name] = object
	return object
}

// wanted are the members that a step leaves in a set: an empty list, not null, to clear it.
func wanted(step profile.Step) []string {
	members, _ := step.Value.Texts()
	return append([]string{}, members...)
}
