package controllers_test

import (
	"cmp"
	"net/http"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// A process that is told to end while the vendors take their time waits for their answers, writes them down, and gives up
// the lease. The next one begins at once, in the same minute as far as Adobe's quota goes, and sends only what was not sent.
func TestTermination(t *testing.T) {
	const (
		minute = 20 * time.Second
		done   = 5 * adobePerMinute // before the process is told
		begun  = 6 * adobePerMinute // or under way
		people = 14 * adobePerMinute
	)
	w := newHurriedWorld(t, minute, plant(people))
	w.create(w.secret())
	w.create(w.target("default"))
	var updates []client.Object
	for n := range people {
		updates = append(updates, w.adobeUpdate("user-"+strconv.Itoa(n), emailOf(n), v1alpha1.Attributes{LastName: new("Roe")}))
	}
	w.createAll(updates[:done])
	first := w.startProcess("the first process")
	w.until("the first outcomes", func() bool { return w.applied() == done }, func() any { return w.applied() })

	put, batch := mosaic.NewGate(), adobe.NewGate()
	t.Cleanup(func() { put.Release(); batch.Release() })
	w.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Gate: put})
	w.org.Inject(adobe.Fault{Path: adobe.PathAction, Gate: batch, Late: true})
	ann := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
	w.createAll(append([]client.Object{ann}, updates[done:begun]...))
	if err := cmp.Or(put.Await(t.Context(), 1), batch.Await(t.Context(), 1)); err != nil {
		t.Fatal(err)
	}
	w.createAll(updates[begun:]) // more than this minute has room for
	first.signal(syscall.SIGTERM)
	first.stopping()
	put.Release()
	batch.Release()
	first.exits(0)
	if got := w.leader(); got != "" {
		t.Errorf("%q still holds the lease", got)
	}
	w.ready(ann, v1alpha1.ReasonApplied)
	if sent, known := len(w.org.Journal()), w.applied(); sent != known {
		t.Errorf("%d users were written, of whom %d have an update that says so", sent, known)
	}

	second := w.startProcess("the second process")
	once := map[string]int{}
	for n := range people {
		w.ready(updates[n].(*v1alpha1.UserProfileUpdate), v1alpha1.ReasonApplied)
		once["user-"+strconv.Itoa(n)] = 1
	}
	writes := map[string]int{}
	for _, write := range w.org.Journal() {
		writes[write.UserID]++
	}
	if diff := gocmp.Diff(once, writes); diff != "" {
		t.Errorf("writes at Adobe, by user (-want +got):\n%s", diff)
	}
	if got := len(w.tenant.Journal()); got != 1 {
		t.Errorf("%d writes at Mosaic, want one", got)
	}
	if got := w.violations(); got > 1 {
		t.Errorf("%d requests were above a quota, want one at most", got)
	}
	second.signal(syscall.SIGINT)
	second.exits(0)
}

// applied counts the updates at Adobe that say that they were applied.
func (w *world) applied() int {
	w.Helper()
	all := &v1alpha1.UserProfileUpdateList{}
	if err := w.List(w.Context(), all, client.InNamespace(w.namespace)); err != nil {
		w.Fatal(err)
	}
	applied := 0
	for _, upu := range all.Items {
		if upu.Spec.Target.System != v1alpha1.SystemMosaic && upu.Status.Results != nil && upu.Status.Results.Completed == 1 {
			applied++
		}
	}
	return applied
}

// Whoever cannot wait sends a second signal: the process ends although the vendor did not answer, and says by its exit code
// that something was left undone.
func TestSecondSignal(t *testing.T) {
	t.Parallel()
	for name, signals := range map[string][2]os.Signal{
		"SIGTERM twice":        {syscall.SIGTERM, syscall.SIGTERM},
		"SIGINT after SIGTERM": {syscall.SIGTERM, syscall.SIGINT},
	} {
		t.Run(name, func(t *testing.T) {
			w := newEmptyWorld(t)
			w.create(w.secret())
			w.create(w.target("default"))
			put := mosaic.NewGate()
			t.Cleanup(put.Release)
			w.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Gate: put})
			upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
			w.create(upu)
			p := w.startProcess("the process")
			if err := put.Await(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			p.signal(signals[0])
			p.stopping()
			p.signal(signals[1])
			p.exits(1)
		})
	}
}
