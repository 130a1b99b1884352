package sequence_test

import (
	"fmt"
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	adobesim "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
	mosaicsim "github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// system is where an update goes.
type system string

const (
	inMosaic     system = "Mosaic"
	inEnterprise system = "AdobeEnterprise"
	inFederated  system = "AdobeFederated"
)

// update is one of the fifty: what it asks for, and how it has to end.
type update struct {
	name    string
	in      system
	who     profile.Identifier
	set     map[profile.Attribute]string
	clear   []profile.Attribute
	ends    profile.Kind // Applied where it succeeds, changed or not
	comment string
}

func byEmail(address string) profile.Identifier {
	return profile.Identifier{Type: profile.ByEmail, Value: address}
}

func mosaicAddress(n int) string { return fmt.Sprintf("m%02d@x.io", n) }

func adobeAddress(n int) string { return fmt.Sprintf("a%02d@claimed-domain1.com", n) }

func enterpriseAddress(n int) string { return fmt.Sprintf("e%02d@ent.example", n) }

// cast are the fifty updates, in the fixed order.
func cast() []update {
	var all []update
	for n := range 12 {
		all = append(all,
			update{
				name: fmt.Sprintf("m%02d", n), in: inMosaic, who: byEmail(mosaicAddress(n)), ends: profile.Applied,
				set: map[profile.Attribute]string{profile.LastName: fmt.Sprintf("Roe %d", n), profile.City: "Ulm"},
			},
			update{
				name: fmt.Sprintf("a%02d", n), in: inFederated, who: byEmail(adobeAddress(n)), ends: profile.Applied,
				set: map[profile.Attribute]string{profile.LastName: fmt.Sprintf("Roe %d", n)},
			},
		)
	}
	return append(all, append(mosaicCast(), adobeCast()...)...)
}

// mosaicCast are those at Mosaic who are not like the others.
func mosaicCast() []update {
	last := func(name string) map[profile.Attribute]string {
		return map[profile.Attribute]string{profile.LastName: name}
	}
	email := func(to string) map[profile.Attribute]string { return map[profile.Attribute]string{profile.Email: to} }
	id := func(n int) profile.Identifier {
		return profile.Identifier{Type: profile.ByUserID, Value: fmt.Sprintf("mosaic-%02d", n)}
	}
	return []update{
		{name: "m-heir", in: inMosaic, who: id(12), set: email(mosaicAddress(13)), ends: profile.Applied, comment: "waits for m-leaver"},
		{name: "m-leaver", in: inMosaic, who: id(13), set: email("new13@x.io"), ends: profile.Applied},
		{name: "m-mover", in: inMosaic, who: byEmail(mosaicAddress(14)), set: email("new14@x.io"), ends: profile.Applied},
		{name: "m-one", in: inMosaic, who: byEmail(mosaicAddress(15)), set: last("One"), ends: profile.Applied, comment: "one user, two updates"},
		{
			name: "m-other", in: inMosaic, who: id(15), ends: profile.Applied, clear: []profile.Attribute{profile.Picture},
			set: map[profile.Attribute]string{profile.FirstName: "Other"},
		},
		{name: "m-same", in: inMosaic, who: byEmail(mosaicAddress(16)), set: last("Old"), ends: profile.Applied, comment: "is so already"},
		{name: "m-nobody", in: inMosaic, who: byEmail("nobody@x.io"), set: last("No"), ends: profile.UserNotFound},
		{name: "m-taken", in: inMosaic, who: byEmail(mosaicAddress(17)), set: email(mosaicAddress(16)), ends: profile.IdentifierTaken},
		{name: "m-long", in: inMosaic, who: byEmail(mosaicAddress(18)), set: last(strings.Repeat("o", 31)), ends: profile.InvalidSpec},
	}
}

// adobeCast are those at Adobe.
func adobeCast() []update {
	last := func(name string) map[profile.Attribute]string {
		return map[profile.Attribute]string{profile.LastName: name}
	}
	email := func(to string) map[profile.Attribute]string { return map[profile.Attribute]string{profile.Email: to} }
	all := []update{
		{name: "a-heir", in: inFederated, who: byEmail(adobeAddress(12)), set: email(adobeAddress(13)), ends: profile.Applied},
		{name: "a-leaver", in: inFederated, who: byEmail(adobeAddress(13)), set: email("new13@claimed-domain2.com"), ends: profile.Applied},
		{
			name: "a-mover", in: inFederated, who: byEmail(adobeAddress(14)), ends: profile.Applied,
			set: map[profile.Attribute]string{profile.Email: "new14@claimed-domain1.com", profile.Username: "mover"},
		},
		{name: "a-one", in: inFederated, who: byEmail(adobeAddress(15)), set: last("One"), ends: profile.Applied},
		{
			name: "a-other", in: inFederated, who: byEmail(adobeAddress(15)), ends: profile.Applied,
			set: map[profile.Attribute]string{profile.FirstName: "Other"},
		},
		{name: "a-same", in: inFederated, who: byEmail(adobeAddress(16)), set: last("Old"), ends: profile.Applied},
		{name: "a-nobody", in: inFederated, who: byEmail("nobody@claimed-domain1.com"), set: last("No"), ends: profile.UserNotFound},
		{name: "a-taken", in: inFederated, who: byEmail(adobeAddress(17)), set: email(adobeAddress(16)), ends: profile.IdentifierTaken},
		{name: "a-foreign", in: inFederated, who: byEmail(adobeAddress(18)), set: email("a18@other.example"), ends: profile.InvalidSpec},
		{name: "a-refused", in: inFederated, who: byEmail(refused), set: last("Re"), ends: profile.TargetRefused},
		{name: "a-poison", in: inFederated, who: byEmail(poison), set: last("Po"), ends: profile.InvalidSpec, comment: "fails its request"},
	}
	for n := range 6 {
		all = append(all, update{
			name: fmt.Sprintf("e%02d", n), in: inEnterprise, who: byEmail(enterpriseAddress(n)), set: last("Ent"), ends: profile.Applied,
		})
	}
	return all
}

// The users with whom something is always wrong.
var (
	refused = adobeAddress(19)
	poison  = adobeAddress(20)
)

const users = 21

func mosaicSeed() mosaicsim.Seed {
	seed := mosaicsim.BaseSeed()
	seed.Knobs = mosaicsim.Knobs{Rate: mosaicRate, Secondary: mosaicsim.SecondaryAppend, RetryAfter: mosaicsim.RetryAfterSeconds}
	seed.Users = nil
	for n := range users {
		seed.Users = append(seed.Users, mosaicsim.User{
			ID: fmt.Sprintf("mosaic-%02d", n), Email: &mosaicsim.Contact{Value: mosaicAddress(n), Verified: true},
			Name: mosaicsim.Object{"title": "Dr", "last_name": "Old"}, Picture: "https://x.io/p.png", HasPassword: true,
			Apps: map[string]mosaicsim.AppProfile{mosaicsim.BaseAppA: {}},
		})
	}
	return seed
}

func adobeSeed() adobesim.Seed {
	seed := adobesim.BaseSeed()
	seed.Users = nil
	for n := range users {
		seed.Users = append(seed.Users,
			adobesim.User{ID: fmt.Sprintf("adobe-%02d", n), Type: adobesim.FederatedID, Email: adobeAddress(n), LastName: "Old"},
			adobesim.User{ID: fmt.Sprintf("ent-%02d", n), Type: adobesim.EnterpriseID, Email: enterpriseAddress(n), LastName: "Old"},
		)
	}
	return seed
}
