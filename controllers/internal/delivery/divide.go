package delivery

import (
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// A request that the vendor refused as a whole is asked for in parts, to find the command that is to blame:
//
//	the vendor said          repeated   divided
//	invalid (HTTP 400)       –          always, down to single commands
//	it failed (HTTP 500)     once       one request of the lane at a time, and while others succeed
//	too fast, not allowed,   –          never: parts would fare no better, and nobody knows what a lost
//	nothing                             request has done

// mendsByRepeating tells, once, that sending the same again may help.
func (b *batch) mendsByRepeating(err error) bool {
	if b.repeated || !refused(err, profile.TargetUnavailable) || !target.AsError(err).WholeRequest {
		return false
	}
	b.repeated = true
	return true
}

// divides tells whether parts of the failed request may succeed.
func (b *batch) divides(err error) bool {
	switch {
	case err == nil || !target.AsError(err).WholeRequest:
		return false
	case refused(err, profile.TargetUnavailable):
		return b.mayDivide()
	default:
		return refused(err, profile.InvalidSpec)
	}
}

func (b *batch) divide(parcels []*parcel, gamble bool) {
	half := (len(parcels) + 1) / 2
	b.next = append(b.next, part{parcels[:half], gamble}, part{parcels[half:], gamble})
}

func (b *batch) mayDivide() bool {
	b.dispatcher.mu.Lock()
	defer b.dispatcher.mu.Unlock()
	return b.flight.lane.division.enter(b.flight)
}

func (b *batch) note(err error) {
	b.dispatcher.mu.Lock()
	defer b.dispatcher.mu.Unlock()
	b.flight.lane.division.noted(refused(err, profile.TargetUnavailable))
}
