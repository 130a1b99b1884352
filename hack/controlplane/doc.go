// Controlplane prints the directory that holds a real kube-apiserver, etcd and
// kubectl, and finds or makes them first where it must:
//
//	KUBEBUILDER_ASSETS    a directory that the caller names
//	the cache             $XDG_CACHE_HOME/userprofile-operator/controlplane/<version>
//	setup-envtest         release binaries, where the internet can be reached
//	go build              from source, as Go modules: minutes the first time
//
// The version is the one of k8s.io/kubernetes in the go.mod beside this file.
// Standard output carries the directory alone, everything else goes to
// standard error:
//
//	KUBEBUILDER_ASSETS=$(go -C hack/controlplane run .) go test ./...
//
// The module requires Kubernetes only through tool directives. The program
// itself imports the standard library and nothing else, so that running it
// compiles it and not Kubernetes.
package main
