package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// assetsVariable is envtest's own name for the directory of the binaries.
const assetsVariable = "KUBEBUILDER_ASSETS"

// controlPlane is a real API server and its etcd.
type controlPlane struct {
	config      *rest.Config
	environment *envtest.Environment
}

// checkAssets finds a missing binary before anything is started.
func checkAssets(dir string) error {
	if dir == "" {
		return errors.New("--assets or " + assetsVariable + " must name the directory of the control plane: " +
			"use `make demo`, which finds or builds it")
	}
	for _, binary := range []string{"kube-apiserver", "etcd", "kubectl"} {
		if _, err := os.Stat(filepath.Join(dir, binary)); err != nil {
			return fmt.Errorf("no control plane: %w: use `make demo`, which finds or builds it", err)
		}
	}
	return nil
}

// startControlPlane starts the API server with the CRDs in it. It takes some seconds and cannot be interrupted.
func startControlPlane(assets, crds string) (*controlPlane, error) {
	// The variable would overrule the directory.
	if err := os.Setenv(assetsVariable, assets); err != nil {
		return nil, err
	}
	environment := &envtest.Environment{
		BinaryAssetsDirectory:    assets,
		CRDDirectoryPaths:        []string{crds},
		CRDInstallOptions:        envtest.CRDInstallOptions{MaxTime: time.Minute}, // the machine may be busy
		ErrorIfCRDPathMissing:    true,
		ControlPlaneStartTimeout: time.Minute,
		ControlPlaneStopTimeout:  time.Minute,
	}
	config, err := environment.Start()
	if err != nil {
		return nil, fmt.Errorf("start the control plane: %w", errors.Join(err, environment.Stop()))
	}
	return &controlPlane{config: config, environment: environment}, nil
}

// writeKubeconfig writes a file for kubectl.
func (p *controlPlane) writeKubeconfig(path string) error {
	return os.WriteFile(path, p.environment.KubeConfig, 0o600)
}

// createNamespace makes what would be there before the operator is.
func (p *controlPlane) createNamespace(ctx context.Context, name string) error {
	api, err := client.New(p.config, client.Options{})
	if err != nil {
		return err
	}
	return api.Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}})
}

func (p *controlPlane) stop() error {
	if err := p.environment.Stop(); err != nil {
		return fmt.Errorf("stop the control plane: %w", err)
	}
	return nil
}
