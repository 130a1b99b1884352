package controllers_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// newAdobeWorld returns a world with an organization of base users, two working ProfileTargets, adobe and the test-only
// adobe-test, and an operator that does not run yet: what is created before it does may share a request.
func newAdobeWorld(t *testing.T) *world {
	t.Helper()
	return newAdobeWorldWith(t, func(*adobe.Seed) {})
}

func newAdobeWorldWith(t *testing.T, edit func(*adobe.Seed)) *world {
	t.Helper()
	w := newEmptyWorld(t)
	seed := adobe.BaseSeed()
	edit(&seed)
	w.org = adobe.New(adobe.Options{Seed: seed})
	w.connectAdobe(authority(t).Serve(t, http.StripPrefix("/gateway", w.org)).URL + "/gateway")
	return w
}

// quick is a minute for those who want many of them.
const quick = 2 * time.Second

// onTheWay is how long a request may take from its slot to the counter of a vendor whose minute is one: the operator's
// margin for that is a 120th of a minute, too little of a short one for a busy machine.
const onTheWay = 500 * time.Millisecond

// newHurriedWorld is newAdobeWorldWith an operator that takes so short a time for a minute. To Adobe it is shorter still, by
// what a request may be on its way, so that whoever keeps to the operator's minute breaks no quota, however busy the machine.
func newHurriedWorld(t *testing.T, minute time.Duration, edit func(*adobe.Seed)) *world {
	t.Helper()
	w := newAdobeWorldWith(t, func(seed *adobe.Seed) {
		edit(seed)
		seed.Knobs.MinuteMillis = int((minute - onTheWay).Milliseconds())
	})
	w.minute = minute
	return w
}

// connectAdobe makes the two ProfileTargets, with good credentials.
func (w *world) connectAdobe(url string) {
	w.Helper()
	w.create(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{
			Name:   "adobe",
			Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseCredentials},
		},
		StringData: map[string]string{"client_id": adobe.BaseClientA, "client_secret": adobe.BaseSecret},
	})
	for name, testOnly := range map[string]bool{"adobe": false, "adobe-test": true} {
		w.create(&v1alpha1.ProfileTarget{
			ObjectMeta: metav1.ObjectMeta{Name: name},
			Spec: v1alpha1.ProfileTargetSpec{TLS: trusting(privateCA), Adobe: &v1alpha1.AdobeConnection{
				OrgID: adobe.BaseOrg, URL: url, IMSURL: url, TestOnly: testOnly,
				CredentialsSecretRef: v1alpha1.SecretReference{Name: "adobe"},
			}},
		})
	}
}

// adobeUpdate is an update of a Federated ID, found by e-mail.
func (w *world) adobeUpdate(name, email string, attributes v1alpha1.Attributes) *v1alpha1.UserProfileUpdate {
	upu := w.update(name, attributes)
	upu.Spec.Target = v1alpha1.TargetReference{
		System: v1alpha1.SystemAdobeFederated, Ref: v1alpha1.TargetObjectReference{Name: "adobe"},
	}
	upu.Spec.Identifier.Value = email
	return upu
}

// adobePerMinute is how many requests with commands Adobe takes in a minute.
const adobePerMinute = 10

const (
	johnsEmail = "jdoe@claimed-domain1.com"
	annsEmail  = "ann@claimed-domain1.com"
	cce0sEmail = "CCE0@ent.example"
)

// actions are the requests with commands, by the number of their commands.
func (w *world) actions() []int {
	var commands []int
	for _, request := range w.org.Requests() {
		if request.Path == adobe.PathAction {
			commands = append(commands, request.Commands)
		}
	}
	return commands
}

// reads of single users.
func (w *world) reads() int { return w.org.Count(http.MethodGet, adobe.PathUser) }

