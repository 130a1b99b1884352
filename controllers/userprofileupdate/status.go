package userprofileupdate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/verdict"
)

// record writes what came of the job.
func (r *Reconciler) record(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job, outcome profile.Outcome,
) error {
	identity, err := r.identity(ctx, upu, job, outcome)
	if err != nil {
		return err
	}
	if err := r.write(ctx, upu, job.next(upu, outcome, identity, r.now(), r.jitter())); err != nil {
		return err
	}
	if job.purpose == delivery.Correct && outcome.Kind == profile.Applied {
		r.announceCorrection(upu)
	}
	return nil
}

// recordSources writes that other versions of the sources come to what was applied.
func (r *Reconciler) recordSources(ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job) error {
	status := *upu.Status.DeepCopy()
	status.ObservedSources = job.sources
	return r.write(ctx, upu, status)
}

// write brings the status to the API server if it changed, and announces the transition. It is the only writer. If the
// object is no longer the one that was looked at, perhaps another one of the same name, the error is a conflict and
// nothing was written.
func (r *Reconciler) write(
	ctx context.Context, upu *v1alpha1.UserProfileUpdate, status v1alpha1.UserProfileUpdateStatus,
) error {
	if equality.Semantic.DeepEqual(upu.Status, status) {
		return nil
	}
	before := upu.DeepCopy()
	upu.Status = status
	if err := r.client.Status().Patch(ctx, upu, client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})); err != nil {
		return fmt.Errorf("write the status: %w", err)
	}
	r.written.wrote(upu)
	r.announce(before, upu)
	return nil
}

// next returns the status after the outcome, with what is on record of the person by then. It is pure. Jitter in [0, 1)
// spreads retries.
func (j *job) next(
	upu *v1alpha1.UserProfileUpdate, outcome profile.Outcome, identity *v1alpha1.Identity, now time.Time, jitter float64,
) v1alpha1.UserProfileUpdateStatus {
	if j.compares(outcome) {
		return j.compared(upu, outcome, identity, now, jitter)
	}
	outcome = j.tellable(outcome)
	status := *upu.Status.DeepCopy()
	v := verdict.Judge(j.subject, outcome, j.attempts(upu))
	status.ObservedGeneration = upu.Generation
	status.ObservedTarget = j.observedTarget()
	status.ObservedSources = j.sources
	status.LastHandledReconcileAt = j.requested
	status.Attempts = int32(min(v.Attempts, maxAttempts)) //nolint:gosec // bounded
	status.Changes = changes(outcome)
	status.NextAttemptTime = nextAttempt(now, wait(upu, v, outcome), jitter)
	if !outcome.Expected.IsZero() {
		status.NextAttemptTime = &metav1.Time{Time: outcome.Expected.Truncate(time.Second)}
	}
	if !outcome.At.IsZero() {
		status.LastAttemptTime = &metav1.Time{Time: outcome.At.Truncate(time.Second)}
	}
	if v.Ready != verdict.Unknown && !outcome.At.IsZero() {
		status.History = remembered(status.History, j.digest, v.Reason, *status.LastAttemptTime)
	}
	status.Identity = identity
	switch {
	case v.Completed && !outcome.At.IsZero():
		status.Applied = &v1alpha1.Applied{Digest: j.digest, Time: *status.LastAttemptTime, Attributes: texts(j.desired.Managed())}
	case status.Applied == nil:
	case outcome.Kind == profile.NothingManaged, !samePerson(upu.Status.Identity, identity):
		status.Applied.Attributes = nil // and so claims nothing: whom the record is about now has none of it from this update
	}
	j.setResults(&status, upu, v, outcome)
	setConditions(&status, upu.Generation, v, now)
	return status
}

// tellable leaves out what is wrong with a connection that others are in charge of: it may name their objects.
func (j *job) tellable(outcome profile.Outcome) profile.Outcome {
	switch outcome.Kind {
	case profile.TargetNotReady, profile.Denied, profile.Forbidden:
		if j.subject.Shared {
			outcome.Code, outcome.Message, outcome.Further = "", "", nil
		}
	default:
	}
	return outcome
}

// wait is until the next attempt, or after a success until the person is compared; zero without either.
func wait(upu *v1alpha1.UserProfileUpdate, v verdict.Verdict, outcome profile.Outcome) time.Duration {
	if succeeded(outcome) {
		return driftInterval(upu)
	}
	return v.RetryAfter
}

// maxAttempts keeps the count within its field.
const maxAttempts = 1 << 30

