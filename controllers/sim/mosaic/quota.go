package mosaic

import (
	"fmt"
	"net/http"
	"time"
)

// quotaWindow is the fixed window the vendor's limits are written in (guides, rate limits: requests per minute).
const quotaWindow = time.Minute

// usage counts the requests of one client in one window.
type usage struct {
	window time.Time
	count  int
}

// spend counts a call against its client and answers 429 above the limit. Calls without a valid token and calls that
// a fault answered are not counted.
func (s *Server) spend(c *call) (reply, bool) {
	window := c.now.Truncate(quotaWindow)
	u := s.usage[c.client]
	if !u.window.Equal(window) {
		u = usage{window: window}
	}
	u.count++
	s.usage[c.client] = u
	if c.knobs.Rate == 0 || u.count <= c.knobs.Rate {
		return reply{}, true
	}
	violation := Violation{Seq: c.seq, Time: c.now, ClientID: c.client, Count: u.count}
	s.records.violations = append(s.records.violations, violation)
	rep := failure(http.StatusTooManyRequests, "Too Many Requests")
	c.knobs.RetryAfter.Set(rep.header, c.now, window.Add(quotaWindow).Sub(c.now))
	return rep, false
}

// String is for test failures.
func (v Violation) String() string {
	return fmt.Sprintf("request %d of %s: number %d in its minute", v.Seq, v.ClientID, v.Count)
}
