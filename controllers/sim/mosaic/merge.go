package mosaic

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"time"
)

// edit is one write in progress: a copy of the user, the part of it that belongs to the caller's app, and what the
// rules depend on.
type edit struct {
	user    *User
	profile *AppProfile
	app     string
	knobs   Knobs
	schema  schema
	now     time.Time
}

// apply carries out an update that has passed check. The top level merges: what the body does not name stays (Users
// OpenAPI, updateUser).
func (e *edit) apply(body Object) {
	for _, name := range sortedKeys(body) {
		if a, known := attributes[name]; known {
			e.applyMember(name, a, body[name])
		}
	}
	if _, assigned := e.user.Apps[e.app]; assigned || !reflect.ValueOf(*e.profile).IsZero() {
		e.user.Apps[e.app] = *e.profile
	}
}

func (e *edit) applyMember(name string, a attribute, value any) {
	if value == nil && e.knobs.Null == NullIgnore {
		return
	}
	e.user.Nulls = slices.DeleteFunc(e.user.Nulls, func(other string) bool { return other == name })
	if value != nil {
		a.set(e, value)
		return
	}
	a.clear(e)
	if e.knobs.Null == NullStore {
		e.user.Nulls = append(e.user.Nulls, name)
		slices.Sort(e.user.Nulls)
	}
}

// setBirthday keeps the date as it is written, whatever the offset.
func (e *edit) setBirthday(value any) {
	e.user.Birthday = value.(string)[:len(time.DateOnly)]
}

func (e *edit) setStatus(value any) {
	if status := Status(value.(string)); status != e.user.Status {
		e.user.Status = status
		e.user.StatusChangedAt = e.now
	}
}

// setName replaces the object: a member that is not sent is gone (Users OpenAPI, updateUser: "attributes (like name
// and address) cannot be partially updated").
func (e *edit) setName(value any) {
	e.user.Name = e.members(value, nameMembers)
}

func (e *edit) setAddress(value any) {
	address := e.members(value, addressMembers)
	if !reflect.DeepEqual(address, e.user.Address) {
		e.user.AddressUpdatedAt = e.now.UnixMilli()
	}
	e.user.Address = address
}

// members are the known members of an object. A null among them is as good as absent, since the object is replaced,
// unless nulls are stored.
func (e *edit) members(value any, known []string) Object {
	kept := Object{}
	for name, member := range value.(Object) {
		if slices.Contains(known, name) && (member != nil || e.knobs.Null == NullStore) {
			kept[name] = member
		}
	}
	return kept
}

func (e *edit) setCustomData(value any) {
	e.user.CustomData = e.mergeData(e.user.CustomData, value.(Object))
}

func (e *edit) setCustomAppData(value any) {
	old := e.profile.CustomAppData
	if e.knobs.CustomAppData == MergeReplace {
		old = nil
	}
	e.profile.CustomAppData = e.mergeData(old, value.(Object))
}

// mergeData merges one level deep: nested objects and arrays are replaced (Users OpenAPI, updateUser).
func (e *edit) mergeData(old, patch Object) Object {
	merged := Object{}
	maps.Copy(merged, old)
	maps.Copy(merged, patch)
	if e.knobs.CustomDataNull == DataNullClear {
		maps.DeleteFunc(merged, func(_ string, v any) bool { return v == nil })
	}
	return merged
}

func (e *edit) setCustomFields(value any) {
	if e.schema == nil {
		return
	}
	merged := Object{}
	if e.knobs.CustomFields == CustomFieldsMerge {
		maps.Copy(merged, e.user.CustomUserFields)
	}
	for name, v := range e.schema.keep(value.(Object)) {
		switch {
		case v != nil || e.knobs.Null == NullStore:
			merged[name] = v
		case e.knobs.Null == NullClear:
			delete(merged, name)
		}
	}
	e.user.CustomUserFields = merged
}

func (e *edit) clearCustomFields() {
	if e.schema != nil {
		e.user.CustomUserFields = nil
	}
}

// maxCustomData is the limit of custom_data for a user and of custom_app_data for a user and app, in bytes of JSON
// (guides, how users work: 500 KB).
const maxCustomData = 500 << 10

// oversized names the member of the result that is above the limit, or "".
func (e *edit) oversized() string {
	switch {
	case jsonSize(e.user.CustomData) > maxCustomData:
		return "custom_data"
	case jsonSize(e.profile.CustomAppData) > maxCustomData:
		return "custom_app_data"
	}
	return ""
}

// jsonSize is the length of the object's JSON, in bytes. What came from JSON always encodes.
func jsonSize(o Object) int {
	text, _ := json.Marshal(o) //nolint:errchkjson // see above
	return len(text)
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
