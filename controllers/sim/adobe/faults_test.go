package adobe_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/adobe"
)

const (
	pathAnn  = pathUser + "ann@claimed-domain1.com"
	pathJohn = pathUser + "jdoe@claimed-domain1.com"
)

// TestFaultMatching proves that each way to choose requests is wired up; package faults tests the choice itself.
func TestFaultMatching(t *testing.T) {
	cases := map[string]struct {
		fault adobe.Fault
		want  []int
	}{
		"from the nth on, two times": {adobe.Fault{Method: "GET", Nth: 2, Times: 2}, []int{200, 503, 503, 200}},
		"one path, always":           {adobe.Fault{Path: pathUser + "ann*", Times: adobe.Always}, []int{503, 200, 503, 200}},
		"an endpoint, always":        {adobe.Fault{Path: adobe.PathUser, Times: adobe.Always}, []int{503, 503, 503, 503}},
		"another method":             {adobe.Fault{Method: "POST", Times: adobe.Always}, []int{200, 200, 200, 200}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, adobe.BaseSeed())
			b.token(adobe.BaseClientA)
			tc.fault.Status = 503
			in := b.sim.Inject(tc.fault)
			var got []int
			hits := 0
			for i, path := range []string{pathAnn, pathJohn, pathAnn, pathJohn} {
				got = append(got, b.get(path).status)
				if tc.want[i] == 503 {
					hits++
				}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
			if in.Fired() != hits {
				t.Errorf("Fired() = %d, want %d", in.Fired(), hits)
			}
		})
	}
}

// TestFaultRate proves that a rate hits some requests and that equal seeds hit the same ones.
func TestFaultRate(t *testing.T) {
	run := func(random uint64) string {
		sim := adobe.New(adobe.Options{Seed: adobe.BaseSeed(), Random: random})
		sim.Inject(adobe.Fault{Rate: 0.5, Times: adobe.Always, Status: 503})
		pattern := ""
		for range 40 {
			rec := httptest.NewRecorder()
			sim.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, pathAnn, http.NoBody))
			pattern += map[bool]string{true: "x", false: "."}[rec.Code == 503]
		}
		return pattern
	}
	first := run(1)
	if first == run(2) {
		t.Errorf("seeds 1 and 2 hit the same requests: %s", first)
	}
	if diff := cmp.Diff(first, run(1)); diff != "" {
		t.Errorf("seed 1 twice (-first +second):\n%s", diff)
	}
}

func TestFaultAnswers(t *testing.T) {
	const malformed = `{"result":"error.command.malformed","message":"Expected a valid JSON payload"}`
	cases := map[string]struct {
		fault      adobe.Fault
		status     int
		body       string
		retryAfter string
	}{
		"429": {adobe.Fault{Status: 429}, 429, `{"error_code":"429050","message":"Too many requests"}`, ""},
		"400": {adobe.Fault{Status: 400}, 400, malformed, ""},
		"401": {adobe.Fault{Status: 401}, 401, "", ""},
		"403": {adobe.Fault{Status: 403}, 403, `{"error_code":"403003","message":"Api Key is invalid"}`, ""},
		"404": {
			adobe.Fault{Status: 404},
			404,
			`{"result":"error.user.not_found","message":"User not found ann@claimed-domain1.com"}`, "",
		},
		"500 is empty": {adobe.Fault{Status: 500}, 500, "", ""},
		"504 is empty": {adobe.Fault{Status: 504}, 504, "", ""},
		"418":          {adobe.Fault{Status: 418}, 418, `{"error_code":"418000","message":"I'm a teapot"}`, ""},
		"Retry-After in seconds": {
			adobe.Fault{Status: 503, RetryAfter: adobe.RetryAfterSeconds, RetryAfterIn: 90 * time.Second}, 503, "", "90",
		},
		"a result": {
			adobe.Fault{Status: 400, Answer: adobe.AnswerResult, Code: "error.organization.migrating", Message: "Later"},
			400, `{"result":"error.organization.migrating","message":"Later"}`, "",
		},
		"a paged result": {
			adobe.Fault{Status: 404, Answer: adobe.AnswerPaged, Code: "error.group.not_found", Message: "Not found: Group 1234"},
			404, `{"lastPage":false,"result":"error.group.not_found","message":"Not found: Group 1234"}`, "",
		},
		"the gateway": {
			adobe.Fault{Status: 401, Answer: adobe.AnswerGateway, Code: "401013", Message: "Oauth token is not valid"},
			401, `{"error_code":"401013","message":"Oauth token is not valid"}`, "",
		},
		"a deprecated endpoint": {
			adobe.Fault{Status: 404, Answer: adobe.AnswerDeprecated, Code: "PLC_NOT_FOUND", Message: "PLC_NOT_FOUND"},
			404, `{"errorMessage":"PLC_NOT_FOUND","errorCode":"PLC_NOT_FOUND"}`, "",
		},
		"arbitrary body": {
			adobe.Fault{Status: 500, Answer: adobe.AnswerRaw, Body: "short and stout", ContentType: "text/plain"},
			500, "short and stout", "",
		},
		"arbitrary body in place of the real one": {
			adobe.Fault{Answer: adobe.AnswerRaw, Body: "[]", ContentType: "application/json"}, 200, "[]", "",
		},
		"truncated error": {adobe.Fault{Status: 400, Answer: adobe.AnswerTruncated}, 400, malformed[:len(malformed)/2], ""},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, adobe.BaseSeed())
			b.token(adobe.BaseClientA)
			b.sim.Inject(tc.fault)
			got := b.get(pathAnn)
			if diff := cmp.Diff(tc.status, got.status); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.body, string(got.body)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.retryAfter, got.header.Get("Retry-After")); diff != "" {
				t.Errorf("Retry-After (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFaultToken proves that faults reach the token endpoint, in its own form.
func TestFaultToken(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.Inject(adobe.Fault{Path: "/ims/token/*", Status: 503})
	got := b.do(tokenRequest(adobe.PathTokenV2, tokenParams(adobe.BaseClientA, adobe.BaseSecret)))
	if diff := cmp.Diff(`{"error":"server_error","error_description":"Service Unavailable"}`, string(got.body)); diff != "" {
		t.Errorf("body (-want +got):\n%s", diff)
	}
}

// TestFaultBrokenSuccess covers answers that break after the write was applied.
func TestFaultBrokenSuccess(t *testing.T) {
	cases := map[string]struct {
		answer adobe.AnswerKind
		check  func(body []byte) bool
	}{
		"truncated JSON":    {adobe.AnswerTruncated, func(body []byte) bool { return len(body) > 0 && !json.Valid(body) }},
		"more than 4 MiB":   {adobe.AnswerOversized, func(body []byte) bool { return len(body) > 4<<20 && json.Valid(body) }},
		"empty body":        {adobe.AnswerEmpty, func(body []byte) bool { return len(body) == 0 }},
		"HTML with a 200":   {adobe.AnswerHTML, func(body []byte) bool { return body[0] == '<' }},
		"the answer itself": {adobe.AnswerStandard, json.Valid},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, adobe.BaseSeed())
			b.sim.Inject(adobe.Fault{Path: adobe.PathAction, Answer: tc.answer})
			got := b.do(updating("ann@claimed-domain1.com", `{"lastname":"Roe"}`))
			if got.status != 200 || !tc.check(got.body) {
				t.Errorf("status %d, %d bytes: %.80s", got.status, len(got.body), got.body)
			}
			if got := b.user(adobe.BaseAnn).LastName; got != "Roe" {
				t.Errorf("last name %q, want Roe: the write comes before its answer", got)
			}
		})
	}
}

