package mosaic

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// write sends the update, or else the first removal. What is left of the change is in Result.Rest.
func (t *Target) write(ctx context.Context, command target.Command) target.Result {
	isRemoval := func(s profile.Step) bool { return s.Action == profile.Remove }
	removals := slices.DeleteFunc(slices.Clone(command.Change), func(s profile.Step) bool { return !isRemoval(s) })
	edits := slices.DeleteFunc(slices.Clone(command.Change), func(s profile.Step) bool {
		return isRemoval(s) || wouldResend(s, command.User)
	})
	switch {
	case len(edits) > 0:
		return t.update(ctx, command, edits, removals)
	case len(removals) > 0:
		return t.remove(ctx, command, removals[0], removals[1:])
	default:
		return target.Result{User: command.User}
	}
}

// wouldResend tells whether a step sets a verified contact to what it is.
func wouldResend(step profile.Step, user target.User) bool {
	text, isText := step.Value.Text()
	current, known := user.Profile[step.Attribute].Text()
	return verified[step.Attribute] && isText && known && text == current
}

// update is the one PUT. PATCH does not exist.
func (t *Target) update(ctx context.Context, command target.Command, edits, removals profile.Change) target.Result {
	from, isRecord := command.User.Record.(record)
	if !isRecord {
		return failed(command, &target.Error{
			Kind:    profile.TargetUnavailable,
			Message: "the user was not read before the update",
		})
	}
	body := bodyOf(from, edits)
	answer, err := t.ask(ctx, question{
		operation: updateUser,
		method:    http.MethodPut,
		path:      "/" + segment(command.User.ID),
		body:      body,
		secrets:   slices.Concat(textsOf(command), textsIn(nil, body, 0)),
		unique:    slices.ContainsFunc(edits, t.isUnique),
	})
	if err != nil {
		return failed(command, err)
	}
	user, err := t.decode(answer)
	if err != nil {
		return failed(command, err)
	}
	if user.ID != command.User.ID {
		return failed(command, anotherUser(answer))
	}
	return warned(edits, target.Result{User: user, Rest: append(leftovers(edits, user.Profile), removals...)})
}

// remove is one DELETE (Users OpenAPI, removeUserSecondaryEmail and its sibling). A member that is gone is removed.
func (t *Target) remove(ctx context.Context, command target.Command, step profile.Step, rest profile.Change) target.Result {
	set, isSet := sets[step.Attribute]
	member, isText := step.Value.Text()
	if !isSet || !isText || !isSegment(member) {
		return failed(command, &target.Error{
			Kind:    profile.InvalidSpec,
			Message: "only members of secondaryEmails and secondaryPhoneNumbers can be removed one by one",
		})
	}
	_, err := t.ask(ctx, question{
		operation: deleteContact,
		method:    http.MethodDelete,
		path:      "/" + segment(command.User.ID) + "/" + set.path + "/" + segment(member),
		secrets:   textsOf(command),
	})
	if err != nil && target.KindOf(err) != profile.UserNotFound {
		return failed(command, err)
	}
	return target.Result{User: without(command.User, step.Attribute, member), Rest: rest}
}

// leftovers are the removals that a PUT still needs where it added to a set. The text of the fields says "to add to
// user's current", the text of the operation says that arrays are replaced (Users OpenAPI, updateUser).
func leftovers(edits profile.Change, after profile.Profile) profile.Change {
	var rest profile.Change
	for _, step := range edits {
		if _, isSet := sets[step.Attribute]; !isSet {
			continue
		}
		keep := wanted(step)
		members, _ := after[step.Attribute].Texts()
		for _, member := range members {
			if !slices.ContainsFunc(keep, func(k string) bool { return strings.EqualFold(k, member) }) {
				rest = append(rest, profile.Step{
					Attribute: step.Attribute, Action: profile.Remove, Value: profile.Text(member),
				})
			}
		}
	}
	return rest
}

// without returns the user without one member of a set.
func without(user target.User, attribute profile.Attribute, member string) target.User {
	members, _ := user.Profile[attribute].Texts()
	members = slices.DeleteFunc(slices.Clone(members), func(other string) bool { return other == member })
	user.Profile = maps.Clone(user.Profile)
	delete(user.Profile, attribute)
	if len(members) > 0 {
		user.Profile[attribute] = profile.Texts(members...)
	}
	return user
}

func (t *Target) isUnique(step profile.Step) bool {
	group, name := step.Attribute.Group()
	return unique[step.Attribute] || group == profile.Custom && t.schema.CustomIdentifiers[name]
}

func failed(command target.Command, err error) target.Result {
	return target.Result{User: command.User, Err: err}
}
