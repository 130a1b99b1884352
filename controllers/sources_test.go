package controllers_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// values is a Secret that opted in to being read for values.
func values(name string, data map[string]string) *corev1.Secret {
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseValues}},
		StringData: data,
	}
}

// fromSecret takes every key of a Secret.
func fromSecret(name string) []v1alpha1.AttributesSource {
	return []v1alpha1.AttributesSource{{SecretRef: &v1alpha1.SourceReference{Name: name}}}
}

// fromElsewhere is an update of user U1 of whom nothing stands in the spec.
func (w *world) fromElsewhere(name, secret string) *v1alpha1.UserProfileUpdate {
	upu := w.update(name, v1alpha1.Attributes{})
	upu.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, ValueFrom: &v1alpha1.ValueSource{
		SecretKeyRef: &v1alpha1.KeyReference{Name: "who", Key: "email"},
	}}
	upu.Spec.Attributes = nil
	upu.Spec.AttributesFrom = fromSecret(secret)
	return upu
}

// newWorldOfSecrets has the identifier of user U1 in a Secret.
func newWorldOfSecrets(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.create(values("who", map[string]string{"email": "a@x.io"}))
	return w
}

// An update without a personal value in it is applied as any other, and its status has none either.
func TestValuesFromSecrets(t *testing.T) {
	w := newWorldOfSecrets(t)
	w.create(values("profile", map[string]string{"lastName": "Secretive", "city": "Nowhere"}))
	upu := w.fromElsewhere("ann", "profile")
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	user, _ := w.tenant.User(mosaic.BaseU1)
	if user.Name["last_name"] != "Secretive" || user.Address["city"] != "Nowhere" {
		t.Errorf("the user is %+v", user)
	}
	status, err := json.Marshal(upu.Status)
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"Secretive", "Nowhere", "a@x.io"} {
		if strings.Contains(string(status), value) {
			t.Errorf("the status shows %s: %s", value, status)
		}
	}
	if diff := cmp.Diff([]string{"city", "lastName"}, upu.Status.Applied.Attributes); diff != "" {
		t.Errorf("attributes (-want +got):\n%s", diff)
	}
}

// A new version of a source is looked at once: it is applied if it makes a difference, and else costs the vendor nothing.
func TestRotation(t *testing.T) {
	w := newWorldOfSecrets(t)
	secret := values("profile", map[string]string{"lastName": "Roe"})
	w.create(secret)
	upu := w.fromElsewhere("ann", "profile")
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)

	w.forget()
	before := upu.Status.DeepCopy()
	edit(w, secret, func(s *corev1.Secret) { s.Annotations = map[string]string{"rotated": "today"} })
	w.until("the new version in the status", func() bool {
		if err := w.Get(t.Context(), keyOf(upu), upu); err != nil {
			t.Fatal(err)
		}
		return !cmp.Equal(before.ObservedSources, upu.Status.ObservedSources)
	}, func() any { return upu.Status })
	if requests := w.userRequests(); len(requests) != 0 || !cmp.Equal(before.Applied, upu.Status.Applied) {
		t.Errorf("requests %q for a version without a difference; applied %+v, before %+v", requests, upu.Status.Applied, before.Applied)
	}

	edit(w, secret, func(s *corev1.Secret) { s.Data["lastName"] = []byte("Doe") })
	w.until("the new name", func() bool {
		user, _ := w.tenant.User(mosaic.BaseU1)
		return user.Name["last_name"] == "Doe"
	}, func() any { return upu.Status })
	w.until("the new digest", func() bool {
		if err := w.Get(t.Context(), keyOf(upu), upu); err != nil {
			t.Fatal(err)
		}
		return upu.Status.Applied.Digest != before.Applied.Digest
	}, func() any { return upu.Status })

	w.restart()
	last := w.update("last", v1alpha1.Attributes{})
	w.create(last)
	w.ready(last, v1alpha1.ReasonNothingManaged)
	if requests := w.userRequests(); len(requests) != 0 || w.writes.of("userprofileupdates") != 1 {
		t.Errorf("after a restart: requests %q, %d writes, want only that of the other update", requests, w.writes.of("userprofileupdates"))
	}
}

