package controllers_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// newClusterWorld returns a world whose operator is not confined to a namespace, with credentials in the operator's own
// and a ClusterProfileTarget. Tests with one run while no other does: they are not parallel.
func newClusterWorld(t *testing.T, allowed *v1alpha1.AllowedNamespaces) (*world, *v1alpha1.ClusterProfileTarget) {
	t.Helper()
	w := createWorld(t)
	w.everywhere = true
	w.create(w.secret())
	shared := &v1alpha1.ClusterProfileTarget{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "shared-"},
		Spec:       v1alpha1.ClusterProfileTargetSpec{ProfileTargetSpec: w.target("").Spec, AllowedNamespaces: allowed},
	}
	if err := w.Create(t.Context(), shared); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Delete(context.Background(), shared); client.IgnoreNotFound(err) != nil {
			t.Error(err)
		}
	})
	return w, shared
}

// tenantNamespace makes a namespace of people who may write updates and nothing else.
func (w *world) tenantNamespace(name string, labels map[string]string) string {
	w.Helper()
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name + "-" + w.namespace, Labels: labels}}
	if err := w.Create(w.Context(), namespace); err != nil {
		w.Fatal(err)
	}
	return namespace.Name
}

func (w *world) through(shared string, namespace, name string) *v1alpha1.UserProfileUpdate {
	w.Helper()
	upu := w.update(name, onlyIts(name))
	upu.Namespace = namespace
	upu.Spec.Target.Ref = v1alpha1.TargetObjectReference{Kind: v1alpha1.ClusterProfileTargetKind, Name: shared}
	if err := w.Create(w.Context(), upu); err != nil {
		w.Fatal(err)
	}
	return upu
}

// A ClusterProfileTarget serves the namespaces that it allows, by name or by label, as soon as it does. To the others it
// does not exist: what they are told is what they are told of one that does not.
func TestClusterTargetServesWhomItAllows(t *testing.T) {
	w, shared := newClusterWorld(t, nil)
	named, labelled := w.tenantNamespace("named", nil), w.tenantNamespace("labelled", map[string]string{"team": "hr"})
	stranger := w.tenantNamespace("stranger", nil)
	w.start()
	w.connected(shared, v1alpha1.ReasonConnected)

	byName, byLabel := w.through(shared.Name, named, "by-name"), w.through(shared.Name, labelled, "by-label")
	unknown, missing := w.through(shared.Name, stranger, "unknown"), w.through("nobody", stranger, "missing")
	for _, upu := range []*v1alpha1.UserProfileUpdate{byName, byLabel, unknown} {
		w.ready(upu, v1alpha1.ReasonTargetNotFound)
	}
	told := w.ready(unknown, v1alpha1.ReasonTargetNotFound).Message
	want := strings.ReplaceAll(w.ready(missing, v1alpha1.ReasonTargetNotFound).Message, "nobody", shared.Name)
	if told != want {
		t.Errorf("who is not allowed is told %q, which is not %q", told, want)
	}

	edit(w, shared, func(c *v1alpha1.ClusterProfileTarget) {
		c.Spec.AllowedNamespaces = &v1alpha1.AllowedNamespaces{
			Names: []string{named}, Selector: &metav1.LabelSelector{MatchLabels: map[string]string{"team": "hr"}},
		}
	})
	w.ready(byName, v1alpha1.ReasonApplied)
	w.ready(byLabel, v1alpha1.ReasonApplied)
	w.ready(unknown, v1alpha1.ReasonTargetNotFound)

	namespace := &corev1.Namespace{}
	if err := w.Get(t.Context(), client.ObjectKey{Name: stranger}, namespace); err != nil {
		t.Fatal(err)
	}
	edit(w, namespace, func(n *corev1.Namespace) { n.Labels["team"] = "hr" })
	w.ready(unknown, v1alpha1.ReasonApplied)

	edit(w, shared, func(c *v1alpha1.ClusterProfileTarget) { c.Spec.AllowedNamespaces = nil })
	w.connected(shared, v1alpha1.ReasonConnected)
	w.ready(w.through(shared.Name, named, "late"), v1alpha1.ReasonTargetNotFound)
	w.ready(byName, v1alpha1.ReasonApplied) // what was applied stays
}

