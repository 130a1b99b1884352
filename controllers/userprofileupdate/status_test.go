package userprofileupdate

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/connection"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

var now = time.Date(2026, 3, 4, 5, 6, 7, 890, time.UTC)

var at = metav1.NewTime(now.Truncate(time.Second))

func jane() *v1alpha1.UserProfileUpdate {
	upu := object("uid", "1")
	upu.Generation = 3
	upu.Spec.Target.System = v1alpha1.SystemMosaic
	upu.Spec.Target.Ref.Name = "default"
	upu.Spec.Identifier = v1alpha1.Identifier{Type: v1alpha1.IdentifierEmail, Value: "jane@acme.example"}
	upu.Status.ObservedGeneration = -1
	return upu
}

// port is a target of which only the schema is asked for.
type port struct{ target.Target }

func (port) Schema() target.Schema { return target.Schema{ReadsFirst: true} }

func janesJob(upu *v1alpha1.UserProfileUpdate) *job {
	j := newJob(upu)
	j.connection, j.port = &connection.Connection{Tenant: "tenant", Version: "version"}, port{}
	j.desired = profile.Desired{
		Identifier: profile.Identifier{Type: profile.ByEmail, Value: "jane@acme.example"},
		Set:        profile.Profile{profile.LastName: profile.Text("Roe")},
	}
	return j
}

func TestNextStatus(t *testing.T) {
	identity := &v1alpha1.Identity{
		Digest: profile.Identifier{Type: profile.ByEmail, Value: "jane@acme.example"}.Digest(), Tenant: "tenant", UserID: "u1",
	}
	applied := &v1alpha1.Applied{Time: at, Attributes: []string{"lastName"}}
	for name, test := range map[string]struct {
		before  v1alpha1.UserProfileUpdateStatus
		outcome profile.Outcome
		want    v1alpha1.UserProfileUpdateStatus
	}{
		"applied": {
			before: v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 3, ObservedTarget: "tenant.version", Attempts: 2, NextAttemptTime: &at,
				Conditions: []metav1.Condition{{Type: "Stalled", Status: "True"}},
			},
			outcome: profile.Outcome{
				Kind: profile.Applied, UserID: "u1", At: now,
				Changed:  profile.Change{{Attribute: profile.LastName, Action: profile.Set, Value: profile.Text("Roe")}},
				Warnings: []profile.Warning{{Code: "W", Message: "note this"}},
			},
			want: v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 3, ObservedTarget: "tenant.version", LastAttemptTime: &at,
				Results:  &v1alpha1.Results{Result: "Success", Completed: 1},
				Warnings: []v1alpha1.CommandWarning{{Message: "note this", WarningCode: "W", RequestID: "uid/3", User: "jane@acme.example"}},
				Changes:  []v1alpha1.AttributeChange{{Attribute: "lastName", Action: v1alpha1.ChangeSet}},
				Identity: identity, Applied: applied,
				Conditions: []metav1.Condition{{
					Type: "Ready", Status: "True", ObservedGeneration: 3, LastTransitionTime: at,
					Reason: "Applied", Message: "Mosaic confirmed the change of lastName",
				}},
			},
		},
		"first failure of a new generation keeps what was applied": {
			before: v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 2, ObservedTarget: "tenant.version", Attempts: 7, Identity: identity, Applied: applied,
			},
			outcome: profile.Outcome{Kind: profile.TargetUnavailable, Code: "502", Message: "bad gateway", At: now},
			want: v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 3, ObservedTarget: "tenant.version", LastAttemptTime: &at, Attempts: 1,
				NextAttemptTime: &metav1.Time{Time: at.Add(6 * time.Second)}, // 5 s and half of 20 % of them, rounded up
				Results:         &v1alpha1.Results{Result: "TargetUnavailable", NotCompleted: 1},
				Errors:          []v1alpha1.CommandError{{Message: "bad gateway", ErrorCode: "502", RequestID: "uid/3", User: "jane@acme.example"}},
				Identity:        identity, Applied: applied,
				Conditions: []metav1.Condition{
					{
						Type: "Ready", Status: "False", ObservedGeneration: 3, LastTransitionTime: at,
						Reason: "TargetUnavailable", Message: "Mosaic gave no usable answer: bad gateway",
					},
					{
						Type: "Reconciling", Status: "True", ObservedGeneration: 3, LastTransitionTime: at,
						Reason: "TargetUnavailable", Message: "Mosaic gave no usable answer: bad gateway",
					},
				},
			},
		},
		"every error the vendor named": {
			before: v1alpha1.UserProfileUpdateStatus{ObservedGeneration: 3, ObservedTarget: "tenant.version", Identity: identity},
			outcome: profile.Outcome{
				Kind: profile.InvalidSpec, Code: "error.one", Message: "one", At: now,
				Further: []profile.Problem{{Code: "error.two", Message: "two"}},
			},
			want: v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 3, ObservedTarget: "tenant.version", LastAttemptTime: &at, Attempts: 1,
				Results: &v1alpha1.Results{Result: "error.one", NotCompleted: 1},
				Errors: []v1alpha1.CommandError{
					{Message: "one", ErrorCode: "error.one", RequestID: "uid/3", User: "jane@acme.example"},
					{Message: "two", ErrorCode: "error.two", RequestID: "uid/3", User: "jane@acme.example"},
				},
				Identity: identity,
				Conditions: []metav1.Condition{
					{
						Type: "Ready", Status: "False", ObservedGeneration: 3, LastTransitionTime: at,
						Reason: "InvalidSpec", Message: "Mosaic rejected the declared values: one; correct the spec",
					},
					{
						Type: "Stalled", Status: "True", ObservedGeneration: 3, LastTransitionTime: at,
						Reason: "InvalidSpec", Message: "Mosaic rejected the declared values: one; correct the spec",
					},
				},
			},
		},
		"tried out, which counts as such and is not applied": {
			before: v1alpha1.UserProfileUpdateStatus{ObservedGeneration: 3, ObservedTarget: "tenant.version", Identity: identity},
			outcome: profile.Outcome{
				Kind: profile.DryRunSucceeded, UserID: "u1", At: now,
				Changed: profile.Change{{Attribute: profile.LastName, Action: profile.Set, Value: profile.Text("Roe")}},
			},
			want: v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 3, ObservedTarget: "tenant.version", LastAttemptTime: &at,
				Results:  &v1alpha1.Results{Result: "Success", CompletedInTestMode: 1},
				Changes:  []v1alpha1.AttributeChange{{Attribute: "lastName", Action: v1alpha1.ChangeSet}},
				Identity: identity,
				Conditions: []metav1.Condition{{
					Type: "Ready", Status: "True", ObservedGeneration: 3, LastTransitionTime: at, Reason: "DryRunSucceeded",
					Message: "a dry run found nothing wrong; lastName of the user at Mosaic would be changed, and " +
						"nothing was",
				}},
			},
		},
		"somebody else's user is not recorded": {
			before: v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 3, ObservedTarget: "tenant.version", Identity: identity,
			},
			outcome: profile.Outcome{Kind: profile.IdentityMismatch, UserID: "u2", At: now},
			want: v1alpha1.UserProfileUpdateStatus{
				ObservedGeneration: 3, ObservedTarget: "tenant.version", LastAttemptTime: &at, Attempts: 1,
				Results: &v1alpha1.Results{Result: "IdentityMismatch", NotCompleted: 1},
				Errors: []v1alpha1.CommandError{{
					Message: mismatchMessage, ErrorCode: "IdentityMismatch", RequestID: "uid/3", User: "jane@acme.example",
				}},
				Identity: identity,
				Conditions: []metav1.Condition{
					{
						Type: "Ready", Status: "False", ObservedGeneration: 3, LastTransitionTime: at,
						Reason: "IdentityMismatch", Message: mismatchMessage,
					},
					{
						Type: "Stalled", Status: "True", ObservedGeneration: 3, LastTransitionTime: at,
						Reason: "IdentityMismatch", Message: mismatchMessage,
					},
				},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			upu := jane()
			upu.Status = test.before
			got := janesJob(upu).next(upu, test.outcome, identity, now, 0.5)
			if len(got.History) != 1 || got.History[0].Reason != got.Conditions[0].Reason {
				t.Errorf("history %+v, want this outcome", got.History)
			}
			if got.History = nil; !cmp.Equal(test.want, got) {
				t.Errorf("status (-want +got):\n%s", cmp.Diff(test.want, got))
			}
		})
	}
}

