package mosaic_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func tokenVectors() []vector {
	good := map[string]string{"token_type": `"Bearer"`, "expires_in": "3600", "scope": `""`}
	refused := func(path string) request { return tokenRequest(path, mosaic.BaseClientA, "wrong") }
	asJSON := tokenRequest(mosaic.PathToken, mosaic.BaseClientA, mosaic.BaseSecret)
	asJSON.body = `{"grant_type":"client_credentials","client_id":"client-a","client_secret":"base-secret"}`
	asJSON.contentType = "application/json"

	return []vector{
		{
			name:  "1 token by form",
			steps: []step{{request: tokenRequest(mosaic.PathToken, mosaic.BaseClientA, mosaic.BaseSecret), status: 200, part: good}},
		},
		{
			name:  "2 token by form below cis",
			steps: []step{{request: tokenRequest(mosaic.PathTokenCIS, mosaic.BaseClientA, mosaic.BaseSecret), status: 200, part: good}},
		},
		{
			name:  "3 bad secret, message string",
			steps: []step{{request: refused(mosaic.PathToken), status: 400, json: `{"message":"Bad request","error_code":400}`}},
		},
		{
			name:  "3 bad secret, message array",
			seed:  knobs(mosaic.Knobs{TokenError: mosaic.TokenErrorArray}),
			steps: []step{{request: refused(mosaic.PathTokenCIS), status: 400, json: `{"message":["Bad request"],"error_code":400}`}},
		},
		{
			name: "3 bad secret, OAuth form",
			seed: knobs(mosaic.Knobs{TokenError: mosaic.TokenErrorOAuth}),
			steps: []step{{
				request: refused(mosaic.PathToken), status: 401,
				json: `{"error":"invalid_client","error_description":"Client authentication failed"}`,
			}},
		},
		{
			name:  "4 token as JSON",
			steps: []step{{request: asJSON, status: 400, json: `{"message":"Bad request","error_code":400}`}},
		},
		{
			name: "5 no Authorization",
			steps: []step{{
				request: as(nobody, put(pathU1, `{"language":"fr"}`)), status: 401,
				json: `{"message":"Invalid token","error_code":401}`,
			}},
		},
		{
			name: "6 expired token, then a new one",
			steps: []step{
				{request: get(pathU1), status: 200},
				{act: func(_ *testing.T, b *bench) { b.clock.Advance(time.Hour) }},
				{request: put(pathU1, `{"language":"fr"}`), status: 401, json: `{"message":"Invalid token","error_code":401}`},
				{act: func(_ *testing.T, b *bench) { clear(b.tokens) }},
				{request: put(pathU1, `{"language":"fr"}`), status: http.StatusOK},
			},
			u1: func(u *mosaic.User) {
				u.Language = "fr"
				u.UpdatedAt = start.Add(time.Hour).UnixMilli()
			},
			writes: []string{"update u1 [language] changed [language]"},
		},
		{
			name: "7 role users:read",
			seed: knobs(mosaic.Knobs{RoleMode: mosaic.RoleList}),
			steps: []step{
				{request: as(mosaic.BaseReader, get(pathU1)), status: 200},
				{request: as(mosaic.BaseReader, put(pathU1, `{"language":"fr"}`)), status: 403, part: errorCode(403)},
			},
		},
		{
			name:   "8 client without roles",
			seed:   knobs(mosaic.Knobs{RoleMode: mosaic.RoleList}),
			steps:  []step{{request: put(pathU1, `{"language":"fr"}`), status: 200}},
			u1:     edited(func(u *mosaic.User) { u.Language = "fr" }),
			writes: []string{"update u1 [language] changed [language]"},
		},
	}
}
