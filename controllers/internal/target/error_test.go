package target_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

func TestAsError(t *testing.T) {
	cause := errors.New("dial tcp: jane@acme.example")
	throttled := &target.Error{Kind: profile.Throttled, Code: "429", Message: "too many requests", RetryAfter: time.Second}
	for name, tc := range map[string]struct {
		reason string
		err    error
		want   *target.Error
		text   string
	}{
		"known": {
			reason: "the error itself",
			err:    throttled,
			want:   throttled,
			text:   "too many requests (429)",
		},
		"wrapped": {
			reason: "the error is found however deep it is",
			err:    fmt.Errorf("write: %w", errors.Join(errors.New("other"), fmt.Errorf("call: %w", throttled))),
			want:   throttled,
			text:   "too many requests (429)",
		},
		"unknown": {
			reason: "what cannot be understood may pass; its text may hold a value and is not shown",
			err:    cause,
			want:   &target.Error{Kind: profile.TargetUnavailable, Message: "the request failed", Err: cause},
			text:   "the request failed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := target.AsError(tc.err)
			if diff := cmp.Diff(*tc.want, *got, cmpopts.EquateErrors()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tc.reason, diff)
			}
			if got.Error() != tc.text {
				t.Errorf("text: %s, want %s", got, tc.text)
			}
			if kind := target.KindOf(tc.err); kind != tc.want.Kind {
				t.Errorf("kind: %s, want %s", kind, tc.want.Kind)
			}
		})
	}
}

func TestErrorUnwraps(t *testing.T) {
	cause := errors.New("cause")
	if err := (&target.Error{Message: "failed", Err: cause}); !errors.Is(err, cause) {
		t.Error("the cause is not found")
	}
	if err := (&target.Error{Message: "failed"}); errors.Unwrap(err) != nil {
		t.Error("there is a cause where there is none")
	}
}
