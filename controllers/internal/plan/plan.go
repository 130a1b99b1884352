package plan

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// Plan is a desired state that the system accepts. It is immutable, so any number of goroutines may use it.
type Plan struct {
	desired profile.Desired
	schema  target.Schema
}

// Identifier says whom the plan is about.
func (p *Plan) Identifier() profile.Identifier { return p.desired.Identifier }

// Plan returns what differs between the user and the desired state. Attributes that are not managed are never in it.
func (p *Plan) Plan(current target.User) profile.Change {
	var change profile.Change
	for attribute, want := range p.desired.Set {
		if !p.shows(current, attribute, want) {
			change = append(change, profile.Step{Attribute: attribute, Action: profile.Set, Value: want})
		}
	}
	for _, attribute := range p.desired.Clear {
		if _, found := current.Profile[attribute]; found {
			change = append(change, profile.Step{Attribute: attribute, Action: profile.Clear})
		}
	}
	slices.SortFunc(change, func(a, b profile.Step) int {
		return cmp.Compare(a.Attribute, b.Attribute)
	})
	return change
}

// Moves tells whether the change alters what the identifier reads: afterwards the user may not be found by it.
func (p *Plan) Moves(change profile.Change) bool {
	attribute, found := p.desired.Identifier.Attribute()
	return found && change.Touches(attribute)
}

// Moved returns the identifier as it reads after the change, and whether the change gives it a value.
func (p *Plan) Moved(change profile.Change) (profile.Identifier, bool) {
	moved := p.desired.Identifier
	attribute, found := moved.Attribute()
	for _, step := range change {
		value, text := step.Value.Text()
		if found && text && step.Attribute == attribute && step.Action == profile.Set {
			moved.Value = value
			return moved, true
		}
	}
	return moved, false
}

// Missing returns the attributes of the change that the user does not show afterwards, in the order of the change, which
// is one that Plan returned.
func (p *Plan) Missing(change profile.Change, after target.User) []profile.Attribute {
	var missing []profile.Attribute
	for _, step := range change {
		_, found := after.Profile[step.Attribute]
		taken := !found
		if step.Action == profile.Set {
			taken = p.shows(after, step.Attribute, step.Value)
		}
		if !taken {
			missing = append(missing, step.Attribute)
		}
	}
	return missing
}

// Format prints a placeholder under every verb: in the plan's fields fmt would find the identifier.
func (p *Plan) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "plan [redacted]") }

func (p *Plan) shows(user target.User, attribute profile.Attribute, want profile.Value) bool {
	got, found := user.Profile[attribute]
	t, _ := p.schema.TypeOf(attribute)
	return found && equal(t, got, want)
}
