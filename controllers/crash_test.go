package controllers_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// Every point between looking at an update and having told its outcome is tried, in each story:
//
//	the operator                          what follows
//	------------                          ------------
//	dies there, kill -9                   the next one comes to the same end: the same at the vendors, nothing done twice, the
//	                                      same in the status, with no more writes
//	loses there what it writes to the     it does the same as if nothing had happened
//	API server, or only the answer
//	sees all its writes late              it does the same
func TestCrash(t *testing.T) {
	t.Parallel()
	for name, tale := range stories {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var points []point
			var want ending
			t.Run("undisturbed", func(t *testing.T) { points, want = undisturbed(t, tale, 0) })
			if t.Failed() {
				return
			}
			tried, reached := 0, &atomic.Int32{}
			try := func(end point, spared bool) {
				tried++
				t.Run(fate(spared)+end.String(), func(t *testing.T) {
					t.Parallel()
					if disturbed(t, tale, end, spared, want) {
						reached.Add(1)
					}
				})
			}
			for _, end := range tale.distinct(points) {
				try(end, false)
				if strings.HasPrefix(end.request, "PATCH ") || end.request == makeKey {
					try(end, true)
				}
			}
			t.Run("late cache", func(t *testing.T) {
				t.Parallel()
				_, got := undisturbed(t, tale, 200*time.Millisecond)
				compareExactly(t, tale, want, got)
			})
			t.Cleanup(func() {
				t.Logf("%d points, %d of them were reached again: %v", tried, reached.Load(), tale.distinct(points))
			})
		})
	}
}

func fate(spared bool) string {
	if spared {
		return "loses "
	}
	return "dies "
}

// undisturbed lives through a story, with a cache that lags behind by so much, and returns the points at which the operator
// might have died.
func undisturbed(t *testing.T, tale story, lag time.Duration) ([]point, ending) {
	t.Helper()
	w, updates := once(t, tale)
	w.reaper.lag = lag
	former := statuses(updates)
	life := w.reaper.begin(nil)
	w.operate()
	for chapter := range 1 + len(tale.then) {
		if chapter > 0 {
			tale.then[chapter-1](w, updates)
		}
		w.lives(life, updates, func() bool { return w.allSettled(updates) })
	}
	w.lives(life, updates, func() bool { return life.reached(tale.last()) })
	w.stop()
	points := life.points()
	for _, want := range tale.certain() {
		if !slices.Contains(points, want) {
			t.Errorf("there is no point %s among %v", want, points)
		}
	}
	end := w.ending(updates)
	end.former = former
	if end.writes != tale.writes {
		t.Errorf("%d writes of updates, want %d", end.writes, tale.writes)
	}
	return points, end
}

// once is the world at the beginning of a story. Of what happened before, nothing counts.
func once(t *testing.T, tale story) (*world, []*v1alpha1.UserProfileUpdate) {
	t.Helper()
	w := createWorld(t)
	w.reaper = &reaper{}
	w.wire = w.reaper.apiServer
	updates := tale.begin(w)
	w.forget()
	w.reaper.forget()
	return w, updates
}

// operate runs an operator, of hundreds. They share what is the same for all.
func (w *world) operate() {
	w.Helper()
	w.stop = w.run(func(o *ctrl.Options) {
		o.Scheme = scheme
		o.MapperProvider = func(*rest.Config, *http.Client) (meta.RESTMapper, error) { return w.RESTMapper(), nil }
	})
}

// disturbed lives through it with an operator to which something happens at the point given, and after its death with one
// that lives. It tells whether that point was reached.
func disturbed(t *testing.T, tale story, end point, spared bool, want ending) bool {
	t.Helper()
	w, updates := once(t, tale)
	first := w.reaper.begin(&end)
	first.spared = spared
	w.operate()
	now, then := first, tale.then
	for {
		died := !w.lives(now, updates, func() bool { return w.allSettled(updates) })
		if died {
			now = w.succeed(updates, func() {
				if tale.hasty && len(then) > 0 {
					then[0](w, updates)
					then = then[1:]
				}
			})
			continue
		}
		if len(then) == 0 {
			break
		}
		then[0](w, updates)
		then = then[1:]
	}
	if !spared && now == first && !w.lives(first, updates, func() bool { return first.reached(tale.last()) }) {
		w.succeed(updates, func() {})
	}
	if spared && slices.Contains(tale.certain(), end) {
		w.lives(first, updates, first.struck) // what is told to the target may come after what is told to the updates
	}
	w.stop()
	if spared {
		compareExactly(t, tale, want, w.ending(updates))
	} else {
		compare(t, tale, want, w.ending(updates))
	}
	if !first.struck() && slices.Contains(tale.certain(), end) {
		t.Error("the operator never came there")
	}
	return first.struck()
}

// lives waits for what it is told to, and tells whether it came before the operator died.
func (w *world) lives(l *life, updates []*v1alpha1.UserProfileUpdate, until func() bool) bool {
	w.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for !l.dead() {
		if until() {
			return true
		}
		select {
		case <-l.news:
		case <-l.over:
		case <-look.C:
		case <-deadline.C:
			w.Fatalf("never settled: %s; the operator has reached %v", w.encoded(statuses(updates)), l.points())
		}
	}
	return false
}

func (w *world) allSettled(updates []*v1alpha1.UserProfileUpdate) bool {
	w.Helper()
	return !slices.ContainsFunc(updates, func(upu *v1alpha1.UserProfileUpdate) bool {
		if err := w.Get(w.Context(), keyOf(upu), upu); err != nil {
			w.Fatal(err)
		}
		return !settled(upu)
	})
}

// allConnected tells whether each target says what became of its connection: an operator that finds one that does not
// connects it.
func (w *world) allConnected() bool {
	w.Helper()
	targets := &v1alpha1.ProfileTargetList{}
	if err := w.List(w.Context(), targets, client.InNamespace(w.namespace)); err != nil {
		w.Fatal(err)
	}
	return !slices.ContainsFunc(targets.Items, func(pt v1alpha1.ProfileTarget) bool {
		ready := meta.FindStatusCondition(pt.Status.Conditions, string(v1alpha1.ConditionReady))
		return ready == nil || ready.ObservedGeneration != pt.Generation
	})
}

// succeed buries the operator and runs another. If there is nothing left to do, that one does nothing.
func (w *world) succeed(updates []*v1alpha1.UserProfileUpdate, meanwhile func()) *life {
	w.Helper()
	w.stop()
	meanwhile()
	done := w.allSettled(updates) && w.allConnected()
	requests, writes := w.requestsToVendors(), w.reaper.writes(updates)
	w.workers = 1 // which looks at the updates in the order in which it sees them
	life := w.reaper.begin(nil)
	w.operate()
	if !done {
		return life
	}
	last := w.update("last", v1alpha1.Attributes{})
	w.create(last)
	w.ready(last, v1alpha1.ReasonNothingManaged) // by now it has looked at all of them
	if got := w.requestsToVendors() - requests; got != 0 {
		w.Errorf("the next operator sent %d requests, and there was nothing to do", got)
	}
	if got := w.reaper.writes(updates) - writes; got != 0 {
		w.Errorf("the next operator wrote %d times, and there was nothing to do", got)
	}
	return life
}

func (w *world) requestsToVendors() int {
	count := len(w.tenant.Requests())
	if w.org != nil {
		count += len(w.org.Requests())
	}
	return count
}
