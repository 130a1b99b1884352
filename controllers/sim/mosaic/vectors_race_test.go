package mosaic_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// raceVectors are about who else is at work: lag, a portal, a second writer, the user's own former identifier.
func raceVectors() []vector {
	return []vector{
		{
			name: "46 a created user is not found within the lag",
			seed: knobs(mosaic.Knobs{LagMillis: 1000}),
			steps: []step{
				{request: request{method: "POST", path: mosaic.PathUsers, body: `{"email":"new@x.io"}`}, status: 201},
				{request: get("/cis/v1/users/email/new@x.io"), status: 404, part: errorCode(404)},
				{act: func(_ *testing.T, b *bench) { b.clock.Advance(time.Second) }},
				{request: get("/cis/v1/users/email/new@x.io"), status: 200, part: map[string]string{"result.status": `"Pending"`}},
			},
			writes: []string{"create new [email] changed [email status]"},
		},
		{
			name: "47 the portal edits between GET and PUT",
			steps: []step{
				{request: get(pathU1), status: 200, part: updatedAt(mosaic.BaseTime, 0)},
				{act: func(t *testing.T, b *bench) {
					t.Helper()
					if err := b.sim.PortalEdit("u1", func(u *mosaic.User) { u.Address["city"] = "Rome" }); err != nil {
						t.Fatal(err)
					}
				}},
				{request: get(pathU1), status: 200, part: updatedAt(start, 0)},
				{request: put(pathU1, `{"address":{"country":"USA","city":"NYC","street_address":"2 Rd"}}`), status: 200, part: updatedAt(start, 1)},
			},
			u1: func(u *mosaic.User) {
				u.Address["street_address"] = "2 Rd"
				u.AddressUpdatedAt = start.UnixMilli()
				u.UpdatedAt = start.UnixMilli() + 1
			},
			writes: []string{"update u1 [address] changed [address]"},
		},
		{
			name: "48 two writers, one user",
			seed: inAppB,
			steps: []step{
				{request: put(pathU1, `{"language":"fr"}`), status: 200},
				{request: as(mosaic.BaseClientB, put(pathU1, `{"language":"de","birthday":"1990-02-03"}`)), status: 200},
			},
			u1: func(u *mosaic.User) {
				u.Language, u.Birthday = "de", "1990-02-03"
				u.UpdatedAt = start.UnixMilli() + 1
			},
			writes: []string{
				"update u1 [language] changed [language]",
				"update u1 [birthday language] changed [birthday language]",
			},
		},
		{
			name: "49 the user id outlives the email",
			steps: []step{
				{request: put(pathU1, `{"email":"n@x.io"}`), status: 200},
				{request: put(pathU2, `{"email":"a@x.io"}`), status: 200},
				{request: get("/cis/v1/users/email/a@x.io"), status: 200, part: map[string]string{"result.user_id": `"u2"`}},
				{request: put(pathU1, `{"language":"fr"}`), status: 200, part: map[string]string{"result.email.value": `"n@x.io"`}},
			},
			u1: func(u *mosaic.User) {
				u.Email, u.Language = &mosaic.Contact{Value: "n@x.io"}, "fr"
				u.UpdatedAt = start.UnixMilli() + 1
			},
			u2: edited(func(u *mosaic.User) { u.Email = &mosaic.Contact{Value: "a@x.io"} }),
			writes: []string{
				"update u1 [email] changed [email]",
				"update u2 [email] changed [email]",
				"update u1 [language] changed [language]",
			},
		},
	}
}

func updatedAt(at time.Time, plus int64) map[string]string {
	return map[string]string{"result.updated_at": fmt.Sprint(at.UnixMilli() + plus)}
}
