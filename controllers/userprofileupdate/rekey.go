package userprofileupdate

import (
	"context"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/desired"
)

// rekey makes the digests of an update anew that were made with a key that is gone. The update is settled, so what it
// declares now is what was applied, and the vendor need not be asked.
func (r *Reconciler) rekey(ctx context.Context, upu *v1alpha1.UserProfileUpdate, job *job) error {
	if !applies(upu) || upu.Status.Applied.Digest == "" {
		return nil
	}
	made, err := r.keys.Made(ctx, upu.Status.Applied.Digest)
	if made || err != nil {
		return err
	}
	contents, versions, err := r.sources.read(ctx, upu)
	if err != nil {
		return err
	}
	job.sources = versions
	if answered := job.answeredBy(upu); !answered {
		return nil // a source has changed in between, and wakes the update
	}
	if job.desired, err = desired.From(ctx, upu, contents, job.port.Schema(), r.programs); err != nil {
		_, err = unfit(err)
		return err
	}
	if err := r.digest(ctx, job); err != nil {
		return err
	}
	status := *upu.Status.DeepCopy()
	status.Applied.Digest = job.digest
	if status.Identity != nil {
		status.Identity.Digest = job.person
	}
	return client.IgnoreNotFound(r.write(ctx, upu, status))
}
