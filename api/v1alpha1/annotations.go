package v1alpha1

// ReconcileRequestAnnotation asks for another attempt, whatever the status says, each time its value changes. It is
// Flux's: flux reconcile and kubectl annotate --overwrite set it to the time.
const ReconcileRequestAnnotation = "reconcile.fluxcd.io/requestedAt"