// A Secret that goes away while it is in use is missed, and what was applied stays; when it is back there is nothing to do.
func TestSourceThatGoesAway(t *testing.T) {
	w := newWorldOfSecrets(t)
	w.create(values("profile", map[string]string{"lastName": "Roe"}))
	upu := w.fromElsewhere("ann", "profile")
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	applied := upu.Status.Applied.DeepCopy()
	w.forget()
	if err := w.Delete(t.Context(), &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "profile"}}); err != nil {
		t.Fatal(err)
	}
	ready := w.ready(upu, v1alpha1.ReasonSourceMissing)
	want := "there is no Secret profile with the label identity.userprofile.dev/use=values, to which the spec refers; create it, or label it"
	if ready.Message != want || !cmp.Equal(applied, upu.Status.Applied) {
		t.Errorf("the message is %q, want %q; applied %+v, before %+v", ready.Message, want, upu.Status.Applied, applied)
	}
	w.create(values("profile", map[string]string{"lastName": "Roe"}))
	w.ready(upu, v1alpha1.ReasonUnchanged)
	if len(w.tenant.Journal()) != 0 {
		t.Errorf("the user was written: %v", w.tenant.Journal())
	}
}

// Secrets are read only if they opted in, and credentials never as values.
func TestSecretsOptIn(t *testing.T) {
	w := newWorldOfSecrets(t)
	secret := values("profile", map[string]string{"lastName": "Roe"})
	secret.Labels = nil
	w.create(secret)
	upu := w.fromElsewhere("ann", "profile")
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonSourceMissing)
	thief := w.fromElsewhere("thief", "credentials")
	w.create(thief)
	w.ready(thief, v1alpha1.ReasonSourceMissing)
	edit(w, secret, func(s *corev1.Secret) {
		s.Labels = map[string]string{v1alpha1.SecretUseLabel: v1alpha1.SecretUseValues}
	})
	w.ready(upu, v1alpha1.ReasonApplied)
}

// Keys that are no attributes are named, with where they stand; a correction mends it.
func TestKeysThatAreNoAttributes(t *testing.T) {
	w := newWorldOfSecrets(t)
	secret := values("profile", map[string]string{"lastName": "Roe", "shoeSize": "canary"})
	w.create(secret)
	upu := w.fromElsewhere("ann", "profile")
	w.create(upu)
	ready := w.ready(upu, v1alpha1.ReasonInvalidSpec)
	if want := "spec.attributesFrom: Secret profile, key shoeSize: Mosaic has no attribute shoeSize; remove it"; ready.Message != want {
		t.Errorf("the message is %q, want %q", ready.Message, want)
	}
	edit(w, secret, func(s *corev1.Secret) { delete(s.Data, "shoeSize") })
	w.ready(upu, v1alpha1.ReasonApplied)
}

// Expressions follow what they read: a ConfigMap, and the labels of the update itself.
func TestExpressions(t *testing.T) {
	w := newWorld(t)
	config := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "offices"}, Data: map[string]string{"north": "Oslo", "south": "Rome"}}
	w.create(config)
	upu := w.update("ann", v1alpha1.Attributes{})
	upu.Labels = map[string]string{"office": "north"}
	upu.Spec.Inputs = []v1alpha1.Input{{Name: "offices", ConfigMapRef: &v1alpha1.SourceReference{Name: "offices"}}}
	upu.Spec.AttributeValues = []v1alpha1.AttributeValue{{
		Attribute: "city", ValueFrom: v1alpha1.ValueSource{Expression: "inputs.offices[metadata.labels.office]"},
	}}
	w.create(upu)
	city := func(want string) {
		t.Helper()
		w.until(want, func() bool {
			user, _ := w.tenant.User(mosaic.BaseU1)
			return user.Address["city"] == want
		}, func() any { return upu.Status })
	}
	city("Oslo")
	w.ready(upu, v1alpha1.ReasonApplied)
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Labels["office"] = "south" })
	city("Rome")
	edit(w, config, func(c *corev1.ConfigMap) { c.Data["south"] = "Bari" })
	city("Bari")
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Labels["office"] = "east" })
	ready := w.ready(upu, v1alpha1.ReasonInvalidSpec)
	if !strings.Contains(ready.Message, "spec.attributeValues[city]: expression") || strings.Contains(ready.Message, "Bari") {
		t.Errorf("the message is %q", ready.Message)
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) { upu.Labels["office"] = "north" })
	city("Oslo")
}

