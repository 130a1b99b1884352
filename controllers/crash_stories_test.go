package controllers_test

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// story is one in which an operator may die.
type story struct {
	// begin makes the world of it, and returns the updates that it is about.
	begin func(w *world) []*v1alpha1.UserProfileUpdate

	// then is what people do once the updates are settled, one after the other.
	then []func(w *world, updates []*v1alpha1.UserProfileUpdate)

	// hasty tells that people go on while nothing runs, and do not wait until the updates are settled.
	hasty bool

	// requests are all that an operator sends for certain that lives through it, thought out and not measured, so that it
	// shows if points get lost. Others depend on what comes first: credentials may be read more often, and the status of
	// a target may be written.
	requests []string

	// writes of the status of an update, and events.
	writes, events int

	// again is how many commands may be sent once more that change nothing: of whoever is not read before they are written,
	// or of whom a part is done.
	again int
}

// What the requests are known by.
const (
	readKey     = "GET secrets/userprofile-operator-key"
	makeKey     = "POST secrets"
	announcing  = "POST events"
	tellOfAnn   = "PATCH userprofileupdates/ann/status"
	tellOfJohn  = "PATCH userprofileupdates/john/status"
	mosaicLogin = "GET secrets/credentials"
	mosaicToken = "POST /tenant/oidc/token"
	findAnn     = "GET /tenant/cis/v1/users/email/a@x.io"
	readAnn     = "GET /tenant/cis/v1/users/u1"
	writeAnn    = "PUT /tenant/cis/v1/users/u1"
	adobeLogin  = "GET secrets/adobe"
	adobeToken  = "POST /gateway/ims/token/v3"
	sendCommand = "POST /gateway/v2/usermanagement/action/" + adobe.BaseOrg
	findJohn    = "GET /gateway/v2/usermanagement/organizations/" + adobe.BaseOrg + "/users/" + johnsEmail
	findNewJohn = "GET /gateway/v2/usermanagement/organizations/" + adobe.BaseOrg + "/users/" + newEmail
)

