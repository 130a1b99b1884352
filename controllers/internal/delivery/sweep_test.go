package delivery_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	sim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// sweepOfTenThousand is what the documents say it takes to compare 10,000 users at Adobe once: 12 of 25 reads within any
// 60.5 s.
const sweepOfTenThousand = 14 * time.Hour

// Ten thousand users are compared with half of Adobe's reads, and no list of users is ever asked for. Whoever changes an
// identifier meanwhile has the other half.
func TestTenThousandComparisonsAtAdobe(t *testing.T) {
	const users, renames = 10_000, 13
	inOrganization(t, users+renames, sim.Knobs{Window: sim.WindowSliding}, func(o *organization) {
		began := time.Now()
		for n := range users {
			job := o.job(n)
			job.Purpose, job.Priority = delivery.Compare, delivery.Drift
			job.Owner.Namespace = fmt.Sprintf("people-%d", n%7)
			o.Submit(job)
		}
		time.Sleep(time.Hour)
		for n := range renames {
			o.Submit(o.rename(users + n))
		}
		kinds := map[profile.Kind]int{}
		for _, outcome := range o.outcomes(users + renames) {
			kinds[outcome.Kind]++
		}
		took := time.Since(began)
		o.Logf("%s, %.2f a minute", took, users/took.Minutes())
		if kinds[profile.DriftDetected] != users || kinds[profile.Progressing] != renames {
			o.Errorf("outcomes %v", kinds)
		}
		if took.Round(time.Hour) != sweepOfTenThousand || took > sweepOfTenThousand+10*time.Minute {
			o.Errorf("it took %s, the documents say %s", took, sweepOfTenThousand)
		}
		o.wantShares(began.Add(time.Hour), users, renames)
	})
}

// rename changes the address of user n, by which they are found.
func (o *organization) rename(n int) delivery.Job {
	o.Helper()
	job := o.job(n)
	planned, err := plan.Check(profile.Desired{
		Identifier: profile.Identifier{Type: profile.ByEmail, Value: address(n)},
		Set:        profile.Profile{profile.Email: profile.Text("new-" + address(n))},
	}, o.target.Schema())
	if err != nil {
		o.Fatal(err)
	}
	job.Planner = planned
	return job
}

// wantShares expects single reads only, comparisons within their half, and the looks that came then within seconds.
func (o *organization) wantShares(came time.Time, comparisons, looks int) {
	o.Helper()
	var compared []time.Time
	for _, request := range o.sim.Requests() {
		switch {
		case request.Path == sim.PathTokenV3:
		case request.Method != http.MethodGet || request.Path != sim.PathUser:
			o.Errorf("%s %s is no read of a single user", request.Method, request.Path)
		case strings.Contains(request.URI, "user-1"): // the others are user-0…
			if looks--; request.Time.Sub(came) > 10*time.Second {
				o.Errorf("a look came %s late", request.Time.Sub(came))
			}
		default:
			compared = append(compared, request.Time)
		}
	}
	if len(compared) != comparisons || looks != 0 || len(o.sim.Violations()) != 0 {
		o.Errorf("%d comparisons, %d looks too few, %d requests too many", len(compared), looks, len(o.sim.Violations()))
	}
	for n := 12; n < len(compared); n++ {
		if compared[n].Sub(compared[n-12]) < time.Minute {
			o.Fatalf("comparisons %d to %d came within a minute", n-12, n)
		}
	}
}
