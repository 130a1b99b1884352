package mosaic_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// TestFaultMatching proves that each way to choose requests is wired up; package faults tests the choice itself.
func TestFaultMatching(t *testing.T) {
	cases := map[string]struct {
		fault mosaic.Fault
		want  []int
	}{
		"from the nth on, two times": {mosaic.Fault{Method: "GET", Nth: 2, Times: 2}, []int{200, 503, 503, 200}},
		"one path, always":           {mosaic.Fault{Path: "/cis/v1/*/u1", Times: mosaic.Always}, []int{503, 200, 503, 200}},
		"an endpoint, always":        {mosaic.Fault{Path: mosaic.PathUser, Times: mosaic.Always}, []int{503, 503, 503, 503}},
		"another method":             {mosaic.Fault{Method: "PUT", Times: mosaic.Always}, []int{200, 200, 200, 200}},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, mosaic.BaseSeed())
			b.token("")
			tc.fault.Status = 503
			in := b.sim.Inject(tc.fault)
			var got []int
			for _, path := range []string{pathU1, pathU2, pathU1, pathU2} {
				got = append(got, b.get(path).status)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("statuses (-want +got):\n%s", diff)
			}
			hits := 0
			for _, status := range tc.want {
				if status == 503 {
					hits++
				}
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
		sim := mosaic.New(mosaic.Options{Seed: mosaic.BaseSeed(), Random: random})
		sim.Inject(mosaic.Fault{Rate: 0.5, Times: mosaic.Always, Status: 503})
		pattern := ""
		for range 40 {
			rec := httptest.NewRecorder()
			sim.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, pathU1, http.NoBody))
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
	cases := map[string]struct {
		fault      mosaic.Fault
		status     int
		body       string
		retryAfter string
	}{
		"no Retry-After": {mosaic.Fault{Status: 429}, 429, `{"error_code":429,"message":"Too Many Requests"}`, ""},
		"Retry-After in seconds": {
			mosaic.Fault{Status: 503, Answer: mosaic.AnswerEmpty, RetryAfter: mosaic.RetryAfterSeconds, RetryAfterIn: 90 * time.Second},
			503, "", "90",
		},
		"arbitrary body": {
			mosaic.Fault{Status: 418, Answer: mosaic.AnswerRaw, Body: "short and stout", ContentType: "text/plain"},
			418, "short and stout", "",
		},
		"arbitrary body in place of the real one": {
			mosaic.Fault{Answer: mosaic.AnswerRaw, Body: "[]", ContentType: "application/json"}, 200, "[]", "",
		},
		"truncated error": {mosaic.Fault{Status: 404, Answer: mosaic.AnswerTruncated}, 404, `{"error_code":404,"mes`, ""},
		"conflict": {
			mosaic.Fault{Status: 409},
			409,
			`{"error_code":409,"message":"email already exists","ts_error_code":"identifier_is_taken"}`, "",
		},
		"forbidden":    {mosaic.Fault{Status: 403}, 403, `{"error_code":403,"message":"Forbidden resource"}`, ""},
		"unauthorized": {mosaic.Fault{Status: 401}, 401, `{"error_code":401,"message":"Invalid token"}`, ""},
		"bad request":  {mosaic.Fault{Status: 400}, 400, `{"error_code":400,"message":["Bad request"]}`, ""},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, mosaic.BaseSeed())
			b.token("")
			b.sim.Inject(tc.fault)
			got := b.get(pathU1)
			want := answer{status: tc.status, body: []byte(tc.body)}
			if diff := cmp.Diff(want.status, got.status); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(string(want.body), string(got.body)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.retryAfter, got.header.Get("Retry-After")); diff != "" {
				t.Errorf("Retry-After (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFaultBrokenSuccess covers answers that break after the write was applied.
func TestFaultBrokenSuccess(t *testing.T) {
	cases := map[string]struct {
		answer mosaic.AnswerKind
		check  func(body []byte) bool
	}{
		"truncated JSON":    {mosaic.AnswerTruncated, func(body []byte) bool { return len(body) > 0 && !json.Valid(body) }},
		"more than 4 MiB":   {mosaic.AnswerOversized, func(body []byte) bool { return len(body) > 4<<20 && json.Valid(body) }},
		"empty body":        {mosaic.AnswerEmpty, func(body []byte) bool { return len(body) == 0 }},
		"HTML with a 200":   {mosaic.AnswerHTML, func(body []byte) bool { return body[0] == '<' }},
		"the answer itself": {mosaic.AnswerStandard, json.Valid},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, mosaic.BaseSeed())
			b.sim.Inject(mosaic.Fault{Method: http.MethodPut, Answer: tc.answer})
			got := b.put(pathU1, `{"language":"fr"}`)
			if got.status != 200 || !tc.check(got.body) {
				t.Errorf("status %d, %d bytes: %.80s", got.status, len(got.body), got.body)
			}
			if got := b.user("u1").Language; got != "fr" {
				t.Errorf("language = %q, want fr: the write comes before its answer", got)
			}
		})
	}
}

func TestFaultAppliedWithErrorStatus(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	b.sim.Inject(mosaic.Fault{Method: http.MethodPut, Applied: true, Status: 500})
	if got := b.put(pathU1, `{"language":"fr"}`); got.status != 500 {
		t.Errorf("status %d, want 500", got.status)
	}
	if got := b.user("u1").Language; got != "fr" {
		t.Errorf("language = %q, want fr", got)
	}
}

// TestFaultDrop proves that connections really break, before and after applying.
func TestFaultDrop(t *testing.T) {
	for _, applied := range []bool{false, true} {
		b := newBench(t, mosaic.BaseSeed())
		b.token("")
		b.sim.Forget()
		b.sim.Inject(mosaic.Fault{Method: http.MethodPut, Drop: true, Applied: applied})
		if got := b.put(pathU1, `{"language":"fr"}`); got.err == nil {
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
	b := newBench(t, mosaic.BaseSeed())
	b.sim.Inject(mosaic.Fault{Method: http.MethodGet, Nth: 2, RevokeToken: true})
	want := []int{200, 401, 401}
	var got []int
	for range want {
		got = append(got, b.get(pathU1).status)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	clear(b.tokens)
	if got := b.get(pathU1).status; got != 200 {
		t.Errorf("status with a new token %d, want 200", got)
	}
}

func TestFaultsRemoved(t *testing.T) {
	b := newBench(t, mosaic.BaseSeed())
	b.token("")
	first := b.sim.Inject(mosaic.Fault{Status: 500, Times: mosaic.Always})
	b.sim.Inject(mosaic.Fault{Status: 503, Times: mosaic.Always})
	got := []int{b.get(pathU1).status}
	first.Remove()
	first.Remove()
	got = append(got, b.get(pathU1).status)
	b.sim.ClearFaults()
	got = append(got, b.get(pathU1).status)
	if diff := cmp.Diff([]int{500, 503, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}
