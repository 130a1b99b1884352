package verdict

import (
	"time"
	"unicode"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// Ready is the status of the Ready condition.
type Ready string

// The statuses, as Kubernetes writes them.
const (
	True    Ready = "True"
	False   Ready = "False"
	Unknown Ready = "Unknown"
)

// Progress is what else is said of the object, in the sense of kstatus.
type Progress string

// Where an object stands.
const (
	// Current: nothing more is going to happen by itself.
	Current Progress = ""

	// Reconciling: the operator goes on by itself.
	Reconciling Progress = "Reconciling"

	// Stalled: somebody has to change something.
	Stalled Progress = "Stalled"
)

// Subject is what the messages are about. It holds no value of a profile.
type Subject struct {
	// System the user is in.
	System string

	// Identifier is the type of the identifier.
	Identifier profile.IdentifierType

	// Target names the connection, its kind included.
	Target string

	// Shared tells that others are in charge of the connection, who may not want everybody to know what is wrong with it.
	Shared bool
}

// Verdict is what an outcome means to its object.
type Verdict struct {
	Ready    Ready
	Progress Progress

	// Reason and Message are those of all conditions.
	Reason  string
	Message string

	// Result is Success, the vendor's error code, or the reason.
	Result string

	// Completed tells whether the command counts as completed; if not, it counts as not completed, unless Ready is
	// Unknown: then it is still under way.
	Completed bool

	// Tested tells whether it counts as completed in test mode, which is another count.
	Tested bool

	// Attempts without success so far, this one included.
	Attempts int

	// RetryAfter is when to try again, before jitter; zero means not until something changes.
	RetryAfter time.Duration
}

// Success is the result of a completed command.
const Success = "Success"

// Judge returns what the outcome means. Attempts is the number of attempts without success before this one. An outcome
// that never reached the vendor (its At is zero) is none, nor is one that is on its way to success. It panics on a kind
// that no object can end with, which a test excludes.
func Judge(subject Subject, outcome profile.Outcome, attempts int) Verdict {
	row, found := table[outcome.Kind]
	if !found {
		panic("verdict: no row for outcome kind " + string(outcome.Kind))
	}
	switch {
	case row.ready == True:
		attempts = 0
	case row.ready == False && !outcome.At.IsZero():
		attempts++
	}
	v := Verdict{
		Ready:      row.ready,
		Progress:   row.progress(attempts),
		Reason:     row.reason,
		Message:    row.message(subject, outcome),
		Result:     Success,
		Completed:  row.ready == True && outcome.Kind != profile.DryRunSucceeded,
		Tested:     outcome.Kind == profile.DryRunSucceeded,
		Attempts:   attempts,
		RetryAfter: row.retry(attempts),
	}
	if v.Ready != True {
		v.Result = result(outcome.Code, row.reason)
	}
	return v
}

// result prefers the vendor's own code, but an HTTP status is none.
func result(code, reason string) string {
	for _, r := range code {
		if !unicode.IsDigit(r) {
			return code
		}
	}
	return reason
}