// What each of the systems, identifiers and outcomes looks like to the one who asked, when all of it is in one request.
func TestAdobe(t *testing.T) {
	w := newAdobeWorld(t)
	enterprise := w.adobeUpdate("enterprise", cce0sEmail, v1alpha1.Attributes{LastName: new("Roe")})
	enterprise.Spec.Target.System = v1alpha1.SystemAdobeEnterprise
	byUsername := w.adobeUpdate("by-username", "jdoe", v1alpha1.Attributes{FirstName: new("Joan")})
	byUsername.Spec.Identifier.Type = v1alpha1.IdentifierUsername
	byUsername.Spec.Identifier.Domain = "claimed-domain1.com"
	missing := w.adobeUpdate("missing", "nobody@claimed-domain1.com", v1alpha1.Attributes{LastName: new("Roe")})
	missing.Spec.RequestID = "hr-4711"
	adobeID := w.adobeUpdate("adobe-id", "hugh@home.example", v1alpha1.Attributes{LastName: new("Roe")})
	ann := w.adobeUpdate("ann", annsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	for _, upu := range []*v1alpha1.UserProfileUpdate{enterprise, byUsername, missing, adobeID, ann} {
		w.create(upu)
	}
	w.start()
	w.ready(ann, v1alpha1.ReasonApplied)
	w.ready(enterprise, v1alpha1.ReasonApplied)
	w.ready(byUsername, v1alpha1.ReasonApplied)
	w.ready(missing, v1alpha1.ReasonUserNotFound)
	w.ready(adobeID, v1alpha1.ReasonInvalidSpec)

	for _, upu := range []*v1alpha1.UserProfileUpdate{enterprise, byUsername, ann} {
		want := &v1alpha1.Results{Result: v1alpha1.ResultSuccess, Completed: 1}
		if diff := cmp.Diff(want, upu.Status.Results); diff != "" {
			t.Errorf("results of %s (-want +got):\n%s", upu.Name, diff)
		}
		identity := upu.Status.Identity
		if upu.Status.Errors != nil || identity == nil || identity.UserID != "" || identity.Move != nil {
			t.Errorf("%s has errors %v, identity %+v; want whom it names, and no more", upu.Name, upu.Status.Errors, identity)
		}
	}
	for upu, want := range map[*v1alpha1.UserProfileUpdate]v1alpha1.CommandError{
		missing: {ErrorCode: "error.user.nonexistent", RequestID: "hr-4711", User: "nobody@claimed-domain1.com"},
		adobeID: {
			ErrorCode: "error.update.adobeid.no", RequestID: string(adobeID.UID) + "/1", User: "hugh@home.example",
		},
	} {
		results := &v1alpha1.Results{Result: want.ErrorCode, NotCompleted: 1}
		if diff := cmp.Diff(results, upu.Status.Results); diff != "" {
			t.Errorf("results of %s (-want +got):\n%s", upu.Name, diff)
		}
		diff := cmp.Diff([]v1alpha1.CommandError{want}, upu.Status.Errors, cmpopts.IgnoreFields(want, "Message"))
		if diff != "" || upu.Status.Errors[0].Message == "" {
			t.Errorf("errors of %s (-want +got):\n%s", upu.Name, diff)
		}
	}
	for id, want := range map[string]string{adobe.BaseAnn: "Ann Roe", adobe.BaseEnterprise: "Cce Roe", adobe.BaseUsername: "Joan Doe"} {
		if user, _ := w.org.User(id); user.FirstName+" "+user.LastName != want {
			t.Errorf("%s is %s %s, want %s", id, user.FirstName, user.LastName, want)
		}
	}
	if got := w.reads(); got != 0 {
		t.Errorf("%d users were read, want none: nobody's identifier changes", got)
	}
}

// Updates that come together travel together, ten at most. On a machine that is busy not all come together.
func TestAdobeSharesRequests(t *testing.T) {
	w := newAdobeWorldWith(t, plant(11))
	for n := range 11 {
		w.create(w.adobeUpdate("user-"+strconv.Itoa(n), emailOf(n), v1alpha1.Attributes{LastName: new("Roe")}))
	}
	w.start()
	for n := range 11 {
		w.ready(w.adobeUpdate("user-"+strconv.Itoa(n), "", v1alpha1.Attributes{}), v1alpha1.ReasonApplied)
	}
	if got := w.actions(); len(got) > 4 || slices.Max(got) > 10 {
		t.Errorf("%v commands in the requests, want few with ten at most", got)
	}
	if got := w.writes.of("userprofileupdates"); got != 11 {
		t.Errorf("the API server got %d writes of updates, want 11", got)
	}
}

// plant adds so many Federated IDs.
func plant(users int) func(*adobe.Seed) {
	return func(seed *adobe.Seed) {
		for n := range users {
			seed.Users = append(seed.Users, adobe.User{
				ID: "user-" + strconv.Itoa(n), Type: adobe.FederatedID, Email: emailOf(n), FirstName: "U", LastName: "Doe",
			})
		}
	}
}

func emailOf(n int) string { return "user-" + strconv.Itoa(n) + "@claimed-domain1.com" }

// Test mode changes nothing, also says when there is no such user, and does not count as applied: once the connection is
// taken out of it the update is.
func TestAdobeTestMode(t *testing.T) {
	w := newAdobeWorld(t)
	ann := w.adobeUpdate("ann", annsEmail, v1alpha1.Attributes{LastName: new("Roe"), FirstName: new("Ann")})
	move := w.adobeUpdate("move", johnsEmail, v1alpha1.Attributes{Email: new("john@claimed-domain1.com")})
	missing := w.adobeUpdate("missing", "nobody@claimed-domain1.com", v1alpha1.Attributes{LastName: new("Roe")})
	for _, upu := range []*v1alpha1.UserProfileUpdate{ann, move, missing} {
		upu.Spec.Target.Ref.Name = "adobe-test"
		w.create(upu)
	}
	w.start()
	w.ready(ann, v1alpha1.ReasonDryRunSucceeded)
	w.ready(move, v1alpha1.ReasonDryRunSucceeded)
	w.ready(missing, v1alpha1.ReasonUserNotFound)
	if diff := cmp.Diff(&v1alpha1.Results{Result: v1alpha1.ResultSuccess, CompletedInTestMode: 1}, ann.Status.Results); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
	want := []v1alpha1.AttributeChange{{Attribute: "lastName", Action: v1alpha1.ChangeSet}}
	if diff := cmp.Diff(want, ann.Status.Changes); diff != "" {
		t.Errorf("the plan (-want +got):\n%s", diff)
	}
	if ann.Status.Applied != nil || move.Status.Identity != nil {
		t.Errorf("applied %v, identity %v", ann.Status.Applied, move.Status.Identity)
	}
	for _, write := range w.org.Journal() {
		if len(write.Changed) > 0 {
			t.Errorf("%v was changed", write)
		}
	}

	w.restart()
	edit(w, w.targetNamed("adobe-test"), func(pt *v1alpha1.ProfileTarget) { pt.Spec.Adobe.TestOnly = false })
	w.ready(ann, v1alpha1.ReasonApplied)
	w.ready(move, v1alpha1.ReasonApplied)
	if user, _ := w.org.User(adobe.BaseAnn); user.LastName != "Roe" {
		t.Errorf("the user is %+v", user)
	}
}

// queuedUntilLater counts the updates that were told that they wait, and for how long.
func (w *world) queuedUntilLater() int {
	w.Helper()
	all := &v1alpha1.UserProfileUpdateList{}
	if err := w.List(w.Context(), all, client.InNamespace(w.namespace)); err != nil {
		w.Fatal(err)
	}
	queued := 0
	for _, upu := range all.Items {
		ready := meta.FindStatusCondition(upu.Status.Conditions, string(v1alpha1.ConditionReady))
		if ready != nil && ready.Reason == string(v1alpha1.ReasonQueued) && upu.Status.NextAttemptTime != nil && upu.Status.Results == nil {
			queued++
		}
	}
	return queued
}

// Mistakes that only the vendor can see: each says what to do, and the others in the request are unharmed.
func TestMistakesThatAdobeSees(t *testing.T) {
	w := newAdobeWorld(t)
	unclaimed := w.adobeUpdate("unclaimed", johnsEmail, v1alpha1.Attributes{Email: new("jdoe@nobodys.example")})
	elsewhere := w.adobeUpdate("elsewhere", "jd@claimed-domain1.com", v1alpha1.Attributes{Email: new("jd@other.example")})
	taken := w.adobeUpdate("taken", "olga@other.example", v1alpha1.Attributes{LastName: new("Roe")})
	w.org.InjectCommand(adobe.CommandFault{User: "olga@other.example", Code: "error.user.email.name_in_use", Times: adobe.Always})
	unknown := w.adobeUpdate("unknown", cce0sEmail, v1alpha1.Attributes{LastName: new("Roe")})
	w.org.InjectCommand(adobe.CommandFault{User: cce0sEmail, Code: "error.of.tomorrow", Times: adobe.Always})
	ann := w.adobeUpdate("ann", annsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	for _, upu := range []*v1alpha1.UserProfileUpdate{unclaimed, elsewhere, taken, unknown, ann} {
		w.create(upu)
	}
	w.start()
	for upu, want := range map[*v1alpha1.UserProfileUpdate]struct {
		reason v1alpha1.Reason
		code   string
	}{
		unclaimed: {v1alpha1.ReasonTargetRefused, "error.domain.trust.nonexistent"},
		elsewhere: {v1alpha1.ReasonInvalidSpec, "error.user.change_domain_update.no"},
		taken:     {v1alpha1.ReasonIdentifierTaken, "error.user.email.name_in_use"},
		unknown:   {v1alpha1.ReasonTargetRefused, "error.of.tomorrow"},
		ann:       {v1alpha1.ReasonApplied, v1alpha1.ResultSuccess},
	} {
		ready := w.ready(upu, want.reason)
		if upu.Status.Results.Result != want.code || ready.Message == "" {
			t.Errorf("%s: result %q (%s), want %q", upu.Name, upu.Status.Results.Result, ready.Message, want.code)
		}
	}
	if got := w.john(); got.Email != johnsEmail {
		t.Errorf("the user is %+v, want no change", got)
	}
	edit(w, unclaimed, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Email = new(newEmail) })
	w.ready(unclaimed, v1alpha1.ReasonApplied)
}

// A key that may not use the API shows on the connection, with what to look at.
func TestAdobeKeyWithoutAccess(t *testing.T) {
	w := newAdobeWorld(t)
	secret := &corev1.Secret{}
	if err := w.Get(t.Context(), client.ObjectKey{Namespace: w.namespace, Name: "adobe"}, secret); err != nil {
		t.Fatal(err)
	}
	edit(w, secret, func(s *corev1.Secret) { s.Data["client_id"] = []byte(adobe.BaseDenied) })
	upu := w.adobeUpdate("ann", annsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	w.create(upu)
	w.start()
	ready := w.connected(w.targetNamed("adobe"), v1alpha1.ReasonAccessDenied)
	if want := "the API key needs the User Management API"; !strings.Contains(ready.Message, want) {
		t.Errorf("the message is %q, want it to say %q", ready.Message, want)
	}
	w.ready(upu, v1alpha1.ReasonTargetNotReady)
	edit(w, secret, func(s *corev1.Secret) { s.Data["client_id"] = []byte(adobe.BaseClientB) })
	w.connected(w.targetNamed("adobe"), v1alpha1.ReasonConnected)
	w.ready(upu, v1alpha1.ReasonApplied)
}

// An organization that the client does not belong to: Adobe gives tokens and accepts none of them. Once that is clear no
// update spends a request on it.
func TestAdobeOrganizationOfOthers(t *testing.T) {
	const waiting = 200
	w := newAdobeWorldWith(t, plant(waiting))
	good := w.targetNamed("adobe")
	wrong := &v1alpha1.ProfileTarget{ObjectMeta: metav1.ObjectMeta{Name: "wrong"}, Spec: *good.Spec.DeepCopy()}
	wrong.Spec.Adobe.OrgID = "98765DEF@AdobeOrg"
	w.create(wrong)
	for n := range waiting {
		upu := w.adobeUpdate("user-"+strconv.Itoa(n), emailOf(n), v1alpha1.Attributes{LastName: new("Roe")})
		upu.Spec.Target.Ref.Name = "wrong"
		w.create(upu)
	}
	w.start()
	ready := w.connected(wrong, v1alpha1.ReasonAccessDenied)
	if want := "orgID"; !strings.Contains(ready.Message, want) {
		t.Errorf("the message is %q, want it to name %s", ready.Message, want)
	}
	for n := range waiting {
		w.ready(w.adobeUpdate("user-"+strconv.Itoa(n), "", v1alpha1.Attributes{}), v1alpha1.ReasonTargetNotReady)
	}
	if got := w.org.Count(http.MethodPost, adobe.PathAction); got > adobePerMinute {
		t.Errorf("%d requests, want those of the first minute at most", got)
	}
}

// While Adobe is not to be had, its updates queue up by the hundred, as their target says, and those of another vendor
// come and go.
func TestBacklogAtAdobe(t *testing.T) {
	const backlog = 300
	w := newAdobeWorldWith(t, plant(backlog))
	w.create(w.secret())
	w.create(w.target("default"))
	held := adobe.NewGate()
	t.Cleanup(held.Release)
	w.org.Inject(adobe.Fault{Path: adobe.PathAction, Gate: held, Times: adobe.Always})
	for n := range backlog {
		w.create(w.adobeUpdate("user-"+strconv.Itoa(n), emailOf(n), v1alpha1.Attributes{LastName: new("Roe")}))
	}
	begun := time.Now()
	w.start()
	if err := held.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for n := range 10 {
		upu := w.update("quick-"+strconv.Itoa(n), onlyIts("quick-"+strconv.Itoa(n)))
		w.create(upu)
		w.converged(upu)
	}
	pt := w.targetNamed("adobe")
	w.until("the backlog on the target", func() bool {
		pt = w.targetNamed("adobe")
		return pt.Status.InFlight > 0 && pt.Status.Queued >= backlog-30 // some may have had no answer, and wait for a new try
	}, func() any { return pt.Status })
	var queued int
	w.until("that those beyond the first minute are told", func() bool {
		queued = w.queuedUntilLater()
		return queued >= backlog-10*adobePerMinute
	}, func() any { return queued })
	writes, took := w.writes.of("profiletargets"), time.Since(begun)
	if most := 3 * (2 + int(took/(10*time.Second))); writes > most { // each target connects, and tells its traffic every ten seconds
		t.Errorf("%d writes of targets in %s, want %d at most", writes, took, most)
	}
}
