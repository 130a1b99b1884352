package main

import (
	"fmt"
	"math/rand/v2"
)

// vendorName is one of the vendors.
type vendorName string

const (
	atMosaic vendorName = "mosaic"
	atAdobe  vendorName = "adobe"
)

// fate is what an update is to come to.
type fate string

const (
	// changed gets another last name.
	changed fate = "changed"

	// renamed gets another e-mail address too, which is what the update finds the user by.
	renamed fate = "renamed"

	// unknown is no user: nobody has the address.
	unknown fate = "unknown"

	// trapped is no user either, and declares an address that somebody else has: whoever looks under it for a user that they
	// have moved finds a stranger.
	trapped fate = "trapped"

	// taken is a user who declares an address that somebody else has.
	taken fate = "taken"
)

// shares of the people who are not changed, per thousand.
var shares = []struct {
	fate fate
	of   int
}{{renamed, 100}, {unknown, 10}, {trapped, 10}, {taken, 20}}

// editedShare of those who have a user and succeed are edited once more: one in so many.
const editedShare = 4

// values are what the lab looks at in a user; "" is what is not declared, or was not sent.
type values struct {
	email, lastName string
}

// person is an update, and the user it names if there is one.
type person struct {
	// object is the name of the update, and the id of the user.
	object string

	vendor vendorName
	fate   fate

	// login is the address that the update finds the user by.
	login string

	// wishes are what the generations of the update declare.
	wishes []values
}

// formerName is everybody's last name before.
const formerName = "Doe"

// newPeople returns so many, in the order in which their updates are created: equal seeds, equal people. Half of them are
// at each vendor, and so are those of each fate.
func newPeople(count int, seed uint64) []person {
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // repeatable on purpose
	people := make([]person, 0, count)
	for n, name := range []vendorName{atMosaic, atAdobe} {
		people = append(people, newPeopleAt(name, (count+1-n)/2, random)...)
	}
	random.Shuffle(count, func(i, j int) { people[i], people[j] = people[j], people[i] })
	return people
}

func newPeopleAt(vendor vendorName, count int, random *rand.Rand) []person {
	fates := make([]fate, 0, count)
	for _, share := range shares {
		for range count * share.of / 1000 {
			fates = append(fates, share.fate)
		}
	}
	for len(fates) < count {
		fates = append(fates, changed)
	}
	random.Shuffle(count, func(i, j int) { fates[i], fates[j] = fates[j], fates[i] })
	people := make([]person, count)
	for n := range people {
		people[n] = newPerson(vendor, n, fates[n], random.IntN(editedShare) == 0)
	}
	return people
}

func newPerson(vendor vendorName, n int, fate fate, edited bool) person {
	p := person{object: fmt.Sprintf("%s-%04d", vendor, n), vendor: vendor, fate: fate}
	p.login = p.address("")
	p.wishes = []values{p.wish("1")}
	if edited && p.refusal() == nil {
		p.wishes = append(p.wishes, p.wish("2"))
	}
	return p
}

// domains are those in which the simulators' base organizations have users.
var domains = map[vendorName]string{atMosaic: "x.io", atAdobe: "claimed-domain1.com"}

// address is one of the person's.
func (p person) address(suffix string) string { return p.object + suffix + "@" + domains[p.vendor] }

func (p person) wish(generation string) values {
	wish := values{lastName: "Roe-" + p.object + "-" + generation}
	switch p.fate {
	case renamed:
		wish.email = p.address("-moved-" + generation)
	case trapped, taken:
		wish.email = p.address("-bystander")
	case changed, unknown:
	}
	return wish
}

// want is what the last generation declares.
func (p person) want() values { return p.wishes[len(p.wishes)-1] }

// exists tells whether there is a user.
func (p person) exists() bool { return p.fate != unknown && p.fate != trapped }

// bystander is the user who has the address that this person declares in vain; "" if there is none.
func (p person) bystander() (id, email string) {
	if p.fate != trapped && p.fate != taken {
		return "", ""
	}
	return p.object + "-bystander", p.wish("1").email
}

// refusal is how an update has to end that cannot be carried out.
type refusal struct {
	// reason of the condition Ready.
	reason string

	// codes of the errors.
	codes []string
}

// refusals of each vendor. At Adobe who is to be moved is read first, which has a code of
// its own, and has a username that follows the address.
var refusals = map[vendorName]map[fate]refusal{
	atMosaic: {
		unknown: {"UserNotFound", []string{"404"}},
		trapped: {"UserNotFound", []string{"404"}},
		taken:   {"IdentifierTaken", []string{"identifier_is_taken"}},
	},
	atAdobe: {
		unknown: {"UserNotFound", []string{"error.user.nonexistent"}},
		trapped: {"UserNotFound", []string{"error.user.not_found"}},
		taken:   {"IdentifierTaken", []string{"error.user.email.name_in_use", "error.user.name_in_use"}},
	},
}

// refusal that the person is to meet; nil if none.
func (p person) refusal() *refusal {
	if r, found := refusals[p.vendor][p.fate]; found {
		return &r
	}
	return nil
}
