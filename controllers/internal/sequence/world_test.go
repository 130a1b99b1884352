package sequence_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/plan"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/mosaic"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/targettest"
	adobesim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	mosaicsim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// mosaicRate is the quota of the tenant, low enough to be felt by 21 updates.
const mosaicRate = 40

// world is both vendors, the lanes to them, and the updates.
type world struct {
	*testing.T

	mosaic  *mosaicsim.Server
	adobe   *adobesim.Server
	targets map[system]target.Target
	lanes   *delivery.Dispatcher
	objects map[string]*object
	story   *story

	// events are the names of objects that have to be looked at.
	events chan string
}

// pace is how long requests and answers are on their way.
type pace func(*http.Request) (there, back time.Duration)

// newWorld is for the bubble of one sequence. Its lanes run until the returned function is called.
func newWorld(t *testing.T, random uint64, jitter func() float64, pace pace) (*world, func()) {
	t.Helper()
	w := &world{
		T:       t,
		mosaic:  mosaicsim.New(mosaicsim.Options{Seed: mosaicSeed(), Random: random}),
		adobe:   adobesim.New(adobesim.Options{Seed: adobeSeed(), Random: random}),
		objects: map[string]*object{},
		story:   newStory(),
		events:  make(chan string, 10_000),
	}
	w.connect(pace)
	w.lanes = delivery.New(delivery.Options{Notify: func(o delivery.Owner) { w.events <- o.Name }, Jitter: jitter})
	for _, u := range cast() {
		w.objects[u.name] = w.object(u)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.lanes.Start(ctx) }()
	return w, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

func (w *world) connect(pace pace) {
	organization := adobe.New(adobe.Config{
		OrgID: adobesim.BaseOrg, ClientID: adobesim.BaseClientA, ClientSecret: adobesim.BaseSecret,
		Transport: &wire{world: w, vendor: "Adobe", handler: w.adobe, pace: pace},
	})
	w.targets = map[system]target.Target{
		inEnterprise: organization.Enterprise,
		inFederated:  organization.Federated,
		inMosaic: mosaic.New(mosaic.Config{
			BaseURL: "https://mosaic.example", ClientID: mosaicsim.BaseClientA, ClientSecret: mosaicsim.BaseSecret,
			Transport: &wire{world: w, vendor: "Mosaic", handler: w.mosaic, pace: pace},
		}),
	}
}

// lane is the same for both systems of Adobe: they share a credential.
func (s system) lane() target.Lane {
	if s == inMosaic {
		return target.Lane{Key: "Mosaic", RequestsPerMinute: mosaicRate, MaxInFlight: 4}
	}
	return target.Lane{
		Key: "Adobe", RequestsPerMinute: adobe.RequestsPerMinute, ReadsPerMinute: adobe.ReadsPerMinute,
		CommandsPerRequest: adobe.CommandsPerRequest, MaxInFlight: adobe.MaxInFlight,
	}
}

func (w *world) object(u update) *object {
	desired := profile.Desired{Identifier: u.who, Set: profile.Profile{}, Clear: u.clear}
	for attribute, text := range u.set {
		desired.Set[attribute] = profile.Text(text)
	}
	p, err := plan.Check(desired, w.targets[u.in].Schema())
	if err != nil {
		w.Fatalf("%s: %v", u.name, err)
	}
	return &object{update: u, plan: p, login: u.who}
}

// wire carries the requests to one vendor. It tells the story of them, and holds each against what may be sent at all.
type wire struct {
	world   *world
	vendor  string
	handler http.Handler
	pace    pace
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := w.read(r)
	there, back := w.pace(r)
	direct := targettest.Direct{
		Handler: http.HandlerFunc(func(rw http.ResponseWriter, served *http.Request) {
			w.world.story.tellf("→ %s  %s", w.vendor, asked)
			w.handler.ServeHTTP(rw, served)
		}),
		There: func() time.Duration { return there }, Back: func() time.Duration { return back },
	}
	response, err := direct.RoundTrip(r)
	if err != nil {
		w.world.story.tellf("← %s  %s: no answer", w.vendor, asked)
		return nil, err
	}
	w.world.story.tellf("← %s  %s: %s", w.vendor, asked, answered(response))
	return response, nil
}
