package verdict

import (
	"github.com/userprofile-dev/userprofile-operator/controllers/internal/profile"
)

// row is the policy for one kind of outcome.
type row struct {
	ready    Ready
	reason   string
	progress func(attempts int) Progress
	retry    schedule
	message  func(Subject, profile.Outcome) string
}

// table is the policy for every kind an object can end with. Throttled is not here: the lane keeps such a job.
//
//	kind                     Ready     progress                        next try
//	-----------------------  --------  ------------------------------  -----------------------------
//	Applied, Unchanged,      True      current                         when something changes
//	DryRunSucceeded,
//	NothingManaged
//	DriftDetected            True      current                         (see Keeps)
//	Queued                   Unknown   reconciling                     when the lane serves it, by whoever records it
//	Progressing              Unknown   reconciling                     at once, by whoever records it
//	InvalidSpec              False     stalled                         when something changes
//	SourceMissing            False     stalled                         when it appears
//	TargetNotFound,          False     stalled                         when the target changes
//	TargetMismatch
//	TargetNotReady           False     reconciling                     when the target turns Ready
//	PolicyViolation          False     stalled                         when the spec or the policy changes
//	FuseBlown                False     stalled                         when the fuse is replaced
//	UserNotFound,            False     reconciling 3 tries, stalled    10 s, 1 min, 10 min, hourly
//	IdentifierUnresolved
//	IdentityMismatch,        False     stalled                         when the spec changes
//	AmbiguousMove
//	Conflict                 False     stalled                         when the other update changes or goes
//	IdentifierTaken,         False     stalled                         hourly: an admin may mend it
//	NotHonoured,
//	TargetRefused
//	TargetUnavailable        False     reconciling                     5 s, doubling to 15 min
//	Denied, Forbidden        False     reconciling                     when the lane has found out that it works
//	(TargetNotReady)
var table = map[profile.Kind]row{
	profile.Applied:        {True, "Applied", always(Current), never, applied},
	profile.Unchanged:      {True, "Unchanged", always(Current), never, unchanged},
	profile.NothingManaged: {True, "NothingManaged", always(Current), never, nothingManaged},

	profile.DriftDetected: {True, "DriftDetected", always(Current), never, drifted},

	profile.DryRunSucceeded: {True, "DryRunSucceeded", always(Current), never, dryRun},

	profile.Queued:      {Unknown, "Queued", always(Reconciling), never, queued},
	profile.Progressing: {Unknown, "Progressing", always(Reconciling), never, progressing},

	profile.InvalidSpec:    {False, "InvalidSpec", always(Stalled), never, invalid},
	profile.SourceMissing:  {False, "SourceMissing", always(Stalled), never, asTold},
	profile.TargetNotFound: {False, "TargetNotFound", always(Stalled), never, targetNotFound},
	profile.TargetMismatch: {False, "TargetMismatch", always(Stalled), never, asTold},
	profile.TargetNotReady: {False, "TargetNotReady", always(Reconciling), never, targetNotReady},

	profile.PolicyViolation: {False, "PolicyViolation", always(Stalled), never, policyViolation},
	profile.FuseBlown:       {False, "FuseBlown", always(Stalled), never, fuseBlown},

	profile.UserNotFound:         {False, "UserNotFound", stalledAfter(3), newUser, userNotFound},
	profile.IdentifierUnresolved: {False, "IdentifierUnresolved", stalledAfter(3), newUser, unresolved},
	profile.IdentityMismatch:     {False, "IdentityMismatch", always(Stalled), never, mismatch},
	profile.Conflict:             {False, "Conflict", always(Stalled), never, conflict},
	profile.AmbiguousMove:        {False, "AmbiguousMove", always(Stalled), never, ambiguous},
	profile.IdentifierTaken:      {False, "IdentifierTaken", always(Stalled), hourly, taken},
	profile.NotHonoured:          {False, "NotHonoured", always(Stalled), hourly, notHonoured},
	profile.TargetRefused:        {False, "TargetRefused", always(Stalled), hourly, refused},
	profile.TargetUnavailable:    {False, "TargetUnavailable", always(Reconciling), backoff, unavailable},

	// These show as TargetNotReady: it is the connection that has to be mended, not the update.
	profile.Denied:    {False, "TargetNotReady", always(Reconciling), never, denied},
	profile.Forbidden: {False, "TargetNotReady", always(Reconciling), never, forbidden},
}

func always(p Progress) func(int) Progress {
	return func(int) Progress { return p }
}

// stalledAfter goes on by itself for that many tries.
func stalledAfter(tries int) func(int) Progress {
	return func(attempts int) Progress {
		if attempts <= tries {
			return Reconciling
		}
		return Stalled
	}
}
