package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// assetsVariable is envtest's own name for the directory of the binaries.
const assetsVariable = "KUBEBUILDER_ASSETS"

// A maker fills an empty directory with the binaries.
type maker interface {
	name() string
	fill(ctx context.Context, dir string) error
}

// fromEnvironment takes the directory the caller named. One that is incomplete
// is an error: falling back would test something else than the caller meant.
func fromEnvironment(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if names := missing(dir); len(names) > 0 {
		return "", fmt.Errorf("%s=%s has no executable %s: point it at a directory with %s, or unset it",
			assetsVariable, dir, strings.Join(names, ", "), strings.Join(binaries, ", "))
	}
	return dir, nil
}

// find returns the cached directory, made by the first maker that can.
func find(ctx context.Context, c cache, makers []maker, say say) (string, error) {
	return c.get(ctx, func(work string) (string, error) {
		var reasons []error
		for _, m := range makers {
			dir, err := try(ctx, m, work, c.version)
			if err == nil {
				return dir, nil
			}
			if ctx.Err() != nil {
				return "", errors.New("interrupted")
			}
			say("%s does not provide Kubernetes %s: %v", m.name(), c.version, err)
			reasons = append(reasons, fmt.Errorf("%s: %w", m.name(), err))
		}
		return "", fmt.Errorf("no control plane: %w", errors.Join(reasons...))
	})
}

// try lets m fill a directory of its own below work.
func try(ctx context.Context, m maker, work string, v version) (string, error) {
	dir := filepath.Join(work, m.name())
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	if err := m.fill(ctx, dir); err != nil {
		return "", err
	}
	return dir, check(ctx, dir, v)
}
