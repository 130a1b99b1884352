package controllers_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// asOperator returns a configuration with exactly the permissions that config/rbac grants the operator: what it does not
// grant fails in every test.
func asOperator(admin *rest.Config) (*rest.Config, error) {
	text, err := os.ReadFile(filepath.Join("..", "config", "rbac", "role.yaml"))
	if err != nil {
		return nil, err
	}
	role := &rbacv1.ClusterRole{}
	if err := yaml.UnmarshalStrict(text, role); err != nil {
		return nil, fmt.Errorf("read the operator's role: %w", err)
	}
	const name = "operator"
	binding := &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: role.Name},
		Subjects:   []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: name}},
	}
	c, err := client.New(admin, client.Options{Scheme: scheme})
	if err != nil {
		return nil, err
	}
	for _, object := range []client.Object{role, binding} {
		if err := c.Create(context.Background(), object); err != nil {
			return nil, fmt.Errorf("grant the operator's role: %w", err)
		}
	}
	operator := rest.CopyConfig(admin)
	operator.Impersonate = rest.ImpersonationConfig{UserName: name}
	return operator, nil
}
