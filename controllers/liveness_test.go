package controllers_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// A vendor that holds every answer, the token included, delays nobody but its own updates: with one worker and more
// held updates than requests may be in flight, the objects of another connection converge meanwhile.
func TestNoWorkerWaitsForTheVendor(t *testing.T) {
	w := newEmptyWorld(t)
	w.workers = 1
	w.create(w.secret())
	w.create(w.target("default"))
	slow, slowURL := newTenant(t)
	held := mosaic.NewGate()
	t.Cleanup(held.Release)
	slow.Inject(mosaic.Fault{Times: mosaic.Always, Gate: held})
	slowTarget := w.target("slow")
	slowTarget.Spec.Mosaic.URL = slowURL
	slowTarget.Spec.Limits = &v1alpha1.Limits{MaxInFlight: new(int32(2))}
	w.create(slowTarget)
	w.start()

	var waiting []*v1alpha1.UserProfileUpdate
	for i := range 10 {
		upu := w.update(fmt.Sprintf("slow-%d", i), onlyIts(fmt.Sprintf("slow-%d", i)))
		upu.Spec.Target.Ref.Name = "slow"
		w.create(upu)
		waiting = append(waiting, upu)
	}
	if err := held.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	var quick []client.Object
	for i := range 10 {
		quick = append(quick, w.update(fmt.Sprintf("quick-%d", i), onlyIts(fmt.Sprintf("quick-%d", i))))
	}
	w.createAll(quick) // and not one by one: a call that is held ends after 15 s
	for _, upu := range quick {
		w.converged(upu.(*v1alpha1.UserProfileUpdate))
	}
	for _, upu := range waiting {
		if err := w.Get(t.Context(), keyOf(upu), upu); err != nil {
			t.Fatal(err)
		}
		if upu.Status.Results != nil {
			t.Errorf("%s has a result, although the vendor never answered: %+v", upu.Name, upu.Status)
		}
	}
	held.Release()
	for _, upu := range waiting {
		w.converged(upu)
	}
}

// When the operator is asked to stop, the call under way finishes and its outcome is written before the process ends:
// the next operator has nothing to do.
func TestGracefulStop(t *testing.T) {
	w := newWorld(t)
	held := mosaic.NewGate()
	t.Cleanup(held.Release)
	w.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Gate: held})
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	if err := held.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		w.stop()
	}()
	held.Release()
	<-stopped
	w.ready(upu, v1alpha1.ReasonApplied)
	w.restart()
	last := w.update("last", v1alpha1.Attributes{})
	w.create(last)
	w.ready(last, v1alpha1.ReasonNothingManaged)
	if got := w.userRequests(); len(got) != 0 {
		t.Errorf("the next operator sent %q", got)
	}
}

// A worker whose write is under way when the operator is asked to stop does not learn that it was carried out. The outcome
// is not written, and counted, once more.
func TestGracefulStopWhileTheOutcomeIsWritten(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fault mosaic.Fault
		want  v1alpha1.Reason
	}{
		"a success": {mosaic.Fault{Method: http.MethodDelete}, v1alpha1.ReasonApplied}, // which nobody sends
		"a failure": {mosaic.Fault{Method: http.MethodPut, Status: http.StatusBadGateway}, v1alpha1.ReasonTargetUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			w := newEmptyWorld(t)
			written := make(chan struct{}, 1)
			var carriedOut atomic.Int32 // which a write is not that the worker tries before its cache has the first
			w.wire = func(next http.RoundTripper) http.RoundTripper {
				return roundTripper(func(req *http.Request) (*http.Response, error) {
					res, err := next.RoundTrip(req)
					if err == nil && req.Method != http.MethodGet && strings.Contains(req.URL.Path, "/userprofileupdates/") &&
						res.StatusCode < http.StatusMultipleChoices {
						carriedOut.Add(1)
					}
					if err == nil && strings.HasSuffix(req.URL.Path, "/userprofileupdates/ann/status") {
						select {
						case written <- struct{}{}:
							_ = res.Body.Close()
							<-req.Context().Done()
							return nil, req.Context().Err()
						default: // not the first
						}
					}
					return res, err
				})
			}
			w.tenant.Inject(tt.fault)
			w.create(w.secret())
			w.create(w.target("default"))
			w.start()
			upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
			w.create(upu)
			w.ready(upu, tt.want)
			w.stop()
			w.ready(upu, tt.want)
			// The first answer may come only when nobody waits for it any more, and is not counted then.
			if got := carriedOut.Load(); got > 1 || upu.Status.History[0].Count != 1 {
				t.Errorf("the API server carried out %d writes of the update, which says that this came %d times, want once",
					got, upu.Status.History[0].Count)
			}
		})
	}
}

