package profile

import (
	"fmt"
	"io"
	"slices"
)

// placeholder is what a personal value prints as.
const placeholder = "[redacted]"

// Value is the value of one attribute: text, a set of texts, or a free JSON value. The zero Value is JSON null.
type Value struct {
	// data is behind a pointer for the sake of secrecy. In an unexported field fmt finds a value without calling its
	// Format: it prints what it sees there, and of this pointer that is an address.
	data *any
}

func valueOf(data any) Value { return Value{data: &data} }

// Text is a single text.
func Text(s string) Value { return valueOf(s) }

// Texts is a set of texts: order and repetition do not matter.
func Texts(members ...string) Value {
	sorted := slices.Clone(members)
	slices.Sort(sorted)
	return valueOf(slices.Compact(sorted))
}

// JSON is a free value as encoding/json decodes it with UseNumber: nil, bool, json.Number, string, []any or
// map[string]any. The caller does not change it afterwards.
func JSON(data any) Value {
	if data == nil {
		return Value{}
	}
	return valueOf(data)
}

// Text returns the text, and whether the value is one.
func (v Value) Text() (string, bool) {
	s, ok := v.Reveal().(string)
	return s, ok
}

// Texts returns the members of the set in order, and whether the value is a set. The caller does not change them.
func (v Value) Texts() ([]string, bool) {
	members, ok := v.Reveal().([]string)
	return members, ok
}

// Reveal returns the data behind the value, to put it on the wire and for nothing else.
func (v Value) Reveal() any {
	if v.data == nil {
		return nil
	}
	return *v.data
}

// Format prints a placeholder under every verb, %#v and %+v included.
func (v Value) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, placeholder) }

// MarshalJSON writes the placeholder too: a value leaves the process only through an adapter, which uses Reveal.
func (v Value) MarshalJSON() ([]byte, error) { return []byte(`"` + placeholder + `"`), nil }

// Secrets returns every text within the value, numbers and the keys of objects included, in order, for a sanitizer to
// remove from what others wrote.
func (v Value) Secrets() []string {
	found := secrets(nil, v.Reveal())
	slices.Sort(found)
	return found
}

func secrets(found []string, data any) []string {
	switch data := data.(type) {
	case nil, bool:
		return found
	case string:
		return append(found, data)
	case []string:
		return append(found, data...)
	case []any:
		for _, member := range data {
			found = secrets(found, member)
		}
		return found
	case map[string]any:
		for key, member := range data {
			found = secrets(append(found, key), member)
		}
		return found
	default:
		return append(found, fmt.Sprint(data))
	}
}
