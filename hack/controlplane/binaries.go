package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// binaries are what a directory must hold to count as a control plane.
// envtest and cmd/sandbox look for exactly these names.
var binaries = []string{"etcd", "kube-apiserver", "kubectl"}

// missing returns the binaries that dir does not hold as executable files.
func missing(dir string) []string {
	var names []string
	for _, name := range binaries {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0 {
			names = append(names, name)
		}
	}
	return names
}

// check says what is wrong with a freshly made dir: a binary that is not
// there, does not run on this machine, or is of another version.
func check(ctx context.Context, dir string, v version) error {
	if names := missing(dir); len(names) > 0 {
		return fmt.Errorf("%s was not made", strings.Join(names, ", "))
	}
	for _, probe := range []struct {
		args []string
		want string
	}{
		{[]string{"etcd", "--version"}, "etcd Version"},
		{[]string{"kube-apiserver", "--version"}, v.String()},
		{[]string{"kubectl", "version", "--client"}, v.String()},
	} {
		out, err := output(ctx, command(ctx, dir, filepath.Join(dir, probe.args[0]), probe.args[1:]...))
		if err != nil {
			return fmt.Errorf("%s does not run: %w", probe.args[0], err)
		}
		if !strings.Contains(out, probe.want) {
			return fmt.Errorf("%s says %q, not %s", strings.Join(probe.args, " "), out, probe.want)
		}
	}
	return nil
}
