package connection

import "github.com/userprofile-dev/userprofile-operator/api/v1alpha1"

// Problem is why a target is no working connection.
type Problem struct {
	// Reason for the condition of the target.
	Reason v1alpha1.Reason

	// Message for people: what to mend. It may name objects in the namespace of the credentials.
	Message string
}

// Error returns the message.
func (p *Problem) Error() string { return p.Message }

var (
	unknownVendor = &Problem{
		Reason:  v1alpha1.ReasonInvalidSpec,
		Message: "it connects to no system that this version of the operator knows; upgrade the operator together with its CRDs",
	}
	suspended = &Problem{
		Reason:  v1alpha1.ReasonSuspended,
		Message: "it is suspended; nothing is sent until spec.suspend is false",
	}
)
