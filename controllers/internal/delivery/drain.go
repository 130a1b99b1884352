package delivery

import (
	"context"
	"sync"
	"time"
)

// drain ends the dispatcher's life: nothing begins any more, what is under way finishes, and what came of it is recorded.
// Not even a slot that is free is given away: leadership may be lost already, and the next leader's requests must not
// meet ours.
func (d *Dispatcher) drain(ctx context.Context) {
	d.stop()
	d.flights.Wait()
	ctx, cancel := context.WithTimeout(ctx, d.options.SettleTimeout)
	defer cancel()
	d.settleAll(ctx, d.unsettled())
}

// settledAtOnce is how many reports are recorded at the same time, as many as workers do before. One after the other, a
// slow API server leaves time for a few.
const settledAtOnce = 16

func (d *Dispatcher) settleAll(ctx context.Context, owners []Owner) {
	next := make(chan Owner)
	var settling sync.WaitGroup
	for range settledAtOnce {
		settling.Go(func() {
			for owner := range next {
				d.settle(ctx, owner)
			}
		})
	}
	for _, owner := range owners {
		next <- owner
	}
	close(next)
	settling.Wait()
}

func (d *Dispatcher) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.phase = stopping
	close(d.stopping)
	for _, l := range d.lanes {
		l.stop()
		l.turnAway(errStopping, func(*waiter) bool { return true })
	}
}

// wait lets time pass, unless no request may follow it.
func (d *Dispatcher) wait(pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-d.stopping:
		return errStopping
	}
}

// unsettled are the owners whose reports nobody acknowledged.
func (d *Dispatcher) unsettled() []Owner {
	d.mu.Lock()
	defer d.mu.Unlock()
	var owners []Owner
	for _, r := range d.records {
		if r.report != nil {
			owners = append(owners, r.report.Owner)
		}
	}
	return owners
}

// settle records the owner's report, if it was not acknowledged in the meantime: workers may still be at it.
func (d *Dispatcher) settle(ctx context.Context, owner Owner) {
	report, held := d.Report(owner)
	if !held {
		return
	}
	if err := d.options.Settle(ctx, report); err != nil {
		d.options.Log.Error(err, "An outcome was not recorded; the next process finds it out anew",
			"namespace", owner.Namespace, "name", owner.Name, "kind", report.Outcome.Kind)
		return
	}
	d.Acknowledge(owner, report.Version)
}
