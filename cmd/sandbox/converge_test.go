package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// server answers with the conditions that an object has at each look.
type server struct {
	client.Reader

	looks []func(object *unstructured.Unstructured) error
}

func (s *server) Get(_ context.Context, _ client.ObjectKey, object client.Object, _ ...client.GetOption) error {
	look := s.looks[0]
	if len(s.looks) > 1 {
		s.looks = s.looks[1:]
	}
	return look(object.(*unstructured.Unstructured))
}

func shows(status, reason string) func(*unstructured.Unstructured) error {
	return func(object *unstructured.Unstructured) error {
		object.SetGeneration(1)
		return unstructured.SetNestedSlice(object.Object, []any{map[string]any{
			"type": "Ready", "status": status, "reason": reason, "observedGeneration": int64(1), "message": "so it is",
		}}, "status", "conditions")
	}
}

func absent(*unstructured.Unstructured) error {
	return apierrors.NewNotFound(schema.GroupResource{Resource: "userprofileupdates"}, "jane")
}

func TestConverge(t *testing.T) {
	t.Parallel()
	update, err := parseSample("# Outcome: Ready=True reason=Applied\nkind: UserProfileUpdate\nmetadata: {name: jane, namespace: people}\n")
	if err != nil {
		t.Fatal(err)
	}
	update.file = "jane.yaml"
	errLate := errors.New("no end within a moment")
	for name, tt := range map[string]struct {
		looks []func(*unstructured.Unstructured) error
		want  []string // parts of the error; none if all converge
	}{
		"at once":      {looks: []func(*unstructured.Unstructured) error{shows("True", "Applied")}},
		"step by step": {looks: []func(*unstructured.Unstructured) error{absent, shows("Unknown", "Progressing"), shows("True", "Applied")}},
		"never": {
			looks: []func(*unstructured.Unstructured) error{absent, shows("False", "UserNotFound")},
			want: []string{
				errLate.Error(), "jane.yaml: UserProfileUpdate people/jane", "expected Ready=True reason=Applied",
				"it is    Ready=False reason=UserNotFound: so it is",
			},
		},
		"not there": {looks: []func(*unstructured.Unstructured) error{absent}, want: []string{`"jane" not found`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			limit := patience
			if tt.want != nil {
				limit = 5 * look
			}
			ctx, cancel := context.WithTimeoutCause(t.Context(), limit, errLate)
			defer cancel()
			err := samples{update, {outcome: outcome{rejection: "no"}}}.converge(ctx, &server{looks: tt.looks})
			if tt.want == nil && err != nil {
				t.Error(err)
			}
			for _, want := range tt.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error is %v, want %q in it", err, want)
				}
			}
		})
	}
}

// A look that the deadline would break off is no news about the samples.
func TestLookOutlivesTheDeadline(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	reader := &contextual{}
	all := samples{{outcome: outcome{ready: "True", reason: "Applied"}, object: &unstructured.Unstructured{Object: map[string]any{}}}}
	_ = all.missing(ctx, reader)
	if reader.err != nil {
		t.Errorf("the look had a context that has ended: %v", reader.err)
	}
}

type contextual struct {
	client.Reader

	err error
}

func (c *contextual) Get(ctx context.Context, _ client.ObjectKey, _ client.Object, _ ...client.GetOption) error {
	c.err = ctx.Err()
	return nil
}
