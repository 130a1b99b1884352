package faults_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"
)

// TestOversize covers every body an answer may have: the result is JSON all the same, with the members it had.
func TestOversize(t *testing.T) {
	for body, member := range map[string]string{`{"user_id":"u1"}`: "user_id", "": "result", "[]": "result"} {
		got := faults.Oversize([]byte(body))
		var object map[string]any
		if err := json.Unmarshal(got, &object); err != nil || len(got) <= 4<<20 {
			t.Errorf("Oversize(%q) has %d bytes: %v", body, len(got), err)
		}
		if _, has := object[member]; !has {
			t.Errorf("Oversize(%q) has no member %s", body, member)
		}
	}
}

func TestPage(t *testing.T) {
	if got := string(faults.Page(http.StatusBadGateway)); !strings.Contains(got, "<h1>Bad Gateway</h1>") || strings.Contains(got, "%!") {
		t.Errorf("Page(502) = %s", got)
	}
}

// TestReset proves on every transport that the client gets no answer.
func TestReset(t *testing.T) {
	for name, start := range map[string]func(*httptest.Server){
		"HTTP/1.1": (*httptest.Server).Start,
		"TLS":      (*httptest.Server).StartTLS,
		"HTTP/2":   startHTTP2,
	} {
		t.Run(name, func(t *testing.T) {
			srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { faults.Reset(w) }))
			start(srv)
			defer srv.Close()
			res, err := srv.Client().Post(srv.URL, "text/plain", http.NoBody)
			if err == nil {
				_ = res.Body.Close()
				t.Errorf("status %d, want a broken connection", res.StatusCode)
			}
		})
	}
}

func startHTTP2(srv *httptest.Server) {
	srv.EnableHTTP2 = true
	srv.StartTLS()
}

// TestResetWithoutConnection proves that a handler under a recorder ends as net/http wants it to.
func TestResetWithoutConnection(t *testing.T) {
	defer func() {
		if err, _ := recover().(error); !errors.Is(err, http.ErrAbortHandler) {
			t.Errorf("ended with %v, want http.ErrAbortHandler", err)
		}
	}()
	faults.Reset(httptest.NewRecorder())
}