// A username for an Enterprise ID that comes from a Secret is refused as one in the spec would be, and the others of its
// batch are unharmed.
func TestEnterpriseUsernameFromASecret(t *testing.T) {
	w := newAdobeWorld(t)
	w.create(values("profile", map[string]string{"username": "cce", "lastName": "Roe"}))
	upu := w.adobeUpdate("enterprise", cce0sEmail, v1alpha1.Attributes{})
	upu.Spec.Target.System = v1alpha1.SystemAdobeEnterprise
	upu.Spec.AttributesFrom = fromSecret("profile")
	w.create(upu)
	ann := w.adobeUpdate("ann", annsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	w.create(ann)
	w.start()
	ready := w.ready(upu, v1alpha1.ReasonInvalidSpec)
	want := "spec.attributesFrom: Secret profile, key username: AdobeEnterprise has no attribute username; remove it"
	if ready.Message != want {
		t.Errorf("the message is %q, want %q", ready.Message, want)
	}
	w.ready(ann, v1alpha1.ReasonApplied)
	if user, _ := w.org.User(adobe.BaseEnterprise); user.LastName == "Roe" {
		t.Errorf("the user is %+v, want no change", user)
	}
}

// A source that is changed back while the change is under way is applied once more: what was sent in between counts.
func TestSourceThatIsChangedBack(t *testing.T) {
	w := newWorldOfSecrets(t)
	secret := values("profile", map[string]string{"lastName": "Roe"})
	w.create(secret)
	upu := w.fromElsewhere("ann", "profile")
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	held := mosaic.NewGate()
	t.Cleanup(held.Release)
	w.tenant.Inject(mosaic.Fault{Method: "PUT", Gate: held})
	edit(w, secret, func(s *corev1.Secret) { s.Data["lastName"] = []byte("Doe") })
	if err := held.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	edit(w, secret, func(s *corev1.Secret) { s.Data["lastName"] = []byte("Roe") })
	held.Release()
	w.until("both writes", func() bool { return len(w.tenant.Journal()) == 3 }, func() any { return w.tenant.Journal() })
	if user, _ := w.tenant.User(mosaic.BaseU1); user.Name["last_name"] != "Roe" {
		t.Errorf("the last name is %v, want what the Secret says in the end", user.Name["last_name"])
	}
}

// What can be seen to be wrong with an expression is said before its inputs are there.
func TestExpressionOfTheWrongType(t *testing.T) {
	w := newWorld(t)
	upu := w.update("ann", v1alpha1.Attributes{})
	upu.Spec.Inputs = []v1alpha1.Input{{Name: "later", SecretRef: &v1alpha1.SourceReference{Name: "later"}}}
	upu.Spec.AttributeValues = []v1alpha1.AttributeValue{{
		Attribute: "city", ValueFrom: v1alpha1.ValueSource{Expression: "size(inputs.later.city)"},
	}}
	w.create(upu)
	ready := w.ready(upu, v1alpha1.ReasonInvalidSpec)
	if want := "it gives a number, and a text is needed"; !strings.Contains(ready.Message, want) {
		t.Errorf("the message is %q, want it to say %q", ready.Message, want)
	}
	edit(w, upu, func(upu *v1alpha1.UserProfileUpdate) {
		upu.Spec.AttributeValues[0].ValueFrom.Expression = "inputs.later.city"
	})
	w.ready(upu, v1alpha1.ReasonSourceMissing)
	w.create(values("later", map[string]string{"city": "Rome"}))
	w.ready(upu, v1alpha1.ReasonApplied)
}

// The API server takes no Secret of 2 MiB, and a text that is longer than any attribute's is refused before it is sent.
func TestLargeSecret(t *testing.T) {
	w := newWorldOfSecrets(t)
	secret := values("profile", map[string]string{"lastName": strings.Repeat("x", 2<<20)})
	secret.Namespace = w.namespace
	if err := w.Create(t.Context(), secret); err == nil {
		t.Fatal("the API server takes a Secret of 2 MiB")
	}
	upu := w.fromElsewhere("ann", "profile")
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonSourceMissing)
	w.create(values("profile", map[string]string{"lastName": strings.Repeat("x", 900<<10)}))
	ready := w.ready(upu, v1alpha1.ReasonInvalidSpec)
	if want := "spec.attributesFrom: Secret profile, key lastName: must have at most 64 KiB"; ready.Message != want {
		t.Errorf("the message is %q, want %q", ready.Message, want)
	}
}

