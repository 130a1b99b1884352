package controllers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// At each vendor there are so many people with an update, every other of whom is given another address, and so many
// whom nobody asked to change.
const (
	peopleToChange   = 100
	peopleToLeave    = 10
	peopleAltogether = peopleToChange + peopleToLeave
)

// person is what the updates of a crowd are about.
type person struct{ email, lastName string }

// before is the person number n at first, after what they are to become.
func before(n int) person { return person{email: emailOf(n), lastName: "Doe"} }

func after(n int) person {
	p := before(n)
	switch {
	case n >= peopleToChange:
	case n%2 == 0:
		p.lastName = "Roe"
	default:
		p.email = "moved-" + p.email
	}
	return p
}

// wish is the attributes that make the person number n what they are to become.
func wish(n int) v1alpha1.Attributes {
	if after(n).email != before(n).email {
		return v1alpha1.Attributes{Email: new(after(n).email)}
	}
	return v1alpha1.Attributes{LastName: new(after(n).lastName)}
}

// crowd is people at both vendors, and updates of most of them.
type crowd struct {
	*world

	updates []client.Object
}

// newCrowd has no updates yet, and no operator. A minute is quick.
func newCrowd(t *testing.T) *crowd {
	t.Helper()
	w := newHurriedWorld(t, quick, plant(peopleAltogether))
	w.tenant, w.url = newTenantWith(t, func(seed *mosaic.Seed) {
		for n := range peopleAltogether {
			seed.Users = append(seed.Users, mosaic.User{
				ID: "user-" + strconv.Itoa(n), Email: &mosaic.Contact{Value: before(n).email},
				Name: mosaic.Object{"last_name": before(n).lastName}, Apps: map[string]mosaic.AppProfile{mosaic.BaseAppA: {}},
			})
		}
	})
	w.create(w.secret())
	w.create(w.target("default"))
	if err := w.Delete(t.Context(), w.targetNamed("adobe-test")); err != nil { // it would have a token of its own
		t.Fatal(err)
	}
	c := &crowd{world: w}
	for n := range peopleToChange {
		atMosaic := w.update(fmt.Sprintf("mosaic-%d", n), wish(n))
		atMosaic.Spec.Identifier.Value = before(n).email
		c.updates = append(c.updates, atMosaic, w.adobeUpdate(fmt.Sprintf("adobe-%d", n), before(n).email, wish(n)))
	}
	return c
}

// converge waits until every update says that it was applied.
func (c *crowd) converge() {
	c.Helper()
	for _, object := range c.updates {
		upu := object.(*v1alpha1.UserProfileUpdate)
		c.converged(upu)
		if !meta.IsStatusConditionTrue(upu.Status.Conditions, string(v1alpha1.ConditionReady)) {
			c.Errorf("%s is not Ready: %v", upu.Name, upu.Status.Conditions)
		}
	}
}

// arrived looks at the people: each is what they are to become, by one change, and nobody else was written.
func (c *crowd) arrived() {
	c.Helper()
	people := map[string]map[int]person{"Mosaic": {}, "Adobe": {}}
	want := map[int]person{}
	for n := range peopleAltogether {
		want[n] = after(n)
		id := "user-" + strconv.Itoa(n)
		atMosaic, _ := c.tenant.User(id)
		people["Mosaic"][n] = person{email: atMosaic.Email.Value, lastName: fmt.Sprint(atMosaic.Name["last_name"])}
		atAdobe, _ := c.org.User(id)
		people["Adobe"][n] = person{email: atAdobe.Email, lastName: atAdobe.LastName}
	}
	for vendor, got := range people {
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(person{})); diff != "" {
			c.Errorf("people at %s (-want +got):\n%s", vendor, diff)
		}
	}
	once := map[string]int{}
	for n := range peopleToChange {
		once["user-"+strconv.Itoa(n)] = 1
	}
	if diff := cmp.Diff(once, c.writesAtMosaic()); diff != "" {
		c.Errorf("writes at Mosaic, by user (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(once, c.changesAtAdobe()); diff != "" {
		c.Errorf("changes at Adobe, by user (-want +got):\n%s", diff)
	}
}

