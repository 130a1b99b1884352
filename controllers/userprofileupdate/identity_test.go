package userprofileupdate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// Who was not moved is where they were: at the identifier of the spec, or where an earlier move has brought them.
func TestStayed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ recorded, want *v1alpha1.Move }{
		"no move":           {nil, nil},
		"the first":         {&v1alpha1.Move{State: v1alpha1.MovePending, To: "b"}, nil},
		"one after another": {&v1alpha1.Move{State: v1alpha1.MovePending, From: "b", To: "c"}, &v1alpha1.Move{State: v1alpha1.MoveDone, To: "b"}},
		"one that is done":  {&v1alpha1.Move{State: v1alpha1.MoveDone, To: "b"}, &v1alpha1.Move{State: v1alpha1.MoveDone, To: "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			recorded := &v1alpha1.Identity{Digest: "1.2", UserID: "u1", Move: test.recorded}
			want := &v1alpha1.Identity{Digest: "1.2", UserID: "u1", Move: test.want}
			if diff := cmp.Diff(want, stayed(recorded)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
