package main

import "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"

// newOrganization returns a simulator that has these people, and refuses those who are to be refused. It carries
// commands out and reports errors in any order, which Adobe may.
func newOrganization(everybody people, knobs adobe.Knobs, random uint64) *adobe.Server {
	seed := adobe.BaseSeed()
	seed.Knobs = knobs
	seed.Knobs.ErrorOrder = adobe.ErrorsAsCarried
	for _, p := range everybody {
		seed.Users = append(seed.Users, adobe.User{
			ID: p.object, Type: adobe.FederatedID, Email: p.email, FirstName: "Jane", LastName: formerName, Country: "US",
		})
	}
	org := adobe.New(adobe.Options{Seed: seed, Random: random})
	for _, p := range everybody {
		if p.refusal != nil {
			org.InjectCommand(adobe.CommandFault{
				User: p.email, Times: adobe.Always, Code: p.refusal.code, Message: p.refusal.message,
			})
		}
	}
	return org
}
