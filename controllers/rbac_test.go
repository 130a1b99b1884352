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
	"sync"

	authenticationv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// permissions are exactly what config/rbac grants the operator's ServiceAccount, as whom it works in every test: what is
// not granted fails there.
type permissions struct {
	account *corev1.ServiceAccount

	// everywhere and own are what grants them: the latter in the operator's own namespace, and each test has one.
	everywhere, own []client.Object

	// list is what they come to.
	list []permission

	mu            sync.Mutex
	ownNamespaces map[string]bool
}

// readPermissions reads what kustomize would deploy, but for prefixes of names. Roles that are bound to nobody there are
// for people.
func readPermissions(directory string) (*permissions, error) {
	objects, err := readManifests(directory)
	if err != nil {
		return nil, err
	}
	p := &permissions{ownNamespaces: map[string]bool{}}
	roles := map[rbacv1.RoleRef]client.Object{}
	for _, object := range objects {
		switch object := object.(type) {
		case *corev1.ServiceAccount:
			p.account = object
		case *rbacv1.ClusterRole:
			roles[rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: object.Name}] = object
		case *rbacv1.Role:
			roles[rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: object.Name}] = object
		}
	}
	for _, object := range objects {
		switch binding := object.(type) {
		case *rbacv1.ClusterRoleBinding:
			err = errors.Join(err, p.bind(&p.everywhere, binding, roles[binding.RoleRef], binding.Subjects))
		case *rbacv1.RoleBinding:
			err = errors.Join(err, p.bind(&p.own, binding, roles[binding.RoleRef], binding.Subjects))
		}
	}
	return p, err
}

// bind adds what the binding of a role grants to the operator, there.
func (p *permissions) bind(there *[]client.Object, binding, role client.Object, subjects []rbacv1.Subject) error {
	operator := rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Namespace: p.account.Namespace, Name: p.account.Name}
	if len(subjects) != 1 || subjects[0] != operator {
		return fmt.Errorf("%s binds %v, which is not the operator alone", binding.GetName(), subjects)
	}
	var rules []rbacv1.PolicyRule
	switch role := role.(type) {
	case *rbacv1.ClusterRole:
		rules = role.Rules
	case *rbacv1.Role:
		rules = role.Rules
	default:
		return fmt.Errorf("%s binds a role that is not there", binding.GetName())
	}
	*there = append(*there, role, binding)
	p.list = append(p.list, permissionsIn(rules, there == &p.own)...)
	return nil
}

// readManifests returns the objects in the files that a kustomization lists.
func readManifests(directory string) ([]client.Object, error) {
	text, err := os.ReadFile(filepath.Join(directory, "kustomization.yaml"))
	if err != nil {
		return nil, err
	}
	var kustomization struct {
		Resources []string `json:"resources"`
	}
	if err := yaml.Unmarshal(text, &kustomization); err != nil {
		return nil, err
	}
	var objects []client.Object
	for _, name := range kustomization.Resources {
		inFile, err := readObjects(filepath.Join(directory, name))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		objects = append(objects, inFile...)
	}
	return objects, nil
}

func readObjects(path string) ([]client.Object, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	documents := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	var objects []client.Object
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		object, _, err := decoder.Decode(document, nil, nil)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object.(client.Object))
	}
}

// user is what the API server calls the operator (Kubernetes, Authenticating, Service account tokens).
func (p *permissions) user() string {
	return "system:serviceaccount:" + p.account.Namespace + ":" + p.account.Name
}

// asOperator makes the operator's account, with the permissions that it has everywhere, and returns a configuration with a
// token of it.
func (p *permissions) asOperator(admin *rest.Config) (*rest.Config, error) {
	account := p.account.DeepCopy()
	namespace := &corev1.Namespace{}
	namespace.Name = account.Namespace
	if err := grant(admin, append([]client.Object{namespace, account}, p.everywhere...)...); err != nil {
		return nil, err
	}
	c, err := client.New(admin, client.Options{Scheme: scheme})
	if err != nil {
		return nil, err
	}
	request := &authenticationv1.TokenRequest{}
	if err := c.SubResource("token").Create(context.Background(), account, request); err != nil {
		return nil, fmt.Errorf("request a token of the operator: %w", err)
	}
	operator := rest.AnonymousClientConfig(admin)
	operator.BearerToken = request.Status.Token
	return operator, nil
}

// grantIn makes the namespace one of the operator's own.
func (p *permissions) grantIn(admin *rest.Config, namespace string) error {
	p.mu.Lock()
	p.ownNamespaces[namespace] = true
	p.mu.Unlock()
	var there []client.Object
	for _, object := range p.own {
		object := object.DeepCopyObject().(client.Object)
		object.SetNamespace(namespace)
		there = append(there, object)
	}
	return grant(admin, there...)
}

// isOwn tells whether the namespace is one of the operator's own.
func (p *permissions) isOwn(namespace string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ownNamespaces[namespace]
}

func grant(admin *rest.Config, objects ...client.Object) error {
	c, err := client.New(admin, client.Options{Scheme: scheme})
	if err != nil {
		return err
	}
	for _, object := range objects {
		if err := c.Create(context.Background(), object.DeepCopyObject().(client.Object)); err != nil {
			return fmt.Errorf("grant the operator's permissions: %w", err)
		}
	}
	return nil
}
