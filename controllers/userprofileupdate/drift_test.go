package userprofileupdate

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// compared is Jane's update as it was applied an hour ago, with that policy.
func compared(policy v1alpha1.DriftPolicy) *v1alpha1.UserProfileUpdate {
	upu := jane()
	upu.Spec.Drift = &v1alpha1.Drift{Policy: policy, Interval: &metav1.Duration{Duration: time.Hour}}
	before := now.Add(-time.Hour)
	changed := profile.Change{{Attribute: profile.LastName, Action: profile.Set, Value: profile.Text("Roe")}}
	upu.Status = janesJob(upu).next(upu, profile.Outcome{Kind: profile.Applied, At: before, Changed: changed}, nil, before, 0)
	return upu
}

func secondsLater(seconds int) *metav1.Time {
	return &metav1.Time{Time: at.Add(time.Duration(seconds+1) * time.Second)} // rounded up
}

func TestStatusAfterAComparison(t *testing.T) {
	hour := int(time.Hour / time.Second)
	ready := compared(v1alpha1.DriftReport).Status.Conditions[0]
	drifted := metav1.Condition{
		Type: "Drifted", Status: "True", ObservedGeneration: 3, LastTransitionTime: at, Reason: "DriftDetected",
		Message: "Mosaic shows other values than those declared of lastName; nothing was sent; change them back there, take " +
			"them over into the spec, or set spec.drift.policy to Correct",
	}
	reported := []metav1.Condition{drifted}
	ended := func(kind profile.Kind) profile.Outcome { return profile.Outcome{Kind: kind, At: now} }
	differs := profile.Outcome{Kind: profile.DriftDetected, Attributes: []profile.Attribute{profile.LastName}, At: now}
	for name, test := range map[string]struct {
		before     []metav1.Condition
		attempts   int32
		outcome    profile.Outcome
		conditions []metav1.Condition
		next       *metav1.Time
		failures   int32
	}{
		"as declared":                    {nil, 0, ended(profile.Unchanged), nil, secondsLater(hour), 0},
		"as declared, after all":         {reported, 2, ended(profile.Unchanged), nil, secondsLater(hour), 0},
		"differs":                        {nil, 1, differs, reported, secondsLater(hour), 0},
		"differs still":                  {reported, 0, differs, reported, secondsLater(hour), 0},
		"could not be read":              {nil, 0, ended(profile.TargetUnavailable), nil, secondsLater(5), 1},
		"could not be read, again":       {nil, 1, ended(profile.TargetUnavailable), nil, secondsLater(10), 2},
		"drifted, and could not be read": {reported, 0, ended(profile.Forbidden), reported, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			upu := compared(v1alpha1.DriftReport)
			upu.Status.Conditions = append(upu.Status.Conditions, test.before...)
			upu.Status.Attempts = test.attempts
			job := janesJob(upu)
			job.purpose = delivery.Compare
			want := upu.Status.DeepCopy()
			want.LastAttemptTime, want.NextAttemptTime, want.Attempts = &at, test.next, test.failures
			want.Conditions = append([]metav1.Condition{ready}, test.conditions...)
			if diff := cmp.Diff(*want, job.next(upu, test.outcome, nil, now, 0)); diff != "" {
				t.Errorf("status (-want +got):\n%s", diff)
			}
		})
	}
}

// What says something about the person, or about what was sent, ends a comparison as it ends any attempt.
func TestComparisonsThatEndAsAttempts(t *testing.T) {
	for kind, want := range map[profile.Kind]metav1.ConditionStatus{
		profile.Applied: metav1.ConditionTrue, profile.UserNotFound: metav1.ConditionFalse,
		profile.IdentityMismatch: metav1.ConditionFalse, profile.TargetRefused: metav1.ConditionFalse,
	} {
		t.Run(string(kind), func(t *testing.T) {
			upu := compared(v1alpha1.DriftCorrect)
			upu.Status.Conditions = append(upu.Status.Conditions, metav1.Condition{Type: "Drifted", Status: "True"})
			job := janesJob(upu)
			job.purpose = delivery.Correct
			upu.Status = job.next(upu, profile.Outcome{Kind: kind, At: now}, nil, now, 0)
			if got := answer(upu); got != want {
				t.Errorf("Ready is %s, want %s", got, want)
			}
			for _, condition := range upu.Status.Conditions {
				if condition.Type == string(v1alpha1.ConditionDrifted) {
					t.Error("Drifted is still there")
				}
			}
		})
	}
}

// A correction that got halfway is told of.
func TestCorrectionsThatGotHalfway(t *testing.T) {
	upu := compared(v1alpha1.DriftCorrect)
	job := janesJob(upu)
	job.purpose = delivery.Correct
	half := profile.Change{{Attribute: profile.FirstName, Action: profile.Set, Value: profile.Text("Jane")}}
	status := job.next(upu, profile.Outcome{Kind: profile.TargetUnavailable, At: now, Changed: half}, nil, now, 0)
	want := []v1alpha1.AttributeChange{{Attribute: "firstName", Action: v1alpha1.ChangeSet}}
	if diff := cmp.Diff(want, status.Changes); diff != "" || status.Attempts != 1 {
		t.Errorf("%d attempts; changes (-want +got):\n%s", status.Attempts, diff)
	}
}

