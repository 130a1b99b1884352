package adobe

import (
	"cmp"
	"slices"
)

// finding is something to report about a step of a command.
type finding struct {
	step          int
	code, message string
	// warning does not fail the command. form is about the form of a command, not about its user.
	warning, form bool
}

func failed(findings []finding) bool {
	return slices.ContainsFunc(findings, func(f finding) bool { return !f.warning })
}

// tally adds up the outcomes of commands. A command counts once, however many of its steps failed; success leaves no
// trace but the count.
type tally struct {
	testOnly bool
	knobs    Knobs

	good, bad int
	errors    []problem
	warnings  []notice
}

func (t *tally) add(cmd *command, findings []finding) {
	if failed(findings) {
		t.bad++
	} else {
		t.good++
	}
	for _, f := range findings {
		t.report(cmd, f)
	}
}

// report adds an entry. requestID and user are absent where the command has none, and from errors of its form (UMAPI,
// ActionsRef, the sample with error.command.string.too_long).
func (t *tally) report(cmd *command, f finding) {
	requestID, user := cmd.requestID, cmd.login.name
	if f.form && t.knobs.NameSyntaxErrors == Off {
		requestID, user = "", ""
	}
	if f.warning {
		t.warnings = append(t.warnings, notice{
			WarningCode: f.code, RequestID: requestID, Index: cmd.index, Step: f.step, Message: f.message, User: user,
		})
		return
	}
	t.errors = append(t.errors, problem{
		Index: cmd.index, Step: f.step, Message: f.message, ErrorCode: f.code, RequestID: requestID, User: user,
		Extra: t.knobs.extra(),
	})
}

func (t *tally) answer() actionAnswer {
	if t.knobs.ErrorOrder == ErrorsByIndex {
		slices.SortStableFunc(t.errors, func(a, b problem) int { return cmp.Compare(a.Index, b.Index) })
		slices.SortStableFunc(t.warnings, func(a, b notice) int { return cmp.Compare(a.Index, b.Index) })
	}
	answer := actionAnswer{
		Completed: t.good, NotCompleted: t.bad, Result: t.result(), Errors: t.errors, Warnings: t.warnings,
		Extra: t.knobs.extra(),
	}
	if t.testOnly {
		answer.Completed, answer.CompletedInTestMode = 0, t.good
	}
	return answer
}

func (t *tally) result() string {
	switch {
	case t.bad == 0:
		return "success"
	case t.good == 0:
		return "error"
	default:
		return "partial"
	}
}
