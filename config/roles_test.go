package config_test

import (
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/discovery"
)

// The Roles of config/namespaced grant what the ClusterRoles of config/default grant, without what belongs to no namespace:
// as the API server says, not as hack/namespaced thinks.
func TestNamespacedRolesAreTheClusterRoles(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	everywhere, confined := render(t, "default"), render(t, "namespaced")
	p.install(everywhere)
	inNamespaces := p.namespacedResources()

	want, got := sets.New[string](), sets.New[string]()
	for _, role := range of[rbacv1.ClusterRole](t, everywhere, "ClusterRole") {
		for permission := range permissions(role.Rules) {
			if inNamespaces.Has(permission.groupResource) {
				want.Insert(role.Name + ": " + permission.String())
			}
		}
	}
	for _, role := range of[rbacv1.Role](t, everywhere, "Role") {
		for permission := range permissions(role.Rules) {
			want.Insert("in its own namespace, " + role.Name + ": " + permission.String())
		}
	}
	for _, role := range of[rbacv1.Role](t, confined, "Role") {
		name, generated := strings.CutPrefix(role.Name, "userprofile-operator-namespaced-")
		for permission := range permissions(role.Rules) {
			if generated {
				got.Insert("userprofile-operator-" + name + ": " + permission.String())
			} else {
				got.Insert("in its own namespace, " + role.Name + ": " + permission.String())
			}
		}
	}
	for missing := range want.Difference(got) {
		t.Errorf("config/namespaced does not grant: %s", missing)
	}
	for more := range got.Difference(want) {
		t.Errorf("config/namespaced alone grants: %s", more)
	}
	if want.Len() < 20 {
		t.Errorf("%d permissions compared: they were not found", want.Len())
	}
}

// Nothing of config/namespaced is cluster-scoped but the kinds, and everything is in its namespace.
func TestNamespacedHasNothingOfTheCluster(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	for _, object := range render(t, "namespaced") {
		if object.GetKind() == "CustomResourceDefinition" {
			continue
		}
		namespaced, err := p.IsObjectNamespaced(object)
		if err != nil {
			t.Fatal(err)
		}
		if !namespaced || object.GetNamespace() != "people" {
			t.Errorf("%s %s is in namespace %q", object.GetKind(), object.GetName(), object.GetNamespace())
		}
	}
}

type permission struct{ groupResource, name, verb string }

func (p permission) String() string {
	return strings.Join([]string{p.verb, p.groupResource, p.name}, " ")
}

// permissions are what rules come to, about resources.
func permissions(rules []rbacv1.PolicyRule) sets.Set[permission] {
	all := sets.New[permission]()
	for _, rule := range rules {
		names := rule.ResourceNames
		if len(names) == 0 {
			names = []string{""}
		}
		for _, group := range rule.APIGroups {
			for _, resource := range rule.Resources {
				for _, name := range names {
					for _, verb := range rule.Verbs {
						all.Insert(permission{groupResource(group, resource), name, verb})
					}
				}
			}
		}
	}
	return all
}

func groupResource(group, resource string) string { return group + "/" + resource }

// namespacedResources are those the API server has in namespaces, subresources included.
func (p *person) namespacedResources() sets.Set[string] {
	p.Helper()
	api, err := discovery.NewDiscoveryClientForConfig(apiServer)
	if err != nil {
		p.Fatal(err)
	}
	all := sets.New[string]()
	p.until(func() string {
		_, lists, err := api.ServerGroupsAndResourcesWithContext(p.Context())
		if err != nil {
			p.Fatal(err)
		}
		for _, list := range lists {
			version, err := schema.ParseGroupVersion(list.GroupVersion)
			if err != nil {
				p.Fatal(err)
			}
			for _, resource := range list.APIResources {
				if resource.Namespaced {
					all.Insert(groupResource(version.Group, resource.Name))
				}
			}
		}
		if !all.HasAll("identity.userprofile.dev/profiletargets/status", "identity.userprofile.dev/userprofileupdates/status") {
			return "the API server does not serve our kinds"
		}
		return ""
	})
	return all
}
