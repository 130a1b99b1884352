package mosaic_test

import (
	"fmt"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func withSecondaryC(s *mosaic.Seed) {
	s.Users[0].SecondaryEmails = []mosaic.Contact{{Value: "c@x.io"}}
}

func contactVectors() []vector {
	verify := request{method: "POST", path: pathU1 + "/emails/c@x.io/verify", body: `{"change_to_primary":true}`}
	remove := request{method: "DELETE", path: pathU1 + "/emails/c@x.io"}
	first := put(pathU1, `{"secondary_emails":["c@x.io"]}`)
	second := put(pathU1, `{"secondary_emails":["d@x.io"]}`)
	verifiedC := &mosaic.Contact{Value: "c@x.io", Verified: true, VerifiedAt: start}

	return []vector{
		{
			name: "14 another email is unverified",
			steps: []step{{
				request: put(pathU1, `{"email":"n@x.io"}`), status: 200,
				part: map[string]string{"result.email": `{"value":"n@x.io","email_verified":false}`},
			}},
			u1:     edited(func(u *mosaic.User) { u.Email = &mosaic.Contact{Value: "n@x.io"} }),
			writes: []string{"update u1 [email] changed [email]"},
		},
		{
			name: "15 the same email stays verified",
			steps: []step{{
				request: put(pathU1, `{"email":"a@x.io"}`), status: 200,
				part: map[string]string{"result.email.email_verified": `true`},
			}},
			writes: []string{"update u1 [email] changed []"},
		},
		{
			name: "15 the same email is unverified, by knob",
			seed: knobs(mosaic.Knobs{ResendUnverifies: mosaic.On}),
			steps: []step{{
				request: put(pathU1, `{"email":"a@x.io"}`), status: 200,
				part: map[string]string{"result.email": `{"value":"a@x.io","email_verified":false}`},
			}},
			u1:     edited(func(u *mosaic.User) { u.Email = &mosaic.Contact{Value: "a@x.io"} }),
			writes: []string{"update u1 [email] changed [email]"},
		},
		{
			name: "26 secondary emails are replaced",
			steps: []step{
				{request: first, status: 200},
				{request: second, status: 200, part: map[string]string{
					"result.secondary_emails": `[{"value":"d@x.io","email_verified":false}]`,
				}},
			},
			u1: func(u *mosaic.User) {
				u.SecondaryEmails = []mosaic.Contact{{Value: "d@x.io"}}
				u.UpdatedAt = start.UnixMilli() + 1
			},
			writes: []string{
				"update u1 [secondary_emails] changed [secondary_emails]",
				"update u1 [secondary_emails] changed [secondary_emails]",
			},
		},
		{
			name: "26 secondary emails are appended, by knob",
			seed: knobs(mosaic.Knobs{Secondary: mosaic.SecondaryAppend}),
			steps: []step{
				{request: first, status: 200},
				{request: second, status: 200},
				{request: second, status: 200},
			},
			u1: func(u *mosaic.User) {
				u.SecondaryEmails = []mosaic.Contact{{Value: "c@x.io"}, {Value: "d@x.io"}}
				u.UpdatedAt = start.UnixMilli() + 1
			},
			writes: []string{
				"update u1 [secondary_emails] changed [secondary_emails]",
				"update u1 [secondary_emails] changed [secondary_emails]",
				"update u1 [secondary_emails] changed []",
			},
		},
		{
			name: "27 delete a secondary email, twice",
			seed: withSecondaryC,
			steps: []step{
				{request: remove, status: 204},
				{request: remove, status: 404, part: errorCode(404)},
			},
			u1:     edited(func(u *mosaic.User) { u.SecondaryEmails = nil }),
			writes: []string{"delete-secondary-email u1 [secondary_emails] changed [secondary_emails]"},
		},
		{
			name: "28 verify a secondary email and make it primary",
			seed: withSecondaryC,
			steps: []step{
				{request: verify, status: 202},
				{request: get(pathU1), status: 200, part: map[string]string{
					"result.email": fmt.Sprintf(`{"value":"c@x.io","email_verified":true,"verified_at":%q}`,
						start.Format("2006-01-02T15:04:05.000Z")),
					"result.secondary_emails": absent,
				}},
			},
			u1: edited(func(u *mosaic.User) {
				u.Email = verifiedC
				u.SecondaryEmails = nil
			}),
			writes: []string{"verify-email u1 [email] changed [email secondary_emails]"},
		},
		{
			name:  "28 the old primary stays as a secondary, by knob",
			seed:  func(s *mosaic.Seed) { withSecondaryC(s); s.Knobs.KeepOldPrimary = mosaic.On },
			steps: []step{{request: verify, status: 202}},
			u1: edited(func(u *mosaic.User) {
				u.SecondaryEmails = []mosaic.Contact{*u.Email}
				u.Email = verifiedC
			}),
			writes: []string{"verify-email u1 [email] changed [email secondary_emails]"},
		},
	}
}
