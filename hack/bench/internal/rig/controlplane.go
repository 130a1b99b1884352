package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// assetsVariable is envtest's own name for the directory of the binaries.
const assetsVariable = "KUBEBUILDER_ASSETS"

// StartControlPlane starts an API server and its etcd, with the CRDs in it. It takes some seconds, which the end of the
// context does not shorten.
func (r *Rig) StartControlPlane(ctx context.Context) (*rest.Config, error) {
	if err := checkAssets(r.assets); err != nil {
		return nil, err
	}
	// The variable would overrule the directory.
	if err := os.Setenv(assetsVariable, r.assets); err != nil {
		return nil, err
	}
	environment := &envtest.Environment{
		BinaryAssetsDirectory:    r.assets,
		CRDDirectoryPaths:        []string{r.crds},
		ErrorIfCRDPathMissing:    true,
		ControlPlaneStartTimeout: time.Minute, // the machine may be busy
	}
	r.atEnd(func() error {
		if err := environment.Stop(); err != nil {
			return fmt.Errorf("stop the control plane: %w", err)
		}
		return nil
	})
	config, err := environment.Start()
	if err != nil {
		return nil, fmt.Errorf("start the control plane: %w", err)
	}
	config.QPS = -1 // as for the manager: the API server knows best what it can take
	r.Sayf("a control plane runs at %s", config.Host)
	return config, context.Cause(ctx)
}

// checkAssets finds a missing binary before anything is started.
func checkAssets(dir string) error {
	if dir == "" {
		return errors.New("--assets or " + assetsVariable + " must name the directory of the control plane: " +
			"`make controlplane` finds or builds it")
	}
	for _, binary := range []string{"kube-apiserver", "etcd"} {
		if _, err := os.Stat(filepath.Join(dir, binary)); err != nil {
			return fmt.Errorf("no control plane: %w: `make controlplane` finds or builds it", err)
		}
	}
	return nil
}