// attempts without success for the update as it is now, and through this version of the connection.
func (j *job) attempts(upu *v1alpha1.UserProfileUpdate) int {
	if upu.Status.ObservedGeneration != upu.Generation || upu.Status.ObservedTarget != j.observedTarget() ||
		!slices.Equal(upu.Status.ObservedSources, j.sources) {
		return 0
	}
	return int(upu.Status.Attempts)
}

// maxJitter is the most that is added to a wait, as a share of it: waits grow but never shrink.
const maxJitter = 0.2

// nextAttempt is rounded up to a full second, because that is what the API server keeps.
func nextAttempt(now time.Time, wait time.Duration, jitter float64) *metav1.Time {
	if wait == 0 {
		return nil
	}
	wait += time.Duration(float64(wait) * maxJitter * jitter)
	return &metav1.Time{Time: now.Add(wait + time.Second - 1).Truncate(time.Second)}
}

func changes(outcome profile.Outcome) []v1alpha1.AttributeChange {
	var changed []v1alpha1.AttributeChange
	for _, step := range outcome.Changed {
		changed = append(changed, v1alpha1.AttributeChange{
			Attribute: string(step.Attribute),
			Action:    v1alpha1.ChangeAction(step.Action),
		})
	}
	return changed
}

func (j *job) setResults(
	status *v1alpha1.UserProfileUpdateStatus, upu *v1alpha1.UserProfileUpdate, v verdict.Verdict, outcome profile.Outcome,
) {
	status.Results, status.Errors, status.Warnings = nil, nil, nil
	if v.Ready == verdict.Unknown {
		return
	}
	for _, warning := range outcome.Warnings[:min(len(outcome.Warnings), maxWarnings)] {
		status.Warnings = append(status.Warnings, v1alpha1.CommandWarning{
			Message:     warning.Message,
			WarningCode: warning.Code,
			RequestID:   j.requestID,
			User:        upu.Spec.Identifier.Value, // empty if it comes from elsewhere
		})
	}
	switch {
	case v.Completed:
		status.Results = &v1alpha1.Results{Result: v.Result, Completed: 1}
		return
	case v.Tested:
		status.Results = &v1alpha1.Results{Result: v.Result, CompletedInTestMode: 1}
		return
	}
	status.Results = &v1alpha1.Results{Result: v.Result, NotCompleted: 1}
	problems := append([]profile.Problem{{
		Code:    cmp.Or(outcome.Code, v.Reason),
		Message: cmp.Or(outcome.Message, v.Message),
	}}, outcome.Further...)
	for _, problem := range problems[:min(len(problems), maxErrors)] {
		status.Errors = append(status.Errors, v1alpha1.CommandError{
			Message:   shortened(problem.Message),
			ErrorCode: problem.Code,
			RequestID: j.requestID,
			User:      upu.Spec.Identifier.Value,
		})
	}
}

// maxWarnings and maxErrors are the most that the status holds.
const (
	maxWarnings = 10
	maxErrors   = 10
)

// maxMessage is the most bytes of an error's message and of an event's note; the API server takes no more.
const maxMessage = 1024

func shortened(message string) string {
	const ellipsis = "…"
	if len(message) <= maxMessage {
		return message
	}
	end := maxMessage - len(ellipsis)
	for !utf8.RuneStart(message[end]) {
		end--
	}
	return message[:end] + ellipsis
}

func setConditions(status *v1alpha1.UserProfileUpdateStatus, generation int64, v verdict.Verdict, now time.Time) {
	set := func(condition v1alpha1.ConditionType, value metav1.ConditionStatus) {
		meta.SetStatusCondition(&status.Conditions, metav1.Condition{
			Type:               string(condition),
			Status:             value,
			ObservedGeneration: generation,
			LastTransitionTime: metav1.NewTime(now.Truncate(time.Second)),
			Reason:             v.Reason,
			Message:            v.Message,
		})
	}
	set(v1alpha1.ConditionReady, metav1.ConditionStatus(v.Ready))
	meta.RemoveStatusCondition(&status.Conditions, string(v1alpha1.ConditionDrifted))
	for _, condition := range []v1alpha1.ConditionType{v1alpha1.ConditionReconciling, v1alpha1.ConditionStalled} {
		if string(condition) == string(v.Progress) {
			set(condition, metav1.ConditionTrue)
		} else {
			meta.RemoveStatusCondition(&status.Conditions, string(condition))
		}
	}
}

func texts[T ~string](names []T) []string {
	result := make([]string, len(names))
	for i, name := range names {
		result[i] = string(name)
	}
	return result
}
