package adobe

import (
	"path"
	"slices"
)

// Injection is a fault in place.
type Injection struct {
	server *Server
	aim    aim
	// fault is the effect on requests, command that on single commands; an injection has one of them.
	fault   Fault
	command *CommandFault
	seen    int
	fired   int
}

// aim chooses among what a fault matches.
type aim struct {
	nth, times int
	rate       float64
}

func newAim(nth, times int, rate float64) aim {
	if times == 0 {
		times = 1
	}
	return aim{nth: max(nth, 1), times: times, rate: rate}
}

// covers says whether the nth match is one to hit.
func (a aim) covers(nth int) bool {
	return nth >= a.nth && (a.times == Always || nth < a.nth+a.times)
}

// Inject puts a fault in place, behind those already there.
func (s *Server) Inject(f Fault) *Injection {
	return s.inject(&Injection{aim: newAim(f.Nth, f.Times, f.Rate), fault: f})
}

func (s *Server) inject(in *Injection) *Injection {
	s.mu.Lock()
	defer s.mu.Unlock()
	in.server = s
	s.faults = append(s.faults, in)
	return in
}

// ClearFaults removes every fault, of requests and of commands. Requests that wait at a gate go on waiting.
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

// Fired returns how many requests, or steps of commands, the fault has hit.
func (in *Injection) Fired() int {
	in.server.mu.Lock()
	defer in.server.mu.Unlock()
	return in.fired
}

// due counts the call on every fault it matches and returns the first that hits it, or nil.
func (s *Server) due(c *call) *Injection {
	var hit *Injection
	for _, in := range s.faults {
		if in.command != nil || !in.fault.matches(c) {
			continue
		}
		if hit != nil {
			in.seen++
			continue
		}
		if s.strikes(in) {
			hit = in
		}
	}
	return hit
}

// strikes counts a match and says whether it is hit.
func (s *Server) strikes(in *Injection) bool {
	in.seen++
	if !in.aim.covers(in.seen) || in.aim.rate != 0 && s.random.Float64() >= in.aim.rate {
		return false
	}
	in.fired++
	return true
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
