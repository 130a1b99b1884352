package main

import (
	"fmt"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// prefix of the names, because config/rbac has a Role of the same name as a ClusterRole.
const prefix = "namespaced-"

// namespaced returns what is left of a ClusterRole in a namespace: the rules about objects of a namespace. Labels do not
// stay: Roles are not aggregated.
func namespaced(clusterRole rbacv1.ClusterRole, scopes map[schema.GroupResource]scope) (*rbacv1.Role, error) {
	role := &rbacv1.Role{
		TypeMeta:   metav1.TypeMeta{APIVersion: rbacv1.SchemeGroupVersion.String(), Kind: "Role"},
		ObjectMeta: metav1.ObjectMeta{Name: prefix + clusterRole.Name, Namespace: "system"},
	}
	for _, rule := range clusterRole.Rules {
		var kept []string
		for _, resource := range rule.Resources {
			scope, err := scopeOf(resource, rule.APIGroups, scopes)
			if err != nil {
				return nil, err
			}
			if scope == inNamespace {
				kept = append(kept, resource)
			}
		}
		if len(kept) > 0 {
			rule.Resources = kept
			role.Rules = append(role.Rules, rule)
		}
	}
	return role, nil
}

// scopeOf a resource, or of what a subresource is of. A rule of several groups must be one for each.
func scopeOf(resource string, groups []string, scopes map[schema.GroupResource]scope) (scope, error) {
	if len(groups) != 1 {
		return inCluster, fmt.Errorf("the rule about %s has %d API groups, which may differ; make a rule of each", resource, len(groups))
	}
	name, _, _ := strings.Cut(resource, "/")
	scope, ok := scopes[schema.GroupResource{Group: groups[0], Resource: name}]
	if !ok {
		return inCluster, fmt.Errorf("hack/namespaced/scopes.go does not say whether %s of group %q belong to a namespace", name, groups[0])
	}
	return scope, nil
}
