package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

var someScopes = map[schema.GroupResource]scope{
	{Resource: "secrets"}:                          inNamespace,
	{Resource: "namespaces"}:                       inCluster,
	{Group: "example.com", Resource: "things"}:     inNamespace,
	{Group: "example.com", Resource: "everywhere"}: inCluster,
}

func TestNamespaced(t *testing.T) {
	t.Parallel()
	rule := func(group string, resources ...string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{APIGroups: []string{group}, Resources: resources, Verbs: []string{"get"}}
	}
	for name, test := range map[string]struct {
		rules, want []rbacv1.PolicyRule
	}{
		"of a namespace": {[]rbacv1.PolicyRule{rule("", "secrets")}, []rbacv1.PolicyRule{rule("", "secrets")}},
		"of the cluster": {[]rbacv1.PolicyRule{rule("", "namespaces")}, nil},
		"of no resource": {[]rbacv1.PolicyRule{{NonResourceURLs: []string{"/metrics"}, Verbs: []string{"get"}}}, nil},
		"some of one":    {[]rbacv1.PolicyRule{rule("", "namespaces", "secrets")}, []rbacv1.PolicyRule{rule("", "secrets")}},
		"one of two":     {[]rbacv1.PolicyRule{rule("", "namespaces"), rule("", "secrets")}, []rbacv1.PolicyRule{rule("", "secrets")}},
		"subresources": {
			[]rbacv1.PolicyRule{rule("example.com", "everywhere/status", "things/status")},
			[]rbacv1.PolicyRule{rule("example.com", "things/status")},
		},
		"nothing was there": {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			labels := map[string]string{"rbac.authorization.k8s.io/aggregate-to-view": "true"}
			got, err := namespaced(rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: "some", Labels: labels}, Rules: test.rules}, someScopes)
			if err != nil {
				t.Fatal(err)
			}
			want := &rbacv1.Role{
				TypeMeta:   metav1.TypeMeta{APIVersion: "rbac.authorization.k8s.io/v1", Kind: "Role"},
				ObjectMeta: metav1.ObjectMeta{Name: "namespaced-some", Namespace: "system"},
				Rules:      test.want,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("role (-want +got):\n%s", diff)
			}
		})
	}
}

// What it does not know it does not guess.
func TestUnknownScope(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rule rbacv1.PolicyRule
		want string
	}{
		"unknown resource": {
			rbacv1.PolicyRule{APIGroups: []string{"apps"}, Resources: []string{"secrets"}},
			`scopes.go does not say whether secrets of group "apps"`,
		},
		"everything": {rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"*"}}, `whether * of group ""`},
		"two groups": {rbacv1.PolicyRule{APIGroups: []string{"", "apps"}, Resources: []string{"secrets"}}, "make a rule of each"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			role, err := namespaced(rbacv1.ClusterRole{Rules: []rbacv1.PolicyRule{test.rule}}, someScopes)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, %v; want an error with %q", role, err, test.want)
			}
		})
	}
}