// When a comparison is due, and what for.
func TestPurpose(t *testing.T) {
	for name, test := range map[string]struct {
		policy  v1alpha1.DriftPolicy
		change  func(*v1alpha1.UserProfileUpdate)
		settled bool
		wait    time.Duration
		purpose delivery.Purpose
	}{
		"due, to report":  {v1alpha1.DriftReport, func(*v1alpha1.UserProfileUpdate) {}, false, 0, delivery.Compare},
		"due, to correct": {v1alpha1.DriftCorrect, func(*v1alpha1.UserProfileUpdate) {}, false, 0, delivery.Correct},
		"ignored":         {v1alpha1.DriftIgnore, func(*v1alpha1.UserProfileUpdate) {}, true, 0, delivery.Apply},
		"no policy": {v1alpha1.DriftReport, func(upu *v1alpha1.UserProfileUpdate) {
			upu.Spec.Drift = nil
		}, true, 0, delivery.Apply},
		"edited": {v1alpha1.DriftReport, func(upu *v1alpha1.UserProfileUpdate) {
			upu.Generation++
		}, false, 0, delivery.Apply},
		"asked for": {v1alpha1.DriftReport, func(upu *v1alpha1.UserProfileUpdate) {
			upu.Annotations = map[string]string{v1alpha1.ReconcileRequestAnnotation: "now"}
		}, false, 0, delivery.Apply},
		"in another tenant": {v1alpha1.DriftReport, func(upu *v1alpha1.UserProfileUpdate) {
			upu.Status.ObservedTarget = "other.version"
		}, false, 0, delivery.Apply},
		"through an earlier version of the connection": {v1alpha1.DriftReport, func(upu *v1alpha1.UserProfileUpdate) {
			upu.Status.ObservedTarget = "tenant.earlier"
		}, false, 0, delivery.Compare},
		"with other sources": {v1alpha1.DriftReport, func(upu *v1alpha1.UserProfileUpdate) {
			upu.Status.ObservedSources = []v1alpha1.ObservedSource{{Kind: v1alpha1.SourceSecret, Name: "hr"}}
		}, false, 0, delivery.Apply},
		"tried out only": {v1alpha1.DriftReport, func(upu *v1alpha1.UserProfileUpdate) {
			upu.Status.Conditions[0].Reason = string(v1alpha1.ReasonDryRunSucceeded)
		}, true, 0, delivery.Apply},
		"later": {v1alpha1.DriftReport, func(upu *v1alpha1.UserProfileUpdate) {
			upu.Status.NextAttemptTime = &metav1.Time{Time: now.Add(time.Minute)}
		}, true, time.Minute, delivery.Compare},
	} {
		t.Run(name, func(t *testing.T) {
			upu := compared(test.policy)
			if upu.Status.NextAttemptTime != nil {
				upu.Status.NextAttemptTime = &at // a moment ago
			}
			test.change(upu)
			job := janesJob(upu)
			if settled, wait := job.settled(upu, now); settled != test.settled || wait != test.wait {
				t.Errorf("settled = %t for %s, want %t for %s", settled, wait, test.settled, test.wait)
			}
			if got := job.purposeFor(upu); got != test.purpose {
				t.Errorf("purpose %d, want %d", got, test.purpose)
			}
		})
	}
}

// Whatever else a due time is, objects that were applied together are not compared together.
func TestDueTimesSpread(t *testing.T) {
	upu := compared(v1alpha1.DriftReport)
	first := janesJob(upu).next(upu, profile.Outcome{Kind: profile.Applied, At: now}, nil, now, 0)
	last := janesJob(upu).next(upu, profile.Outcome{Kind: profile.Applied, At: now}, nil, now, 1)
	if spread := last.NextAttemptTime.Sub(first.NextAttemptTime.Time); spread != 12*time.Minute {
		t.Errorf("due times spread over %s, want a fifth of the interval", spread)
	}
}

// A source that is rewritten without a difference leaves a comparison that is under way to its end: nothing is applied in its
// place.
func TestRotationDuringAComparison(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		const interval = 5 * time.Minute
		source := &corev1.ConfigMap{
			ObjectMeta: metav1.ObjectMeta{Name: "people", UID: "source"}, Data: map[string]string{"lastName": "Roe"},
		}
		b := newBench(t, func(upu *v1alpha1.UserProfileUpdate) {
			source.Namespace = upu.Namespace
			upu.Spec.Attributes = nil
			upu.Spec.AttributesFrom = []v1alpha1.AttributesSource{{ConfigMapRef: &v1alpha1.SourceReference{Name: source.Name}}}
			upu.Spec.Drift = &v1alpha1.Drift{Policy: v1alpha1.DriftReport, Interval: &metav1.Duration{Duration: interval}}
		}, func(call int) error {
			if call > 1 {
				<-release
			}
			return nil
		})
		if err := b.reconciler.client.Create(t.Context(), source); err != nil {
			t.Fatal(err)
		}
		b.workUntil(interval+time.Second, time.Minute)
		upu := b.update()
		comparison, pending := b.reconciler.lanes.Pending(ownerOf(upu))
		if b.reason() != v1alpha1.ReasonUnchanged || !pending {
			t.Fatalf("%s, %q is under way; want a comparison", b.reason(), comparison)
		}

		source.Annotations = map[string]string{"rotated": "today"}
		if err := b.reconciler.client.Update(t.Context(), source); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			b.reconcile()
		}
		if got, _ := b.reconciler.lanes.Pending(ownerOf(upu)); got != comparison {
			t.Errorf("%s is to be done, want the comparison %s still", got, comparison)
		}
		if got := b.update().Status.ObservedSources[0].ResourceVersion; got != source.ResourceVersion {
			t.Errorf("version %s of the source is on record, want %s", got, source.ResourceVersion)
		}
		close(release)
		b.workUntil(interval+2*time.Minute, time.Minute)
		const calls = 3 // the first attempt, and the comparison, by id and by identifier
		if got := b.update().Status; b.system.calls != calls || !got.NextAttemptTime.After(time.Now()) {
			t.Errorf("%d calls, next attempt %v; want the comparison to have ended", b.system.calls, got.NextAttemptTime)
		}
	})
}
