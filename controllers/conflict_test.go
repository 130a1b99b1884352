package controllers_test

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// title is the title of user U1.
func (w *world) title() any {
	user, _ := w.tenant.User(mosaic.BaseU1)
	return user.Name["title"]
}

// byAge is the order in which the operator takes updates for older than others.
func byAge(a, b *v1alpha1.UserProfileUpdate) int {
	return cmp.Or(a.CreationTimestamp.Compare(b.CreationTimestamp.Time), cmp.Compare(a.UID, b.UID))
}

// Of two updates that manage one attribute of one person the first keeps it, also after a restart in any order; the other
// says which one, writes nothing, and takes over when the first goes.
func TestConflict(t *testing.T) {
	w := newWorld(t)
	first := w.update("first", v1alpha1.Attributes{Title: new("Dr"), City: new("LA")})
	w.create(first)
	w.ready(first, v1alpha1.ReasonApplied)
	second := w.update("a-second", v1alpha1.Attributes{Title: new("Prof"), LastName: new("Roe")})
	w.create(second)
	ready := w.ready(second, v1alpha1.ReasonConflict)
	if want := "UserProfileUpdate " + w.namespace + "/first manages title of this user already"; !strings.HasPrefix(ready.Message, want) {
		t.Errorf("the message is %q, want %q", ready.Message, want)
	}
	if got := w.title(); got != "Dr" {
		t.Errorf("the title is %v", got)
	}
	w.restart()
	disjoint := w.update("disjoint", v1alpha1.Attributes{LastName: new("Poe")})
	w.create(disjoint)
	w.ready(disjoint, v1alpha1.ReasonApplied)
	w.ready(second, v1alpha1.ReasonConflict)
	w.ready(first, v1alpha1.ReasonApplied)
	if err := w.Delete(t.Context(), disjoint); err != nil {
		t.Fatal(err)
	}
	if err := w.Delete(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	w.ready(second, v1alpha1.ReasonApplied)
	if got := w.title(); got != "Prof" {
		t.Errorf("the title is %v, want that of the one that took over", got)
	}
}

// The winner stops managing the attribute, and the other takes over.
func TestConflictThatIsGivenUp(t *testing.T) {
	w := newWorld(t)
	first := w.update("first", v1alpha1.Attributes{Title: new("Dr"), City: new("LA")})
	w.create(first)
	w.ready(first, v1alpha1.ReasonApplied)
	second := w.update("second", v1alpha1.Attributes{Title: new("Prof")})
	w.create(second)
	w.ready(second, v1alpha1.ReasonConflict)
	edit(w, first, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Title = nil })
	w.ready(second, v1alpha1.ReasonApplied)
	w.ready(first, v1alpha1.ReasonUnchanged)
	if got := w.title(); got != "Prof" {
		t.Errorf("the title is %v", got)
	}
	edit(w, first, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.Title = new("Dr") })
	w.ready(first, v1alpha1.ReasonConflict)
}

// Two identifiers of one person are found to be that, and before anything is written.
func TestConflictOfTwoIdentifiers(t *testing.T) {
	w := newWorld(t)
	first := w.update("first", v1alpha1.Attributes{Title: new("Dr")})
	w.create(first)
	w.ready(first, v1alpha1.ReasonApplied)
	second := w.update("second", v1alpha1.Attributes{Title: new("Prof")})
	second.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierPhone, Value: "+14155550100"}
	w.create(second)
	w.ready(second, v1alpha1.ReasonConflict)
	if got := w.title(); got != "Dr" {
		t.Errorf("the title is %v", got)
	}
	w.restart()
	w.ready(second, v1alpha1.ReasonConflict)
	if err := w.Delete(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	w.ready(second, v1alpha1.ReasonApplied)
}

// Two updates of one person follow one upon the other, while what Mosaic lets read is behind: neither undoes the other, though
// both send the whole name.
func TestNeighboursWhileReadsAreBehind(t *testing.T) {
	w := newWorld(t)
	w.tenant.SetKnobs(mosaic.Knobs{LagMillis: 1000})
	pair := []*v1alpha1.UserProfileUpdate{
		w.update("first", v1alpha1.Attributes{FirstName: new("Jo")}), w.update("last", v1alpha1.Attributes{LastName: new("Roe")}),
	}
	pair[1].Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierPhone, Value: "+14155550100"}
	w.createAll([]client.Object{pair[0], pair[1]})
	for _, upu := range pair {
		w.ready(upu, v1alpha1.ReasonApplied)
	}
	edit(w, pair[0], func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.FirstName = new("Joanna") })
	w.ready(pair[0], v1alpha1.ReasonApplied)
	edit(w, pair[0], func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.FirstName = new("Jo") })
	w.ready(pair[0], v1alpha1.ReasonApplied)
	user, _ := w.tenant.User(mosaic.BaseU1)
	if user.Name["first_name"] != "Jo" || user.Name["last_name"] != "Roe" {
		t.Errorf("the name is %v", user.Name)
	}
}

