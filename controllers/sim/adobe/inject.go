package adobe

import "github.com/userprofile-dev/userprofile-operator/controllers/sim/internal/faults"

// Injection is a fault in place: Remove takes it away, Fired says how many requests, or steps of commands, it has hit.
type Injection = faults.Injection

// Inject puts a fault in place, behind those already there.
func (s *Server) Inject(f Fault) *Injection {
	return s.faults.Inject(f, faults.Aim{Nth: f.Nth, Times: f.Times, Rate: f.Rate})
}

// ClearFaults removes every fault, of requests and of commands. Requests that wait at a gate go on waiting.
func (s *Server) ClearFaults() {
	s.faults.Clear()
	s.commandFaults.Clear()
}

// due counts the call on every fault that meets it and returns the first that hits it, false if none does.
func (s *Server) due(c *call) (Fault, bool) {
	return s.faults.First(func(f Fault) bool { return f.meets(c) }, s.random.Float64)
}
