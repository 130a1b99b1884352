package verdict_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

var (
	at      = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	subject = verdict.Subject{System: "Mosaic", Identifier: profile.ByEmail, Target: "ProfileTarget people/default"}
)

// policy is what the design says of one kind: a row of its table, written out for the attempts one after the other.
type policy struct {
	ready    verdict.Ready
	reason   v1alpha1.Reason
	progress []verdict.Progress
	retry    []time.Duration
}

const (
	current     = verdict.Current
	reconciling = verdict.Reconciling
	stalled     = verdict.Stalled
)

// each lists what holds for the first attempt, the second, and so on; the last entry holds for all that follow.
func each[T any](entries ...T) []T { return entries }

var (
	tooNew      = each(reconciling, reconciling, reconciling, stalled)
	tooNewRetry = each(10*time.Second, time.Minute, 10*time.Minute, time.Hour)
	doubling    = each(5*time.Second, 10*time.Second, 20*time.Second, 40*time.Second, 80*time.Second, 160*time.Second,
		320*time.Second, 640*time.Second, 15*time.Minute)
	never  = each(time.Duration(0))
	hourly = each(time.Hour)
)

var policies = map[profile.Kind]policy{
	profile.Applied:         {verdict.True, v1alpha1.ReasonApplied, each(current), never},
	profile.Unchanged:       {verdict.True, v1alpha1.ReasonUnchanged, each(current), never},
	profile.NothingManaged:  {verdict.True, v1alpha1.ReasonNothingManaged, each(current), never},
	profile.DriftDetected:   {verdict.True, v1alpha1.ReasonDriftDetected, each(current), never},
	profile.DryRunSucceeded: {verdict.True, v1alpha1.ReasonDryRunSucceeded, each(current), never},
	profile.Progressing:     {verdict.Unknown, v1alpha1.ReasonProgressing, each(reconciling), never},

	profile.InvalidSpec:    {verdict.False, v1alpha1.ReasonInvalidSpec, each(stalled), never},
	profile.Queued:         {verdict.Unknown, v1alpha1.ReasonQueued, each(reconciling), never},
	profile.SourceMissing:  {verdict.False, v1alpha1.ReasonSourceMissing, each(stalled), never},
	profile.TargetNotFound: {verdict.False, v1alpha1.ReasonTargetNotFound, each(stalled), never},
	profile.TargetMismatch: {verdict.False, v1alpha1.ReasonTargetMismatch, each(stalled), never},
	profile.TargetNotReady: {verdict.False, v1alpha1.ReasonTargetNotReady, each(reconciling), never},

	profile.PolicyViolation: {verdict.False, v1alpha1.ReasonPolicyViolation, each(stalled), never},
	profile.FuseBlown:       {verdict.False, v1alpha1.ReasonFuseBlown, each(stalled), never},

	profile.Conflict:             {verdict.False, v1alpha1.ReasonConflict, each(stalled), never},
	profile.AmbiguousMove:        {verdict.False, v1alpha1.ReasonAmbiguousMove, each(stalled), never},
	profile.UserNotFound:         {verdict.False, v1alpha1.ReasonUserNotFound, tooNew, tooNewRetry},
	profile.IdentifierUnresolved: {verdict.False, v1alpha1.ReasonIdentifierUnresolved, tooNew, tooNewRetry},
	profile.IdentityMismatch:     {verdict.False, v1alpha1.ReasonIdentityMismatch, each(stalled), never},
	profile.IdentifierTaken:      {verdict.False, v1alpha1.ReasonIdentifierTaken, each(stalled), hourly},
	profile.NotHonoured:          {verdict.False, v1alpha1.ReasonNotHonoured, each(stalled), hourly},
	profile.TargetRefused:        {verdict.False, v1alpha1.ReasonTargetRefused, each(stalled), hourly},
	profile.TargetUnavailable:    {verdict.False, v1alpha1.ReasonTargetUnavailable, each(reconciling), doubling},
	profile.Denied:               {verdict.False, v1alpha1.ReasonTargetNotReady, each(reconciling), never},
	profile.Forbidden:            {verdict.False, v1alpha1.ReasonTargetNotReady, each(reconciling), never},
}

// unjudged are the kinds that no object ends with: the lane keeps what is throttled.
var unjudged = map[profile.Kind]bool{profile.Throttled: true}