// An edit while the change before it is under way wins.
func TestLatestWins(t *testing.T) {
	w := newWorld(t)
	held := mosaic.NewGate()
	t.Cleanup(held.Release)
	w.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Gate: held})
	upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(upu)
	if err := held.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Title = new("Prof") })
	held.Release()
	w.ready(upu, v1alpha1.ReasonApplied)
	user, _ := w.tenant.User(mosaic.BaseU1)
	if user.Name["title"] != "Prof" {
		t.Errorf("the title is %v, want that of the last edit", user.Name["title"])
	}
}

// An update that is deleted before it was sent is not sent.
func TestDeletedUpdateIsNotSent(t *testing.T) {
	w := newEmptyWorld(t)
	w.workers = 1 // who sees the deletion before the third update
	w.create(w.secret())
	pt := w.target("default")
	pt.Spec.Limits = &v1alpha1.Limits{MaxInFlight: new(int32(1))}
	w.create(pt)
	w.start()
	w.connected(pt, v1alpha1.ReasonConnected)
	held := mosaic.NewGate()
	t.Cleanup(held.Release)
	w.tenant.Inject(mosaic.Fault{Method: http.MethodGet, Path: mosaic.PathByEmail, Gate: held})
	first := w.update("first", v1alpha1.Attributes{Title: new("Dr")})
	w.create(first)
	if err := held.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	second := w.update("second", v1alpha1.Attributes{Title: new("Mx")})
	second.Spec.Identifier.Value = "b@x.io"
	w.create(second)
	if err := w.Delete(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	third := w.update("third", v1alpha1.Attributes{})
	w.create(third)
	w.ready(third, v1alpha1.ReasonNothingManaged) // by now the operator has seen the deletion
	held.Release()
	w.ready(first, v1alpha1.ReasonApplied)
	user, _ := w.tenant.User(mosaic.BaseU2)
	if len(user.Name) != 0 {
		t.Errorf("the deleted update was sent: %v", user.Name)
	}
}

// An update that is replaced by another of the same name while its call is under way must not leave its outcome to that
// one, which would then never be applied.
func TestOutcomeOfAReplacedUpdate(t *testing.T) {
	w := newWorld(t)
	held := mosaic.NewGate()
	t.Cleanup(held.Release)
	w.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Gate: held})
	first := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.create(first)
	if err := held.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := w.Delete(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	second := w.update("ann", v1alpha1.Attributes{City: new("LA")})
	w.create(second)
	held.Release()
	w.ready(second, v1alpha1.ReasonApplied)
	want := []v1alpha1.AttributeChange{{Attribute: "city", Action: v1alpha1.ChangeSet}}
	if diff := cmp.Diff(want, second.Status.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}

// A replica that does not lead has its caches filled, Secrets included, and takes over when the leader stops.
func TestStandby(t *testing.T) {
	w := newEmptyWorld(t)
	w.create(w.secret())
	w.create(w.target("default"))
	elect := func(o *ctrl.Options) {
		o.LeaderElection, o.LeaderElectionReleaseOnCancel = true, true
		o.LeaderElectionID, o.LeaderElectionNamespace, o.LeaderElectionConfig = "standby", w.namespace, apiServer
		o.LeaseDuration, o.RenewDeadline, o.RetryPeriod = new(30*time.Second), new(20*time.Second), new(200*time.Millisecond)
		o.Controller.EnableWarmup = new(true)
	}
	w.stop = w.run(elect)
	first := w.update("first", v1alpha1.Attributes{Title: new("Dr")})
	w.create(first)
	w.ready(first, v1alpha1.ReasonApplied)

	watches := w.writes.watches("secrets")
	w.run(elect)
	w.until("a watch of the standby", func() bool { return w.writes.watches("secrets") > watches }, func() any { return watches })
	w.stop()
	second := w.update("second", v1alpha1.Attributes{City: new("LA")})
	w.create(second)
	w.ready(second, v1alpha1.ReasonApplied)
}
