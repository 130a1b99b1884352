package v1alpha1

// ReconcileRequestAnnotation asks for another attempt, whatever the status says, each time its value changes. The name is
// Flux's; kubectl annotate --overwrite sets it, to the time for instance. The first 256 bytes count.
const ReconcileRequestAnnotation = "reconcile.fluxcd.io/requestedAt"
