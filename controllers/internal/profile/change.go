package profile

import "slices"

// Action is what a step does to an attribute.
type Action string

// The actions.
const (
	// Set gives the attribute a value.
	Set Action = "Set"

	// Clear leaves the attribute without a value.
	Clear Action = "Clear"

	// Remove takes one member out of a set.
	Remove Action = "Remove"
)

// Step is one attribute's part of a change.
type Step struct {
	Attribute Attribute
	Action    Action

	// Value to set, or the member to remove; none for Clear.
	Value Value
}

// Change is what has to be done to a user, in the order of the attributes' names: one step for each attribute, or, where
// members of a set are removed, one for each member.
type Change []Step

// Empty tells that there is nothing to do.
func (c Change) Empty() bool { return len(c) == 0 }

// Touches tells whether a step of the change is about that attribute.
func (c Change) Touches(a Attribute) bool {
	return slices.ContainsFunc(c, func(s Step) bool { return s.Attribute == a })
}

// Secrets returns every text of the change, for a sanitizer.
func (c Change) Secrets() []string {
	var found []string
	for _, step := range c {
		found = append(found, step.Value.Secrets()...)
	}
	return found
}