// writesAtMosaic counts what was written of each user, where nothing is to be sent that would change nothing.
func (c *crowd) writesAtMosaic() map[string]int {
	writes := map[string]int{}
	for _, write := range c.tenant.Journal() {
		writes[write.UserID]++
	}
	return writes
}

// changesAtAdobe counts what was changed of each user. Where nobody can read before, what was lost may be sent again; of
// people without an update not even that.
func (c *crowd) changesAtAdobe() map[string]int {
	changes := map[string]int{}
	for _, write := range c.org.Journal() {
		changes[write.UserID] += min(1, len(write.Changed))
	}
	return changes
}

// movesUnderWay counts the people at Adobe who have another address by a request that was not answered.
func (c *crowd) movesUnderWay() int {
	held := map[int]bool{}
	for _, request := range c.org.Requests() {
		held[request.Seq] = request.Status == 0 && !request.Dropped
	}
	moved := 0
	for _, write := range c.org.Journal() {
		if held[write.Seq] && slices.Contains(write.Changed, "email") {
			moved++
		}
	}
	return moved
}

// underWay counts the requests whose caller waits.
func (c *crowd) underWay() int {
	waiting := 0
	for _, request := range c.org.Requests() {
		if request.Status == 0 && !request.Dropped {
			waiting++
		}
	}
	for _, request := range c.tenant.Requests() {
		if request.Status == 0 && !request.Dropped {
			waiting++
		}
	}
	return waiting
}

// tokens counts the tokens that Mosaic and Adobe gave. A process has one of each, which it shares with nobody.
func (c *crowd) tokens() [2]int {
	var tokens [2]int
	for _, request := range c.tenant.Requests() {
		if strings.HasSuffix(request.Path, "/token") {
			tokens[0]++
		}
	}
	for _, request := range c.org.Requests() {
		if request.Path == adobe.PathTokenV2 || request.Path == adobe.PathTokenV3 {
			tokens[1]++
		}
	}
	return tokens
}

// violations counts the requests above a quota.
func (w *world) violations() int { return len(w.org.Violations()) + len(w.tenant.Violations()) }

// The leader is killed while people's values are on their way, some of them changed and some not, and nobody there to hear
// it. A standby that was ready goes on, another takes its place, and in the end everybody is what they are to become, by
// one change each. At any time a single process speaks to the vendors.
func TestFailover(t *testing.T) {
	c := newCrowd(t)
	first := c.startProcess("the first leader")
	leader := c.led("")
	second := c.startProcess("the standby")
	second.ready()
	if got := c.leader(); got != leader {
		t.Fatalf("the leader is %q, was %q: want the standby to wait", got, leader)
	}

	puts, batches := mosaic.NewGate(), adobe.NewGate()
	t.Cleanup(func() { puts.Release(); batches.Release() })
	c.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Nth: 20, Times: 8, Applied: true, Drop: true})
	c.tenant.Inject(mosaic.Fault{Method: http.MethodPut, Nth: 28, Times: mosaic.Always, Gate: puts})
	c.org.Inject(adobe.Fault{Path: adobe.PathAction, Nth: 3, Times: adobe.Always, Gate: batches, Late: true})
	c.createAll(c.updates)
	if err := puts.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	c.until("a move at Adobe without an answer", func() bool { return c.movesUnderWay() > 0 }, func() any { return c.org.Requests() })
	first.kill()
	c.until("the vendors' noticing", func() bool { return c.underWay() == 0 }, func() any { return c.underWay() })
	if got, want := c.tokens(), [2]int{1, 1}; got != want {
		t.Errorf("the vendors gave %v tokens while one process led, want %v", got, want)
	}
	puts.Release()
	batches.Release()

	third := c.startProcess("the new standby")
	third.ready()
	c.expired(leader)
	c.led(leader)
	c.converge()
	c.arrived()
	if got, want := c.tokens(), [2]int{2, 2}; got != want {
		t.Errorf("the vendors gave %v tokens, want %v: one for each leader", got, want)
	}
	if got := c.violations(); got > 1 {
		t.Errorf("%d requests were above a quota, want one at most", got)
	}
	for _, p := range []*process{second, third} {
		p.signal(syscall.SIGTERM)
		p.exits(0)
	}
}