// What was applied to one person says nothing about another one, of whom the status may be from now on.
func TestAppliedToSomebodyElse(t *testing.T) {
	jane := &v1alpha1.Identity{Digest: "jane", Tenant: "tenant", UserID: "u1"}
	john := &v1alpha1.Identity{Digest: "john", Tenant: "tenant", UserID: "u2"}
	nameless := &v1alpha1.Identity{Digest: "jane", Tenant: "tenant"}
	byPhone := &v1alpha1.Identity{Digest: "phone", Tenant: "tenant", UserID: "u1"}
	elsewhere := &v1alpha1.Identity{Digest: "jane", Tenant: "other", UserID: "u1"}
	for name, test := range map[string]struct {
		kind          profile.Kind
		before, after *v1alpha1.Identity
		kept          bool
	}{
		"the same":                     {profile.NotHonoured, jane, jane, true},
		"found for the first time":     {profile.Progressing, nameless, jane, true},
		"the same, by phone":           {profile.InvalidSpec, jane, byPhone, true},
		"by phone, perhaps the same":   {profile.Progressing, nameless, byPhone, false},
		"somebody else":                {profile.Conflict, jane, john, false},
		"tried out with somebody else": {profile.DryRunSucceeded, jane, john, false},
		"in another tenant":            {profile.NotHonoured, jane, elsewhere, false},
		"nobody knows whom":            {profile.TargetUnavailable, jane, nil, false},
		"nobody knew to whom":          {profile.NotHonoured, nil, jane, false},
		"applied to somebody else":     {profile.Applied, jane, john, true},
	} {
		t.Run(name, func(t *testing.T) {
			upu := object("uid", "1")
			upu.Status.Identity = test.before
			upu.Status.Applied = &v1alpha1.Applied{Time: at, Attributes: []string{"lastName"}}
			got := janesJob(upu).next(upu, profile.Outcome{Kind: test.kind, At: now}, test.after, now, 0).Applied.Attributes
			if kept := len(got) > 0; kept != test.kept {
				t.Errorf("applied %q, want kept: %t", got, test.kept)
			}
		})
	}
}

