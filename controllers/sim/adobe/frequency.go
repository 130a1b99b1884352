package adobe

import "time"

// pageKey names a list of which a client has read page 0.
type pageKey struct {
	client, path string
}

// calm is the throttle on how often a client reads a list from its beginning. It is in no published page: HELPX (user
// sync common errors) and the unmerged umapi-documentation 86 tell that page 0 twice within some two hours gets a 429
// with a Retry-After of more than 1,000 s, and that "all subsequent API calls will be blocked during this time".
func (s *Server) calm(c *call) (reply, bool) {
	if c.knobs.FrequencyThrottle == Off || !c.route.paged || c.http.PathValue("page") != "0" {
		return reply{}, true
	}
	key := pageKey{client: c.client, path: c.http.URL.Path}
	last, read := s.firstPages[key]
	if !read || c.now.Sub(last) >= seconds(c.knobs.FrequencyWindow) {
		s.firstPages[key] = c.now
		return reply{}, true
	}
	// Retry-After is "the minimum amount of time that the client should wait", so page 0 is served after it [?].
	delete(s.firstPages, key)
	penalty := seconds(c.knobs.FrequencyPenalty)
	s.blocked[c.client] = c.now.Add(penalty)
	return s.refuse(c, Violation{Scope: ScopeFrequency, Wait: penalty}), false
}

// unblocked refuses everything while a penalty lasts.
func (s *Server) unblocked(c *call) (reply, bool) {
	if wait := s.blocked[c.client].Sub(c.now); wait > 0 {
		return s.refuse(c, Violation{Scope: ScopeFrequency, Wait: wait}), false
	}
	return reply{}, true
}

func seconds(n int) time.Duration {
	return time.Duration(n) * time.Second
}
