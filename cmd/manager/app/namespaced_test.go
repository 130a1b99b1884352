package app_test

import (
	"net"
	"testing"

	authorizationv1 "k8s.io/api/authorization/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
)

// The operator of config/namespaced works with what its Roles grant, in its namespace.
func TestConfinedToANamespace(t *testing.T) {
	t.Parallel()
	c := newCluster(t, "namespaced", "people")
	elsewhere := c.declare("strangers")
	r := c.start()
	c.updatesSomebody("people")

	c.get(client.ObjectKeyFromObject(elsewhere), elsewhere)
	if got := elsewhere.Status.ObservedGeneration; got > 0 {
		t.Errorf("an update in another namespace was looked at, as of generation %d", got)
	}
	if connection, err := net.Dial("tcp", r.metrics); err == nil {
		_ = connection.Close()
		t.Error("metrics are served, which takes permissions that it does not have")
	}
	probes(c, r)

	operator, err := client.New(c.as(c.token("people", c.deployment.Spec.Template.Spec.ServiceAccountName)), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for namespace, want := range map[string]bool{"people": true, "strangers": false, "": false} {
		review := &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{
			ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: namespace, Verb: "list", Resource: "secrets"},
		}}
		if err := operator.Create(t.Context(), review); err != nil {
			t.Fatal(err)
		}
		if review.Status.Allowed != want {
			t.Errorf("Secrets of namespace %q: allowed %t, want %t", namespace, review.Status.Allowed, want)
		}
	}
}
