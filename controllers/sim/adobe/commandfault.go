package adobe

import (
	"cmp"
	"strings"
)

// CommandFault is one thing that goes wrong with single steps of commands, in an answer that is a 200: which steps it
// meets, and what is reported of them. With more than one due, all are reported.
//
//	sim.InjectCommand(adobe.CommandFault{Rate: 0.1, Times: adobe.Always, Code: adobe.CodeThrottled})
type CommandFault struct {
	// User is what the command calls the user, whatever its letter case; "" matches any.
	User string
	// Operation is the verb of the step; "" matches any.
	Operation Operation
	// Nth, Times and Rate choose among the matching steps, as in Fault.
	Nth   int
	Times int
	Rate  float64

	// Code is the errorCode reported, documented or not; Message its text, with {user} for the command's user. Default
	// the message that is known of the code.
	Code    string
	Message string
	// Applied carries the step out although an error is reported.
	Applied bool
	// Warning reports Code as a warningCode. The step is carried out.
	Warning bool
	// Status refuses the whole request with this status when it has a matching step: nothing of it is carried out. So
	// did one odd user in user-sync.py 116 and 574.
	Status int
}

// InjectCommand puts a fault of single commands in place, behind those already there.
func (s *Server) InjectCommand(f CommandFault) *Injection {
	return s.inject(&Injection{aim: newAim(f.Nth, f.Times, f.Rate), command: &f})
}

// dueOn counts a step on every fault it matches and returns those that hit it: with refusing those that refuse the
// request, without those that report something.
func (s *Server) dueOn(c *call, cmd *command, op Operation, refusing bool) []*CommandFault {
	var hit []*CommandFault
	for _, in := range s.faults {
		if in.command == nil || (in.command.Status != 0) != refusing || !in.command.matches(cmd, op) {
			continue
		}
		if s.strikes(in) {
			c.faulty = true
			hit = append(hit, in.command)
		}
	}
	return hit
}

// refusal is the status with which a fault refuses the whole request, 0 if none does.
func (s *Server) refusal(c *call, commands []*command) int {
	status := 0
	for _, cmd := range commands {
		for _, st := range cmd.steps {
			for _, f := range s.dueOn(c, cmd, st.op, true) {
				status = cmp.Or(status, f.Status)
			}
		}
	}
	return status
}

func (f *CommandFault) matches(cmd *command, op Operation) bool {
	return (f.User == "" || strings.EqualFold(f.User, cmd.login.name)) && (f.Operation == "" || f.Operation == op)
}

// finding is what the fault reports.
func (f *CommandFault) finding(cmd *command) finding {
	message := cmp.Or(f.Message, messageOf(f.Code))
	return finding{
		code: f.Code, message: strings.ReplaceAll(message, "{user}", cmd.login.name), warning: f.Warning,
	}
}