// What is wrong with a shared connection is for those who are in charge of it: the others learn that it does not work, and
// the name of nothing that they cannot see.
func TestClusterTargetKeepsItsTroubleToItself(t *testing.T) {
	w, shared := newClusterWorld(t, &v1alpha1.AllowedNamespaces{Selector: &metav1.LabelSelector{}})
	tenant := w.tenantNamespace("tenant", nil)
	secret := &corev1.Secret{}
	if err := w.Get(t.Context(), client.ObjectKey{Namespace: w.namespace, Name: "credentials"}, secret); err != nil {
		t.Fatal(err)
	}
	for _, trouble := range []struct {
		reason v1alpha1.Reason
		edit   func(*corev1.Secret)
	}{
		{v1alpha1.ReasonSecretNotLabelled, func(s *corev1.Secret) { s.Labels = nil }},
		{v1alpha1.ReasonCredentialsRejected, func(s *corev1.Secret) {
			s.Labels = w.secret().Labels
			s.StringData = map[string]string{"client_secret": "wrong"}
		}},
	} {
		edit(w, secret, trouble.edit)
		if w.stop == nil {
			w.start()
		}
		seen := w.connected(shared, trouble.reason)
		upu := w.through(shared.Name, tenant, strings.ToLower(string(trouble.reason)))
		told := w.ready(upu, v1alpha1.ReasonTargetNotReady)
		if !strings.Contains(told.Message, "ClusterProfileTarget "+shared.Name) {
			t.Errorf("the message is %q, want the name of the target in it", told.Message)
		}
		for _, text := range []string{told.Message, upu.Status.Errors[0].Message} {
			if strings.Contains(text, "credentials") || strings.Contains(text, secret.Namespace+"/") || strings.Contains(text, seen.Message) {
				t.Errorf("an update in another namespace is told %q", text)
			}
		}
	}
	edit(w, secret, func(s *corev1.Secret) { s.StringData = map[string]string{"client_secret": mosaic.BaseSecret} })
	w.connected(shared, v1alpha1.ReasonConnected)
}

// A ProfileTarget reaches no Secret but those of its own namespace, whatever it is called.
func TestTargetReachesNoSecretOfAnotherNamespace(t *testing.T) {
	w, shared := newClusterWorld(t, nil)
	tenant := w.tenantNamespace("tenant", nil)
	w.start()
	w.connected(shared, v1alpha1.ReasonConnected)
	pt := w.target("default")
	pt.Namespace = tenant
	if err := w.Create(t.Context(), pt); err != nil {
		t.Fatal(err)
	}
	w.connected(pt, v1alpha1.ReasonSecretMissing)
}

// A selector that is none allows nobody, and says so where it can be mended.
func TestClusterTargetWithASelectorThatIsNone(t *testing.T) {
	w, shared := newClusterWorld(t, &v1alpha1.AllowedNamespaces{Selector: &metav1.LabelSelector{
		MatchExpressions: []metav1.LabelSelectorRequirement{{Key: "team", Operator: "Like", Values: []string{"hr"}}},
	}})
	tenant := w.tenantNamespace("tenant", nil)
	upu := w.through(shared.Name, tenant, "ann")
	w.start()
	if ready := w.connected(shared, v1alpha1.ReasonInvalidSpec); !strings.Contains(ready.Message, "spec.allowedNamespaces.selector") {
		t.Errorf("the message is %q", ready.Message)
	}
	w.ready(upu, v1alpha1.ReasonTargetNotFound)
}

// An operator that is confined to namespaces knows no ClusterProfileTargets.
func TestConfinedOperatorKnowsNoClusterTargets(t *testing.T) {
	w := newWorld(t)
	w.ready(w.through("any", w.namespace, "ann"), v1alpha1.ReasonTargetNotFound)
}

// While a connection is suspended nothing is sent through it; what was applied stays, and all else goes on afterwards.
func TestSuspendedTarget(t *testing.T) {
	w := newWorld(t)
	applied := w.update("applied", onlyIts("applied"))
	w.create(applied)
	w.ready(applied, v1alpha1.ReasonApplied)
	pt := w.defaultTarget()
	w.connected(pt, v1alpha1.ReasonConnected) // which took a token perhaps
	edit(w, pt, func(pt *v1alpha1.ProfileTarget) { pt.Spec.Suspend = true })
	w.connected(pt, v1alpha1.ReasonSuspended)
	requests := len(w.tenant.Requests())
	waiting := w.update("waiting", onlyIts("waiting"))
	w.create(waiting)
	if ready := w.ready(waiting, v1alpha1.ReasonTargetNotReady); !strings.Contains(ready.Message, "suspended") {
		t.Errorf("the message is %q", ready.Message)
	}
	before := applied.ResourceVersion
	w.ready(applied, v1alpha1.ReasonApplied)
	if got := len(w.tenant.Requests()); got != requests || applied.ResourceVersion != before {
		t.Errorf("%d requests, want %d; or the applied update was written", got, requests)
	}
	edit(w, pt, func(pt *v1alpha1.ProfileTarget) { pt.Spec.Suspend = false })
	w.connected(pt, v1alpha1.ReasonConnected)
	w.ready(waiting, v1alpha1.ReasonApplied)
}