var stories = map[string]story{
	// The first operator ever makes the key, and probes the connection.
	"Mosaic, the first ever": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.serveMosaic(func(*mosaic.Seed) {})
			return w.begun(w.update("ann", v1alpha1.Attributes{Title: new("Dr"), City: new("York")}))
		},
		requests: []string{
			mosaicLogin, readKey, makeKey, mosaicToken, "PATCH profiletargets/default/status", announcing,
			findAnn, writeAnn, tellOfAnn, announcing,
		},
		writes: 1, events: 2,
	},
	"Mosaic": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritMosaic(func(*mosaic.Seed) {})
			return w.begun(w.update("ann", v1alpha1.Attributes{Title: new("Dr"), City: new("York")}))
		},
		requests: []string{
			mosaicLogin, readKey, mosaicToken, findAnn, writeAnn, tellOfAnn, announcing,
		},
		writes: 1, events: 1,
	},
	"Mosaic, renamed": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritMosaic(func(*mosaic.Seed) {})
			return w.begun(w.update("ann", v1alpha1.Attributes{Email: new("new@x.io"), Title: new("Dr")}))
		},
		requests: []string{
			mosaicLogin, readKey, mosaicToken, findAnn, tellOfAnn, readAnn, writeAnn, tellOfAnn, announcing,
		},
		writes: 2, events: 1,
	},
	"Mosaic, in several requests": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritMosaic(func(seed *mosaic.Seed) {
				seed.Knobs.Secondary = mosaic.SecondaryAppend
				seed.Users[0].SecondaryEmails = []mosaic.Contact{{Value: "old@x.io"}, {Value: "older@x.io"}}
			})
			return w.begun(w.update("ann", v1alpha1.Attributes{SecondaryEmails: []string{"c@x.io", "d@x.io"}, Title: new("Dr")}))
		},
		requests: []string{
			mosaicLogin, readKey, mosaicToken, findAnn, writeAnn,
			"DELETE " + writeAnn[4:] + "/emails/old@x.io", "DELETE " + writeAnn[4:] + "/emails/older@x.io", tellOfAnn, announcing,
		},
		writes: 1, events: 1, again: 1,
	},
	"Mosaic, from a Secret": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritMosaic(func(*mosaic.Seed) {})
			w.create(values("who", map[string]string{"email": "a@x.io"}))
			w.create(values("profile", map[string]string{"lastName": "Secretive", "city": "Nowhere"}))
			return w.begun(w.fromElsewhere("ann", "profile"))
		},
		requests: []string{
			mosaicLogin, "GET secrets/who", "GET secrets/profile", readKey, mosaicToken,
			findAnn, writeAnn, tellOfAnn, announcing,
		},
		writes: 1, events: 1,
	},
	"Mosaic, dry": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritMosaic(func(*mosaic.Seed) {})
			upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr")})
			upu.Spec.Mode = v1alpha1.ModeDryRun
			return w.begun(upu)
		},
		requests: []string{
			mosaicLogin, readKey, mosaicToken, findAnn, tellOfAnn, announcing,
		},
		writes: 1, events: 1,
	},
	"Mosaic, drift": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritMosaic(func(*mosaic.Seed) {})
			upu := w.update("ann", v1alpha1.Attributes{Title: new("Dr"), City: new("York")})
			upu.Spec.Drift = drift(v1alpha1.DriftCorrect)
			w.formerly(upu)
			w.somebodySets("Ms")
			w.makeDue(upu)
			return []*v1alpha1.UserProfileUpdate{upu}
		},
		requests: []string{
			mosaicLogin, readKey, mosaicToken, readAnn, writeAnn, tellOfAnn, announcing,
		},
		writes: 1, events: 1,
	},
	"Adobe": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritAdobe()
			return w.begun(w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{LastName: new("Roe")}))
		},
		requests: []string{
			adobeLogin, readKey, adobeToken, sendCommand, tellOfJohn, announcing,
		},
		writes: 1, events: 1, again: 1,
	},
	"Adobe, three in a request": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritAdobe()
			var updates []*v1alpha1.UserProfileUpdate
			for n := range 3 {
				name := "user-" + strconv.Itoa(n)
				updates = append(updates, w.adobeUpdate(name, emailOf(n), v1alpha1.Attributes{LastName: new("Roe")}))
			}
			return w.begun(updates...)
		},
		requests: []string{
			adobeLogin, readKey, adobeToken, sendCommand,
			"PATCH userprofileupdates/user-0/status", "PATCH userprofileupdates/user-1/status", "PATCH userprofileupdates/user-2/status",
			announcing, announcing, announcing,
		},
		writes: 3, events: 3, again: 3,
	},
	"Adobe, renamed": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritAdobe()
			return w.begun(w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail), LastName: new("Roe")}))
		},
		requests: []string{
			adobeLogin, readKey, adobeToken, findJohn, tellOfJohn, sendCommand, tellOfJohn, announcing,
		},
		writes: 2, events: 1,
	},
	// The answer to the first request with commands is lost. The operator says so, waits, and looks where they are: nobody is
	// at the old address, and at the new one is who was there.
	"Adobe, renamed and not told": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritAdobe()
			w.lose(true)
			return w.begun(w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail), LastName: new("Roe")}))
		},
		requests: []string{
			adobeLogin, readKey, adobeToken, findJohn, tellOfJohn, sendCommand, tellOfJohn, announcing,
			findJohn, findNewJohn, tellOfJohn, announcing,
		},
		writes: 3, events: 2,
	},
	"Adobe, renamed and renamed again": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritAdobe()
			return w.begun(w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)}))
		},
		then: []func(*world, []*v1alpha1.UserProfileUpdate){correctTheAddress},
		requests: []string{
			adobeLogin, readKey, adobeToken, findJohn, tellOfJohn, sendCommand, tellOfJohn, announcing,
			findNewJohn, tellOfJohn, sendCommand, tellOfJohn, announcing,
		},
		writes: 4, events: 2,
	},
	"Adobe, renamed again before anybody looked": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.minute = time.Second // for the next process to wait
			w.inheritAdobe()
			return w.begun(w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{Email: new(newEmail)}))
		},
		then:  []func(*world, []*v1alpha1.UserProfileUpdate){correctTheAddress},
		hasty: true,
		requests: []string{
			adobeLogin, readKey, adobeToken, findJohn, tellOfJohn, sendCommand, tellOfJohn, announcing,
			findNewJohn, tellOfJohn, sendCommand, tellOfJohn, announcing,
		},
		writes: 4, events: 2,
	},
	"Adobe, drift": {
		begin: func(w *world) []*v1alpha1.UserProfileUpdate {
			w.inheritAdobe()
			upu := w.adobeUpdate("john", johnsEmail, v1alpha1.Attributes{LastName: new("Roe")})
			upu.Spec.Drift = drift(v1alpha1.DriftCorrect)
			w.formerly(upu)
			if err := w.org.PortalEdit(adobe.BaseJohn, func(u *adobe.User) { u.LastName = "Doe" }); err != nil {
				w.Fatal(err)
			}
			w.makeDue(upu)
			return []*v1alpha1.UserProfileUpdate{upu}
		},
		requests: []string{
			adobeLogin, readKey, adobeToken, findJohn, sendCommand, tellOfJohn, announcing,
		},
		writes: 1, events: 1,
	},
}

