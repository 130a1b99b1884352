package rig

import (
	"context"
	"time"
)

// AwaitLooks waits until the operator has looked at so many updates and has nothing left to look at, and returns when that
// was so first.
func (p *Process) AwaitLooks(ctx context.Context, updates int) (time.Time, error) {
	var since time.Time
	for before := -1.; ; {
		now := time.Now()
		looks, idle := p.looks(ctx)
		switch {
		case !idle || looks < float64(updates):
			since, before = time.Time{}, -1
		case looks != before:
			since, before = now, looks
		default:
			return since, nil
		}
		select {
		case <-time.After(lookPause):
		case <-ctx.Done():
			return time.Time{}, context.Cause(ctx)
		}
	}
}

// lookPause is how long to wait before the metrics are read again.
const lookPause = 100 * time.Millisecond

// looks is how often the operator has looked at an update, and whether none is left to look at. Before it serves metrics
// it has not.
func (p *Process) looks(ctx context.Context) (count float64, idle bool) {
	samples, err := p.Scrape(ctx)
	if err != nil {
		return 0, false
	}
	const controller = "userprofileupdate"
	of := map[string]string{"controller": controller}
	busy := samples.Sum("workqueue_depth", map[string]string{"name": controller}) +
		samples.Sum("controller_runtime_active_workers", of)
	return samples.Sum("controller_runtime_reconcile_total", of), busy == 0
}