func TestFaultAppliedWithErrorStatus(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.Inject(adobe.Fault{Path: adobe.PathAction, Applied: true, Status: 504})
	if got := b.do(updating("ann@claimed-domain1.com", `{"lastname":"Roe"}`)); got.status != 504 {
		t.Errorf("status %d, want 504", got.status)
	}
	if got := b.user(adobe.BaseAnn).LastName; got != "Roe" {
		t.Errorf("last name %q, want Roe", got)
	}
}

// TestFaultDrop proves that connections really break, before and after applying.
func TestFaultDrop(t *testing.T) {
	for _, applied := range []bool{false, true} {
		b := newBench(t, adobe.BaseSeed())
		b.token(adobe.BaseClientA)
		b.sim.Forget()
		b.sim.Inject(adobe.Fault{Path: adobe.PathAction, Drop: true, Applied: applied})
		if got := b.do(updating("ann@claimed-domain1.com", `{"lastname":"Roe"}`)); got.err == nil {
			t.Errorf("status %d, want a broken connection", got.status)
		}
		if writes := len(b.sim.Journal()); (writes == 1) != applied {
			t.Errorf("%d writes, applied is %v", writes, applied)
		}
		requests := b.sim.Requests()
		if len(requests) != 1 || !requests[0].Dropped || !requests[0].Fault || requests[0].Status != 0 {
			t.Errorf("requests = %+v, want one, dropped by a fault", requests)
		}
	}
}

func TestFaultRevokeToken(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.sim.Inject(adobe.Fault{Method: http.MethodGet, Nth: 2, RevokeToken: true})
	want := []int{200, 401, 401}
	var got []int
	for range want {
		got = append(got, b.get(pathAnn).status)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	clear(b.tokens)
	if got := b.get(pathAnn).status; got != 200 {
		t.Errorf("status with a new token %d, want 200", got)
	}
}

func TestFaultsRemoved(t *testing.T) {
	b := newBench(t, adobe.BaseSeed())
	b.token(adobe.BaseClientA)
	first := b.sim.Inject(adobe.Fault{Status: 500, Times: adobe.Always})
	b.sim.Inject(adobe.Fault{Status: 503, Times: adobe.Always})
	b.sim.InjectCommand(adobe.CommandFault{Status: 502, Times: adobe.Always})
	update := updating("ann@claimed-domain1.com", `{"lastname":"Roe"}`)
	got := []int{b.do(update).status}
	first.Remove()
	first.Remove()
	got = append(got, b.do(update).status)
	b.sim.ClearFaults()
	got = append(got, b.do(update).status)
	if diff := cmp.Diff([]int{500, 503, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}
