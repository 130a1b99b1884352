package delivery

import (
	"cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// settle gives each job what came of it: at once, or if that takes further requests, after the others had theirs.
func (b *batch) settle(parcels []*parcel) {
	var open []*parcel
	for _, p := range parcels {
		if p.open() {
			open = append(open, p)
		} else {
			b.dispatcher.land(p.seat, b.dispatcher.execution(p.seat).came(p), nil)
		}
	}
	if len(open) > 0 && len(b.next) == 0 {
		b.dispatcher.stepAside(b.flight)
	}
	for _, p := range b.wanted(open) {
		b.dispatcher.carryOut(p.seat, func(e *execution) (profile.Outcome, error) { return e.goOn(p) })
	}
}

// open tells whether the job needs further requests. If a user who moves is not found, the request was carried out before
// perhaps, and repeated as its answer was lost on the way; but if they are there and not found time and again, that is so.
func (p *parcel) open() bool {
	if p.result.Err != nil {
		return p.tracked && !p.again && target.KindOf(p.result.Err) == profile.UserNotFound
	}
	return p.result.Tested || !p.result.Rest.Empty()
}

// goOn sends the further requests of a job.
func (e *execution) goOn(p *parcel) (profile.Outcome, error) {
	e.who = p.command.Identifier
	switch {
	case p.result.Err != nil:
		e.seat.again = true
		return e.look()
	case p.result.Tested:
		return e.tested(p)
	}
	e.userID = p.userID()
	e.asked = without(p.command.Change, p.result.Rest)
	e.warnings = p.result.Warnings
	if _, err := e.writeAll(p.result.User, p.result.Rest); err != nil {
		return profile.Outcome{}, err
	}
	return e.applied(), nil
}

// came is the outcome of a command that needs nothing more. What was asked for is not looked for in the answer, as there
// is no telling what was there before.
func (e *execution) came(p *parcel) profile.Outcome {
	e.userID = p.userID()
	e.warnings = p.result.Warnings
	switch {
	case p.contradicts():
		return e.failed(errOld)
	case p.result.Err != nil:
		outcome := e.failed(single(p.result.Err))
		if p.staysPut() {
			outcome.Login = &p.seen.at
		}
		return outcome
	}
	e.asked = p.command.Change
	return e.applied()
}

// staysPut tells whether the vendor refuses the change to a user who is where they were found: where the move has brought
// them, or where nothing can have moved them, because this was the first request since the move is on record, and none was
// left unanswered. That an identifier is taken is no such refusal: by this very user, perhaps.
func (p *parcel) staysPut() bool {
	kind := target.KindOf(p.result.Err)
	return p.seen != nil && !p.testOnly && (kind == profile.TargetRefused || kind == profile.InvalidSpec) &&
		(p.hasMoved() || p.job.Found != nil && !p.unanswered)
}

// contradicts tells whether the vendor finds nobody where it shows them, after a request that it may have carried out: what
// it shows is older than that.
func (p *parcel) contradicts() bool {
	return p.again && p.unanswered && p.result.Err != nil && target.KindOf(p.result.Err) == profile.UserNotFound
}

var errOld = &target.Error{
	Kind: profile.TargetUnavailable,
	Message: "a request to change the identifier was not answered, and by what can be read nobody can tell yet whether it was " +
		"carried out",
}

// userID is what the answer says, or else what was seen before.
func (p *parcel) userID() string {
	if p.seen == nil {
		return p.result.User.ID
	}
	return cmp.Or(p.result.User.ID, p.seen.user.ID, p.job.PinnedUserID)
}

// tested looks whether the user exists, for whom a system in test mode may report success all the same, and what the
// change would be.
func (e *execution) tested(p *parcel) (profile.Outcome, error) {
	e.urgency = dryRun
	e.warnings = p.result.Warnings
	user, err := e.read(target.Locator{Identifier: e.who})
	if err != nil {
		return profile.Outcome{}, err
	}
	e.userID = user.ID
	return e.tried(e.job.Planner.Plan(user)), nil
}

// single is the error of one command. If the vendor has dealt with the others, being too fast is not about the lane:
// something behind the vendor had no time for this one.
func single(err error) *target.Error {
	known := *target.AsError(err)
	if known.Kind == profile.Throttled {
		known.Kind = profile.TargetUnavailable
	}
	return &known
}
