package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// profile is a user as the API answers them.
type profile struct {
	id     string
	leaves leaves
}

// profiles in the order in which the users were created.
type profiles []profile

// leaves are the values of a JSON document by their path, such as name.last_name. Members of a set of contacts have
// their value for an index, so that they are the same wherever they stand: secondary_emails[jane@home.example].
type leaves map[string]string

// serverTimes are members that the vendor changes by itself.
var serverTimes = []string{"created_at", "updated_at", "status_changed_at", "verified_at"}

func newProfile(id string, raw json.RawMessage) profile {
	found := leaves{}
	var document any
	if err := json.Unmarshal(raw, &document); err != nil {
		found[""] = err.Error()
	}
	found.add("", document)
	return profile{id: id, leaves: found}
}

func (l leaves) add(path string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if slices.Contains(serverTimes, name) {
				continue
			}
			if path != "" {
				name = path + "." + name
			}
			l.add(name, member)
		}
	case []any:
		for i, member := range value {
			l.addMember(path, i, member)
		}
	case string:
		l[path] = value
	case float64:
		l[path] = strconv.FormatFloat(value, 'f', -1, 64)
	case nil:
		l[path] = "null"
	default:
		l[path] = fmt.Sprint(value)
	}
}

func (l leaves) addMember(path string, i int, member any) {
	index := strconv.Itoa(i)
	if contact, ok := member.(map[string]any); ok {
		if text, ok := contact["value"].(string); ok {
			index = text
			delete(contact, "value")
		}
	}
	l.add(path+"["+index+"]", member)
}

// title is how people know the user: by the address, which each vendor has elsewhere.
func (p profile) title() string {
	return cmp.Or(p.leaves["email.value"], p.leaves["email"], p.id)
}

// changes are the lines that differ: those that went, marked with a minus, before those that came.
func changes(before, after leaves) []string {
	all := maps.Clone(before)
	if all == nil {
		all = leaves{}
	}
	maps.Copy(all, after)
	var lines []string
	for _, path := range slices.Sorted(maps.Keys(all)) {
		was, had := before[path]
		is, has := after[path]
		if had == has && was == is {
			continue
		}
		if had {
			lines = append(lines, fmt.Sprintf("- %s: %s", path, was))
		}
		if has {
			lines = append(lines, fmt.Sprintf("+ %s: %s", path, is))
		}
	}
	return lines
}

// with returns the profiles with that one as it is now.
func (p profiles) with(now profile) profiles {
	all := slices.Clone(p)
	at := slices.IndexFunc(all, func(user profile) bool { return user.id == now.id })
	if at < 0 {
		return append(all, now)
	}
	all[at] = now
	return all
}

// by id; nothing for a user who is not there.
func (p profiles) by(id string) profile {
	for _, user := range p {
		if user.id == id {
			return user
		}
	}
	return profile{id: id}
}
