package controllers_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	rbacv1 "k8s.io/api/rbac/v1"
)

// permission is one thing that may be done: a verb with a resource of a group. A wildcard is one that nothing makes use of.
type permission struct {
	verb, resource, group string

	// name of the only object it is about; "" if it is about all.
	name string

	// own limits it to the operator's own namespace.
	own bool
}

// request is something that the operator asked the API server for. The resource is the path if it is none.
type request struct {
	verb, resource, group, namespace, name string

	// own tells that the namespace is the operator's.
	own bool

	// denied tells that no permission allowed it.
	denied bool
}

// permissionsIn are those of the rules of a role, which is bound in the operator's own namespace only or everywhere.
func permissionsIn(rules []rbacv1.PolicyRule, own bool) []permission {
	var all []permission
	for _, rule := range rules {
		names := rule.ResourceNames
		if len(names) == 0 {
			names = []string{""}
		}
		for _, verb := range rule.Verbs {
			for _, path := range rule.NonResourceURLs {
				all = append(all, permission{verb: verb, resource: path})
			}
			for _, group := range rule.APIGroups {
				for _, resource := range rule.Resources {
					for _, name := range names {
						all = append(all, permission{verb: verb, resource: resource, group: group, name: name, own: own})
					}
				}
			}
		}
	}
	return all
}

// allows tells whether the request makes use of the permission.
func (p permission) allows(r request) bool {
	return p.verb == r.verb && p.resource == r.resource && p.group == r.group &&
		(p.name == "" || p.name == r.name) && (!p.own || r.own)
}

func (p permission) String() string {
	text := p.verb + " " + inGroup(p.resource, p.group)
	if p.name != "" {
		text += " " + p.name
	}
	if p.own {
		text += " in the operator's own namespace"
	}
	return text
}

func (r request) String() string {
	return fmt.Sprintf("%s %s %s/%s", r.verb, inGroup(r.resource, r.group), r.namespace, r.name)
}

func inGroup(resource, group string) string {
	if group == "" {
		return resource
	}
	return resource + "." + group
}

// deniedTo is an error for each kind of request that was denied.
func deniedTo(asked []request) error {
	var errs []error
	for _, r := range sorted(asked) {
		if r.denied {
			errs = append(errs, fmt.Errorf("the operator was denied what it asked for: %s: "+
				"grant it with a marker kubebuilder:rbac and `make manifests`, or do not ask for it", r))
		}
	}
	return errors.Join(errs...)
}

// superfluous is an error for each permission that no request made use of.
func superfluous(granted []permission, asked []request) error {
	var errs []error
	for _, p := range sorted(granted) {
		used := func(r request) bool { return !r.denied && p.allows(r) }
		if !slices.ContainsFunc(asked, used) && !testedElsewhere(p) {
			errs = append(errs, fmt.Errorf("the operator is granted what no test makes use of: %s: take it out of the marker "+
				"kubebuilder:rbac and `make manifests`, or out of config/rbac, or test what needs it", p))
		}
	}
	return errors.Join(errs...)
}

// testedElsewhere are the permissions of the metrics server, which asks who calls and whether they may: cmd/manager/app
// has the tests of it.
func testedElsewhere(p permission) bool {
	return p.group == "authentication.k8s.io" && p.resource == "tokenreviews" ||
		p.group == "authorization.k8s.io" && p.resource == "subjectaccessreviews"
}

// sorted by their text, each text once.
func sorted[T fmt.Stringer](all []T) []T {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b T) int { return cmp.Compare(a.String(), b.String()) })
	return slices.CompactFunc(all, func(a, b T) bool { return a.String() == b.String() })
}

// What was granted and not used is named, whatever it hides behind; what was used is not.
func TestSuperfluousPermissions(t *testing.T) {
	t.Parallel()
	const group = "identity.userprofile.dev"
	list := request{verb: "list", resource: "things", group: group}
	key := request{verb: "get", resource: "secrets", namespace: "system", name: "key", own: true}
	for name, test := range map[string]struct {
		rule  rbacv1.PolicyRule
		own   bool
		asked []request
		want  []string // parts of the message
	}{
		"used": {
			rule:  rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{"things"}, Verbs: []string{"list"}},
			asked: []request{list},
		},
		"one verb of two": {
			rule:  rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{"things"}, Verbs: []string{"list", "delete"}},
			asked: []request{list},
			want:  []string{"delete things." + group},
		},
		"one resource of two": {
			rule:  rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{"things", "others"}, Verbs: []string{"list"}},
			asked: []request{list},
			want:  []string{"list others." + group},
		},
		"another group": {
			rule:  rbacv1.PolicyRule{APIGroups: []string{group, ""}, Resources: []string{"things"}, Verbs: []string{"list"}},
			asked: []request{list},
			want:  []string{"list things"},
		},
		"a subresource": {
			rule:  rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{"things", "things/status"}, Verbs: []string{"list"}},
			asked: []request{list},
			want:  []string{"list things/status." + group},
		},
		"wildcards": {
			rule:  rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{"*"}, Verbs: []string{"*"}},
			asked: []request{list},
			want:  []string{"* *." + group},
		},
		"a name": {
			rule: rbacv1.PolicyRule{
				APIGroups: []string{""}, Resources: []string{"secrets"}, ResourceNames: []string{"key", "other"}, Verbs: []string{"get"},
			},
			own:   true,
			asked: []request{key},
			want:  []string{"get secrets other in the operator's own namespace"},
		},
		"in other namespaces only": {
			rule:  rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"get"}},
			own:   true,
			asked: []request{{verb: "get", resource: "secrets", namespace: "people", name: "key"}},
			want:  []string{"get secrets in the operator's own namespace"},
		},
		"asked for and denied": {
			rule:  rbacv1.PolicyRule{APIGroups: []string{group}, Resources: []string{"things"}, Verbs: []string{"list"}},
			asked: []request{{verb: "list", resource: "things", group: group, denied: true}},
			want:  []string{"list things." + group},
		},
		"a path": {
			rule:  rbacv1.PolicyRule{NonResourceURLs: []string{"/healthz", "/metrics"}, Verbs: []string{"get"}},
			asked: []request{{verb: "get", resource: "/healthz"}},
			want:  []string{"get /metrics"},
		},
		"tested elsewhere": {
			rule: rbacv1.PolicyRule{
				APIGroups: []string{"authentication.k8s.io"}, Resources: []string{"tokenreviews"}, Verbs: []string{"create"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			granted := permissionsIn([]rbacv1.PolicyRule{test.rule}, test.own)
			compareErrors(t, superfluous(granted, test.asked), test.want, "the operator is granted what no test makes use of: ")
		})
	}
}

func TestDeniedRequests(t *testing.T) {
	t.Parallel()
	allowed := request{verb: "get", resource: "secrets", namespace: "people", name: "key"}
	denied := request{verb: "patch", resource: "events", group: "events.k8s.io", namespace: "people", name: "x", denied: true}
	err := deniedTo([]request{denied, allowed, denied})
	compareErrors(t, err, []string{"patch events.events.k8s.io people/x"}, "the operator was denied what it asked for: ")
	compareErrors(t, deniedTo([]request{allowed}), nil, "")
}

// compareErrors compares what the errors are about, which follows the prefix.
func compareErrors(t *testing.T, err error, want []string, prefix string) {
	t.Helper()
	var got []string
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			rest, found := strings.CutPrefix(err.Error(), prefix)
			if !found {
				t.Errorf("%q does not begin with %q", err, prefix)
			}
			what, _, _ := strings.Cut(rest, ": ")
			got = append(got, what)
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
