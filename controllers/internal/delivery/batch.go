package delivery

import (
	"context"
	"errors"
	"slices"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// batch is the jobs of one flight to a system that does not read first, in one request or, if that fails for one of them,
// in several. Each job has its own end.
type batch struct {
	caller

	// next are the requests that are to be sent.
	next []part

	// repeated tells that a request was sent once more after a failure.
	repeated bool
}

// part is a request: the first, or a part of one that failed as a whole.
type part struct {
	parcels []*parcel

	// gamble tells that the vendor may be out of order: it is sent only while others succeed.
	gamble bool
}

// parcel is a job on its way.
type parcel struct {
	*seat

	command target.Command
	result  target.Result
}

// carryOutTogether sends the jobs of the flight. If the Target panics, those without an outcome end as if they had
// panicked each.
func (d *Dispatcher) carryOutTogether(f *flight) {
	defer func() {
		if cause := recover(); cause != nil {
			for _, s := range f.seats {
				if !s.left {
					d.land(s, d.panicked(s, cause), nil)
				}
			}
		}
	}()
	b := &batch{caller: d.caller(f)}
	b.next = []part{{parcels: b.pack()}}
	for len(b.next) > 0 {
		first := b.next[0]
		b.next = b.next[1:]
		b.send(first)
	}
}

// pack makes commands of the jobs. One for which there is nothing to do, or whose Planner panics, ends here.
func (b *batch) pack() []*parcel {
	var parcels []*parcel
	for _, s := range b.flight.seats {
		outcome, err := b.dispatcher.found(s, func() (profile.Outcome, error) {
			if !s.examined {
				s.examine() // which panics again
			}
			command := s.command()
			if command.Change.Empty() {
				return b.dispatcher.execution(s).ended(profile.Unchanged), nil
			}
			if err := s.permits(command.Change); err != nil {
				return b.dispatcher.execution(s).failed(target.AsError(err)), nil
			}
			parcels = append(parcels, &parcel{seat: s, command: command})
			return profile.Outcome{}, nil
		})
		if outcome.Kind != "" {
			b.dispatcher.land(s, outcome, err)
		}
	}
	return parcels
}

// command is the one of a job, about the user as they were found where that was necessary.
func (e *entry) command() target.Command {
	command := target.Command{
		Identifier: e.job.Planner.Identifier(), RequestID: e.job.RequestID, Change: e.job.Planner.Plan(target.User{}),
	}
	if differs, compared := e.corrects(); compared {
		command.Change = differs
	} else if e.seen != nil {
		command.Identifier, command.User = e.seen.at, e.seen.user
	}
	return command
}

// send sends one request, or leaves it if it is of no use to anybody any more.
func (b *batch) send(p part) {
	p.parcels = b.wanted(p.parcels)
	if len(p.parcels) == 0 {
		return
	}
	if p.gamble && !b.mayDivide() {
		b.settle(p.parcels)
		return
	}
	switch err := b.request(p.parcels); {
	case errors.Is(err, errStopping):
		b.abandon(p.parcels)
	case throttled(err), errors.Is(err, errHeld):
		b.putBack(p.parcels)
	case errors.Is(err, errAskAgain), b.mendsByRepeating(err):
		b.next = append([]part{p}, b.next...)
	case len(p.parcels) > 1 && b.divides(err):
		b.divide(p.parcels, refused(err, profile.TargetUnavailable))
	default:
		b.settle(p.parcels)
	}
}

// wanted drops the jobs that nobody wants any more, and returns the others.
func (b *batch) wanted(parcels []*parcel) []*parcel {
	return slices.DeleteFunc(slices.Clone(parcels), func(p *parcel) bool { return b.dispatcher.dropped(p.seat) })
}

// request returns how the request failed, if it did as a whole. What came of each command is in its parcel.
func (b *batch) request(parcels []*parcel) error {
	commands := make([]target.Command, len(parcels))
	for i, p := range parcels {
		commands[i] = p.command
	}
	err := b.call(writing, nil, func(ctx context.Context) error {
		results := answers(parcels[0].job.Target.Write(ctx, commands), len(commands))
		for i, p := range parcels {
			p.result = results[i]
		}
		return whole(results)
	})
	if refused(err, profile.TargetUnavailable) {
		for _, p := range parcels {
			p.unanswered = true
		}
	}
	if !errors.Is(err, errStopping) {
		b.note(err)
	}
	return err
}

// whole is the error of the request, nil if the vendor dealt with each command.
func whole(results []target.Result) error {
	first := results[0].Err
	for _, result := range results {
		if first == nil || result.Err == nil || target.KindOf(result.Err) != target.KindOf(first) {
			return nil
		}
	}
	switch known := target.AsError(first); known.Kind {
	case profile.Throttled, profile.Denied, profile.Forbidden, profile.TargetUnavailable:
		return first
	default:
		if known.WholeRequest {
			return first
		}
		return nil
	}
}

func (b *batch) abandon(parcels []*parcel) {
	for _, p := range parcels {
		b.dispatcher.land(p.seat, profile.Outcome{}, errStopping)
	}
}

// putBack returns the jobs to the queue, those of the other parts too: the lane is paused or the connection held, perhaps
// for long, and what comes in until then may go first or along.
func (b *batch) putBack(parcels []*parcel) {
	for _, p := range b.next {
		parcels = append(parcels, p.parcels...)
	}
	b.next = nil
	seats := make([]*seat, len(parcels))
	for i, p := range parcels {
		seats[i] = p.seat
	}
	b.dispatcher.putBack(seats)
}