// What was applied to one person is no claim on the next one whom the update names, however it ends there.
func TestConflictOfOneThatNamesSomebodyElse(t *testing.T) {
	w := newWorld(t)
	pair := []*v1alpha1.UserProfileUpdate{
		w.update("one", v1alpha1.Attributes{Title: new("Dr")}), w.update("other", v1alpha1.Attributes{Title: new("Dr")}),
	}
	for _, upu := range pair {
		upu.Spec.Suspend = true
		w.create(upu)
	}
	slices.SortFunc(pair, byAge)
	older, younger := pair[0], pair[1]
	edit(w, older, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Identifier.Value, upu.Spec.Suspend = "b@x.io", false })
	w.ready(older, v1alpha1.ReasonApplied)
	edit(w, younger, func(upu *v1alpha1.UserProfileUpdate) {
		upu.Spec.Attributes.Title, upu.Spec.Suspend = new("Prof"), false
	})
	w.ready(younger, v1alpha1.ReasonApplied)
	edit(w, older, func(upu *v1alpha1.UserProfileUpdate) {
		upu.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierPhone, Value: "+14155550100"}
	})
	w.ready(older, v1alpha1.ReasonConflict)
	edit(w, younger, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.City = new("LA") })
	w.ready(younger, v1alpha1.ReasonApplied)
	edit(w, older, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Attributes.City = new("SF") })
	w.ready(older, v1alpha1.ReasonConflict)
	if got := w.title(); got != "Prof" {
		t.Errorf("the title is %v", got)
	}
}

// Adobe's users are not read, and yet two updates of one do not take turns.
func TestConflictAtAdobe(t *testing.T) {
	w := newAdobeWorld(t)
	w.start()
	first := w.adobeUpdate("first", annsEmail, v1alpha1.Attributes{LastName: new("Roe")})
	w.create(first)
	w.ready(first, v1alpha1.ReasonApplied)
	second := w.adobeUpdate("second", strings.ToUpper(annsEmail), v1alpha1.Attributes{LastName: new("Poe"), FirstName: new("Anna")})
	w.create(second)
	w.ready(second, v1alpha1.ReasonConflict)
	third := w.adobeUpdate("third", annsEmail, v1alpha1.Attributes{FirstName: new("Anne")})
	w.create(third)
	w.ready(third, v1alpha1.ReasonApplied)
	if user, _ := w.org.User(adobe.BaseAnn); user.LastName != "Roe" || user.FirstName != "Anne" {
		t.Errorf("the user is %+v", user)
	}
}

// A dry run is no rival to anybody, and what never was applied keeps nobody waiting.
func TestNoConflict(t *testing.T) {
	w := newWorld(t)
	dry := w.update("dry", v1alpha1.Attributes{Title: new("Prof")})
	dry.Spec.Mode = v1alpha1.ModeDryRun
	w.create(dry)
	w.ready(dry, v1alpha1.ReasonDryRunSucceeded)
	bad := w.update("bad", v1alpha1.Attributes{Title: new("Prof"), Picture: new("https://img.acme.example/a.png")})
	w.tenant.Inject(mosaic.Fault{Method: "PUT", Status: 422, Times: 1})
	w.create(bad)
	w.until("the refusal", func() bool { return w.tenant.Count("PUT", "") > 0 }, func() any { return "none" })
	good := w.update("good", v1alpha1.Attributes{Title: new("Dr")})
	w.until("the outcome", func() bool {
		if err := w.Get(t.Context(), client.ObjectKeyFromObject(bad), bad); err != nil {
			t.Fatal(err)
		}
		return bad.Status.Results != nil
	}, func() any { return bad.Status })
	w.create(good)
	w.ready(good, v1alpha1.ReasonApplied)
}

// Once an update is suspended that was about to be applied, and no request of it is under way, the next one is.
func TestConflictWithOneThatIsSuspended(t *testing.T) {
	for _, method := range []string{"GET", "PUT"} {
		t.Run(method, func(t *testing.T) {
			w := newWorld(t)
			gate := mosaic.NewGate()
			t.Cleanup(gate.Release)
			w.tenant.Inject(mosaic.Fault{Method: method, Gate: gate})
			first := w.update("first", v1alpha1.Attributes{Title: new("Dr")})
			w.create(first)
			if err := gate.Await(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			second := w.update("second", v1alpha1.Attributes{Title: new("Prof")})
			w.create(second)
			w.ready(second, v1alpha1.ReasonConflict)
			edit(w, first, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Suspend = true })
			if method == "PUT" {
				gate.Release()
			}
			w.ready(second, v1alpha1.ReasonApplied)
			if got := w.title(); got != "Prof" {
				t.Errorf("the title is %v", got)
			}
			edit(w, first, func(upu *v1alpha1.UserProfileUpdate) { upu.Spec.Suspend = false })
			w.ready(first, v1alpha1.ReasonConflict)
		})
	}
}

// Of updates that came together the oldest has the attribute, in whatever order they are looked at.
func TestConflictOfNewcomers(t *testing.T) {
	w := newEmptyWorld(t)
	w.create(w.secret())
	w.create(w.target("default"))
	var all []*v1alpha1.UserProfileUpdate
	for n := range 10 {
		upu := w.update("newcomer-"+strconv.Itoa(n), v1alpha1.Attributes{Title: new(strconv.Itoa(n))})
		w.create(upu)
		all = append(all, upu)
	}
	slices.SortFunc(all, byAge)
	w.start()
	w.ready(all[0], v1alpha1.ReasonApplied)
	for _, upu := range all[1:] {
		w.ready(upu, v1alpha1.ReasonConflict)
	}
	if got := w.title(); got != *all[0].Spec.Attributes.Title || len(w.tenant.Journal()) != 1 {
		t.Errorf("the title is %v after %d writes, want that of the oldest after one", got, len(w.tenant.Journal()))
	}
	for _, upu := range all[:9] {
		if err := w.Delete(t.Context(), upu); err != nil {
			t.Fatal(err)
		}
	}
	w.ready(all[9], v1alpha1.ReasonApplied)
}
