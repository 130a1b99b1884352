package main

import (
	"context"
	"math/rand/v2"
	"time"
)

// blow is one thing that is done to the operator or to the control plane.
type blow struct {
	at time.Duration

	// outage is of the control plane; otherwise the leader is killed.
	outage bool

	// unannounced leaves the lease of a killed leader to run out, which takes a successor half a minute.
	unannounced bool
}

const (
	// down is how long the control plane is away, beside what it takes to end and to begin.
	down = 3 * time.Second

	// patientRun is a run that is long enough for a lease to run out in it.
	patientRun = 2 * time.Minute
)

// newBlows returns so many kills and, in the midst of them, an outage, each at a moment of its own share of the time: equal
// seeds, equal moments.
func newBlows(kills int, duration time.Duration, seed uint64) []blow {
	random := rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // repeatable on purpose
	blows := make([]blow, kills+1)
	share := duration / time.Duration(len(blows))
	for n := range blows {
		blows[n].at = share*time.Duration(n) + time.Duration((.2+.6*random.Float64())*float64(share))
	}
	blows[len(blows)/2].outage = true
	if first := &blows[0]; duration >= patientRun && !first.outage {
		first.unannounced = true
	}
	return blows
}

// wreak does all of it, each at its time.
func (d *day) wreak(ctx context.Context, blows []blow) error {
	begun := time.Now()
	for _, b := range blows {
		select {
		case <-time.After(b.at - time.Since(begun)):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err := d.strike(ctx, b); err != nil {
			return err
		}
	}
	return nil
}

func (d *day) strike(ctx context.Context, b blow) error {
	if b.outage {
		if err := d.countAPIWrites(ctx); err != nil { // a new API server counts from zero
			return err
		}
		d.outages = append(d.outages, time.Now())
		d.rig.Sayf("the control plane goes away")
		if err := d.rig.RestartControlPlane(ctx, down); err != nil {
			return err
		}
		d.rig.Sayf("the control plane is back")
		return nil
	}
	if err := d.operators.killLeader(ctx); err != nil {
		return err
	}
	if b.unannounced {
		d.rig.Sayf("killed the leader; its lease runs out")
		return nil
	}
	d.rig.Sayf("killed the leader")
	return d.dropLease(ctx)
}
