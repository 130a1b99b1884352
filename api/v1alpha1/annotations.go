package v1alpha1

import (
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ReconcileRequestAnnotation asks for another attempt, whatever the status says, each time its value changes. The name is
// Flux's; kubectl annotate --overwrite sets it, to the time for instance. On a target it has the credentials tried again
// if there was no token for them, and an update if the vendor denied the target something.
const ReconcileRequestAnnotation = "reconcile.fluxcd.io/requestedAt"

// FuseResetAnnotation on a ProfileTarget or ClusterProfileTarget says, each time its value changes, that the fuse of
// limits.identityChangesPerHour is to be replaced: identity changes go on, and are counted anew.
const FuseResetAnnotation = "identity.userprofile.dev/fuse-reset-at"

// maxAnnotation is the length of the fields of status that repeat an annotation, which count characters: no text has more
// of them than bytes.
const maxAnnotation = 256

// Annotation returns what counts of an annotation above: its first 256 bytes.
func Annotation(object metav1.Object, name string) string {
	value := object.GetAnnotations()[name]
	return strings.ToValidUTF8(value[:min(len(value), maxAnnotation)], "")
}
