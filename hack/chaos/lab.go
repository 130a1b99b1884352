package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// lab runs one bad day.
type lab struct {
	objects  int
	seed     uint64
	duration time.Duration
	kills    int
	minute   time.Duration
	patience time.Duration
}

// Flags implements rig.Benchmark.
func (l *lab) Flags(flags *pflag.FlagSet) {
	flags.IntVar(&l.objects, "objects", 2000, "number of updates, half of them at each vendor")
	flags.Uint64Var(&l.seed, "seed", uint64(time.Now().Unix()), //nolint:gosec // not before 1970
		"decides what becomes of whom, and when (default the time)")
	flags.DurationVar(&l.duration, "duration", 3*time.Minute, "how long the chaos lasts")
	flags.IntVar(&l.kills, "kills", 5, "how often the leader is killed")
	flags.DurationVar(&l.minute, "minute", 6*time.Second, "length of a minute, to the operator; Adobe's is half a second shorter")
	flags.DurationVar(&l.patience, "patience", 10*time.Minute,
		"how long to wait in quiet; after half of it whoever has not converged is asked to try again")
}

// least is the fewest objects and the shortest chaos in which every fate and every mishap has room.
const (
	leastObjects  = 200
	leastDuration = 20 * time.Second
)

func (l *lab) check() error {
	switch {
	case l.objects < leastObjects:
		return fmt.Errorf("--objects must be at least %d: everything that can become of them has to", leastObjects)
	case l.duration < leastDuration:
		return fmt.Errorf("--duration must be at least %s", leastDuration)
	case l.kills < 1:
		return errors.New("--kills must be at least 1")
	case l.minute < time.Second:
		return errors.New("--minute must be at least 1s: Adobe's is half a second shorter")
	case l.patience <= 0:
		return errors.New("--patience must be positive")
	default:
		return nil
	}
}

// Run implements rig.Benchmark.
func (l *lab) Run(ctx context.Context, r *rig.Rig) (rig.Result, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	r.Sayf("the seed is %d", l.seed)
	d := &day{lab: l, rig: r, people: newPeople(l.objects, l.seed)}
	running, end := context.WithCancel(ctx)
	defer d.end(end)
	if err := d.begin(running); err != nil {
		return nil, err
	}
	if err := d.chaos(running); err != nil {
		return nil, err
	}
	took, err := d.quiet(running)
	if err != nil {
		return nil, err
	}
	return d.verdict(running, took)
}
