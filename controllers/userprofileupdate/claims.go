package userprofileupdate

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// person is somebody in a tenant, by the digest of an identifier or by the system's own id. One human being may be more
// than one person here: two identifiers are known to mean the same only once both were looked up.
type person string

func personByDigest(tenant, digest string) person { return person(tenant + " digest " + digest) }

func personByID(tenant, userID string) person { return person(tenant + " id " + userID) }

// personsOf are those that the status of an update was applied to.
func personsOf(upu *v1alpha1.UserProfileUpdate) []person {
	if upu.Status.Applied == nil {
		return nil
	}
	return personsIn(upu.Status.Identity)
}

// personsIn are those that a record is about.
func personsIn(identity *v1alpha1.Identity) []person {
	if identity == nil {
		return nil
	}
	persons := []person{personByDigest(identity.Tenant, identity.Digest)}
	if identity.UserID != "" {
		persons = append(persons, personByID(identity.Tenant, identity.UserID))
	}
	return persons
}

// samePerson tells whether two records are known to be about the same person.
func samePerson(one, other *v1alpha1.Identity) bool {
	whom := personsIn(other)
	return slices.ContainsFunc(personsIn(one), func(p person) bool { return slices.Contains(whom, p) })
}

// claim is what an update has of a person.
type claim struct {
	holder  types.NamespacedName
	uid     types.UID
	created time.Time

	// persons are whom the identifier says, and then whom it was found to mean.
	persons    []person
	attributes []string

	// alias is by whom others may have claimed the same person; it does not claim that itself, as they find it by persons.
	alias person

	// kept are those that it has written before and does not want any more: they are free once it is applied without them.
	kept []string

	// words by which the spec names whom and where; empty if the identifier comes from elsewhere.
	words string

	// applied are those attributes that it has written before.
	applied []string
}

// recordedClaim is what the status of an update says that it has applied.
func recordedClaim(upu *v1alpha1.UserProfileUpdate) claim {
	c := claim{
		holder:  types.NamespacedName{Namespace: upu.Namespace, Name: upu.Name},
		uid:     upu.UID,
		created: upu.CreationTimestamp.Time,
		persons: personsOf(upu),
		words:   wordsOf(upu),
	}
	if upu.Status.Applied != nil {
		c.applied = upu.Status.Applied.Attributes
		c.attributes = c.applied
	}
	return c
}

// wantedClaim is what an update is to have of the person in its status.
func wantedClaim(upu *v1alpha1.UserProfileUpdate, attributes []string) claim {
	c := recordedClaim(upu)
	c.attributes = attributes
	return c
}

// wordsOf tells two updates that name the same person through the same target in the same words, but for letter case.
func wordsOf(upu *v1alpha1.UserProfileUpdate) string {
	who := upu.Spec.Identifier
	if who.Value == "" {
		return ""
	}
	return profile.Fold(strings.Join([]string{
		targetName(targetOf(upu)), upu.Namespace, string(upu.Spec.Target.System), string(who.Type), who.Name, who.Value, who.Domain,
	}, "\x00"))
}

// common are the attributes that it wants and the other claims.
func (c claim) common(other claim) []string {
	var both []string
	for _, attribute := range c.attributes {
		if slices.Contains(other.attributes, attribute) || slices.Contains(other.kept, attribute) {
			both = append(both, attribute)
		}
	}
	return both
}

// andWhoWasFound keeps whom a lane has found under the same identifier: it is not on record before the attempt ends.
func (c claim) andWhoWasFound(before claim) claim {
	if len(before.persons) > len(c.persons) && before.persons[0] == c.persons[0] {
		c.persons, c.alias = before.persons, before.alias
	}
	return c
}

// yieldsTo tells whether another update that has claimed the attributes before keeps them: not if only this one has
// written them already. If both have, which their identifiers may have hidden, the older keeps them.
func (c claim) yieldsTo(other claim, attributes []string) bool {
	has := func(applied []string) bool {
		return !slices.ContainsFunc(attributes, func(a string) bool { return !slices.Contains(applied, a) })
	}
	switch mine, theirs := has(c.applied), has(other.applied); {
	case mine && !theirs:
		return false
	case mine && theirs:
		return cmp.Or(other.created.Compare(c.created), cmp.Compare(other.uid, c.uid)) < 0
	default:
		return true
	}
}

// claims keep two updates from changing the same attribute of one person in turns: the first to claim it keeps it. What an
// update has applied is its claim, in its status, so that it outlives the process; what it is about to apply is known
// here only. It is safe for concurrent use.
type claims struct {
	// recorded returns the updates whose status has a claim on the person, from the cache.
	recorded func(person) []*v1alpha1.UserProfileUpdate

	// unseen returns the updates that nobody has looked at yet and that name somebody with the same words, from the cache.
	unseen func(mine claim) []*v1alpha1.UserProfileUpdate

	// wake has an update looked at again.
	wake func(types.NamespacedName)

	mu   sync.Mutex
	held map[types.NamespacedName]claim // of updates this process has looked at; they stand for their status
	by   map[person]map[types.NamespacedName]bool

	// waiting are the updates that lost to another, until it changes; lostTo is whom each has lost to last.
	waiting map[types.NamespacedName]map[types.NamespacedName]bool
	lostTo  map[types.NamespacedName]types.NamespacedName
}

