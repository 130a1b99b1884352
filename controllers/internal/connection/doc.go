// Package connection turns a target, which is a ProfileTarget or a ClusterProfileTarget, and its credentials Secret into a
// live connection to an identity system, and keeps it as long as both stay the same. A new version of either makes a new
// connection. It decides to which hosts a connection may lead (endpoint.go), and whose certificates are accepted there
// (cabundle.go).
//
// The registry in registry.go lists the vendors: adding one is a folder beside target/mosaic and a line there.
//
// It may import the API, controller-runtime's client, package target and its adapters.
//
//	c, err := resolver.Resolve(ctx, profileTarget)
//	if problem, ok := errors.AsType[*connection.Problem](err); ok { … } // for the status: what to mend
//	err = c.Connect(ctx)
package connection
