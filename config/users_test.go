package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// What config/rbac adds to the roles of every cluster, as the API server decides about people who have one of them in a
// namespace. Secrets stand for what the roles have without us.
func TestWhatPeopleMay(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	p.install(render(t, "default"))
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "people-"}}
	if err := p.Create(t.Context(), namespace); err != nil {
		t.Fatal(err)
	}
	for _, role := range []string{"view", "edit", "admin"} {
		p.aggregate(role)
		p.bind(namespace.Name, role)
	}
	const (
		updates = "userprofileupdates.identity.userprofile.dev"
		targets = "profiletargets.identity.userprofile.dev"
	)
	all := []string{"create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"}
	read := []string{"get", "list", "watch"}
	want := map[string]map[string][]string{
		"nobody": {},
		"view":   {updates: read, targets: read},
		"edit":   {updates: all, targets: read, "secrets": all},
		"admin":  {updates: all, targets: all, "secrets": all},
	}
	p.until(func() string {
		got := map[string]map[string][]string{}
		for user := range want {
			got[user] = map[string][]string{}
			for _, resource := range []string{updates, updates + "/status", targets, targets + "/status", "secrets"} {
				if may := p.verbs(namespace.Name, user, resource, all); len(may) > 0 {
					got[user][resource] = may
				}
			}
		}
		return cmp.Diff(want, got)
	})
}

// aggregate does for a role of the cluster what the controller of the kube-controller-manager does, which does not run
// here: it gathers the rules of all ClusterRoles with the labels that the role asks for. What it asks for is the real one's.
func (p *person) aggregate(name string) {
	p.Helper()
	role := &rbacv1.ClusterRole{}
	if err := p.Get(p.Context(), client.ObjectKey{Name: name}, role); err != nil {
		p.Fatal(err) // the API server makes it before it is ready
	}
	before := role.DeepCopy()
	role.Rules = nil
	for _, selected := range role.AggregationRule.ClusterRoleSelectors {
		selector, err := metav1.LabelSelectorAsSelector(&selected)
		if err != nil {
			p.Fatal(err)
		}
		found := &rbacv1.ClusterRoleList{}
		if err := p.List(p.Context(), found, client.MatchingLabelsSelector{Selector: selector}); err != nil {
			p.Fatal(err)
		}
		for _, part := range found.Items {
			role.Rules = append(role.Rules, part.Rules...)
		}
	}
	if err := p.Patch(p.Context(), role, client.MergeFrom(before)); err != nil {
		p.Fatal(err)
	}
}

// bind gives a user of the name of a ClusterRole that role in a namespace.
func (p *person) bind(namespace, role string) {
	p.Helper()
	err := p.Create(p.Context(), &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: role},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: role}},
	})
	if err != nil {
		p.Fatal(err)
	}
}

// verbs are those of all that the API server lets the user do with a resource, written as resource.group/subresource.
func (p *person) verbs(namespace, user, resource string, all []string) []string {
	p.Helper()
	resource, subresource, _ := strings.Cut(resource, "/")
	resource, group, _ := strings.Cut(resource, ".")
	return slices.DeleteFunc(slices.Clone(all), func(verb string) bool {
		review := &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{
			User: user,
			ResourceAttributes: &authorizationv1.ResourceAttributes{
				Namespace: namespace, Verb: verb, Group: group, Resource: resource, Subresource: subresource,
			},
		}}
		if err := p.Create(p.Context(), review); err != nil {
			p.Fatal(err)
		}
		return !review.Status.Allowed
	})
}
