package mosaic

import (
	"path"
	"slices"
)

// Injection is a fault in place.
type Injection struct {
	server *Server
	fault  Fault
	seen   int
	fired  int
}

// Inject puts a fault in place, behind those already there.
func (s *Server) Inject(f Fault) *Injection {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Nth = max(f.Nth, 1)
	if f.Times == 0 {
		f.Times = 1
	}
	in := &Injection{server: s, fault: f}
	s.faults = append(s.faults, in)
	return in
}

// ClearFaults removes every fault. Requests that wait at a gate go on waiting.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Remove takes the fault away. Removing it twice does nothing.
func (in *Injection) Remove() {
	in.server.mu.Lock()
	defer in.server.mu.Unlock()
	in.server.faults = slices.DeleteFunc(in.server.faults, func(other *Injection) bool { return other == in })
}

// Fired returns how many requests the fault has hit.
func (in *Injection) Fired() int {
	in.server.mu.Lock()
	defer in.server.mu.Unlock()
	return in.fired
}

// due counts the call on every fault it matches and returns the first that hits it, or nil.
func (s *Server) due(c *call) *Injection {
	var hit *Injection
	for _, in := range s.faults {
		if !in.fault.matches(c) {
			continue
		}
		in.seen++
		if hit == nil && in.fault.covers(in.seen) && (in.fault.Rate == 0 || s.random.Float64() < in.fault.Rate) {
			in.fired++
			hit = in
		}
	}
	return hit
}

func (f Fault) matches(c *call) bool {
	if f.Method != "" && f.Method != c.http.Method {
		return false
	}
	if f.Path == "" || f.Path == c.route.path {
		return true
	}
	matched, err := path.Match(f.Path, c.http.URL.EscapedPath())
	return err == nil && matched
}

// covers says whether the nth matching request is one to hit.
func (f Fault) covers(nth int) bool {
	return nth >= f.Nth && (f.Times == Always || nth < f.Nth+f.Times)
}
