package adobe

import (
	"cmp"
	"slices"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target/transport"
)

// batch are the commands of one request, in its order.
type batch struct {
	commands []target.Command
	wire     []command
	secrets  []string
}

func (b *batch) add(c target.Command, wire command) {
	b.commands = append(b.commands, c)
	b.wire = append(b.wire, wire)
	b.secrets = append(b.secrets, secretsOf(c)...)
}

// refused is a result for each command where there is no report. The reason is copied, so that no two results share it.
func (b *batch) refused(err error) []target.Result {
	results := make([]target.Result, len(b.commands))
	for i, c := range b.commands {
		reason := *target.AsError(err)
		results[i] = target.Result{User: c.User, Err: &reason}
	}
	return results
}

// settled is a result for each command by what the report says. Success is not reported but follows from silence, so
// that silence is held against the counts: where they do not add up, nobody knows what became of the silent commands.
func (t *Target) settled(b *batch, r report, answer transport.Answer) []target.Result {
	said, complete := r.assign(b.wire)
	vouched := complete && r.vouches(said, t.schema.TestOnly)
	results := make([]target.Result, len(b.commands))
	for i, c := range b.commands {
		err := b.errorOf(said[i].errors, answer)
		switch {
		case err == nil && !vouched:
			results[i] = target.Result{User: c.User, Err: incomplete(answer)}
		case err == nil:
			results[i] = t.succeeded(c, r)
		case err.Kind == profile.Unchanged:
			results[i] = t.succeeded(c, r)
			results[i].Warnings = append(b.warnings(said[i].errors, answer), results[i].Warnings...)
		default:
			results[i] = target.Result{User: c.User, Err: err}
		}
		results[i].Warnings = append(b.warnings(said[i].warnings, answer), results[i].Warnings...)
	}
	return results
}

func (t *Target) succeeded(c target.Command, r report) target.Result {
	result := target.Result{User: c.User, Warnings: t.warningsOf(c), Tested: t.schema.TestOnly && r.completed == 0}
	if t.schema.TestOnly && !result.Tested {
		result.Warnings = append(result.Warnings, profile.Warning{
			Code:    codeNotTested,
			Message: "Adobe counts the update as made, although the request was sent in test mode",
		})
	}
	return result
}

// sayings is what the report says of one command.
type sayings struct {
	errors, warnings []remark
}

// assign gives each remark to the command it is about, and tells whether there was one for every error.
func (r report) assign(commands []command) ([]sayings, bool) {
	said := make([]sayings, len(commands))
	complete := !r.garbled
	for _, e := range r.errors {
		i, found := e.place(commands)
		if complete = complete && found; found {
			said[i].errors = append(said[i].errors, e)
		}
	}
	for _, w := range r.warnings {
		if i, found := w.place(commands); found {
			said[i].warnings = append(said[i].warnings, w)
		}
	}
	return said, complete
}

// place finds the command by its index, and where there is none by its request id. Where the two name different commands
// neither is believed: an error of one person must not be shown to another.
func (m remark) place(commands []command) (int, bool) {
	named := func(c command) bool { return m.requestID != "" && c.RequestID == m.requestID }
	first := slices.IndexFunc(commands, named)
	if m.index >= 0 && m.index < len(commands) {
		return m.index, first < 0 || named(commands[m.index])
	}
	alone := first >= 0 && !slices.ContainsFunc(commands[first+1:], named)
	return first, alone
}

// vouches tells whether the counts have every command of which no error is said among the completed ones.
func (r report) vouches(said []sayings, testOnly bool) bool {
	silent := 0
	for _, s := range said {
		if len(s.errors) == 0 {
			silent++
		}
	}
	completed := r.completed
	if testOnly {
		completed += r.tested
	}
	return r.total() == len(said) && completed >= silent
}

// errorOf is the most decisive of a command's errors, with the others in Further; nil if there is none.
func (b *batch) errorOf(said []remark, answer transport.Answer) *target.Error {
	said = slices.Clone(said)
	slices.SortStableFunc(said, func(x, y remark) int { return byWeight(x.code, y.code) })
	var decisive *target.Error
	for _, e := range said {
		one := b.explain(e, answer)
		if decisive == nil {
			decisive = one
		} else {
			decisive.Further = append(decisive.Further, one)
		}
	}
	return decisive
}

func (b *batch) explain(e remark, answer transport.Answer) *target.Error {
	of := classOf(e.code)
	err := errorOf(answer, of.kind)
	err.Code = cmp.Or(b.code(e, answer), err.Code)
	err.RetryAfter = 0 // a header of a success is about nothing
	err.Message = of.message(answer.Redact(e.message, b.secrets))
	return err
}

func (b *batch) warnings(said []remark, answer transport.Answer) []profile.Warning {
	var warnings []profile.Warning
	for _, w := range said {
		message := answer.Redact(w.message, b.secrets)
		if message == "" {
			message = "Adobe gave a warning without words"
		}
		warnings = append(warnings, profile.Warning{Code: b.code(w, answer), Message: message})
	}
	return warnings
}

// code is Adobe's. One that is known holds no value, whatever word of it may be somebody's name.
func (b *batch) code(m remark, answer transport.Answer) string {
	return codeIn(m.code, answer, b.secrets)
}

// message never is empty.
func (c *class) message(said string) string {
	if said == "" {
		said = c.sentence
	}
	return c.prefix + said
}
