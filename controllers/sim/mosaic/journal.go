package mosaic

import (
	"encoding/json"
	"slices"
	"time"
)

// Operation is what an accepted write did.
type Operation string

// The operations a journal can hold.
const (
	OpUpdate               Operation = "update"
	OpCreate               Operation = "create"
	OpRemoveFromApp        Operation = "remove-from-app"
	OpDelete               Operation = "delete"
	OpDeleteSecondaryEmail Operation = "delete-secondary-email"
	OpDeleteSecondaryPhone Operation = "delete-secondary-phone"
	OpVerifyEmail          Operation = "verify-email"
	OpVerifyPhone          Operation = "verify-phone"
)

// Write is a write through the API that was accepted and applied, whether or not its answer reached the client.
type Write struct {
	// Seq is the Seq of the request; RequestID the x-correlation-id of its answer.
	Seq       int       `json:"seq"`
	RequestID string    `json:"request_id"`
	Time      time.Time `json:"time"`
	Operation Operation `json:"operation"`
	Method    string    `json:"method"`
	// Path is the template of the path, such as PathUser.
	Path     string `json:"path"`
	UserID   string `json:"user_id"`
	ClientID string `json:"client_id"`
	// Fields are the members the body named, sorted. Changed are those whose value is another now, sorted; it is
	// empty for a write that changed nothing.
	Fields  []string `json:"fields,omitempty"`
	Changed []string `json:"changed,omitempty"`
	// Sent is the body, as it was sent; nil if there was none.
	Sent json.RawMessage `json:"sent,omitempty"`
}

// Request is one request that arrived, whatever became of it.
type Request struct {
	// Seq counts the requests of the server from 1.
	Seq    int       `json:"seq"`
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	// Path is the template of the path, such as PathUser; "" if no endpoint matched. URI is what was sent.
	Path string `json:"path"`
	URI  string `json:"uri"`
	// ClientID is the caller, "" where the token was missing or not looked at.
	ClientID string `json:"client_id,omitempty"`
	// Status is what was answered: 0 while in progress, and for ever if the connection was dropped.
	Status int `json:"status"`
	// Dropped says that the connection was reset, or the caller left, before an answer. Fault says that an injected
	// fault had a hand in it.
	Dropped bool `json:"dropped,omitempty"`
	Fault   bool `json:"fault,omitempty"`
}

// Violation is a request above the quota of Knobs.Rate.
type Violation struct {
	Seq      int       `json:"seq"`
	Time     time.Time `json:"time"`
	ClientID string    `json:"client_id"`
	// Count is the number of requests of the client in this minute, this one included.
	Count int `json:"count"`
}

// records is what the server remembers of its callers.
type records struct {
	requests   []Request
	writes     []Write
	violations []Violation
}

// Journal returns every write accepted since the start or the last Forget, in the order they were applied. Edits by
// PortalEdit and its siblings are not in it. Safe for concurrent use; the caller owns the slice.
func (s *Server) Journal() []Write {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.records.writes)
}

// Requests returns every request since the start or the last Forget, in the order of arrival. Safe for concurrent
// use; the caller owns the slice.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.records.requests)
}

// Count returns how many requests of Requests have the method and the path template; "" matches any.
func (s *Server) Count(method, path string) int {
	n := 0
	for _, r := range s.Requests() {
		if (method == "" || method == r.Method) && (path == "" || path == r.Path) {
			n++
		}
	}
	return n
}

// Violations returns the requests above the quota since the start or the last Forget. Safe for concurrent use; the
// caller owns the slice.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.records.violations)
}

// Forget empties the journal, the requests and the violations. Users, tokens, faults and the quota window stay, and
// Seq goes on counting.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = records{}
}
