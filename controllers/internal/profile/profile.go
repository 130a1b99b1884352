package profile

import (
	"cmp"
	"maps"
	"slices"
)

// Profile is what is known or wanted of a person. An attribute that is absent has no value (what is known) or is not
// managed (what is wanted).
type Profile map[Attribute]Value

// Attributes returns the names in order.
func (p Profile) Attributes() []Attribute {
	return slices.Sorted(maps.Keys(p))
}

// Desired is what an update asks for, normalized.
type Desired struct {
	// Identifier says whom.
	Identifier Identifier

	// Set are the values the person shall have.
	Set Profile

	// Clear are the attributes that shall have no value. None of them is in Set.
	Clear []Attribute

	// Fields say where in the spec a value comes from that does not stand in spec.attributes, for messages.
	Fields map[Attribute]string

	// IdentifierField is the same for the identifier; empty if its value stands in the spec.
	IdentifierField string
}

// Field is where in the spec the value of an attribute comes from.
func (d Desired) Field(a Attribute) string {
	return cmp.Or(d.Fields[a], "spec.attributes."+string(a))
}

// Managed returns the names of all attributes the update manages, in order.
func (d Desired) Managed() []Attribute {
	managed := slices.Concat(d.Set.Attributes(), d.Clear)
	slices.Sort(managed)
	return slices.Compact(managed)
}
