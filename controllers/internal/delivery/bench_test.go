package delivery

import (
	"context"
	"strconv"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// instant is a system that knows everybody and does nothing.
type instant struct{ target.Target }

func (i instant) DryRun() target.Target { return target.DryRun(i) }

func (instant) Schema() target.Schema { return target.Schema{ReadsFirst: true, BatchSize: 1} }

func (instant) Read(context.Context, target.Locator) (target.User, error) {
	return target.User{ID: "u1"}, nil
}

// content is a planner who is content with everything.
type content struct{ fakePlanner }

func (content) Plan(target.User) profile.Change { return nil }

// One job from Submit to Acknowledge.
func BenchmarkJob(b *testing.B) {
	reported := make(chan Owner, 1)
	d := started(b, Options{Notify: func(o Owner) { reported <- o }})
	job := Job{
		Owner:   owner("o"),
		Lane:    target.Lane{Key: "lane", RequestsPerMinute: 1 << 30, MaxInFlight: 10},
		Target:  instant{},
		Planner: content{},
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		job.Version = strconv.Itoa(i)
		d.Submit(job)
		<-reported
		if _, ok := d.Report(job.Owner); !ok {
			b.Fatal("no report")
		}
		d.Acknowledge(job.Owner, job.Version)
	}
}

// A new version for a lane that has used its quota up, behind 10,000 others.
func BenchmarkSubmitToFullLane(b *testing.B) {
	d := started(b, Options{})
	job := Job{Lane: target.Lane{Key: "lane", RequestsPerMinute: 1, MaxInFlight: 1}, Target: instant{}, Planner: content{}}
	for i := range 10_000 {
		job.Owner = owner(numbered(i))
		d.Submit(job)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		job.Version = strconv.Itoa(i)
		d.Submit(job)
	}
}

// started is a dispatcher that runs until the benchmark ends.
func started(b *testing.B, options Options) *Dispatcher {
	b.Helper()
	d := New(options)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Start(ctx) }()
	b.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			b.Error(err)
		}
	})
	return d
}
