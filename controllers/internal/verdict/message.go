package verdict

import (
	"fmt"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

func applied(s Subject, o profile.Outcome) string {
	return fmt.Sprintf("%s confirmed the change of %s", s.System, list(changed(o)))
}

func dryRun(s Subject, o profile.Outcome) string {
	if o.Changed.Empty() {
		return fmt.Sprintf("a dry run found nothing wrong: %s shows every declared value already", s.System)
	}
	return fmt.Sprintf("a dry run found nothing wrong; %s of the user at %s would be changed, and nothing was", list(changed(o)), s.System)
}

func changed(o profile.Outcome) []string {
	names := make([]string, len(o.Changed))
	for i, step := range o.Changed {
		names[i] = string(step.Attribute)
	}
	return names
}

func unchanged(s Subject, _ profile.Outcome) string {
	return s.System + " shows every declared value already; nothing was sent"
}

func drifted(s Subject, o profile.Outcome) string {
	return fmt.Sprintf("%s shows other values than those declared of %s; nothing was sent; change them back there, take them "+
		"over into the spec, or set spec.drift.policy to Correct", s.System, list(about(o)))
}

func nothingManaged(Subject, profile.Outcome) string {
	return "the spec declares no attribute, so there is nothing to do"
}

func queued(s Subject, _ profile.Outcome) string {
	return fmt.Sprintf("the update waits until the limits of %s allow another request; there is nothing to do", s.Target)
}

func progressing(Subject, profile.Outcome) string {
	return "the user was found and is recorded; the change of their identifier goes out next"
}

// invalid passes on what the operator's own check says, which names the field. What a vendor says does not.
func invalid(s Subject, o profile.Outcome) string {
	if o.At.IsZero() {
		return o.Message
	}
	return fmt.Sprintf("%s rejected the declared values: %s; correct the spec", s.System, said(o))
}

func asTold(_ Subject, o profile.Outcome) string { return o.Message }

func targetNotFound(s Subject, _ profile.Outcome) string {
	if s.Shared {
		return s.Target + " does not exist, or does not allow this namespace; ask whoever is in charge of it"
	}
	return s.Target + " does not exist; create it"
}

func targetNotReady(s Subject, o profile.Outcome) string {
	if s.Shared {
		return notReady(s)
	}
	return fmt.Sprintf("%s is not ready: %s", s.Target, o.Message)
}

func notReady(s Subject) string {
	return s.Target + " is not ready; its status says why, to whoever is in charge of it"
}

func policyViolation(s Subject, o profile.Outcome) string {
	return fmt.Sprintf("%s; change the spec, or ask whoever is in charge of %s", o.Message, s.Target)
}

func fuseBlown(s Subject, _ profile.Outcome) string {
	return fmt.Sprintf("the update would change what the person is found or signs in by, and the fuse of %s has blown: too many "+
		"updates did within an hour; nothing was written; whoever is in charge of the target can replace the fuse", s.Target)
}

func userNotFound(s Subject, _ profile.Outcome) string {
	return fmt.Sprintf("%s has no user with this %s, or none that the credentials may see; correct spec.identifier, or create the "+
		"user at the vendor", s.System, s.Identifier)
}

func unresolved(s Subject, _ profile.Outcome) string {
	return fmt.Sprintf("%s found no user by this custom identifier, which does not prove that there is none; check its "+
		"name and value, or use another type of identifier", s.System)
}

func mismatch(s Subject, _ profile.Outcome) string {
	return fmt.Sprintf("this %s now belongs to another user than status.identity.userID, whom it was first found to mean; "+
		"nothing was written; edit spec.identifier to name the right user, or, if this is the right one, delete the "+
		"update and create it anew", s.Identifier)
}

func conflict(_ Subject, o profile.Outcome) string {
	return said(o) + "; nothing was written; remove the attributes from one of the two"
}

func ambiguous(s Subject, o profile.Outcome) string {
	return fmt.Sprintf("nobody can tell whether the %s of the user was changed: %s; nothing was written; find the user at "+
		"%s, and set spec.identifier to what they are found by now", s.Identifier, said(o), s.System)
}

func taken(s Subject, o profile.Outcome) string {
	return fmt.Sprintf("another user has one of the declared unique values; declare another, or free it at the vendor; "+
		"%s says: %s", s.System, said(o))
}

func notHonoured(s Subject, o profile.Outcome) string {
	return fmt.Sprintf("%s accepted the change but does not show %s; enable the feature at the vendor, or remove the "+
		"attribute from the spec", s.System, list(about(o)))
}

func about(o profile.Outcome) []string {
	names := make([]string, len(o.Attributes))
	for i, attribute := range o.Attributes {
		names[i] = string(attribute)
	}
	return names
}

func refused(s Subject, o profile.Outcome) string {
	return fmt.Sprintf("%s refused the update: %s; mend the set-up there, or correct the spec", s.System, said(o))
}

func unavailable(s Subject, o profile.Outcome) string {
	return fmt.Sprintf("%s gave no usable answer: %s", s.System, o.Message)
}

func denied(s Subject, o profile.Outcome) string {
	if s.Shared {
		return notReady(s)
	}
	return fmt.Sprintf("%s denied access to %s: %s; check the credentials",
		s.System, s.Target, said(o))
}

func forbidden(s Subject, o profile.Outcome) string {
	if s.Shared {
		return notReady(s)
	}
	return fmt.Sprintf("%s does not let %s do this: %s; give its credentials the right to read and edit "+
		"users", s.System, s.Target, said(o))
}

// said is what came with the outcome, without the full stop of a sentence: ours goes on.
func said(o profile.Outcome) string { return strings.TrimRight(o.Message, ".") }

// maxNames keeps a message readable.
const maxNames = 5

func list(names []string) string {
	if len(names) <= maxNames {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:maxNames], ", "), len(names)-maxNames)
}
