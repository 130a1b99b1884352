package v1alpha1

// ReconcileRequestAnnotation asks for another attempt, whatever the status says, each time its value changes. The name is
// Flux's; kubectl annotate --overwrite sets it, to the time for instance. The first 256 bytes count.
const ReconcileRequestAnnotation = "reconcile.fluxcd.io/requestedAt"

// FuseResetAnnotation on a ProfileTarget or ClusterProfileTarget says, each time its value changes, that the fuse of
// limits.identityChangesPerHour is to be replaced: identity changes go on, and are counted anew. The first 256 bytes count.
const FuseResetAnnotation = "identity.userprofile.dev/fuse-reset-at"
