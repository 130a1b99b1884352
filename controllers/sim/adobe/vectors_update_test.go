package adobe_test

import "github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"

func updateVectors() []vector {
	const john = "jdoe@claimed-domain1.com"
	notFound := step{
		request: get(pathUser + john), status: 404,
		json: `{"result":"error.user.not_found","message":"User not found jdoe@claimed-domain1.com"}`,
	}
	found := func(email string) step {
		return step{request: get(pathUser + email), status: 200, part: map[string]string{"user.email": `"` + email + `"`}}
	}
	return []vector{
		{
			name: "1 new email and last name",
			steps: []step{
				{request: updating(john, `{"email":"jnew@claimed-domain1.com","lastname":"new"}`), status: 200, body: one},
				found("jnew@claimed-domain1.com"), notFound,
				refusing(updating(john, `{"lastname":"again"}`), "error.user.nonexistent"),
			},
			users: map[string]func(*adobe.User){adobe.BaseJohn: func(u *adobe.User) {
				u.Email, u.Username, u.LastName = "jnew@claimed-domain1.com", "jnew@claimed-domain1.com", "new"
			}},
			writes: []string{"0.0 update john [email lastname] changed [email lastname username]"},
		},
		{
			name: "2 new email of another domain, the username follows",
			steps: []step{
				{request: updating(john, `{"email":"jdoe@claimed-domain2.com"}`), status: 200, body: one},
				{
					request: get(pathUser + "jdoe@claimed-domain2.com"), status: 200,
					part: map[string]string{"user.username": `"jdoe@claimed-domain2.com"`, "user.domain": `"claimed-domain2.com"`},
				},
			},
			users: map[string]func(*adobe.User){adobe.BaseJohn: func(u *adobe.User) {
				u.Email, u.Username, u.Domain = "jdoe@claimed-domain2.com", "jdoe@claimed-domain2.com", "claimed-domain2.com"
			}},
			writes: []string{"0.0 update john [email] changed [domain email username]"},
		},
		{
			name: "2 new email, a username that does not follow",
			seed: knobs(adobe.Knobs{UsernameFollows: adobe.FollowNever}),
			steps: []step{
				{request: updating(john, `{"email":"jnew@claimed-domain1.com"}`), status: 200, body: one},
			},
			users: map[string]func(*adobe.User){adobe.BaseJohn: func(u *adobe.User) {
				u.Email = "jnew@claimed-domain1.com"
			}},
			writes: []string{"0.0 update john [email] changed [email]"},
		},
		{
			name: "3 new username that is an email address",
			steps: []step{
				{request: updating(john, `{"username":"jdoe@claimed-domain2.com"}`), status: 200, body: one},
				refusing(updating("jdoe@claimed-domain2.com", `{"lastname":"x"}`), "error.user.nonexistent"),
				{request: updating(john, `{"lastname":"Roe"}`), status: 200, body: one},
			},
			users: map[string]func(*adobe.User){adobe.BaseJohn: func(u *adobe.User) {
				u.Username, u.LastName = "jdoe@claimed-domain2.com", "Roe"
			}},
			writes: []string{
				"0.0 update john [username] changed [username]",
				"0.0 update john [lastname] changed [lastname]",
			},
		},
		{
			name: "4 new email and username, each of another domain",
			steps: []step{{
				request: updating(john, `{"email":"canBeNew@claimed-domain2.com","username":"canBeOther@claimed-domain3.com"}`),
				status:  200, body: one,
			}},
			users: map[string]func(*adobe.User){adobe.BaseJohn: func(u *adobe.User) {
				u.Email, u.Username, u.Domain = "canBeNew@claimed-domain2.com", "canBeOther@claimed-domain3.com", "claimed-domain2.com"
			}},
			writes: []string{"0.0 update john [email username] changed [domain email username]"},
		},
		{
			name: "5 create and update in one command",
			steps: []step{{
				request: act(`[{"user":"jnew@claimed-domain1.com","do":[
					{"createFederatedID":{"email":"jnew@claimed-domain1.com","country":"US","firstname":"J","lastname":"New"}},
					{"update":{"username":"other@claimed-domain2.com"}}]}]`),
				status: 200, body: one,
			}},
			created: []adobe.User{{
				Type: adobe.FederatedID, Email: "jnew@claimed-domain1.com", Username: "other@claimed-domain2.com",
				Domain: "claimed-domain1.com", FirstName: "J", LastName: "New", Country: "US", Status: adobe.StatusActive,
			}},
			writes: []string{
				"0.0 createFederatedID new [country email firstname lastname] changed [country domain email firstname lastname username]",
				"0.1 update new [username] changed [username]",
			},
		},
		{
			name: "31 time-out after applying, and the retry",
			steps: []step{
				inject(adobe.Fault{Path: adobe.PathAction, Applied: true, Drop: true}),
				{request: updating(john, `{"email":"jnew@claimed-domain1.com"}`), status: dropped},
				refusing(updating(john, `{"email":"jnew@claimed-domain1.com"}`), "error.user.nonexistent"),
				found("jnew@claimed-domain1.com"),
			},
			users: map[string]func(*adobe.User){adobe.BaseJohn: func(u *adobe.User) {
				u.Email, u.Username = "jnew@claimed-domain1.com", "jnew@claimed-domain1.com"
			}},
			writes: []string{"0.0 update john [email] changed [email username]"},
		},
		{
			name: "31 lost before applying, and the retry",
			steps: []step{
				inject(adobe.Fault{Path: adobe.PathAction, Drop: true}),
				{request: updating(john, `{"email":"jnew@claimed-domain1.com"}`), status: dropped},
				{request: updating(john, `{"email":"jnew@claimed-domain1.com"}`), status: 200, body: one},
			},
			users: map[string]func(*adobe.User){adobe.BaseJohn: func(u *adobe.User) {
				u.Email, u.Username = "jnew@claimed-domain1.com", "jnew@claimed-domain1.com"
			}},
			writes: []string{"0.0 update john [email] changed [email username]"},
		},
	}
}

