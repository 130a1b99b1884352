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

func (instant) Read(context.Context, target.Locator) (target.User, error) {
	return target.User{ID: "u1"}, nil
}

// content is a planner who is content with everything.
type content struct{ fakePlanner }

func (content) Plan(target.User) profile.Change { return nil }

// One job from Submit to Acknowledge.
func BenchmarkJob(b *testing.B) {
	reported := make(chan Owner, 1)
	d := New(Options{Notify: func(o Owner) { reported <- o }})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- d.Start(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			b.Error(err)
		}
	}()

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

// Submitting to a lane that has 10,000 jobs in front and nothing to give.
func BenchmarkSubmitToFullLane(b *testing.B) {
	d := New(Options{})
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
