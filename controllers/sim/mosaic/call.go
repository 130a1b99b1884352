package mosaic

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"time"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"
)

// maxBody bounds a request, above anything the limits on custom data let through.
const maxBody = 8 << 20

// call is one request on its way through the server.
type call struct {
	http  *http.Request
	route route
	body  []byte
	seq   int
	fault Fault

	// Known once the call is carried out.
	now    time.Time
	knobs  Knobs
	client string
	grant  *grant
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
		s.answer(w, c, failure(http.StatusRequestEntityTooLarge, "request entity too large"))
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
	s.answer(w, c, c.fault.change(rep, s.clock()))
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
	c := &call{http: r, route: rt, body: body, seq: s.seq}
	var faulty bool
	c.fault, faulty = s.due(c)
	s.records.requests = append(s.records.requests, Request{
		Seq: c.seq, Time: s.clock(), Method: r.Method, Path: rt.path, URI: r.RequestURI, Fault: faulty,
	})
	return c
}

// carryOut is the only place that locks for a handler. The order of its checks is the vendor framework's [I]: token,
// quota, role, then the handler's input, user and conflicts.
func (s *Server) carryOut(c *call) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.now, c.knobs = s.clock(), s.knobs
	if c.fault.RevokeToken {
		delete(s.tokens, c.bearer())
	}
	if c.route.need == needNothing {
		return c.route.handle(s, c)
	}
	if c.grant = s.authenticate(c); c.grant == nil {
		return invalidToken()
	}
	c.client = c.grant.client
	if rep, ok := s.spend(c); !ok {
		return rep
	}
	if !c.grant.allows(c.route.need, c.knobs.RoleMode) {
		return forbidden()
	}
	return c.route.handle(s, c)
}

// answer records the outcome before it sends it, so that a client that has its answer finds it in Requests.
func (s *Server) answer(w http.ResponseWriter, c *call, rep reply) {
	s.conclude(c, func(r *Request) { r.Status = rep.status })
	rep.header.Set("X-Correlation-Id", c.requestID())
	rep.send(w)
}

// drop records that there was no answer and resets the connection.
func (s *Server) drop(w http.ResponseWriter, c *call) {
	s.conclude(c, func(r *Request) { r.Dropped = true })
	faults.Reset(w)
}

// conclude completes the call's record, unless Forget has removed it.
func (s *Server) conclude(c *call, edit func(*Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range slices.Backward(s.records.requests) {
		if r := &s.records.requests[i]; r.Seq == c.seq {
			r.ClientID = c.client
			edit(r)
			return
		}
	}
}

// requestID is the answer's x-correlation-id. The header is plausible [I]: events of the vendor carry the value.
func (c *call) requestID() string {
	return fmt.Sprintf("sim-%06d", c.seq)
}

// cutoff is the moment up to which reads of this call see writes.
func (c *call) cutoff() time.Time {
	return c.now.Add(-c.knobs.lag())
}

// visible is how reads of this call see users.
func (s *Server) visible(c *call) func(id string) *User {
	return func(id string) *User { return s.users.Visible(id, c.cutoff()) }
}

// sent is the body for the journal, nil if there is none.
func (c *call) sent() json.RawMessage {
	if len(c.body) == 0 {
		return nil
	}
	return c.body
}

// object decodes a JSON object. Numbers become float64, as in the vendor's JavaScript. A body that does not call itself
// JSON is refused [I].
func (c *call) object() (Object, bool) {
	mediaType, _, err := mime.ParseMediaType(c.http.Header.Get("Content-Type"))
	if err != nil || mediaType != "application/json" {
		return nil, false
	}
	var body Object
	if err := json.Unmarshal(c.body, &body); err != nil || body == nil {
		return nil, false
	}
	return body, true
}
