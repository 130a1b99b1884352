package userprofileupdate

import (
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// rivals are claims that nobody has recorded yet.
func rivals(woken *[]string) *claims {
	none := func(person) []*v1alpha1.UserProfileUpdate { return nil }
	return newClaims(none, nobodys[claim], func(key types.NamespacedName) { *woken = append(*woken, key.Name) })
}

func claimant(name string, who person, attributes ...string) claim {
	return claim{holder: types.NamespacedName{Name: name}, uid: types.UID(name), persons: []person{who}, attributes: attributes}
}

// Whom a lane has found stays claimed while the outcome is being written: an update that names the same user otherwise must
// not slip in between.
func TestClaimOfWhoWasFound(t *testing.T) {
	var woken []string
	c := rivals(&woken)
	first, second := claimant("first", "by e-mail", "title"), claimant("second", "by phone", "title")
	if c.take(first) != nil || c.also(first.holder, "by e-mail", "user", "user by id") != nil {
		t.Fatal("the first has no rival")
	}
	if c.take(second) != nil {
		t.Fatal("nobody knows yet whom the second means")
	}
	if lost := c.also(second.holder, "by phone", "user", "user by id"); lost == nil || lost.winner != first.holder {
		t.Fatalf("the second lost %+v, want to the first", lost)
	}
	if c.take(first) != nil { // looked at again, for its report
		t.Fatal("the first lost what it has")
	}
	if lost := c.also(second.holder, "by phone", "user", "user by id"); lost == nil || len(woken) > 0 {
		t.Errorf("the second lost %+v and %q was woken, want the first to have it still", lost, woken)
	}
	c.forget(first.holder)
	if c.also(second.holder, "by phone", "user", "user by id") != nil || !slices.Contains(woken, "second") {
		t.Errorf("the second does not take over; %q was woken", woken)
	}
}

// What an edited update wants is not replaced by what it wanted before, however late a lane finds out whom it meant then.
// Chance has the two meet: one of so many times.
func TestClaimOfWhoWasFoundTooLate(t *testing.T) {
	for range 20 * looks {
		var woken []string
		c := rivals(&woken)
		before, edited := claimant("edited", "by e-mail", "title"), claimant("edited", "by e-mail", "lastName")
		c.take(before)
		var lane sync.WaitGroup
		for range 4 {
			lane.Go(func() { c.also(before.holder, "by e-mail", "user", "user by id") })
			lane.Go(func() { c.take(edited) })
		}
		lane.Wait()
		if lost := c.take(claimant("other", "by e-mail", "title")); lost != nil {
			t.Fatalf("lost %q, which nobody wants any more", lost.attributes)
		}
	}
}

// Somebody whom an update no longer names is not claimed for what it wants of somebody else.
func TestClaimOfWhoIsNoLongerNamed(t *testing.T) {
	var woken []string
	c := rivals(&woken)
	edited := claimant("edited", "by phone", "title")
	c.take(edited)
	if lost := c.also(edited.holder, "by e-mail", "user", "user by id"); lost != nil {
		t.Fatalf("the edited one lost %q", lost.attributes)
	}
	if lost := c.take(claimant("other", "user", "title")); lost != nil {
		t.Errorf("lost %q to one that names somebody else", lost.attributes)
	}
}

// Of two that have applied the same attribute, which their identifiers may have hidden, the older keeps it.
func TestClaimsOfBoth(t *testing.T) {
	old, young := claimant("old", "jane", "title"), claimant("young", "jane", "title")
	old.created, young.created = now, now.Add(time.Hour)
	if !young.yieldsTo(old, []string{"title"}) {
		t.Error("one that has applied nothing yields to nobody")
	}
	young.applied = []string{"title"}
	if young.yieldsTo(old, []string{"title"}) {
		t.Error("the one that has applied it yields to one that has not")
	}
	old.applied = []string{"title"}
	if !young.yieldsTo(old, []string{"title"}) || old.yieldsTo(young, []string{"title"}) {
		t.Error("the older does not keep it")
	}
}

// recordedAs is an update whose status says that it has applied the attributes to Jane.
func recordedAs(name string, attributes ...string) *v1alpha1.UserProfileUpdate {
	upu := object(name, "1")
	upu.Name = name
	upu.Status.Identity = &v1alpha1.Identity{Digest: "jane", Tenant: "tenant"}
	upu.Status.Applied = &v1alpha1.Applied{Attributes: attributes}
	return upu
}

// Two that want what the other has applied wait for each other, and then nothing happens until one of them changes. So it is
// for a process that has only just begun, too.
func TestClaimsOfTwoThatWaitForEachOther(t *testing.T) {
	updates := map[string]*v1alpha1.UserProfileUpdate{
		"a": recordedAs("a", "title"), "b": recordedAs("b", "lastName"),
	}
	both := func(person) []*v1alpha1.UserProfileUpdate { return slices.Collect(maps.Values(updates)) }
	queue := []string{"a", "b"}
	c := newClaims(both, nobodys[claim], func(key types.NamespacedName) { queue = append(queue, key.Name) })
	look := func(upu *v1alpha1.UserProfileUpdate) *loss {
		lost := c.take(wantedClaim(upu, []string{"lastName", "title"}))
		if lost != nil {
			c.settle(upu)
		}
		return lost
	}
	for looks := 0; len(queue) > 0; looks++ {
		if looks == 10 {
			t.Fatalf("still looked at after %d looks: %q", looks, queue)
		}
		if look(updates[queue[0]]) == nil {
			t.Fatalf("%s has what the other has applied", queue[0])
		}
		queue = queue[1:]
	}
	updates["a"].Status.Applied.Attributes = nil
	c.settle(updates["a"])
	if diff := cmp.Diff([]string{"b"}, queue); diff != "" || look(updates["b"]) != nil {
		t.Errorf("the first has given its claim up, and the other does not take over; woken (-want +got):\n%s", diff)
	}
}

// editedTo is the claim of an edited update that has applied other attributes to Jane.
func editedTo(upu *v1alpha1.UserProfileUpdate, attributes ...string) claim {
	j := janesJob(upu)
	j.person = upu.Status.Identity.Digest
	j.desired.Set = profile.Profile{}
	for _, attribute := range attributes {
		j.desired.Set[profile.Attribute(attribute)] = profile.Text("any")
	}
	return j.claim(upu)
}

// An attribute that is taken out of the spec is claimed until the update is applied without it.
func TestClaimOfWhatIsGivenUp(t *testing.T) {
	var woken []string
	c := rivals(&woken)
	upu := recordedAs("edited", "email", "title")
	other := claimant("other", personByDigest("tenant", "jane"), "title")
	c.settle(upu)
	if c.take(editedTo(upu, "email")) != nil {
		t.Fatal("the edited one has no rival")
	}
	if c.take(other) == nil {
		t.Error("the other has it before the edited one was applied without it")
	}
	c.settle(upu)
	if c.take(other) == nil {
		t.Error("the other has it, although the attempt of the edited one has failed")
	}
	if c.take(editedTo(upu, "email")) != nil {
		t.Fatal("the edited one has no rival")
	}
	if c.take(other) == nil {
		t.Error("the other has it before the edited one was applied without it")
	}
	woken = nil
	upu.Status.Applied.Attributes = []string{"email"}
	c.settle(upu)
	if diff := cmp.Diff([]string{"other"}, woken); diff != "" || c.take(other) != nil {
		t.Errorf("the edited one was applied without it, and the other does not take over; woken (-want +got):\n%s", diff)
	}
}

// Nobody has to yield for what they give up.
func TestClaimOfWhoGivesUp(t *testing.T) {
	var woken []string
	c := rivals(&woken)
	older, younger := recordedAs("older", "title"), recordedAs("younger", "email", "title")
	older.CreationTimestamp, younger.CreationTimestamp = metav1.NewTime(now), metav1.NewTime(now.Add(time.Hour))
	c.settle(older)
	c.settle(younger)
	if lost := c.take(editedTo(younger, "email")); lost != nil {
		t.Errorf("lost %q", lost.attributes)
	}
}

// An update that is being deleted claims nothing more, however long a finalizer of somebody else keeps it.
func TestClaimsOfOneThatIsBeingDeleted(t *testing.T) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		t.Fatal(err)
	}
	applied, waiting := recordedAs("applied", "title"), jane()
	for deleted, want := range map[bool]int{true: 0, false: 1} {
		builder := fake.NewClientBuilder().WithScheme(scheme).
			WithIndex(applied, personIndex, personNames).WithIndex(applied, wordsIndex, wordNames)
		for _, upu := range []*v1alpha1.UserProfileUpdate{applied.DeepCopy(), waiting.DeepCopy()} {
			upu.Finalizers = []string{"example.com/theirs"}
			if deleted {
				upu.DeletionTimestamp = &at
			}
			builder.WithObjects(upu)
		}
		r := &Reconciler{client: builder.Build()}
		if got := len(r.recorded(personByDigest("tenant", "jane"))); got != want {
			t.Errorf("deleted %t: %d have applied something, want %d", deleted, got, want)
		}
		if got := len(r.unseen(claim{words: wordsOf(waiting)})); got != want {
			t.Errorf("deleted %t: %d are to go first, want %d", deleted, got, want)
		}
	}
}

