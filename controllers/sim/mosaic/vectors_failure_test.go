package mosaic_test

import (
	"net/http"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

func inject(f mosaic.Fault) step {
	return step{act: func(_ *testing.T, b *bench) { b.sim.Inject(f) }}
}

func failureVectors() []vector {
	french := put(pathU1, `{"language":"fr"}`)
	frenchU1 := edited(func(u *mosaic.User) { u.Language = "fr" })
	tooMany := func(name string, form mosaic.RetryAfterForm, header string) vector {
		return vector{
			name: name,
			seed: knobs(mosaic.Knobs{Rate: 1, RetryAfter: form}),
			steps: []step{
				{request: get(pathU1), status: 200},
				{request: french, status: 429, part: errorCode(429), header: map[string]string{"Retry-After": header}},
				{act: func(_ *testing.T, b *bench) { b.clock.Advance(50e9) }},
				{request: get(pathU1), status: 200},
			},
		}
	}
	return []vector{
		tooMany("43 429 without Retry-After", mosaic.RetryAfterOff, ""),
		tooMany("43 429 with Retry-After in seconds", mosaic.RetryAfterSeconds, "50"),
		tooMany("43 429 with Retry-After as a date", mosaic.RetryAfterDate, "Mon, 01 Jun 2026 12:01:00 GMT"),
		{
			name: "44 500 as JSON, then the retry",
			steps: []step{
				inject(mosaic.Fault{Method: http.MethodPut, Path: mosaic.PathUser, Status: 500}),
				{request: french, status: 500, json: `{"message":"Something went wrong - Internal server error","error_code":500}`},
				{request: french, status: 200},
			},
			u1:     frenchU1,
			writes: []string{"update u1 [language] changed [language]"},
		},
		{
			name: "44 502 as HTML",
			steps: []step{
				inject(mosaic.Fault{Method: http.MethodPut, Path: mosaic.PathUser, Status: 502, Answer: mosaic.AnswerHTML}),
				{request: french, status: 502, header: map[string]string{"Content-Type": "text/html; charset=utf-8"}},
			},
		},
		{
			name: "45 applied, connection dropped before the answer",
			steps: []step{
				inject(mosaic.Fault{Method: http.MethodPut, Path: mosaic.PathUser, Applied: true, Drop: true}),
				{request: french, status: dropped},
				{request: get(pathU1), status: 200, part: map[string]string{"result.language": `"fr"`}},
			},
			u1:     frenchU1,
			writes: []string{"update u1 [language] changed [language]"},
		},
		{
			name: "45 the retry after a lost answer changes nothing more",
			steps: []step{
				inject(mosaic.Fault{Method: http.MethodPut, Path: mosaic.PathUser, Applied: true, Drop: true}),
				{request: french, status: dropped},
				{request: french, status: 200},
			},
			u1:     frenchU1,
			writes: []string{"update u1 [language] changed [language]", "update u1 [language] changed []"},
		},
	}
}
