// Package profiletarget reconciles ProfileTargets and ClusterProfileTargets: it asks the vendor for a token and writes into
// the status whether the connection works, and if not, what to mend. Credentials that were found good are not tried again
// until they change, so that a restart asks the vendor nothing.
//
// It may import the API, controller-runtime and the packages of controllers/internal, but no adapter.
//
//	targets, err := profiletarget.Setup(mgr, profiletarget.Options{Connections: connections, Metadata: metadata})
package profiletarget