func correctTheAddress(w *world, updates []*v1alpha1.UserProfileUpdate) {
	edit(w, updates[0], func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Email = new(newerEmail) })
}

// begun creates the updates.
func (w *world) begun(updates ...*v1alpha1.UserProfileUpdate) []*v1alpha1.UserProfileUpdate {
	w.Helper()
	for _, upu := range updates {
		w.create(upu)
	}
	return updates
}

// formerly has an operator settle the update that nothing happens to.
func (w *world) formerly(upu *v1alpha1.UserProfileUpdate) {
	w.Helper()
	w.create(upu)
	w.reaper.begin(nil)
	w.operate()
	w.ready(upu, v1alpha1.ReasonApplied)
	w.stop()
}

// serveMosaic is a world with a tenant that nobody has ever asked for anything.
func (w *world) serveMosaic(edit func(*mosaic.Seed)) {
	w.Helper()
	seed := mosaic.BaseSeed()
	edit(&seed)
	w.tenant = mosaic.New(mosaic.Options{Seed: seed})
	w.url = w.serve("/tenant", w.tenant)
	w.create(w.secret())
	w.create(w.target("default"))
}

// inheritMosaic is the same, with what a former operator has left.
func (w *world) inheritMosaic(edit func(*mosaic.Seed)) {
	w.Helper()
	w.serveMosaic(edit)
	w.inherit("credentials", "default")
}

// inheritAdobe is a world with an organization and what a former operator has left.
func (w *world) inheritAdobe() {
	w.Helper()
	seed := adobe.BaseSeed()
	plant(3)(&seed)
	w.org = adobe.New(adobe.Options{Seed: seed})
	w.connectAdobe(w.serve("/gateway", w.org))
	w.inherit("adobe", "adobe", "adobe-test")
}

func (w *world) serve(prefix string, vendor http.Handler) string {
	return authority(w.T).Serve(w.T, w.reaper.vendor(http.StripPrefix(prefix, vendor))).URL + prefix
}

// inherit makes the operator's key, and has it on record that the vendor accepts the credentials.
func (w *world) inherit(credentials string, targets ...string) {
	w.Helper()
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	w.create(&corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "userprofile-operator-key"}, Immutable: new(true), Data: map[string][]byte{"key": key},
	})
	secret := &corev1.Secret{}
	if err := w.Get(w.Context(), client.ObjectKey{Namespace: w.namespace, Name: credentials}, secret); err != nil {
		w.Fatal(err)
	}
	bundle := &corev1.ConfigMap{}
	if err := w.Get(w.Context(), client.ObjectKey{Namespace: w.namespace, Name: privateCA}, bundle); err != nil {
		w.Fatal(err)
	}
	for _, name := range targets {
		pt := w.targetNamed(name)
		pt.Status.ObservedGeneration = pt.Generation
		pt.Status.ObservedSecret = &v1alpha1.ObservedSecret{UID: string(secret.UID), ResourceVersion: secret.ResourceVersion}
		pt.Status.ObservedCABundle = &v1alpha1.ObservedSource{
			Kind: v1alpha1.SourceConfigMap, Name: bundle.Name, UID: string(bundle.UID), ResourceVersion: bundle.ResourceVersion,
		}
		meta.SetStatusCondition(&pt.Status.Conditions, metav1.Condition{
			Type: string(v1alpha1.ConditionReady), Status: metav1.ConditionTrue, Reason: string(v1alpha1.ReasonConnected),
			Message: "a former operator found it so", ObservedGeneration: pt.Generation,
		})
		if err := w.Status().Update(w.Context(), pt); err != nil {
			w.Fatal(err)
		}
	}
}

// settled tells whether the update has come to its end, for the time being.
func settled(upu *v1alpha1.UserProfileUpdate) bool {
	next := upu.Status.NextAttemptTime
	return upu.Status.ObservedGeneration == upu.Generation && (next == nil || next.After(time.Now())) &&
		meta.IsStatusConditionTrue(upu.Status.Conditions, string(v1alpha1.ConditionReady))
}

// certain are the points that there have to be.
func (s story) certain() (points []point) {
	seen := map[string]int{}
	for _, request := range s.requests {
		seen[request]++
		points = append(points, point{request, seen[request], false}, point{request, seen[request], true})
	}
	return points
}

// distinct are the points that are each another. Behind the first time that an update needs them, credentials and what else
// belongs to a connection are read again by the controller of targets, if that happens to be slower: those are left out.
func (s story) distinct(points []point) (chosen []point) {
	certain := s.certain()
	for _, p := range points {
		if p.nth == 1 || slices.Contains(certain, p) {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// last is the point behind which nothing comes: the last event was announced.
func (s story) last() point { return point{announcing, s.events, true} }