// longAgo is more attempts than any schedule has steps.
const longAgo = 1 << 30

func TestJudgeFollowsThePolicy(t *testing.T) {
	for name, kind := range kinds(t) {
		t.Run(name, func(t *testing.T) {
			want, found := policies[kind]
			switch {
			case unjudged[kind] && !found:
				return
			case !found:
				t.Fatalf("profile.%s is new: decide what it means, here and in the table", name)
			}
			for _, before := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20, longAgo} {
				attempt := min(before+1, longAgo+1)
				got := verdict.Judge(subject, profile.Outcome{Kind: kind, At: at, Message: "m"}, before)
				if diff := cmp.Diff(want.verdict(attempt), got, cmp.FilterPath(isMessage, cmp.Ignore())); diff != "" {
					t.Errorf("attempt %d (-want +got):\n%s", attempt, diff)
				}
			}
		})
	}
}

func isMessage(p cmp.Path) bool { return p.Last().String() == ".Message" }

// verdict is what the policy says of that attempt.
func (p policy) verdict(attempt int) verdict.Verdict {
	v := verdict.Verdict{
		Ready:      p.ready,
		Reason:     string(p.reason),
		Progress:   p.progress[min(attempt, len(p.progress))-1],
		RetryAfter: p.retry[min(attempt, len(p.retry))-1],
		Result:     string(p.reason),
	}
	switch p.ready {
	case verdict.True:
		v.Result, v.Tested = verdict.Success, p.reason == v1alpha1.ReasonDryRunSucceeded
		v.Completed = !v.Tested
	case verdict.False:
		v.Attempts = attempt
	case verdict.Unknown:
		v.Attempts = attempt - 1
	}
	return v
}

func TestJudgeCountsAttempts(t *testing.T) {
	for name, tc := range map[string]struct {
		reason  string
		outcome profile.Outcome
		before  int
		want    int
	}{
		"first failure":    {"this one is the first", profile.Outcome{Kind: profile.TargetUnavailable, At: at}, 0, 1},
		"another failure":  {"this one is one more", profile.Outcome{Kind: profile.UserNotFound, At: at}, 4, 5},
		"success":          {"a success ends the count", profile.Outcome{Kind: profile.Applied, At: at}, 4, 0},
		"success, not new": {"so does finding everything as it should be", profile.Outcome{Kind: profile.Unchanged, At: at}, 4, 0},
		"nothing to do":    {"and having nothing to do", profile.Outcome{Kind: profile.NothingManaged}, 4, 0},
		"not sent":         {"what never reached the vendor is no attempt", profile.Outcome{Kind: profile.InvalidSpec}, 4, 4},
		"not sent at all":  {"what never reached the vendor is no attempt", profile.Outcome{Kind: profile.TargetNotReady}, 0, 0},
		"refused":          {"what the vendor refused is one", profile.Outcome{Kind: profile.InvalidSpec, At: at}, 0, 1},
		"on its way":       {"half of a success is no failure", profile.Outcome{Kind: profile.Progressing, At: at}, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			if got := verdict.Judge(subject, tc.outcome, tc.before).Attempts; got != tc.want {
				t.Errorf("%s: got %d, want %d", tc.reason, got, tc.want)
			}
		})
	}
}

func TestJudgeNamesTheResult(t *testing.T) {
	for name, tc := range map[string]struct {
		reason  string
		outcome profile.Outcome
		want    string
	}{
		"success":     {"a success is called so", profile.Outcome{Kind: profile.Applied}, "Success"},
		"no success":  {"whatever code came with it", profile.Outcome{Kind: profile.Unchanged, Code: "c"}, "Success"},
		"code":        {"the vendor's own word comes first", profile.Outcome{Kind: profile.UserNotFound, Code: "no_such_user"}, "no_such_user"},
		"mixed code":  {"a code may begin with digits", profile.Outcome{Kind: profile.TargetRefused, Code: "409_taken"}, "409_taken"},
		"HTTP status": {"a status says less than our reason", profile.Outcome{Kind: profile.UserNotFound, Code: "404"}, "UserNotFound"},
		"no code":     {"the reason stands in", profile.Outcome{Kind: profile.TargetNotFound}, "TargetNotFound"},
		"denied":      {"as people see it", profile.Outcome{Kind: profile.Denied, Code: "401"}, "TargetNotReady"},
	} {
		t.Run(name, func(t *testing.T) {
			tc.outcome.At = at
			if got := verdict.Judge(subject, tc.outcome, 0).Result; got != tc.want {
				t.Errorf("%s: got %s, want %s", tc.reason, got, tc.want)
			}
		})
	}
}

