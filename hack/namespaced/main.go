package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "namespaced:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: namespaced CONFIG, the directory config of the repository")
	}
	clusterRoles, err := readClusterRoles(filepath.Join(args[0], "rbac"))
	if err != nil {
		return err
	}
	scopes, err := readScopes(filepath.Join(args[0], "crd", "bases"))
	if err != nil {
		return err
	}
	text := []byte("# Generated from config/rbac by hack/namespaced. DO NOT EDIT.\n")
	for _, clusterRole := range clusterRoles {
		role, err := namespaced(clusterRole, scopes)
		if err != nil {
			return fmt.Errorf("ClusterRole %s: %w", clusterRole.Name, err)
		}
		if len(role.Rules) == 0 {
			continue // all of it was about the cluster
		}
		document, err := yaml.Marshal(role)
		if err != nil {
			return err
		}
		text = append(append(text, "---\n"...), document...)
	}
	return os.WriteFile(filepath.Join(args[0], "namespaced", "rbac", "roles.yaml"), text, 0o644) //nolint:gosec // for everybody
}

// readClusterRoles returns those of all files in a directory, by the names of the files.
func readClusterRoles(dir string) ([]rbacv1.ClusterRole, error) {
	var all []rbacv1.ClusterRole
	err := eachDocument(dir, func(document []byte) error {
		role := rbacv1.ClusterRole{}
		if err := yaml.Unmarshal(document, &role); err != nil || role.Kind != "ClusterRole" {
			return err
		}
		all = append(all, role)
		return nil
	})
	return all, err
}

// eachDocument calls visit with each YAML document of each file in a directory.
func eachDocument(dir string, visit func([]byte) error) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return err
	}
	for _, file := range files {
		text, err := os.ReadFile(file) //nolint:gosec // of the repository
		if err != nil {
			return err
		}
		for document := range bytes.SplitSeq(append([]byte("\n"), text...), []byte("\n---\n")) {
			if err := visit(document); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	return nil
}