func outcomeVectors() []vector {
	const lastname = `"do":[{"update":{"lastname":"Roe"}}]}`
	lastnamed := func(u *adobe.User) { u.LastName = "Roe" }
	return []vector{
		{
			name: "6 a user who does not exist",
			steps: []step{{
				request: act(`[{"user":"test@test_fake.us","requestID":"Two2_123456",` + lastname + `]`), status: 200,
				body: `{"completed":0,"notCompleted":1,"completedInTestMode":0,"result":"error","errors":[{"index":0,"step":0,` +
					`"message":"User Id does not exist: test@test_fake.us","errorCode":"error.user.nonexistent",` +
					`"requestID":"Two2_123456","user":"test@test_fake.us"}]}`,
			}},
		},
		{
			name: "7 another organization's domain",
			steps: []step{{
				request: updating("fake8@foreign.example", `{"lastname":"Roe"}`), status: 200,
				json: `{"completed":0,"notCompleted":1,"completedInTestMode":0,"result":"error","errors":[{"index":0,"step":0,
					"message":"Changes to users are only allowed in claimed domains.","errorCode":"error.domain.trust.nonexistent",
					"requestID":"action_1","user":"fake8@foreign.example"}]}`,
			}},
		},
		{
			name:  "7 a domain nobody has claimed",
			seed:  knobs(adobe.Knobs{UnclaimedUser: adobe.CodeNotClaimed}),
			steps: []step{refusing(updating("fake8@faketest.com", `{"lastname":"Roe"}`), "error.domain.trust.nonexistent")},
		},
		{
			name: "8 a string too long",
			steps: []step{{
				request: act(`[{"user":"x@claimed-domain1.com","requestID":"r","do":[{"createFederatedID":
					{"email":"x@claimed-domain1.com","country":"USA","firstname":"X","lastname":"Y"}}]}]`),
				status: 200,
				json: `{"completed":0,"notCompleted":1,"completedInTestMode":0,"result":"error","errors":[{"index":0,"step":0,
					"message":"String too long in command for field: country, max length 2",
					"errorCode":"error.command.string.too_long"}]}`,
			}},
		},
		{
			name: "9 ten commands, every other one bad",
			seed: func(s *adobe.Seed) { s.Users = append(s.Users, fiveUsers()...) },
			steps: []step{{
				request: act(`[` +
					`{"user":"u0@claimed-domain1.com",` + lastname + `,{"user":"a@claimed-domain1.com",` + lastname + `,` +
					`{"user":"u1@claimed-domain1.com",` + lastname + `,{"user":"b@claimed-domain1.com",` + lastname + `,` +
					`{"user":"u2@claimed-domain1.com",` + lastname + `,{"user":"c@claimed-domain1.com",` + lastname + `,` +
					`{"user":"u3@claimed-domain1.com",` + lastname + `,{"user":"d@foreign.example",` + lastname + `,` +
					`{"user":"u4@claimed-domain1.com",` + lastname + `,{"user":"hugh@home.example",` + lastname + `]`),
				status: 200,
				part: map[string]string{
					"completed": "5", "notCompleted": "5", "result": `"partial"`,
					"errors.0.index": "1", "errors.1.index": "3", "errors.2.index": "5", "errors.3.index": "7", "errors.4.index": "9",
					"errors.3.errorCode": `"error.domain.trust.nonexistent"`, "errors.4.errorCode": `"error.update.adobeid.no"`,
					"errors.5": absent, "errors.0.requestID": absent,
				},
			}},
			users: map[string]func(*adobe.User){"u0": lastnamed, "u1": lastnamed, "u2": lastnamed, "u3": lastnamed, "u4": lastnamed},
			writes: []string{
				"0.0 update u0 [lastname] changed [lastname]", "2.0 update u1 [lastname] changed [lastname]",
				"4.0 update u2 [lastname] changed [lastname]", "6.0 update u3 [lastname] changed [lastname]",
				"8.0 update u4 [lastname] changed [lastname]",
			},
		},
		{
			name: "10 a deprecated key is a warning",
			steps: []step{{
				request: act(`[{"user":"ann@claimed-domain1.com","requestID":"Four4_123456","do":[{"add":{"product":["Design"]}}]}]`),
				status:  200,
				body: `{"completed":1,"notCompleted":0,"completedInTestMode":0,"result":"success","warnings":[{` +
					`"warningCode":"warning.command.deprecated","requestID":"Four4_123456","index":0,"step":0,` +
					`"message":"'product' command is deprecated. Please use productConfiguration.","user":"ann@claimed-domain1.com"}]}`,
			}},
			users:  map[string]func(*adobe.User){adobe.BaseAnn: func(u *adobe.User) { u.Groups = []string{"Design"} }},
			writes: []string{"0.0 add ann [product] changed [groups]"},
		},
		{
			name: "11 test mode",
			steps: []step{{
				request: test(`[{"user":"ann@claimed-domain1.com",` + lastname + `,{"user":"jdoe@claimed-domain1.com",` + lastname + `,` +
					`{"user":"nobody@claimed-domain1.com",` + lastname + `,{"user":"hugh@home.example",` + lastname + `]`),
				status: 200,
				part: map[string]string{
					"completed": "0", "notCompleted": "1", "completedInTestMode": "3", "result": `"partial"`,
					"errors.0.index": "3", "errors.0.errorCode": `"error.update.adobeid.no"`, "errors.1": absent,
				},
			}},
			writes: []string{
				"0.0 update ann [lastname] changed [] in test mode", "1.0 update john [lastname] changed [] in test mode",
				"2.0 update  [lastname] changed [] in test mode",
			},
		},
	}
}

func fiveUsers() []adobe.User {
	var users []adobe.User
	for _, id := range []string{"u0", "u1", "u2", "u3", "u4"} {
		email := id + "@claimed-domain1.com"
		users = append(users, adobe.User{
			ID: id, Type: adobe.FederatedID, Email: email, Username: email, Domain: "claimed-domain1.com",
			LastName: "Old", Status: adobe.StatusActive,
		})
	}
	return users
}