var mismatchMessage = verdict.Judge(verdict.Subject{Identifier: profile.ByEmail},
	profile.Outcome{Kind: profile.IdentityMismatch}, 0).Message

// Looking at an object again must not change its status: every write wakes GitOps tools and fills etcd.
func TestSameOutcomeSameStatus(t *testing.T) {
	for _, kind := range []profile.Kind{profile.InvalidSpec, profile.TargetNotFound, profile.TargetNotReady, profile.NothingManaged} {
		t.Run(string(kind), func(t *testing.T) {
			upu := jane()
			upu.Status = janesJob(upu).next(upu, profile.Outcome{Kind: kind, Message: "m"}, nil, now, 0)
			again := janesJob(upu).next(upu, profile.Outcome{Kind: kind, Message: "m"}, nil, now.Add(time.Hour), 0.9)
			if diff := cmp.Diff(upu.Status, again); diff != "" {
				t.Errorf("status (-first +second):\n%s", diff)
			}
		})
	}
}

func TestStatusKeepsWithinItsBounds(t *testing.T) {
	upu := jane()
	status := janesJob(upu).next(upu, profile.Outcome{
		Kind: profile.InvalidSpec, Message: strings.Repeat("ü", 2000), At: now, Warnings: make([]profile.Warning, 50),
		Further: make([]profile.Problem, 50),
	}, nil, now, 0)
	message := status.Errors[0].Message
	if len(message) > maxMessage || len(message) < maxMessage-utf8.UTFMax || !utf8.ValidString(message) {
		t.Errorf("the message has %d bytes, want whole characters in at most %d", len(message), maxMessage)
	}
	if got := len(status.Warnings); got != maxWarnings {
		t.Errorf("%d warnings, want %d", got, maxWarnings)
	}
	if got := len(status.Errors); got != maxErrors {
		t.Errorf("%d errors, want %d", got, maxErrors)
	}
}

func TestSettled(t *testing.T) {
	ready := func(status metav1.ConditionStatus) []metav1.Condition {
		return []metav1.Condition{{Type: "Ready", Status: status}}
	}
	later := metav1.NewTime(now.Add(time.Minute))
	earlier := metav1.NewTime(now.Add(-time.Minute))
	for name, test := range map[string]struct {
		status v1alpha1.UserProfileUpdateStatus
		want   bool
		wait   time.Duration
	}{
		"never looked at": {v1alpha1.UserProfileUpdateStatus{ObservedGeneration: -1}, false, 0},
		"applied": {v1alpha1.UserProfileUpdateStatus{
			ObservedGeneration: 3, ObservedTarget: "tenant.version", Conditions: ready("True"),
		}, true, 0},
		"applied through an earlier version of the connection": {v1alpha1.UserProfileUpdateStatus{
			ObservedGeneration: 3, ObservedTarget: "tenant.earlier", Conditions: ready("True"),
		}, true, 0},
		"applied in another tenant": {v1alpha1.UserProfileUpdateStatus{
			ObservedGeneration: 3, ObservedTarget: "other.version", Conditions: ready("True"),
		}, false, 0},
		"applied for an earlier generation": {v1alpha1.UserProfileUpdateStatus{
			ObservedGeneration: 2, ObservedTarget: "tenant.version", Conditions: ready("True"),
		}, false, 0},
		"failed, and only a change will help": {v1alpha1.UserProfileUpdateStatus{
			ObservedGeneration: 3, ObservedTarget: "tenant.version", Conditions: ready("False"),
		}, true, 0},
		"failed through an earlier version of the connection": {v1alpha1.UserProfileUpdateStatus{
			ObservedGeneration: 3, ObservedTarget: "tenant.earlier", Conditions: ready("False"),
		}, false, 0},
		"failed, next attempt later": {v1alpha1.UserProfileUpdateStatus{
			ObservedGeneration: 3, ObservedTarget: "tenant.version", Conditions: ready("False"), NextAttemptTime: &later,
		}, true, time.Minute},
		"failed, next attempt due": {v1alpha1.UserProfileUpdateStatus{
			ObservedGeneration: 3, ObservedTarget: "tenant.version", Conditions: ready("False"), NextAttemptTime: &earlier,
		}, false, -time.Minute},
		"recorded, change not sent yet": {v1alpha1.UserProfileUpdateStatus{
			ObservedGeneration: 3, ObservedTarget: "tenant.version", Conditions: ready("Unknown"),
		}, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			upu := jane()
			upu.Status = test.status
			settled, wait := janesJob(upu).settled(upu, now)
			if settled != test.want || wait != test.wait {
				t.Errorf("settled = %v for %s, want %v for %s", settled, wait, test.want, test.wait)
			}
		})
	}
}
