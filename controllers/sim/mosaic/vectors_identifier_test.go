package mosaic_test

import (
	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// inAppB assigns U1 to app B as well.
func inAppB(s *mosaic.Seed) {
	s.Users[0].Apps[mosaic.BaseAppB] = mosaic.AppProfile{}
}

func withAccountNumber(s *mosaic.Seed) {
	s.Users[0].CustomUserFields = mosaic.Object{"accountNumber": "1001"}
}

func identifierVectors() []vector {
	taken := `{"message":"email already exists","error_code":409,"ts_error_code":"identifier_is_taken"}`
	byAccount := mosaic.PathByIdentifier + "?identifier_name=accountNumber&identifier_value=1001"
	foundU1 := map[string]string{"result.user_id": `"u1"`}

	return []vector{
		{
			name:  "16 email of another user",
			steps: []step{{request: put(pathU1, `{"email":"b@x.io","language":"fr"}`), status: 409, json: taken}},
		},
		{
			name: "17 email of another user, status by knob",
			seed: knobs(mosaic.Knobs{ConflictStatus: 400}),
			steps: []step{{
				request: put(pathU1, `{"email":"b@x.io"}`), status: 400,
				json: `{"message":["email already exists"],"error_code":400}`,
			}},
		},
		{
			name:  "18 external_user_id of another user",
			steps: []step{{request: put(pathU1, `{"external_user_id":"E2"}`), status: 409, part: errorCode(409)}},
		},
		{
			name: "19 username of another user, same app and other app",
			seed: inAppB,
			steps: []step{
				{request: put(pathU1, `{"username":"bob"}`), status: 409, part: errorCode(409)},
				{request: as(mosaic.BaseClientB, put(pathU1, `{"username":"bob"}`)), status: 200},
			},
			u1: edited(func(u *mosaic.User) {
				u.Apps[mosaic.BaseAppB] = mosaic.AppProfile{Username: "bob"}
			}),
			writes: []string{"update u1 [username] changed [username]"},
		},
		{
			name: "33 no such user",
			steps: []step{{
				request: put("/cis/v1/users/nouser", `{"language":"fr"}`), status: 404,
				json: `{"message":"User not found","error_code":404}`,
			}},
		},
		{
			name: "34 user of another app",
			steps: []step{
				{request: as(mosaic.BaseClientB, put(pathU1, `{"language":"fr"}`)), status: 404, part: errorCode(404)},
				{request: as(mosaic.BaseClientB, get(pathU1)), status: 404, part: errorCode(404)},
				{request: as(mosaic.BaseAdmin, get(pathU1)), status: 200},
			},
		},
		{
			name: "35 phone in the path, escaped or not",
			steps: []step{
				{request: get("/cis/v1/users/phone-number/%2B14155550100"), status: 200, part: foundU1},
				{request: get("/cis/v1/users/phone-number/+14155550100"), status: 200, part: foundU1},
				{request: get("/cis/v1/users/phone/+14155550100"), status: 200, part: foundU1},
			},
		},
		{
			name: "36 identifier endpoint",
			steps: []step{
				{request: get(mosaic.PathByIdentifier + "?identifier_name=phoneNumber&identifier_value=%2B14155550100"), status: 200, part: foundU1},
				{request: get(mosaic.PathByIdentifier + "?identifier_name=phoneNumber&identifier_value=+14155550100"), status: 404},
				{request: get(mosaic.PathByIdentifier + "?identifier_name=email&identifier_value=a@x.io"), status: 200, part: foundU1},
			},
		},
		{
			name: "37 identifier endpoint, snake_case name",
			steps: []step{{
				request: get(mosaic.PathByIdentifier + "?identifier_name=phone_number&identifier_value=%2B14155550100"),
				status:  400, part: errorCode(400),
			}},
		},
		{
			name:  "38 custom identifier",
			seed:  withAccountNumber,
			steps: []step{{request: get(byAccount), status: 200, part: foundU1}},
		},
		{
			name: "38 custom identifier, other tenant type",
			seed: func(s *mosaic.Seed) {
				withAccountNumber(s)
				s.TenantType = mosaic.TenantOther
			},
			steps: []step{{request: get(byAccount), status: 400, part: errorCode(400)}},
		},
	}
}
