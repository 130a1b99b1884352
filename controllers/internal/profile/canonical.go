package profile

import "encoding/json"

// Canonical returns a text that is the same for two desired states if and only if they ask for the same. It holds the
// values, so it is for a digest and for nothing else.
func (d Desired) Canonical() []byte {
	set := map[Attribute]any{}
	for attribute, value := range d.Set {
		set[attribute] = value.Reveal()
	}
	return canonical([]any{identity(d.Identifier), set, d.Clear})
}

// Canonical does the same for identifiers.
func (i Identifier) Canonical() []byte { return canonical(identity(i)) }

// identity is without regard to case where Matches is: otherwise one person would be two.
func identity(i Identifier) []any {
	if i.ignoresCase() {
		return []any{i.Type, i.Name, Fold(i.Value), Fold(i.Domain)}
	}
	return []any{i.Type, i.Name, i.Value, i.Domain}
}

// canonical is JSON, in which the members of objects are sorted.
func canonical(data any) []byte {
	text, err := json.Marshal(data)
	if err != nil {
		panic("profile: a value that is no JSON") // Reveal returns nothing else
	}
	return text
}
