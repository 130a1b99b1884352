package adobe

import (
	"bytes"
	"encoding/json"
	"slices"
)

// object is a JSON object as sent: in order, and with the names that are there twice, on which the API has opinions.
type object []member

type member struct {
	name  string
	value json.RawMessage
}

// parseObject returns false for what is no JSON object.
func parseObject(text []byte) (object, bool) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if opening, err := dec.Token(); err != nil || opening != json.Delim('{') {
		return nil, false
	}
	o := object{}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, false
		}
		m := member{name: name.(string)}
		if dec.Decode(&m.value) != nil {
			return nil, false
		}
		o = append(o, m)
	}
	return o, true
}

// get is the first member of the name, false if there is none.
func (o object) get(name string) (json.RawMessage, bool) {
	for _, m := range o {
		if m.name == name {
			return m.value, true
		}
	}
	return nil, false
}

// names are the names of the members, sorted.
func (o object) names() []string {
	names := make([]string, len(o))
	for i, m := range o {
		names[i] = m.name
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// parseText returns false for what is no JSON string, null included.
func parseText(raw json.RawMessage) (string, bool) {
	var text *string
	if json.Unmarshal(raw, &text) != nil || text == nil {
		return "", false
	}
	return *text, true
}

// parseFlag returns false for what is no JSON boolean.
func parseFlag(raw json.RawMessage) (value, ok bool) {
	var flag *bool
	if json.Unmarshal(raw, &flag) != nil || flag == nil {
		return false, false
	}
	return *flag, true
}

// parseList returns false for what is no JSON array.
func parseList(raw json.RawMessage) ([]json.RawMessage, bool) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil || list == nil {
		return nil, false
	}
	return list, true
}
