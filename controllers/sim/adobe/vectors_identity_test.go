package adobe_test

import "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"

func identityVectors() []vector {
	return []vector{
		{
			name: "12 a new letter case is no change",
			steps: []step{
				{request: updating("cce0@ent.example", `{"email":"cce0@ent.example"}`), status: 200, body: one},
				{request: get(pathUser + "cce0@ENT.example"), status: 200, part: map[string]string{"user.email": `"CCE0@ent.example"`}},
			},
			writes: []string{"0.0 update enterprise [email] changed []"},
		},
		{
			name: "13 a new letter case with a new last name",
			steps: []step{{
				request: updating("cce0@ent.example", `{"email":"cce0@ent.example","lastname":"21 Testing"}`), status: 200, body: one,
			}},
			users:  map[string]func(*adobe.User){adobe.BaseEnterprise: func(u *adobe.User) { u.LastName = "21 Testing" }},
			writes: []string{"0.0 update enterprise [email lastname] changed [lastname]"},
		},
		{
			name: "14 an Enterprise ID in a federated domain",
			steps: []step{{
				request: creating("createEnterpriseID", "fed2@claimed-domain1.com"), status: 200,
				part: map[string]string{
					"errors.0.errorCode": `"error.user.type_mismatch"`,
					"errors.0.message":   `"The user type requested for the invite does not match the claimed domain type"`,
					"errors.1":           absent,
				},
			}},
		},
		{
			name: "15 an Enterprise ID in another organization's domain",
			steps: []step{{
				request: creating("createEnterpriseID", "x@foreign.example"), status: 200,
				part: map[string]string{
					"errors.0.errorCode": `"error.user.belongs_to_another_org"`,
					"errors.0.message":   `"Illegal to invite user from another organization's owned auth src"`,
				},
			}},
		},
		{
			name:  "16 update of an Adobe ID",
			steps: []step{refusing(updating("hugh@home.example", `{"lastname":"x"}`), "error.update.adobeid.no")},
		},
		{
			name: "17 username of an Enterprise ID",
			steps: []step{
				refusing(updating("cce0@ent.example", `{"lastname":"x","username":"x@ent.example"}`), "error.update.username.no"),
			},
		},
		{
			name: "22 a username with its domain",
			steps: []step{
				{
					request: act(`[{"user":"JDoe","domain":"Claimed-Domain2.com","do":[{"update":{"email":"jd2@claimed-domain1.com"}}]}]`),
					status:  200, body: one,
				},
				{
					request: get(pathUser + "jdoe?domain=claimed-domain1.com"), status: 200,
					part: map[string]string{"user.email": `"jd2@claimed-domain1.com"`, "user.username": `"jdoe"`},
				},
			},
			users:  map[string]func(*adobe.User){adobe.BaseUsername: func(u *adobe.User) { u.Email = "jd2@claimed-domain1.com" }},
			writes: []string{"0.0 update username [email] changed [email]"},
		},
	}
}

func refusalVectors() []vector {
	const john = "jdoe@claimed-domain1.com"
	return []vector{
		{
			name:  "18 country cannot be updated",
			steps: []step{refusing(updating(john, `{"country":"DE","lastname":"x"}`), "error.update.country.no_update")},
		},
		{
			name: "19 an email of another directory",
			steps: []step{
				refusing(updating(john, `{"email":"jdoe@other.example"}`), "error.user.change_domain_update.no"),
				refusing(updating(john, `{"username":"jdoe@other.example"}`), "error.user.change_domain_update.no"),
			},
		},
		{
			name:  "19 an email of another directory, the other code",
			seed:  knobs(adobe.Knobs{CrossDirectory: adobe.CodeDomainMismatch}),
			steps: []step{refusing(updating(john, `{"email":"jdoe@other.example"}`), "error.update.domain.mismatch")},
		},
		{
			name: "20 email and username in use",
			steps: []step{
				refusing(updating(john, `{"email":"ANN@claimed-domain1.com"}`), "error.user.email.name_in_use"),
				refusing(updating(john, `{"username":"Jdoe"}`), "error.user.name_in_use"),
				refusing(updating(john, `{"email":"ann@claimed-domain1.com","username":"jdoe"}`),
					"error.user.email.name_in_use", "error.user.name_in_use"),
			},
		},
	}
}

func formVectors() []vector {
	const malformed = `{"result":"error.command.malformed","message":"Expected a valid JSON payload"}`
	eleven := `[`
	for range 10 {
		eleven += `{"user":"ann@claimed-domain1.com","do":[{"update":{"lastname":"x"}}]},`
	}
	eleven += `{"user":"jdoe@claimed-domain1.com","do":[{"update":{"lastname":"x"}}]}]`
	many := `["G"`
	for range 21 {
		many += `,"G"`
	}
	return []vector{
		{
			name:  "21 a username without a domain",
			steps: []step{refusing(updating("jdoe", `{"lastname":"x"}`), "error.command.domain.missing")},
		},
		{
			name: "23 a body that is no list of commands",
			steps: []step{
				{request: act(`{}`), status: 400, body: malformed},
				{request: act(`{"0":{"user":"ann@claimed-domain1.com"}}`), status: 400, body: malformed},
				{request: act(`[]`), status: 400, body: malformed},
				{request: act(`[{"user":}]`), status: 400, body: malformed},
				{request: act(`[1]`), status: 400, body: malformed},
				{request: act(``), status: 400, body: malformed},
				{request: act(`null`), status: 400, body: malformed},
				{request: with("Content-Type", "text/plain", updating("ann@claimed-domain1.com", `{}`)), status: 400, body: malformed},
			},
		},
		{
			name:  "24 eleven commands",
			steps: []step{{request: act(eleven), status: 400, body: malformed}},
		},
		{
			name:  "24 eleven commands, empty answer",
			seed:  knobs(adobe.Knobs{TooManyCommands: adobe.TooManyEmpty}),
			steps: []step{{request: act(eleven), status: 400, header: map[string]string{"Content-Length": "0"}}},
		},
		{
			name: "33 a list of 22 groups",
			steps: []step{{
				request: act(`[{"user":"ann@claimed-domain1.com","do":[{"add":{"group":` + many + `]}}]}]`), status: 200,
				part: map[string]string{
					"errors.0.errorCode": `"error.command.add_remove.list_too_long"`,
					"errors.0.message":   `"Too many products, users or groups in Add or Remove: max is 20"`,
				},
			}},
		},
	}
}

// creating is a request of one command that creates a user.
func creating(verb, email string) request {
	return act(`[{"user":"` + email + `","do":[{"` + verb + `":{"email":"` + email + `","country":"US","firstname":"F","lastname":"L"}}]}]`)
}
