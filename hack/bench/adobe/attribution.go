package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/equality"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// fate is what became of an update.
type fate string

const (
	// delivered: the vendor did or refused what was declared, and the status says so.
	delivered fate = "delivered"

	// lost: nobody knows what became of it, or it was not written.
	lost fate = "lost"

	// misattributed: the status or the user has what is another's.
	misattributed fate = "misattributed"
)

// verdict is the fate of a person's update, and why.
type verdict struct {
	person  person
	fate    fate
	because string
}

// finding is all that is known of a person in the end.
type finding struct {
	// update is empty if the object is gone.
	update v1alpha1.UserProfileUpdate

	// lastName at the vendor.
	lastName string

	// writes that changed this user.
	writes []adobe.Write
}

// gather returns what there is to be found out, by the name of the person's object.
func gather(org *adobe.Server, everybody people, updates map[string]v1alpha1.UserProfileUpdate) map[string]finding {
	writes := map[string][]adobe.Write{}
	for _, write := range org.Journal() {
		writes[write.UserID] = append(writes[write.UserID], write)
	}
	found := map[string]finding{}
	for _, p := range everybody {
		user, _ := org.User(p.object)
		found[p.object] = finding{update: updates[p.object], lastName: user.LastName, writes: writes[p.object]}
	}
	return found
}

func (everybody people) judge(found map[string]finding) []verdict {
	verdicts := make([]verdict, len(everybody))
	for i, p := range everybody {
		verdicts[i].person = p
		verdicts[i].fate, verdicts[i].because = p.judge(found[p.object])
	}
	return verdicts
}

func (p person) judge(found finding) (fate, string) {
	if !hasOutcome(&found.update) {
		return lost, "it has no outcome"
	}
	if p.refusal == nil && len(found.writes) == 0 {
		return lost, "the user was not written"
	}
	if want, got := p.expected(found.update), found.trace(); !equality.Semantic.DeepEqual(want, got) {
		return misattributed, fmt.Sprintf("%+v, want %+v", got, want)
	}
	return delivered, ""
}

// trace is what an update leaves behind, in its status and at the vendor.
type trace struct {
	Results  v1alpha1.Results
	Errors   []v1alpha1.CommandError
	Warnings []v1alpha1.CommandWarning
	LastName string

	// Commands are those that wrote to the user, as they called themselves and the user.
	Commands []command
}

type command struct {
	RequestID, User string
}

func (f finding) trace() trace {
	left := trace{
		Results:  *f.update.Status.Results,
		Errors:   f.update.Status.Errors,
		Warnings: f.update.Status.Warnings,
		LastName: f.lastName,
	}
	for _, write := range f.writes {
		left.Commands = append(left.Commands, command{RequestID: write.CommandID, User: write.User})
	}
	return left
}

// expected is what the person's update leaves behind if it is told about its own command and nothing else.
func (p person) expected(upu v1alpha1.UserProfileUpdate) trace {
	requestID := fmt.Sprintf("%s/%d", upu.UID, upu.Generation)
	if p.refusal == nil {
		return trace{
			Results:  v1alpha1.Results{Result: v1alpha1.ResultSuccess, Completed: 1},
			LastName: p.lastName,
			Commands: []command{{RequestID: requestID, User: p.email}},
		}
	}
	return trace{
		Results: v1alpha1.Results{Result: p.refusal.code, NotCompleted: 1},
		Errors: []v1alpha1.CommandError{{
			Index: 0, Step: 0, ErrorCode: p.refusal.code, Message: p.refusal.message, RequestID: requestID, User: p.email,
		}},
		LastName: formerName,
	}
}
