package userprofileupdate

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/tools/events"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired/expression"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/keyring"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// looks is how often an update is looked at for no reason.
const looks = 1000

// An update is written once for what came of it, however often it is looked at afterwards.
func TestLookingAgainWritesNothing(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*v1alpha1.UserProfileUpdate)
		answer error
		reason v1alpha1.Reason
		calls  int
	}{
		"unchanged": {func(*v1alpha1.UserProfileUpdate) {}, nil, v1alpha1.ReasonUnchanged, 1},
		"invalid": {func(upu *v1alpha1.UserProfileUpdate) {
			upu.Spec.Attributes.PhoneNumber = new("no number")
		}, nil, v1alpha1.ReasonInvalidSpec, 0},
		"refused": {func(*v1alpha1.UserProfileUpdate) {}, &target.Error{
			Kind: profile.InvalidSpec, Code: "400", Message: "not like this",
		}, v1alpha1.ReasonInvalidSpec, 1},
		"without a source": {func(upu *v1alpha1.UserProfileUpdate) {
			upu.Spec.AttributesFrom = []v1alpha1.AttributesSource{{SecretRef: &v1alpha1.SourceReference{Name: "missing"}}}
		}, nil, v1alpha1.ReasonSourceMissing, 0},
		"without a target": {func(upu *v1alpha1.UserProfileUpdate) {
			upu.Spec.Target.Ref.Name = "missing"
		}, nil, v1alpha1.ReasonTargetNotFound, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t, test.change, func(int) error { return test.answer })
				b.workUntil(time.Minute, time.Second)
				for range looks {
					b.reconcile()
				}
				if len(b.writes) != 1 || len(b.events.Events) != 1 || b.system.calls != test.calls || b.reason() != test.reason {
					t.Errorf("%s after %d writes, %d events and %d calls; want %s after one, one and %d",
						b.reason(), len(b.writes), len(b.events.Events), b.system.calls, test.reason, test.calls)
				}
			})
		})
	}
}

// While the vendor fails, each time in other words, the status is written when an attempt has failed, and at no other
// time: in the first minute by the first steps of the schedule, then less than once a minute. One event says it.
func TestFailingWritesBySchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t, func(*v1alpha1.UserProfileUpdate) {}, func(call int) error {
			return &target.Error{Kind: profile.TargetUnavailable, Code: "503", Message: fmt.Sprintf("failure %d", call)}
		})
		b.workUntil(time.Hour, time.Hour/looks)
		var want []time.Duration // 5 s, doubling to 15 min
		for at, wait := time.Duration(0), 5*time.Second; at < time.Hour; at, wait = at+wait, min(2*wait, 15*time.Minute) {
			want = append(want, at)
		}
		if diff := cmp.Diff(want, b.writes); diff != "" {
			t.Errorf("the status was written at (-want +got):\n%s", diff)
		}
		if b.looked < looks || b.system.calls != len(want) || len(b.events.Events) != 1 {
			t.Errorf("%d looks, %d calls and %d events; want at least %d, %d and one",
				b.looked, b.system.calls, len(b.events.Events), looks, len(want))
		}
	})
}

// bench is a reconciler with one update, whose writes are counted. It lives in a bubble of synctest.
type bench struct {
	*testing.T

	reconciler *Reconciler
	key        types.NamespacedName
	events     *events.FakeRecorder
	system     *system
	woken      chan struct{}
	began      time.Time
	writes     []time.Duration // since it began
	looked     int
}

