package adobe

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	// maxBody bounds a request. [?] The vendor's limit is unknown; ten commands need some kilobytes.
	maxBody = 8 << 20

	alphanumeric      = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + lowerAlphanumeric
	lowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789"
)

// call is one request on its way through the server.
type call struct {
	http  *http.Request
	route route
	body  []byte
	seq   int
	fault Fault
	// requestID is the X-Request-Id: the client's, or a given one.
	requestID string
	given     bool

	// Known once the call is carried out.
	now      time.Time
	knobs    Knobs
	client   string
	commands int
	faulty   bool
}

// serve takes a call through its stations:
//
//	arrive → wait (hold, delay) → fault before | carry out → wait, if late → fault after → answer
//
// The body is read first: only then does net/http notice a caller that leaves while the call waits.
func (s *Server) serve(rt route, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	c := s.arrive(rt, r, body)
	if err != nil {
		s.answer(w, c, emptyReply(http.StatusRequestEntityTooLarge))
		return
	}
	if !c.fault.Late && c.fault.wait(r.Context()) != nil {
		s.drop(w, c)
		return
	}
	rep := emptyReply(http.StatusOK)
	if c.fault.carriedOut() {
		rep = s.carryOut(c)
	}
	if s.lost(r.Context(), c) {
		s.drop(w, c)
		return
	}
	s.answer(w, c, c.fault.change(c, rep, s.clock()))
}

// lost says whether the call has no answer: because of its fault, or because the caller left while the answer waited.
func (s *Server) lost(ctx context.Context, c *call) bool {
	return c.fault.Late && c.fault.wait(ctx) != nil || c.fault.Drop
}

// arrive records the call and finds the fault that is due.
func (s *Server) arrive(rt route, r *http.Request, body []byte) *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seq++
	c := &call{http: r, route: rt, body: body, seq: s.seq, knobs: s.knobs, requestID: r.Header.Get("X-Request-Id")}
	if c.requestID == "" {
		c.requestID, c.given = s.randomText(32, alphanumeric), true
	}
	if injection := s.due(c); injection != nil {
		c.fault, c.faulty = injection.fault, true
	}
	s.records.requests = append(s.records.requests, Request{
		Seq: c.seq, Time: s.clock(), Method: r.Method, Path: rt.path, URI: r.RequestURI, RequestID: c.requestID,
		Fault: c.faulty,
	})
	return c
}

// carryOut is the only place that locks for a handler. The order of its checks is [?]: key and token, throttles,
// organization, then the handler's input.
func (s *Server) carryOut(c *call) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.now, c.knobs = s.clock(), s.knobs
	if c.fault.RevokeToken {
		delete(s.tokens, c.bearer())
	}
	if c.route.guarded {
		for _, check := range []func(*call) (reply, bool){s.admit, s.unblocked, s.metered, s.calm, s.checkOrg} {
			if rep, ok := check(c); !ok {
				return rep
			}
		}
	}
	return c.route.handle(s, c)
}

func (s *Server) metered(c *call) (reply, bool) {
	return s.spend(c, c.route.bucket)
}

// answer records the outcome before it sends it, so that a client that has its answer finds it in Requests.
func (s *Server) answer(w http.ResponseWriter, c *call, rep reply) {
	s.conclude(c, func(r *Request) { r.Status = rep.status })
	c.sign(rep.header)
	rep.send(w)
}

// sign adds the headers of the gateway: the client's X-Request-Id once, a given one twice [R].
func (c *call) sign(h http.Header) {
	h["X-Request-Id"] = []string{c.requestID}
	if c.given {
		h["X-Request-Id"] = []string{c.requestID, c.requestID}
	}
	if !c.route.guarded {
		return
	}
	h.Set("Server", "APIP")
	h.Set("Canonical-Resource", strings.Replace(c.route.path, "{userString}", "{userstring:.*}", 1))
}

// drop records that there was no answer and resets the connection.
func (s *Server) drop(w http.ResponseWriter, c *call) {
	s.conclude(c, func(r *Request) { r.Dropped = true })
	reset(w)
}

// conclude completes the call's record, unless Forget has removed it.
func (s *Server) conclude(c *call, edit func(*Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range slices.Backward(s.records.requests) {
		if r := &s.records.requests[i]; r.Seq == c.seq {
			r.ClientID, r.Commands, r.Fault = c.client, c.commands, c.faulty
			edit(r)
			return
		}
	}
}

// cutoff is the moment up to which reads of this call see writes.
func (c *call) cutoff() time.Time {
	return c.now.Add(-c.knobs.lag())
}

// visible is how reads of this call see users.
func (s *Server) visible(c *call) func(id string) *record {
	return func(id string) *record { return s.users.visible(id, c.cutoff()) }
}