func newClaims(
	recorded func(person) []*v1alpha1.UserProfileUpdate, unseen func(claim) []*v1alpha1.UserProfileUpdate,
	wake func(types.NamespacedName),
) *claims {
	return &claims{
		recorded: recorded,
		unseen:   unseen,
		wake:     wake,
		held:     map[types.NamespacedName]claim{},
		by:       map[person]map[types.NamespacedName]bool{},
		waiting:  map[types.NamespacedName]map[types.NamespacedName]bool{},
		lostTo:   map[types.NamespacedName]types.NamespacedName{},
	}
}

// loss is what keeps an update from its claim.
type loss struct {
	winner     types.NamespacedName
	attributes []string
}

// take claims attributes of persons, in the place of what the update has claimed before. If another update keeps it from
// that, it says so, and has this one looked at again once the other has changed.
func (c *claims) take(mine claim) *loss {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.contend(mine.andWhoWasFound(c.held[mine.holder]))
}

// also claims the same attributes of a person who was found to be meant, and whom others may have on record under an alias,
// unless the update has come to name somebody else.
func (c *claims) also(holder types.NamespacedName, named, found, alias person) *loss {
	c.mu.Lock()
	defer c.mu.Unlock()
	mine := c.held[holder]
	if !slices.Contains(mine.persons, named) || slices.Contains(mine.persons, found) {
		return nil
	}
	mine.persons = append(slices.Clone(mine.persons), found)
	mine.alias = alias
	return c.contend(mine)
}

// contend claims what no other update keeps from it.
func (c *claims) contend(mine claim) *loss {
	for _, other := range c.others(mine) {
		if both := mine.common(other); len(both) > 0 && mine.yieldsTo(other, both) {
			c.waitFor(other.holder, mine.holder)
			return &loss{winner: other.holder, attributes: both}
		}
	}
	if first := c.older(mine); first != nil {
		return first
	}
	c.hold(mine)
	return nil
}

// older is what an update loses to one that was created before it and has not had its turn yet: they came together, and
// the order in which they are looked at says nothing.
func (c *claims) older(mine claim) *loss {
	if len(mine.applied) > 0 {
		return nil
	}
	for _, upu := range c.unseen(mine) {
		other := wantedClaim(upu, desired.Named(&upu.Spec))
		both := mine.common(other)
		if len(both) > 0 && cmp.Or(other.created.Compare(mine.created), cmp.Compare(other.uid, mine.uid)) < 0 {
			c.waitFor(other.holder, mine.holder)
			return &loss{winner: other.holder, attributes: both}
		}
	}
	return nil
}

// settle ends an attempt: the update claims what its status says that it has applied, and no more.
func (c *claims) settle(upu *v1alpha1.UserProfileUpdate) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := recordedClaim(upu)
	c.hold(now)
	if len(now.persons) == 0 {
		c.changed(now.holder) // those that have let it go first; whoever lost to a claim was woken if it has changed
	}
}

// forget drops the claims of an update that is gone.
func (c *claims) forget(holder types.NamespacedName) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hold(claim{holder: holder})
	delete(c.held, holder)
	delete(c.lostTo, holder)
	c.changed(holder)
}

// hold puts a claim in the place of the one the update had.
func (c *claims) hold(now claim) {
	before := c.held[now.holder]
	for _, whom := range before.persons {
		if delete(c.by[whom], now.holder); len(c.by[whom]) == 0 {
			delete(c.by, whom)
		}
	}
	for _, whom := range now.persons {
		if c.by[whom] == nil {
			c.by[whom] = map[types.NamespacedName]bool{}
		}
		c.by[whom][now.holder] = true
	}
	c.held[now.holder] = now
	if !slices.Equal(before.attributes, now.attributes) || !slices.Equal(before.kept, now.kept) ||
		!slices.Equal(before.persons, now.persons) {
		c.changed(now.holder)
	}
}

// others are the claims of other updates on these persons, in a fixed order.
func (c *claims) others(mine claim) []claim {
	whom := mine.persons
	if mine.alias != "" {
		whom = append(slices.Clone(whom), mine.alias)
	}
	found := map[types.NamespacedName]claim{}
	for _, p := range whom {
		for _, upu := range c.recorded(p) {
			recorded := recordedClaim(upu)
			if _, looked := c.held[recorded.holder]; !looked {
				found[recorded.holder] = recorded
			}
		}
	}
	for _, p := range whom {
		for holder := range c.by[p] {
			found[holder] = c.held[holder]
		}
	}
	delete(found, mine.holder)
	all := make([]claim, 0, len(found))
	for _, other := range found {
		all = append(all, other)
	}
	slices.SortFunc(all, func(a, b claim) int {
		return cmp.Or(a.created.Compare(b.created), cmp.Compare(a.uid, b.uid))
	})
	return all
}

func (c *claims) waitFor(winner, loser types.NamespacedName) {
	if c.waiting[winner] == nil {
		c.waiting[winner] = map[types.NamespacedName]bool{}
	}
	c.waiting[winner][loser] = true
	c.lostTo[loser] = winner
}

// waits tells whether the winner over the update has not changed since: if it has, nobody wakes the update any more.
func (c *claims) waits(loser types.NamespacedName) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.waiting[c.lostTo[loser]][loser]
}

// changed has those looked at that wait for the update.
func (c *claims) changed(holder types.NamespacedName) {
	for loser := range c.waiting[holder] {
		c.wake(loser)
	}
	delete(c.waiting, holder)
}