// What kstatus and the API conventions ask for, whatever the outcome and however often it came.
func TestVerdictsHoldTogether(t *testing.T) {
	for _, kind := range judged(t) {
		for before := range 20 {
			for _, end := range []time.Time{{}, at} {
				v := verdict.Judge(subject, profile.Outcome{Kind: kind, At: end, Message: "m"}, before)
				for rule, holds := range map[string]bool{
					"an object is Current if and only if it is Ready":  (v.Progress == current) == (v.Ready == verdict.True),
					"an object completed if and only if it is Ready":   (v.Completed || v.Tested) == (v.Ready == verdict.True),
					"it is called a success only then":                 (v.Completed || v.Tested) == (v.Result == verdict.Success),
					"what was tried out was not applied":               !v.Completed || !v.Tested,
					"nothing is tried again once it is Ready":          v.Ready != verdict.True || v.RetryAfter == 0,
					"after a failure nobody waits less than 5 seconds": v.RetryAfter == 0 || v.RetryAfter >= 5*time.Second,
					"there is a reason and a message":                  v.Reason != "" && v.Message != "",
					"attempts never shrink but to nothing":             v.Attempts == 0 || v.Attempts == before || v.Attempts == before+1,
				} {
					if !holds {
						t.Errorf("%s after %d attempts: not so that %s: %+v", kind, before, rule, v)
					}
				}
			}
		}
	}
}

// What a comparison of a user who was as declared makes of Ready: only an answer about the user, or about what was sent to
// correct them, can turn it False.
func TestKeeps(t *testing.T) {
	keeps := map[profile.Kind]bool{
		profile.Unchanged: true, profile.DriftDetected: true,
		profile.TargetUnavailable: true, profile.Denied: true, profile.Forbidden: true,
	}
	for _, kind := range judged(t) {
		if got := verdict.Keeps(kind); got != keeps[kind] {
			t.Errorf("%s keeps the object as Ready as it was: %t, want %t", kind, got, keeps[kind])
		}
	}
}

func TestWaitsNeverShrink(t *testing.T) {
	for _, kind := range judged(t) {
		var last time.Duration
		for before := range 50 {
			wait := verdict.Judge(subject, profile.Outcome{Kind: kind, At: at}, before).RetryAfter
			if wait < last || wait > time.Hour {
				t.Errorf("%s: %s after %s", kind, wait, last)
			}
			last = wait
		}
	}
}

func TestJudgePanicsOnWhatNoObjectEndsWith(t *testing.T) {
	for _, kind := range []profile.Kind{profile.Throttled, "", "Surprise"} {
		t.Run(string(kind), func(t *testing.T) {
			defer func() {
				want := "verdict: no row for outcome kind " + string(kind)
				if got := recover(); got != want {
					t.Errorf("got %v, want a panic: %s", got, want)
				}
			}()
			verdict.Judge(subject, profile.Outcome{Kind: kind}, 0)
		})
	}
}

// The package imports no Kubernetes, so its words are its own. They are those of the API.
func TestWordsAgreeWithTheAPI(t *testing.T) {
	for got, want := range map[string]string{
		string(verdict.True):        string(metav1.ConditionTrue),
		string(verdict.False):       string(metav1.ConditionFalse),
		string(verdict.Unknown):     string(metav1.ConditionUnknown),
		string(verdict.Reconciling): string(v1alpha1.ConditionReconciling),
		string(verdict.Stalled):     string(v1alpha1.ConditionStalled),
		verdict.Success:             v1alpha1.ResultSuccess,
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func Example() {
	outcome := profile.Outcome{Kind: profile.TargetNotFound}
	v := verdict.Judge(verdict.Subject{System: "Mosaic", Target: "ProfileTarget people/default"}, outcome, 0)
	fmt.Println(v.Ready, v.Progress, v.Reason)
	fmt.Println(v.Message)
	// Output:
	// False Stalled TargetNotFound
	// ProfileTarget people/default does not exist; create it
}
