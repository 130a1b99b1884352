package userprofileupdate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// blind is a target that does not read first, and shows no ids.
type blind struct{ target.Target }

func (blind) Schema() target.Schema { return target.Schema{} }

// A record of another tenant stands until somebody was found in this one.
func TestIdentityOfAnotherTenant(t *testing.T) {
	const ann = "ann"
	here := &v1alpha1.Identity{Digest: ann, Tenant: "tenant", UserID: "u2"}
	there := &v1alpha1.Identity{Digest: ann, Tenant: "there", UserID: "u1"}
	moved := &v1alpha1.Identity{Digest: ann, Tenant: "there", Move: &v1alpha1.Move{State: v1alpha1.MovePending, To: "sealed"}}
	for name, tt := range map[string]struct {
		port    target.Target
		before  *v1alpha1.Identity
		outcome profile.Outcome
		want    *v1alpha1.Identity
	}{
		"waits":          {port{}, there, profile.Outcome{Kind: profile.Queued}, there},
		"failed":         {port{}, there, profile.Outcome{Kind: profile.TargetUnavailable}, there},
		"found nobody":   {port{}, there, profile.Outcome{Kind: profile.UserNotFound}, there},
		"found somebody": {port{}, there, profile.Outcome{Kind: profile.TargetUnavailable, UserID: "u2"}, here},
		"edited":         {port{}, &v1alpha1.Identity{Digest: "bob", Tenant: "there"}, profile.Outcome{Kind: profile.TargetUnavailable}, nil},
		"failed, a move": {blind{}, moved, profile.Outcome{Kind: profile.TargetUnavailable}, moved},
		"applied":        {blind{}, moved, profile.Outcome{Kind: profile.Applied}, &v1alpha1.Identity{Digest: ann, Tenant: "tenant"}},
	} {
		t.Run(name, func(t *testing.T) {
			upu := jane()
			upu.Status.Identity = tt.before
			job := janesJob(upu)
			job.port, job.person = tt.port, ann
			got, err := (&Reconciler{}).identity(t.Context(), upu, job, tt.outcome)
			if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
				t.Errorf("err %v; identity (-want +got):\n%s", err, diff)
			}
		})
	}
}
