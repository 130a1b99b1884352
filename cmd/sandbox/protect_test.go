package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// TestNamespaceLabelIsProtected tries out the policy of docs/threat-model.md: people who may edit namespaces, and through
// each of their subresources, cannot let one into a shared connection, or take it out, unless they may edit that too.
func TestNamespaceLabelIsProtected(t *testing.T) {
	t.Parallel()
	const label = "userprofile.acme.example/staff"
	c := newCluster(t)
	c.kubectl(threatModelPolicy(t), "apply", "-f", "-")
	namespaces := rbacv1.PolicyRule{
		APIGroups: []string{""}, Resources: []string{"namespaces", "namespaces/status", "namespaces/finalize"},
		Verbs: []string{"get", "create", "update", "patch"},
	}
	c.grant("labeller", namespaces)
	c.grant("owner", namespaces, rbacv1.PolicyRule{
		APIGroups: []string{"identity.userprofile.dev"}, Resources: []string{"clusterprofiletargets"}, ResourceNames: []string{"staff"},
		Verbs: []string{"update"},
	})
	labeller, owner := c.as("labeller"), c.as("owner")
	write := func(as client.Client, name, subresource string, edit func(*corev1.Namespace)) error {
		namespace := &corev1.Namespace{}
		c.get(client.ObjectKey{Name: name}, namespace)
		edit(namespace)
		if subresource == "" {
			return as.Update(t.Context(), namespace)
		}
		return as.SubResource(subresource).Update(t.Context(), namespace)
	}
	set := func(value string) func(*corev1.Namespace) {
		return func(n *corev1.Namespace) { metav1.SetMetaDataLabel(&n.ObjectMeta, label, value) }
	}
	unset := func(n *corev1.Namespace) { delete(n.Labels, label) }
	another := func(n *corev1.Namespace) { metav1.SetMetaDataLabel(&n.ObjectMeta, "stage", "test") }

	if err := c.Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "team"}}); err != nil {
		t.Fatal(err)
	}
	const policy = "only who may edit the ClusterProfileTarget staff"
	// A policy and a role take effect some time after they are there.
	for deadline := time.Now().Add(patience); ; {
		denied, let := write(labeller, "team", "", set("probe")), write(owner, "team", "", set("probe"))
		if err := write(c.Client, "team", "", unset); err != nil {
			t.Fatal(err)
		}
		if denied != nil && strings.Contains(denied.Error(), policy) && let == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("want the policy to deny the one and to let the other: %v, %v", denied, let)
		}
	}
	for _, step := range []struct {
		what        string
		as          client.Client
		subresource string
		edit        func(*corev1.Namespace)
		denied      bool
	}{
		{"another label", labeller, "", another, false},
		{"the label", labeller, "", set("true"), true},
		{"the label by status", labeller, "status", set("true"), true},
		{"the label by finalize", labeller, "finalize", set("true"), true},
		{"the label by its owner", owner, "", set("true"), false},
		{"another label beside it", labeller, "", another, false},
		{"another value", labeller, "", set("false"), true},
		{"taken away", labeller, "", unset, true},
		{"taken away by its owner", owner, "", unset, false},
	} {
		err := write(step.as, "team", step.subresource, step.edit)
		if said := err != nil && strings.Contains(err.Error(), policy); said != step.denied ||
			(err != nil) != step.denied {
			t.Errorf("%s: %v, want it denied by the policy: %t", step.what, err, step.denied)
		}
	}
	fresh := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "fresh", Labels: map[string]string{label: "true"}}}
	if err := labeller.Create(t.Context(), fresh.DeepCopy()); err == nil {
		t.Error("a new namespace may have the label")
	}
	if err := owner.Create(t.Context(), fresh); err != nil {
		t.Error(err)
	}
}

// The roles that every cluster has let nobody write shared connections: who may is said by binding a role of its own.
func TestSharedConnectionsAreForWhomTheyAreGrantedTo(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "config", "rbac", "*_role.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no roles: %v", err)
	}
	writers := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		role := &rbacv1.ClusterRole{}
		if err := yaml.UnmarshalStrict(text, role); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, rule := range role.Rules {
			writes := slices.ContainsFunc(rule.Verbs, func(verb string) bool { return !slices.Contains([]string{"get", "list", "watch"}, verb) })
			if !writes || !slices.Contains(rule.Resources, "clusterprofiletargets") && !slices.Contains(rule.Resources, "*") {
				continue
			}
			writers++
			for label := range role.Labels {
				if strings.Contains(label, "/aggregate-to-") {
					t.Errorf("%s has everybody write ClusterProfileTargets who has the role in %s", file, label)
				}
			}
		}
	}
	if writers != 1 {
		t.Errorf("%d roles let people write ClusterProfileTargets, want 1", writers)
	}
}

// threatModelPolicy is the manifest in the document.
func threatModelPolicy(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "threat-model.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range yamlBlock.FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(block[1], "ValidatingAdmissionPolicy") {
			return block[1]
		}
	}
	t.Fatal("the threat model has no policy")
	return ""
}

func (c *cluster) grant(user string, rules ...rbacv1.PolicyRule) {
	c.Helper()
	role := &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: user}, Rules: rules}
	binding := &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: user},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: user},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: user}},
	}
	for _, object := range []client.Object{role, binding} {
		if err := c.Create(c.Context(), object); err != nil {
			c.Fatal(err)
		}
	}
}

func (c *cluster) as(user string) client.Client {
	c.Helper()
	config := rest.CopyConfig(c.config)
	config.Impersonate = rest.ImpersonationConfig{UserName: user, Groups: []string{"system:authenticated"}}
	impersonating, err := client.New(config, client.Options{})
	if err != nil {
		c.Fatal(err)
	}
	return impersonating
}
