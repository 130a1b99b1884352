package controllers_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// operatorName is the user as whom the operator works, and the name of what grants it permissions.
const operatorName = "operator"

// permissions are exactly what config/rbac grants the operator: what it does not grant fails in every test.
type permissions struct {
	everywhere rbacv1.ClusterRole

	// own are those in the operator's own namespace.
	own rbacv1.Role
}

func readPermissions() (permissions, error) {
	text, err := os.ReadFile(filepath.Join("..", "config", "rbac", "role.yaml"))
	if err != nil {
		return permissions{}, err
	}
	var p permissions
	documents := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for _, into := range []any{&p.everywhere, &p.own} {
		document, err := documents.Read()
		if err == nil {
			err = yaml.UnmarshalStrict(document, into)
		}
		if err != nil {
			return permissions{}, fmt.Errorf("read the operator's roles: %w", err)
		}
	}
	if _, err := documents.Read(); !errors.Is(err, io.EOF) {
		return permissions{}, errors.New("config/rbac/role.yaml has more than a ClusterRole and a Role")
	}
	return p, nil
}

// asOperator returns a configuration with the operator's permissions everywhere.
func (p permissions) asOperator(admin *rest.Config) (*rest.Config, error) {
	binding := &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: operatorName},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: p.everywhere.Name},
		Subjects:   operatorSubject(),
	}
	if err := grant(admin, p.everywhere.DeepCopy(), binding); err != nil {
		return nil, err
	}
	operator := rest.CopyConfig(admin)
	operator.Impersonate = rest.ImpersonationConfig{UserName: operatorName}
	return operator, nil
}

// grantIn makes the namespace one of the operator's own.
func (p permissions) grantIn(admin *rest.Config, namespace string) error {
	role := p.own.DeepCopy()
	role.Namespace = namespace
	return grant(admin, role, &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: operatorName, Namespace: namespace},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: role.Name},
		Subjects:   operatorSubject(),
	})
}

func operatorSubject() []rbacv1.Subject {
	return []rbacv1.Subject{{APIGroup: rbacv1.GroupName, Kind: rbacv1.UserKind, Name: operatorName}}
}

func grant(admin *rest.Config, objects ...client.Object) error {
	c, err := client.New(admin, client.Options{Scheme: scheme})
	if err != nil {
		return err
	}
	for _, object := range objects {
		if err := c.Create(context.Background(), object); err != nil {
			return fmt.Errorf("grant the operator's permissions: %w", err)
		}
	}
	return nil
}