// So do two of which one is known by the digest of the user's id only, and finds the other in its lane.
func TestClaimsOfTwoThatWaitForEachOtherUnderAnAlias(t *testing.T) {
	var queue []string
	c := rivals(&queue)
	byDigest, byMail := recordedAs("by digest", "title"), recordedAs("by mail", "lastName")
	byDigest.Status.Identity.Digest = "of id"
	byMail.Status.Identity.UserID = "u1"
	id, alias := personByID("tenant", "u1"), personByDigest("tenant", "of id")
	look := func(upu *v1alpha1.UserProfileUpdate) {
		mine := wantedClaim(upu, []string{"lastName", "title"})
		if upu == byMail {
			mine.alias = alias
		}
		if c.take(mine) == nil && c.also(mine.holder, mine.persons[0], id, alias) == nil {
			t.Errorf("%s has what the other has applied", upu.Name)
		}
		c.settle(upu)
	}
	c.settle(byDigest)
	c.settle(byMail)
	queue = []string{"by digest", "by mail"}
	for looks := 0; len(queue) > 0; looks++ {
		if looks == 10 {
			t.Fatalf("still looked at after %d looks: %q", looks, queue)
		}
		look(map[string]*v1alpha1.UserProfileUpdate{"by digest": byDigest, "by mail": byMail}[queue[0]])
		queue = queue[1:]
	}
}
