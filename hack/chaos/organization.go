package main

import (
	"encoding/json"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

// organization is Adobe's.
type organization struct {
	*adobe.Server

	knobs      adobe.Knobs
	injections map[string]*adobe.Injection
}

// onTheWay is how long a request may take from its slot to the counter of a vendor whose minute is one: the operator's margin
// for that is a 120th of a minute, too little of a short one for a busy machine.
const onTheWay = 500 * time.Millisecond

// newOrganization returns one with these people. Its minute is shorter than the operator's, by what a request may be on its
// way: whoever keeps to the operator's breaks no quota.
func newOrganization(people []person, minute time.Duration, random uint64) *organization {
	seed := adobe.BaseSeed()
	seed.Knobs = adobe.Knobs{
		MinuteMillis: int((minute - onTheWay).Milliseconds()), Window: adobe.WindowSliding, ErrorOrder: adobe.ErrorsAsCarried,
	}
	plant := func(id, email string) {
		seed.Users = append(seed.Users, adobe.User{
			ID: id, Type: adobe.FederatedID, Email: email, FirstName: "Jane", LastName: formerName, Country: "US",
		})
	}
	for _, p := range people {
		if p.vendor != atAdobe {
			continue
		}
		if p.exists() {
			plant(p.object, p.login)
		}
		if id, email := p.bystander(); id != "" {
			plant(id, email)
		}
	}
	return &organization{
		Server: adobe.New(adobe.Options{Seed: seed, Random: random}), knobs: seed.Knobs, injections: map[string]*adobe.Injection{},
	}
}

func (o *organization) disturb() {
	for _, m := range mishaps {
		o.injections[m.name] = o.Inject(m.forAdobe())
	}
	for _, f := range commandMishaps {
		o.injections[f.Code] = o.InjectCommand(f)
	}
	knobs := o.knobs
	knobs.LagMillis = int(lag.Milliseconds())
	o.SetKnobs(knobs)
}

func (o *organization) calm() {
	o.ClearFaults()
	for _, f := range commandMishaps {
		o.injections[f.Code].Remove()
	}
	o.SetKnobs(o.knobs)
}

func (o *organization) mishaps() map[string]int {
	fired := map[string]int{}
	for name, injection := range o.injections {
		fired[name] = injection.Fired()
	}
	return fired
}

func (o *organization) testify(e *evidence) {
	users := map[string]values{}
	for _, u := range o.Users() {
		users[u.ID] = values{email: u.Email, lastName: u.LastName}
	}
	e.users[atAdobe] = users
	e.requests[atAdobe] = len(o.Requests())
	lost := map[int]bool{}
	for _, r := range o.Requests() {
		lost[r.Seq] = r.Fault || r.Dropped
	}
	for _, w := range o.Journal() {
		var sent struct {
			Email    string `json:"email"`
			LastName string `json:"lastname"`
		}
		_ = json.Unmarshal(w.Sent, &sent) // it was accepted
		e.writes = append(e.writes, write{
			vendor: atAdobe, user: w.UserID, values: values{email: sent.Email, lastName: sent.LastName}, at: w.Time, lost: lost[w.Seq],
		})
	}
	for _, v := range o.Violations() {
		e.violations = append(e.violations, violation{vendor: atAdobe, quota: v.Path, at: v.Time, request: v.String()})
	}
}