// Suspending is the kill switch: of what waits in the lane nothing is sent any more.
func TestSuspendedTargetStopsItsLane(t *testing.T) {
	w := newEmptyWorld(t)
	w.create(w.secret())
	pt := w.target("default")
	pt.Spec.Limits = &v1alpha1.Limits{RequestsPerMinute: new(int32(2))} // one update: a read and a write
	w.create(pt)
	w.start()
	w.connected(pt, v1alpha1.ReasonConnected)
	first := w.update("first", onlyIts("first"))
	w.create(first)
	w.ready(first, v1alpha1.ReasonApplied)
	queued := w.update("queued", onlyIts("queued"))
	w.create(queued)
	w.ready(queued, v1alpha1.ReasonQueued)
	edit(w, pt, func(pt *v1alpha1.ProfileTarget) { pt.Spec.Suspend = true })
	w.connected(pt, v1alpha1.ReasonSuspended)
	w.ready(queued, v1alpha1.ReasonTargetNotReady)
	if got := w.userRequests(); len(got) != 2 {
		t.Errorf("the tenant got %q", got)
	}
}

// Suspending also stops what was queued before the target was edited, although no update has been looked at since. What goes
// through another target goes on.
func TestSuspendedTargetStopsWhatWasQueuedBeforeAnEdit(t *testing.T) {
	w := newEmptyWorld(t)
	w.create(w.secret())
	targets := map[string]*v1alpha1.ProfileTarget{"default": w.target("default"), "other": w.target("other")}
	for _, pt := range targets {
		pt.Spec.Limits = &v1alpha1.Limits{MaxInFlight: new(int32(1))}
		w.create(pt)
	}
	w.create(values("slow", map[string]string{"customData.slow": "v"}))
	w.workers = 1
	var busy atomic.Bool
	goOn := make(chan struct{})
	release := sync.OnceFunc(func() { close(goOn) })
	w.wire = func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(req *http.Request) (*http.Response, error) {
			if strings.HasSuffix(req.URL.Path, "/secrets/slow") {
				busy.Store(true)
				<-goOn
			}
			return next.RoundTrip(req)
		})
	}
	write := mosaic.NewGate()
	w.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Gate: write})
	w.start()
	t.Cleanup(release)
	for _, pt := range targets {
		w.connected(pt, v1alpha1.ReasonConnected)
	}

	first, queued := w.update("first", onlyIts("first")), w.update("queued", onlyIts("queued"))
	w.create(first)
	if err := write.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	w.create(queued)
	other := w.update("other", onlyIts("other"))
	other.Spec.Target.Ref.Name = "other"
	w.create(other)
	slow := w.update("slow", v1alpha1.Attributes{})
	slow.Spec.Attributes, slow.Spec.AttributesFrom = nil, fromSecret("slow")
	w.create(slow)
	w.until("the only worker busy", busy.Load, func() any { return w.methods() })

	edit(w, targets["default"], func(pt *v1alpha1.ProfileTarget) { pt.Spec.Limits.RequestsPerMinute = new(int32(100)) })
	w.connected(targets["default"], v1alpha1.ReasonConnected)
	edit(w, targets["default"], func(pt *v1alpha1.ProfileTarget) { pt.Spec.Suspend = true })
	w.connected(targets["default"], v1alpha1.ReasonSuspended)
	write.Release()
	puts := func() int { return w.tenant.Count(http.MethodPut, "") }
	w.until("the other target's write", func() bool { return puts() == 2 }, func() any { return w.methods() })
	if diff := cmp.Diff([]string{"GET", "PUT", "GET", "PUT"}, w.methods()); diff != "" {
		t.Errorf("requests of the first and the other update (-want +got):\n%s", diff)
	}
	release()
	w.ready(other, v1alpha1.ReasonApplied)
	w.ready(first, v1alpha1.ReasonApplied)
	w.ready(queued, v1alpha1.ReasonTargetNotReady)
}

