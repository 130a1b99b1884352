package userprofileupdate

import (
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/delivery"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/target"
)

// submit hands the job to its lane.
func (r *Reconciler) submit(job *job) {
	r.written.remember(job.owner)
	r.lanes.Submit(r.delivery(job))
}

// delivery is the job as lanes know it.
func (r *Reconciler) delivery(j *job) delivery.Job {
	priority := j.priority
	if j.purpose != delivery.Apply {
		priority = delivery.Drift
	}
	return delivery.Job{
		Owner:           j.owner,
		Purpose:         j.purpose,
		Priority:        priority,
		Version:         j.version,
		Lane:            j.connection.Lane,
		Connection:      j.connection.Version,
		Through:         j.target.String(),
		Denied:          j.waits != nil,
		WasDenied:       r.denied(j),
		Accepted:        func() { r.targets.Vouch(j.target) },
		Target:          j.port,
		Planner:         j,
		RequestID:       j.requestID,
		Moved:           j.moved,
		Found:           j.found,
		Admit:           r.admit(j),
		Permit:          r.permit(j),
		PinnedUserID:    j.userID,
		PinnedElsewhere: j.elsewhere,
	}
}

// denied tells the connection that the vendor denied it something.
func (r *Reconciler) denied(j *job) func(*target.Error) {
	return func(err *target.Error) {
		if err.Kind == profile.Forbidden {
			r.targets.Forbid(j.target, j.connection.Version, err.Error())
		} else {
			r.targets.Doubt(j.target, j.connection.Version, err.Error())
		}
	}
}
