package main

import (
	"encoding/json"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// tenant is Mosaic's.
type tenant struct {
	*mosaic.Server

	knobs      mosaic.Knobs
	injections map[string]*mosaic.Injection
}

// documentedRate is the requests a minute that Mosaic allows a client.
const documentedRate = 20_000

// newTenant returns one with these people.
func newTenant(people []person, random uint64) *tenant {
	seed := mosaic.BaseSeed()
	seed.Knobs = mosaic.Knobs{Rate: documentedRate}
	plant := func(id, email string) {
		seed.Users = append(seed.Users, mosaic.User{
			ID: id, Email: &mosaic.Contact{Value: email}, Name: mosaic.Object{"first_name": "Jane", "last_name": formerName},
			Apps: map[string]mosaic.AppProfile{mosaic.BaseAppA: {}},
		})
	}
	for _, p := range people {
		if p.vendor != atMosaic {
			continue
		}
		if p.exists() {
			plant(p.object, p.login)
		}
		if id, email := p.bystander(); id != "" {
			plant(id, email)
		}
	}
	return &tenant{
		Server: mosaic.New(mosaic.Options{Seed: seed, Random: random}), knobs: seed.Knobs, injections: map[string]*mosaic.Injection{},
	}
}

func (t *tenant) disturb() {
	for _, m := range mishaps {
		t.injections[m.name] = t.Inject(m.forMosaic())
	}
	knobs := t.knobs
	knobs.LagMillis = int(lag.Milliseconds())
	t.SetKnobs(knobs)
}

func (t *tenant) calm() {
	t.ClearFaults()
	t.SetKnobs(t.knobs)
}

func (t *tenant) mishaps() map[string]int {
	fired := map[string]int{}
	for name, injection := range t.injections {
		fired[name] = injection.Fired()
	}
	return fired
}

func (t *tenant) testify(e *evidence) {
	users := map[string]values{}
	for _, u := range t.Users() {
		got := values{}
		if u.Email != nil {
			got.email = u.Email.Value
		}
		got.lastName, _ = u.Name["last_name"].(string)
		users[u.ID] = got
	}
	e.users[atMosaic] = users
	e.requests[atMosaic] = len(t.Requests())
	lost := map[int]bool{}
	for _, r := range t.Requests() {
		lost[r.Seq] = r.Fault || r.Dropped
	}
	for _, w := range t.Journal() {
		var sent struct {
			Email string `json:"email"`
			Name  struct {
				LastName string `json:"last_name"`
			} `json:"name"`
		}
		_ = json.Unmarshal(w.Sent, &sent) // it was accepted
		e.writes = append(e.writes, write{
			vendor: atMosaic, user: w.UserID, values: values{email: sent.Email, lastName: sent.Name.LastName}, at: w.Time,
			lost: lost[w.Seq],
		})
	}
	for _, v := range t.Violations() {
		e.violations = append(e.violations, violation{vendor: atMosaic, at: v.Time, request: v.String()})
	}
}
