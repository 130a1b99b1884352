// Command namespaced writes the Roles of config/namespaced: of each ClusterRole in config/rbac what is left of it in one
// namespace, as a Role.
//
//	go run ./hack/namespaced config
//
// Rules about what belongs to no namespace are left out; what a Role grants of it would not be what the ClusterRole
// grants. Kinds of ours say in their CRDs whether they do; of Kubernetes' own, scopes.go has those that roles name.
package main
