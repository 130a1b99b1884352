package adobe

import (
	"encoding/json"
	"slices"
	"time"
)

// Operation is what a step of a command does: its verb.
type Operation string

// The operations of users (UMAPI, ActionsCmds).
const (
	OpUpdate             Operation = "update"
	OpAddAdobeID         Operation = "addAdobeID"
	OpCreateEnterpriseID Operation = "createEnterpriseID"
	OpCreateFederatedID  Operation = "createFederatedID"
	OpAdd                Operation = "add"
	OpRemove             Operation = "remove"
	OpRemoveFromOrg      Operation = "removeFromOrg"
)

// Write is a step of a command that was accepted, whether or not its answer reached the client: applied, or in test
// mode only checked.
type Write struct {
	// Seq is the Seq of the request; RequestID the X-Request-Id of its answer.
	Seq       int       `json:"seq"`
	RequestID string    `json:"request_id"`
	Time      time.Time `json:"time"`
	ClientID  string    `json:"client_id"`
	TestOnly  bool      `json:"test_only,omitempty"`
	// Index and Step are the position in the request, CommandID the requestID of the command.
	Index     int       `json:"index"`
	Step      int       `json:"step"`
	CommandID string    `json:"command_id,omitempty"`
	Operation Operation `json:"operation"`
	// User is what the command called the user, UserID whom it found: "" where test mode had nobody to find.
	User   string `json:"user"`
	UserID string `json:"user_id,omitempty"`
	// Fields are the members the step named, sorted. Changed are the members of the user whose value is another now,
	// sorted; it is empty for a write that changed nothing, as all do in test mode.
	Fields  []string `json:"fields,omitempty"`
	Changed []string `json:"changed,omitempty"`
	// Sent is what the step was given, as it was sent.
	Sent json.RawMessage `json:"sent,omitempty"`
}

// Request is one request that arrived, whatever became of it.
type Request struct {
	// Seq counts the requests of the server from 1.
	Seq    int       `json:"seq"`
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	// Path is the template of the path, such as PathAction; "" if no endpoint matched. URI is what was sent.
	Path string `json:"path"`
	URI  string `json:"uri"`
	// RequestID is the X-Request-Id: sent, or given here.
	RequestID string `json:"request_id"`
	// ClientID is the caller, "" where the API key was missing, unknown or not looked at.
	ClientID string `json:"client_id,omitempty"`
	// Commands counts the commands of an action that was looked at.
	Commands int `json:"commands,omitempty"`
	// Status is what was answered: 0 while in progress, and for ever if the connection was dropped.
	Status int `json:"status"`
	// Dropped says that the connection was reset, or the caller left, before an answer. Fault says that an injected
	// fault had a hand in it.
	Dropped bool `json:"dropped,omitempty"`
	Fault   bool `json:"fault,omitempty"`
}

// records is what the server remembers of its callers.
type records struct {
	requests   []Request
	writes     []Write
	violations []Violation
}

// Journal returns every write accepted since the start or the last Forget, in the order they were carried out. Edits
// by PortalEdit and its siblings are not in it. Safe for concurrent use; the caller owns the slice.
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

// Violations returns the requests above a quota since the start or the last Forget. Safe for concurrent use; the
// caller owns the slice.
func (s *Server) Violations() []Violation {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.records.violations)
}

// Forget empties the journal, the requests and the violations. Users, tokens, faults and quotas stay, and Seq goes on
// counting.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = records{}
}