func newBench(t *testing.T, change func(*v1alpha1.UserProfileUpdate), answer func(call int) error) *bench {
	t.Helper()
	upu := jane()
	upu.Spec.Attributes = &v1alpha1.Attributes{LastName: new("Roe")}
	change(upu)
	b := &bench{
		T: t, key: client.ObjectKeyFromObject(upu), events: events.NewFakeRecorder(looks), woken: make(chan struct{}, 1),
		system: &system{answer: answer}, began: time.Now(),
	}
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{clientgoscheme.AddToScheme, v1alpha1.AddToScheme} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	pt := &v1alpha1.ProfileTarget{
		ObjectMeta: metav1.ObjectMeta{Namespace: upu.Namespace, Name: "default"},
		Spec:       v1alpha1.ProfileTargetSpec{Mosaic: &v1alpha1.MosaicConnection{}},
	}
	c := fake.NewClientBuilder().WithScheme(scheme).WithStatusSubresource(upu).WithObjects(upu, pt).
		WithInterceptorFuncs(interceptor.Funcs{SubResourcePatch: func(
			ctx context.Context, c client.Client, name string, object client.Object, patch client.Patch, o ...client.SubResourcePatchOption,
		) error {
			b.writes = append(b.writes, time.Since(b.began))
			return c.SubResource(name).Patch(ctx, object, patch, o...)
		}}).Build()
	lanes := delivery.New(delivery.Options{Jitter: noJitter, Notify: func(delivery.Owner) {
		select {
		case b.woken <- struct{}{}:
		default:
		}
	}})
	b.reconciler = &Reconciler{
		client: c, live: c, events: b.events, lanes: lanes, connections: b.system, keys: keyring.New(c, c, "operators"),
		sources: &sources{metadata: c, live: c}, programs: expression.NewCache(1), targets: nobody{}, now: time.Now,
		jitter: noJitter, began: time.Now, notices: newNotices(1),
		claims: newClaims(nobodys[person], nobodys[claim], func(types.NamespacedName) {}),
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- lanes.Start(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return b
}

func noJitter() float64 { return 0 }

// nobodys are the updates of others.
func nobodys[T person | claim](T) []*v1alpha1.UserProfileUpdate { return nil }

// workUntil reconciles as a controller does: at once, when the update is woken, and when that was asked for; and every so
// often for no reason at all.
func (b *bench) workUntil(end, nothing time.Duration) {
	b.Helper()
	over, tick := time.After(end-time.Since(b.began)), time.NewTicker(nothing)
	defer tick.Stop()
	for {
		var due <-chan time.Time
		if again := b.reconcile().RequeueAfter; again > 0 {
			due = time.After(again)
		}
		select {
		case <-b.woken:
		case <-due:
		case <-tick.C:
		case <-over:
			return
		}
	}
}

func (b *bench) reconcile() ctrl.Result {
	b.Helper()
	b.looked++
	result, err := b.reconciler.Reconcile(b.Context(), ctrl.Request{NamespacedName: b.key})
	if err != nil {
		b.Fatal(err)
	}
	return result
}

func (b *bench) update() *v1alpha1.UserProfileUpdate {
	b.Helper()
	upu := &v1alpha1.UserProfileUpdate{}
	if err := b.reconciler.client.Get(b.Context(), b.key, upu); err != nil {
		b.Fatal(err)
	}
	return upu
}

func (b *bench) reason() v1alpha1.Reason {
	b.Helper()
	upu := b.update()
	if len(upu.Status.Conditions) == 0 {
		return ""
	}
	return v1alpha1.Reason(upu.Status.Conditions[0].Reason)
}

// system is a connection to an identity system where everybody is as declared, unless it answers with an error.
type system struct {
	target.Target

	answer func(call int) error
	calls  int
	gate   chan struct{} // keeps what is written from an answer; nil keeps nothing
}

func (s *system) Resolve(context.Context, v1alpha1.GenericProfileTarget) (*connection.Connection, error) {
	return &connection.Connection{
		Targets: map[v1alpha1.System]target.Target{v1alpha1.SystemMosaic: s},
		Lane:    target.Lane{Key: "system", RequestsPerMinute: 1000, MaxInFlight: 1},
		Tenant:  "tenant", Version: "version",
	}, nil
}

func (*system) Schema() target.Schema {
	return target.Schema{
		System: "Mosaic", Identifiers: map[profile.IdentifierType]bool{profile.ByEmail: true}, ReadsFirst: true, BatchSize: 1,
		Attributes: map[profile.Attribute]target.Type{profile.LastName: target.TypeName, profile.PhoneNumber: target.TypePhone},
	}
}

func (s *system) Read(context.Context, target.Locator) (target.User, error) {
	s.calls++
	return target.User{ID: "u1", Profile: profile.Profile{profile.LastName: profile.Text("Roe")}}, s.answer(s.calls)
}

func (s *system) DryRun() target.Target { return target.DryRun(s) }

func (s *system) Write(_ context.Context, commands []target.Command) []target.Result {
	if s.gate != nil {
		<-s.gate
	}
	after := profile.Profile{profile.LastName: profile.Text("Roe")}
	for _, step := range commands[0].Change {
		after[step.Attribute] = step.Value
	}
	return []target.Result{{User: target.User{ID: "u1", Profile: after}}}
}

// nobody cares how the vendor dealt with requests.
type nobody struct{}

func (nobody) Blow(types.NamespacedName, types.UID, string) {}
func (nobody) Vouch(types.NamespacedName)                   {}
func (nobody) Doubt(types.NamespacedName, string, string)   {}
func (nobody) Forbid(types.NamespacedName, string, string)  {}