// What the status could not record is not sent: nobody would know of it, and it would be sent for ever. As much as it holds is.
func TestMoreAttributesThanTheStatusHolds(t *testing.T) {
	w := newWorldOfSecrets(t)
	many := map[string]string{}
	for i := range 256 {
		many["customData.k"+strconv.Itoa(i)] = "v"
	}
	secret := values("profile", many)
	w.create(secret)
	upu := w.fromElsewhere("ann", "profile")
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	if changed, applied := len(upu.Status.Changes), len(upu.Status.Applied.Attributes); changed != 256 || applied != 256 {
		t.Errorf("the status has %d changes and %d applied attributes, want all 256", changed, applied)
	}
	requests := len(w.userRequests())
	edit(w, secret, func(s *corev1.Secret) { s.Data["customData.onemore"] = []byte("v") })
	ready := w.ready(upu, v1alpha1.ReasonInvalidSpec)
	want := "spec: the update manages 257 attributes, those that come from elsewhere and those to clear among them, and may " +
		"manage 256; divide them among several updates of the person"
	if ready.Message != want {
		t.Errorf("the message is %q, want %q", ready.Message, want)
	}
	if got := w.userRequests()[requests:]; len(got) != 0 {
		t.Errorf("the tenant got %q", got)
	}
}

// A lost key costs the vendor nothing: what was applied gets digests of the new one, and a source that is rotated without a
// difference is known for that again.
func TestLostKeyOfDigests(t *testing.T) {
	w := newWorldOfSecrets(t)
	secret := values("profile", map[string]string{"lastName": "Roe"})
	w.create(secret)
	upu := w.fromElsewhere("ann", "profile")
	w.create(upu)
	w.ready(upu, v1alpha1.ReasonApplied)
	before := upu.Status.DeepCopy()
	key := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Namespace: w.namespace, Name: "userprofile-operator-key"}}
	if err := w.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	w.restart()
	w.until("digests of the new key", func() bool {
		if err := w.Get(t.Context(), keyOf(upu), upu); err != nil {
			t.Fatal(err)
		}
		return upu.Status.Applied.Digest != before.Applied.Digest && upu.Status.Identity.Digest != before.Identity.Digest
	}, func() any { return upu.Status })
	edit(w, secret, func(s *corev1.Secret) { s.Annotations = map[string]string{"rotated": "today"} })
	w.until("the new version in the status", func() bool {
		if err := w.Get(t.Context(), keyOf(upu), upu); err != nil {
			t.Fatal(err)
		}
		return !cmp.Equal(before.ObservedSources, upu.Status.ObservedSources)
	}, func() any { return upu.Status })
	if requests := w.userRequests(); len(requests) != 0 || upu.Status.Identity.UserID != before.Identity.UserID {
		t.Errorf("requests %q, identity %+v, want none and whom it was", requests, upu.Status.Identity)
	}
}
