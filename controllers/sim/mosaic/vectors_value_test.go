package mosaic_test

import (
	"strings"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func valueVectors() []vector {
	refused := func(name, body string) vector {
		return vector{name: name, steps: []step{{request: put(pathU1, body), status: 400, part: errorCode(400)}}}
	}
	birthday := func(name, value string) vector {
		return vector{
			name: name,
			steps: []step{{
				request: put(pathU1, `{"birthday":"`+value+`"}`), status: 200,
				part: map[string]string{"result.birthday": `"1990-02-03"`},
			}},
			u1:     edited(func(u *mosaic.User) { u.Birthday = "1990-02-03" }),
			writes: []string{"update u1 [birthday] changed [birthday]"},
		}
	}
	long := strings.Repeat("x", 31)

	return []vector{
		{
			name: "20 phone not E.164",
			steps: []step{{
				request: put(pathU1, `{"phone_number":"4155550100"}`), status: 400,
				json: `{"message":["phone_number must be a valid phone number"],"error_code":400}`,
			}},
		},
		refused("21 unknown status", `{"status":"Suspended"}`),
		{
			name: "22 disable",
			steps: []step{{
				request: put(pathU1, `{"status":"Disabled"}`), status: 200,
				part: map[string]string{
					"result.status": `"Disabled"`, "result.status_changed_at": `"2026-06-01T12:00:10.000Z"`,
				},
			}},
			u1: edited(func(u *mosaic.User) {
				u.Status = mosaic.StatusDisabled
				u.StatusChangedAt = start
			}),
			writes: []string{"update u1 [status] changed [status]"},
		},
		birthday("23 birthday as a date", "1990-02-03"),
		birthday("23 birthday as a date-time", "1990-02-03T00:00:00Z"),
		refused("24 address type in the wrong case", `{"address":{"type":"home"}}`),
		refused("25 first name of 31 characters", `{"name":{"first_name":"`+long+`"}}`),
		{
			name:   "25 first name of 31 characters, unchecked by knob",
			seed:   knobs(mosaic.Knobs{LengthCheck: mosaic.Off}),
			steps:  []step{{request: put(pathU1, `{"name":{"first_name":"`+long+`"}}`), status: 200}},
			u1:     edited(func(u *mosaic.User) { u.Name = mosaic.Object{"first_name": long} }),
			writes: []string{"update u1 [name] changed [name]"},
		},
	}
}

func unknownVectors() []vector {
	const clearPicture = `{"picture":null}`
	withPicture := func(k mosaic.Knobs) func(*mosaic.Seed) {
		return func(s *mosaic.Seed) {
			s.Users[0].Picture = "https://x.io/p.png"
			s.Knobs = k
		}
	}
	return []vector{
		{
			name: "29 null clears",
			seed: withPicture(mosaic.Knobs{}),
			steps: []step{{
				request: put(pathU1, clearPicture), status: 200, part: map[string]string{"result.picture": absent},
			}},
			u1:     edited(func(u *mosaic.User) { u.Picture = "" }),
			writes: []string{"update u1 [picture] changed [picture]"},
		},
		{
			name: "29 null ignored, by knob",
			seed: withPicture(mosaic.Knobs{Null: mosaic.NullIgnore}),
			steps: []step{{
				request: put(pathU1, clearPicture), status: 200,
				part: map[string]string{"result.picture": `"https://x.io/p.png"`},
			}},
			writes: []string{"update u1 [picture] changed []"},
		},
		{
			name:  "29 null refused, by knob",
			seed:  withPicture(mosaic.Knobs{Null: mosaic.NullReject}),
			steps: []step{{request: put(pathU1, clearPicture), status: 400, part: errorCode(400)}},
		},
		{
			name: "29 null stored, by knob",
			seed: withPicture(mosaic.Knobs{Null: mosaic.NullStore}),
			steps: []step{{
				request: put(pathU1, clearPicture), status: 200, part: map[string]string{"result.picture": `null`},
			}},
			u1: edited(func(u *mosaic.User) {
				u.Picture = ""
				u.Nulls = []string{"picture"}
			}),
			writes: []string{"update u1 [picture] changed [picture]"},
		},
		{
			name:   "31 unknown attribute ignored",
			steps:  []step{{request: put(pathU1, `{"nosuch":1}`), status: 200}},
			writes: []string{"update u1 [nosuch] changed []"},
		},
		{
			name:  "31 unknown attribute refused, by knob",
			seed:  knobs(mosaic.Knobs{UnknownField: mosaic.Reject}),
			steps: []step{{request: put(pathU1, `{"nosuch":1}`), status: 400, part: errorCode(400)}},
		},
		{
			name:  "32 malformed JSON",
			steps: []step{{request: put(pathU1, `{"language":`), status: 400, part: errorCode(400)}},
		},
		{
			name:  "50 PATCH",
			steps: []step{{request: request{method: "PATCH", path: pathU1, body: `{"language":"fr"}`}, status: 404, part: errorCode(404)}},
		},
	}
}
