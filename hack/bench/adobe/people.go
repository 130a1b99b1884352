package main

import (
	"fmt"
	"math/rand/v2"
)

// people are everybody whose profile is updated.
type people []person

// person is a user with an update of their own.
type person struct {
	// object is the name of the update, and the id of the user.
	object string
	email  string

	// lastName is what the update declares. No two are the same.
	lastName string

	// refusal is what the vendor says to it instead of doing it; nil if it does it.
	refusal *refusal
}

// refusal is an error of a single command. No two have the same message.
type refusal struct {
	code, message string
}

// formerName is everybody's last name before.
const formerName = "Doe"

// codes are permanent errors of every kind that is not tried again within an hour, and one that nobody knows.
var codes = []string{
	"error.user.change_domain_update.no",
	"error.update.no",
	"error.user.email.name_in_use",
	"error.domain.trust.nonexistent",
	"error.bench.never_seen",
}

// refusedShare is one in so many.
const refusedShare = 20

// newPeople returns so many, some of whom are refused: equal seeds, equal people.
func newPeople(count int, seed uint64) people {
	everybody := make(people, count)
	for n := range everybody {
		everybody[n] = person{
			object:   fmt.Sprintf("user-%04d", n),
			email:    fmt.Sprintf("user-%04d@claimed-domain1.com", n),
			lastName: fmt.Sprintf("Roe-%04d", n),
		}
	}
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // repeatable on purpose
	for i, n := range random.Perm(count)[:count/refusedShare] {
		everybody[n].refusal = &refusal{code: codes[i%len(codes)], message: fmt.Sprintf("Simulated refusal %04d", n)}
	}
	return everybody
}
