package delivery

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// maxRest bounds the further requests of one write. More are left to the next attempt, which reads what is done already.
const maxRest = 64

// execution is one job being carried out: find the user, plan, write.
type execution struct {
	caller

	job Job

	// who finds the user.
	who profile.Identifier

	// userID of the person, as far as it is known.
	userID string

	// release gives the user back to other jobs; nil while this one has none.
	release func()

	// asked is what the vendor has accepted so far.
	asked profile.Change

	// warnings that the vendor gave with it.
	warnings []profile.Warning
}

func (d *Dispatcher) execution(s *seat) *execution {
	c := d.caller(s.flight)
	c.seat = s
	return &execution{
		caller: c,
		job:    s.job,
		userID: s.job.pinnedHere(),
	}
}

// outcome carries the job out, from the beginning as often as the lane is paused in the middle of it. The error is
// errStopping if the job did not come to an end, and errSeen or errHeld if that is still to come.
func (e *execution) outcome(attempt func() (profile.Outcome, error)) (profile.Outcome, error) {
	for {
		outcome, err := attempt()
		switch {
		case errors.Is(err, errBeginAgain):
			continue
		case errors.Is(err, errStopping), errors.Is(err, errDropped), errors.Is(err, errSeen), errors.Is(err, errHeld):
			return profile.Outcome{}, err
		case err != nil:
			return e.failed(target.AsError(err)), nil
		default:
			return outcome, nil
		}
	}
}

// attempt reads the user once and writes what differs.
func (e *execution) attempt() (profile.Outcome, error) {
	defer e.letGo()
	e.who = e.job.Planner.Identifier()
	user, err := e.claim()
	if err != nil {
		return profile.Outcome{}, err
	}
	if err := e.admitted(user); err != nil {
		return profile.Outcome{}, err
	}
	change := e.job.differs(user)
	switch {
	case e.seat.testOnly:
		return e.tried(change), nil
	case change.Empty():
		return e.nothingDiffers(), nil
	case e.job.Purpose == Compare:
		return e.drifted(change), nil
	}
	if err := e.seat.permits(change); err != nil {
		return profile.Outcome{}, err
	}
	if e.job.PinnedUserID == "" && e.job.Planner.Moves(change) {
		// Whoever loses track now could not find the user again. The pin comes first, and the write with a new read.
		return e.ended(profile.Progressing), nil
	}
	return e.apply(user, change)
}

func (e *execution) admitted(user target.User) error {
	if e.job.Admit == nil {
		return nil
	}
	return e.job.Admit(user)
}

// claim finds the user and keeps other jobs away from them. What it returns shows the last write of ours that was answered,
// if the system tells revisions.
func (e *execution) claim() (target.User, error) {
	users := e.flight.lane.users
	watch := users.watch()
	defer watch.end()
	user, err := e.locate()
	if err != nil {
		return user, err
	}
	e.userID = user.ID
	e.release = users.lock(user.ID)
	if watch.saw(user.ID) {
		user, err = e.readByID(user.ID)
	}
	if err != nil || !users.predates(user) {
		return user, err
	}
	return e.readLater(user.ID)
}

// readLater reads the user when the system has had time to show what was written. It costs no slot until then.
func (e *execution) readLater(id string) (target.User, error) {
	if err := e.dispatcher.wait(e.dispatcher.options.RereadAfter); err != nil {
		return target.User{}, err
	}
	user, err := e.readByID(id)
	if err == nil && e.flight.lane.users.predates(user) {
		err = errBehind
	}
	return user, err
}

// errBehind ends a job that would have to go by what is no longer so.
var errBehind = &target.Error{
	Kind:    profile.TargetUnavailable,
	Message: "what can be read of the user is older than the operator's last write; nothing was written on the strength of it",
}

// letGo ends what claim began.
func (e *execution) letGo() {
	if e.release != nil {
		e.release()
		e.release = nil
	}
}

// apply writes the change and looks whether it took.
func (e *execution) apply(user target.User, change profile.Change) (profile.Outcome, error) {
	after, err := e.writeAll(user, change)
	if err != nil {
		return profile.Outcome{}, err
	}
	missing := e.job.Planner.Missing(change, after)
	if len(missing) > 0 {
		missing, err = e.lookAgain(user.ID, about(change, missing))
	}
	switch {
	case err != nil:
		return profile.Outcome{}, err
	case len(missing) > 0:
		return e.notHonoured(missing), nil
	default:
		return e.ended(profile.Applied), nil
	}
}

// writeAll writes the change, then what the system needs further requests for.
func (e *execution) writeAll(user target.User, planned profile.Change) (target.User, error) {
	change, before := planned, e.asked
	for range 1 + maxRest {
		result, err := e.write(target.Command{Identifier: e.who, User: user, RequestID: e.job.RequestID, Change: change})
		if err != nil {
			return user, err
		}
		e.asked = joined(before, without(planned, result.Rest))
		e.warnings = append(e.warnings, result.Warnings...)
		if result.Rest.Empty() {
			return result.User, nil
		}
		user, change = result.User, result.Rest
	}
	return user, &target.Error{
		Kind:    profile.TargetUnavailable,
		Message: "the update needs more requests than one attempt may send; the next one goes on",
	}
}

// lookAgain gives the system time to show what it accepted.
func (e *execution) lookAgain(id string, change profile.Change) ([]profile.Attribute, error) {
	user, err := e.readLater(id)
	if err != nil {
		return nil, err
	}
	return e.job.Planner.Missing(change, user), nil
}

// nothingDiffers is the end of a job that finds everything as it should be: of its own doing if it has written before a
// pause.
func (e *execution) nothingDiffers() profile.Outcome {
	if e.asked.Empty() {
		return e.ended(profile.Unchanged)
	}
	return e.ended(profile.Applied)
}

func (e *execution) notHonoured(missing []profile.Attribute) profile.Outcome {
	outcome := e.ended(profile.NotHonoured)
	outcome.Attributes = missing
	outcome.Message = "the system accepted the update but does not show it"
	return outcome
}

// tried is the end of a dry run that found nothing wrong with the change.
func (e *execution) tried(change profile.Change) profile.Outcome {
	outcome := e.ended(profile.DryRunSucceeded)
	outcome.Changed = change
	return outcome
}

func (e *execution) failed(err *target.Error) profile.Outcome {
	outcome := e.ended(err.Kind)
	outcome.Code, outcome.Message = err.Code, err.Message
	for _, further := range err.Further {
		outcome.Further = append(outcome.Further, profile.Problem{Code: further.Code, Message: further.Message})
	}
	return outcome
}

func (e *execution) ended(kind profile.Kind) profile.Outcome {
	return profile.Outcome{Kind: kind, UserID: e.userID, Changed: e.asked, Warnings: e.warnings, At: time.Now()}
}

// joined is the earlier change and the later one, which wins for an attribute that is in both.
func joined(earlier, later profile.Change) profile.Change {
	all := slices.Concat(later, without(earlier, later))
	slices.SortStableFunc(all, func(a, b profile.Step) int {
		return strings.Compare(string(a.Attribute), string(b.Attribute))
	})
	return all
}

// about is the part of the change that is about one of the attributes.
func about(change profile.Change, attributes []profile.Attribute) profile.Change {
	return slices.DeleteFunc(slices.Clone(change), func(s profile.Step) bool {
		return !slices.Contains(attributes, s.Attribute)
	})
}

// without is the part of the change that is about no attribute of the other.
func without(change, other profile.Change) profile.Change {
	return slices.DeleteFunc(slices.Clone(change), func(s profile.Step) bool { return other.Touches(s.Attribute) })
}