// Nobody gets more from a connection than its policy allows, whatever their spec says and wherever its values come from.
func TestPolicy(t *testing.T) { //nolint:tparallel // newEmptyWorld calls Parallel, and the subtests share what was counted
	w := newEmptyWorld(t)
	w.create(w.secret())
	pt := w.target("default")
	pt.Spec.Policy = &v1alpha1.Policy{
		Attributes: []string{"title", "email", "username", "customData"}, IdentifierDomains: []string{"x.io"},
	}
	w.create(pt)
	w.create(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "values", Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseValues}},
		StringData: map[string]string{"email": "canary@evil.example"},
	})
	w.start()
	allowed := w.update("allowed", v1alpha1.Attributes{Title: new("Dr")})
	w.create(allowed)
	w.ready(allowed, v1alpha1.ReasonApplied)
	requests := len(w.userRequests())
	for name, test := range map[string]struct {
		edit func(*v1alpha1.UserProfileUpdateSpec)
		want string
	}{
		"attribute": {
			func(s *v1alpha1.UserProfileUpdateSpec) { s.Attributes.LastName = new("Roe") },
			"spec.attributes.lastName: the policy of the target does not allow updates to manage lastName",
		},
		"clear": {
			func(s *v1alpha1.UserProfileUpdateSpec) { s.Attributes = nil; s.Clear = []string{"city"} },
			"spec.clear: the policy of the target does not allow updates to manage city",
		},
		"address elsewhere": {
			func(s *v1alpha1.UserProfileUpdateSpec) { s.Attributes.Email = new("a@y.io") },
			"spec.attributes.email: the policy of the target does not allow addresses of this domain",
		},
		"subdomain": {
			func(s *v1alpha1.UserProfileUpdateSpec) { s.Attributes.Email = new("a@sub.x.io") },
			"spec.attributes.email: the policy of the target does not allow addresses of this domain",
		},
		"username elsewhere": {
			func(s *v1alpha1.UserProfileUpdateSpec) { s.Attributes.Username = new("a@y.io") },
			"spec.attributes.username: the policy of the target does not allow addresses of this domain",
		},
		"from a Secret": {func(s *v1alpha1.UserProfileUpdateSpec) {
			s.AttributesFrom = []v1alpha1.AttributesSource{{SecretRef: &v1alpha1.SourceReference{Name: "values"}}}
		}, "the policy of the target does not allow addresses of this domain"},
		"person elsewhere": {
			func(s *v1alpha1.UserProfileUpdateSpec) { s.Identifier.Value = "b@y.io" },
			"spec.identifier: the policy of the target does not allow people of this domain",
		},
		"anybody": {func(s *v1alpha1.UserProfileUpdateSpec) {
			s.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierUserID, Value: mosaic.BaseU1}
		}, "spec.identifier: the policy of the target allows people of some domains only"},
	} {
		t.Run(name, func(t *testing.T) {
			name := strings.ToLower(strings.ReplaceAll(name, " ", "-"))
			upu := w.update(name, onlyIts(name))
			test.edit(&upu.Spec)
			w.create(upu)
			ready := w.ready(upu, v1alpha1.ReasonPolicyViolation)
			if !strings.Contains(ready.Message, test.want) || strings.Contains(ready.Message, "canary") {
				t.Errorf("the message is %q, want %q in it", ready.Message, test.want)
			}
		})
	}
	if got := w.userRequests()[requests:]; len(got) != 0 {
		t.Errorf("the tenant got %q", got)
	}
	upu := w.update("attribute", v1alpha1.Attributes{})
	edit(w, pt, func(pt *v1alpha1.ProfileTarget) { pt.Spec.Policy = nil })
	w.ready(upu, v1alpha1.ReasonApplied)
}

