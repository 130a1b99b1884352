package delivery

import (
	"context"
	"fmt"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// lenient is a system that takes ten commands in a request and does nothing.
type lenient struct{ target.Target }

func (l lenient) DryRun() target.Target { return target.DryRun(l) }

func (lenient) Schema() target.Schema { return target.Schema{BatchSize: 10} }

func (lenient) Write(_ context.Context, commands []target.Command) []target.Result {
	return make([]target.Result, len(commands))
}

// Many jobs at once, from Submit to Acknowledge, in real time and without a quota that makes anybody wait: what a job costs
// with so many others about. One operation is all of them.
func BenchmarkLanes(b *testing.B) {
	for name, system := range map[string]target.Target{"single": instant{}, "batches": lenient{}} {
		for _, jobs := range []int{10, 1000} {
			b.Run(fmt.Sprintf("%s/%d", name, jobs), func(b *testing.B) {
				reported := make(chan Owner, jobs)
				d := started(b, Options{Notify: func(o Owner) { reported <- o }})
				all := make([]Job, jobs)
				for n := range all {
					all[n] = Job{
						Owner: owner(numbered(n)), Target: system,
						Lane: target.Lane{Key: "lane", RequestsPerMinute: 1 << 30, MaxInFlight: 10},
						Planner: fakePlanner{
							identifier: byEmail(numbered(n) + "@acme.example"), want: profile.Profile{},
						},
					}
					if name == "batches" {
						all[n].Planner = fakePlanner{identifier: byEmail(numbered(n) + "@acme.example"), want: names("Roe")}
					}
				}
				b.ReportAllocs()
				for round := 0; b.Loop(); round++ {
					for n := range all {
						all[n].Version = fmt.Sprint(round)
						d.Submit(all[n])
					}
					for range all {
						who := <-reported
						d.Acknowledge(who, fmt.Sprint(round))
					}
				}
			})
		}
	}
}
