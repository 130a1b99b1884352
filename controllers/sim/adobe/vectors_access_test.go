package adobe_test

import (
	"strings"
	"testing"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

const tokenExpired = `Bearer realm="JIL", error="invalid_token", error_description="The access token is invalid"`

func accessVectors() []vector {
	update := updating("ann@claimed-domain1.com", `{"lastname":"x"}`)
	elsewhere := update
	elsewhere.path = strings.Replace(pathAction, adobe.BaseOrg, "99999@AdobeOrg", 1)
	nonsense := update
	nonsense.path = strings.Replace(pathAction, adobe.BaseOrg, "acme", 1)
	good := map[string]string{"token_type": `"bearer"`, "expires_in": "86399"}
	badOrg := `{"result":"error.organization.invalid_id","message":"Bad organization Id"}`
	const badKey = `{"error_code":"403003","message":"Api Key is invalid"}`
	expire := step{act: func(t *testing.T, b *bench) {
		t.Helper()
		b.token(adobe.BaseClientA)
		b.clock.Advance(86399 * time.Second)
	}}
	wrong := func(client, secret string) request {
		return tokenRequest(adobe.PathTokenV2, tokenParams(client, secret))
	}
	return []vector{
		{
			name: "25 an organization id that is none, and one of others",
			steps: []step{
				{request: nonsense, status: 400, body: badOrg},
				{request: elsewhere, status: 401, header: map[string]string{"WWW-Authenticate": tokenExpired}},
			},
		},
		{
			name:  "25 one of others, answered with 400",
			seed:  knobs(adobe.Knobs{UnknownOrg: 400}),
			steps: []step{{request: elsewhere, status: 400, body: badOrg}},
		},
		{
			name: "28 expired token",
			steps: []step{expire, {
				request: update, status: 401,
				header: map[string]string{"WWW-Authenticate": tokenExpired, "Content-Length": "0", "Content-Type": "*/*"},
			}},
		},
		{
			name: "28 expired token, answered with a result",
			seed: knobs(adobe.Knobs{Unauthorized: adobe.UnauthorizedResult}),
			steps: []step{
				expire,
				{request: update, status: 401, body: `{"result":"error.unauthorized","message":"Failed to authenticate provided token"}`},
				{
					request: get(pathUsers + "0"), status: 401,
					body: `{"lastPage":false,"result":"error.unauthorized","message":"Failed to authenticate provided token"}`,
				},
			},
		},
		{
			name: "28 expired token, answered by the gateway",
			seed: knobs(adobe.Knobs{Unauthorized: adobe.UnauthorizedGateway}),
			steps: []step{
				expire,
				{request: update, status: 401, body: `{"error_code":"401013","message":"Oauth token is not valid"}`},
			},
		},
		{
			name: "29 wrong API key",
			steps: []step{
				{request: with("X-Api-Key", "nobody", update), status: 403, body: badKey},
				{request: with("X-Api-Key", adobe.BaseClientB, update), status: 403, body: badKey},
				{request: as(adobe.BaseDenied, update), status: 403, body: badKey},
				{request: with("X-Api-Key", "", update), status: 403, header: map[string]string{"Content-Length": "0"}},
			},
		},
		{
			name:  "29 wrong API key, empty answer",
			seed:  knobs(adobe.Knobs{Forbidden: adobe.ForbiddenEmpty}),
			steps: []step{{request: with("X-Api-Key", "nobody", update), status: 403, header: map[string]string{"Content-Length": "0"}}},
		},
		{
			name: "30 wrong secret, wrong client",
			steps: []step{
				{
					request: wrong(adobe.BaseClientA, "wrong"), status: 400,
					body: `{"error":"invalid_client","error_description":"invalid client_secret parameter"}`,
				},
				{
					request: wrong("nobody", adobe.BaseSecret), status: 400,
					body: `{"error":"invalid_client","error_description":"invalid client_id parameter"}`,
				},
			},
		},
		{
			name: "30 wrong secret, answered with 401",
			seed: knobs(adobe.Knobs{TokenErrorStatus: 401}),
			steps: []step{{
				request: wrong(adobe.BaseClientA, "wrong"), status: 401,
				body: `{"error":"invalid_client","error_description":"invalid client_secret parameter"}`,
			}},
		},
		{
			name: "32 a token",
			steps: []step{
				{request: tokenRequest(adobe.PathTokenV2, tokenParams(adobe.BaseClientA, adobe.BaseSecret)), status: 200, part: good},
				{request: tokenRequest(adobe.PathTokenV3, tokenParams(adobe.BaseClientA, adobe.BaseSecret)), status: 200, part: good},
			},
		},
	}
}

func limitVectors() []vector {
	const tooMany = `{"error_code":"429050","message":"Too many requests"}`
	update := updating("nobody@claimed-domain1.com", `{"lastname":"x"}`)
	nobodyThere := step{request: update, status: 200, part: refused("error.user.nonexistent")}
	advance := func(d time.Duration) step {
		return step{act: func(_ *testing.T, b *bench) { b.clock.Advance(d) }}
	}
	ten := func(name string, k adobe.Knobs, retryAfter string, rest time.Duration) vector {
		v := vector{name: name, seed: knobs(k)}
		for range 10 {
			v.steps = append(v.steps, nobodyThere)
		}
		v.steps = append(v.steps, advance(20*time.Second), step{
			request: update, status: 429, body: tooMany,
			header: map[string]string{"Retry-After": retryAfter, "Server": "APIP", "Content-Type": "application/json"},
		}, advance(rest), nobodyThere)
		return v
	}
	return []vector{
		ten("26 the eleventh action of a minute, fixed window", adobe.Knobs{}, "30", 30*time.Second),
		ten("26 the eleventh action of a minute, sliding window", adobe.Knobs{Window: adobe.WindowSliding}, "40", 40*time.Second),
		ten("26 the eleventh action of a minute, date", adobe.Knobs{RetryAfter: adobe.RetryAfterDate},
			"Mon, 01 Jun 2026 12:01:00 GMT", 30*time.Second),
		ten("26 the eleventh action of a minute, zero", adobe.Knobs{RetryAfter: adobe.RetryAfterZero}, "0", 30*time.Second),
		ten("26 the eleventh action of a minute, no header", adobe.Knobs{RetryAfter: adobe.RetryAfterOff}, "", 30*time.Second),
		{
			name: "27 page 0 twice",
			steps: []step{
				{request: get(pathUsers + "0"), status: 200, part: map[string]string{"lastPage": "true", "result": `"success"`}},
				advance(90 * time.Minute),
				{request: get(pathUsers + "0"), status: 429, body: tooMany, header: map[string]string{"Retry-After": "1938"}},
				advance(938 * time.Second),
				{request: update, status: 429, body: tooMany, header: map[string]string{"Retry-After": "1000"}},
				{request: as(adobe.BaseClientB, update), status: 200},
				advance(1000 * time.Second),
				nobodyThere,
				{request: get(pathUsers + "0"), status: 200},
			},
		},
	}
}