// The fuse lets so many updates change what people are found by, and no more: not after a restart either, and not when they
// are edited. Others go on. Whoever replaces it lets as many pass again.
func TestFuse(t *testing.T) {
	w := newEmptyWorld(t)
	const third = "u3"
	w.tenant, w.url = newTenantWith(t, func(seed *mosaic.Seed) {
		seed.Users = append(seed.Users, mosaic.User{
			ID: third, Email: &mosaic.Contact{Value: "c@x.io"}, Apps: map[string]mosaic.AppProfile{mosaic.BaseAppA: {}},
		})
	})
	w.create(w.secret())
	pt := w.target("default")
	pt.Spec.Limits = &v1alpha1.Limits{IdentityChangesPerHour: new(int32(2))}
	w.create(pt)
	w.start()
	rename := func(name, user string) *v1alpha1.UserProfileUpdate {
		upu := w.update(name, v1alpha1.Attributes{ExternalUserID: new(name)})
		upu.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierUserID, Value: user}
		w.create(upu)
		return upu
	}
	w.ready(rename("one", mosaic.BaseU1), v1alpha1.ReasonApplied)
	w.restart()
	second := rename("two", mosaic.BaseU2)
	w.ready(second, v1alpha1.ReasonApplied)
	late := rename("three", third)
	told := w.ready(late, v1alpha1.ReasonFuseBlown)
	if want := "the fuse of ProfileTarget " + w.namespace + "/default has blown"; !strings.Contains(told.Message, want) {
		t.Errorf("the message is %q, want %q in it", told.Message, want)
	}
	w.fuse(pt, metav1.ConditionTrue)
	w.connected(pt, v1alpha1.ReasonConnected)
	other := w.update("other", v1alpha1.Attributes{Title: new("Dr")})
	w.create(other)
	w.ready(other, v1alpha1.ReasonApplied)

	w.restart()
	edit(w, second, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.ExternalUserID = new("again") })
	w.ready(second, v1alpha1.ReasonFuseBlown)
	if user, _ := w.tenant.User(third); user.ExternalUserID != "" {
		t.Errorf("the third user is called %q", user.ExternalUserID)
	}

	edit(w, pt, func(pt *v1alpha1.ProfileTarget) {
		pt.Annotations = map[string]string{v1alpha1.FuseResetAnnotation: "1"}
	})
	w.fuse(pt, metav1.ConditionFalse)
	w.ready(second, v1alpha1.ReasonApplied)
	w.ready(late, v1alpha1.ReasonApplied)
	edit(w, late, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.ExternalUserID = new("once-more") })
	w.ready(late, v1alpha1.ReasonFuseBlown)
	w.fuse(pt, metav1.ConditionTrue)
}

// A target that is deleted and created anew is another one. Of its fuse the updates say what it says itself, and who replaces it
// lets them go on.
func TestFuseOfATargetThatIsCreatedAnew(t *testing.T) {
	w := newAdobeWorld(t)
	pt := w.targetNamed("adobe")
	pt.Spec.Limits = &v1alpha1.Limits{IdentityChangesPerHour: new(int32(1))}
	if err := w.Update(t.Context(), pt); err != nil {
		t.Fatal(err)
	}
	anew := &v1alpha1.ProfileTarget{ObjectMeta: metav1.ObjectMeta{Name: pt.Name}, Spec: *pt.Spec.DeepCopy()}
	w.start()
	first := w.adobeUpdate("first", johnsEmail, v1alpha1.Attributes{Email: new("john.doe@claimed-domain1.com")})
	w.create(first)
	w.ready(first, v1alpha1.ReasonApplied)
	second := w.adobeUpdate("second", annsEmail, v1alpha1.Attributes{Email: new("ann.roe@claimed-domain1.com")})
	w.create(second)
	w.ready(second, v1alpha1.ReasonFuseBlown)
	w.fuse(pt, metav1.ConditionTrue)

	if err := w.Delete(t.Context(), pt); err != nil {
		t.Fatal(err)
	}
	w.ready(second, v1alpha1.ReasonTargetNotFound)
	w.create(anew)
	w.ready(second, v1alpha1.ReasonFuseBlown) // the first was moved within the hour
	w.fuse(anew, metav1.ConditionTrue)
	edit(w, anew, func(pt *v1alpha1.ProfileTarget) {
		pt.Annotations = map[string]string{v1alpha1.FuseResetAnnotation: "1"}
	})
	w.fuse(anew, metav1.ConditionFalse)
	w.ready(second, v1alpha1.ReasonApplied)
}

// fuse waits until the target says so of its fuse.
func (w *world) fuse(pt *v1alpha1.ProfileTarget, status metav1.ConditionStatus) {
	w.Helper()
	w.until("FuseBlown "+string(status), func() bool {
		if err := w.Get(w.Context(), client.ObjectKeyFromObject(pt), pt); err != nil {
			w.Fatal(err)
		}
		blown := meta.FindStatusCondition(pt.Status.Conditions, string(v1alpha1.ConditionFuseBlown))
		return blown != nil && blown.Status == status
	}, func() any { return pt.Status })
	checkTargetInvariants(w.T, pt)
}
