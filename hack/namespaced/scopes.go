package main

import (
	"maps"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

// scope is whether objects of a resource belong to a namespace.
type scope bool

const (
	inNamespace scope = true
	inCluster   scope = false
)

// builtIn are the resources of Kubernetes that our roles are about. A test of config/ asks a real API server whether it is
// true.
var builtIn = map[schema.GroupResource]scope{
	{Resource: "configmaps"}:                     inNamespace,
	{Resource: "namespaces"}:                     inCluster,
	{Resource: "secrets"}:                        inNamespace,
	{Group: "events.k8s.io", Resource: "events"}: inNamespace,
}

// readScopes adds those of the CRDs in a directory.
func readScopes(dir string) (map[schema.GroupResource]scope, error) {
	scopes := maps.Clone(builtIn)
	err := eachDocument(dir, func(document []byte) error {
		crd := apiextensionsv1.CustomResourceDefinition{}
		if err := yaml.Unmarshal(document, &crd); err != nil || crd.Kind == "" {
			return err
		}
		resource := schema.GroupResource{Group: crd.Spec.Group, Resource: crd.Spec.Names.Plural}
		scopes[resource] = crd.Spec.Scope == apiextensionsv1.NamespaceScoped
		return nil
	})
	return scopes, err
}
