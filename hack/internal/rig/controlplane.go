package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// assetsVariable is envtest's own name for the directory of the binaries.
const assetsVariable = "KUBEBUILDER_ASSETS"

// StartControlPlane starts an API server and its etcd, with the CRDs in it. It takes some seconds, which the end of the
// context does not shorten. It may be called once.
func (r *Rig) StartControlPlane(ctx context.Context) (*rest.Config, error) {
	if err := checkAssets(r.assets); err != nil {
		return nil, err
	}
	// The variable would overrule the directory.
	if err := os.Setenv(assetsVariable, r.assets); err != nil {
		return nil, err
	}
	dir, err := r.tempDir()
	if err != nil {
		return nil, err
	}
	r.environment = &envtest.Environment{
		BinaryAssetsDirectory:    r.assets,
		CRDDirectoryPaths:        []string{r.crds},
		CRDInstallOptions:        envtest.CRDInstallOptions{MaxTime: time.Minute}, // the machine may be busy
		ErrorIfCRDPathMissing:    true,
		ControlPlaneStartTimeout: time.Minute,
		ControlPlaneStopTimeout:  time.Minute,
	}
	// In directories of ours, which outlive a restart.
	r.environment.ControlPlane.Etcd = &envtest.Etcd{DataDir: filepath.Join(dir, "etcd")}
	server := r.environment.ControlPlane.GetAPIServer()
	server.CertDir = dir
	// Otherwise it waits for who watches, for a minute.
	server.Configure().Set("shutdown-watch-termination-grace-period", "1s")
	r.atEnd(func() error {
		if err := r.environment.Stop(); err != nil {
			return fmt.Errorf("stop the control plane: %w", err)
		}
		return nil
	})
	config, err := r.environment.Start()
	if err != nil {
		return nil, fmt.Errorf("start the control plane: %w", err)
	}
	config.QPS = -1 // as for the manager: the API server knows best what it can take
	if err := askForEachKind(ctx, config); err != nil {
		return nil, err
	}
	r.config = config
	r.Sayf("a control plane runs at %s", config.Host)
	return config, nil
}

// askForEachKind has the API server get ready to serve each of our kinds. It does that when it is first asked for one, and
// sends whoever that is away for a second, which is no time of the operator's.
func askForEachKind(ctx context.Context, config *rest.Config) error {
	c, err := NewClient(config)
	if err != nil {
		return err
	}
	for _, list := range []client.ObjectList{
		&v1alpha1.UserProfileUpdateList{}, &v1alpha1.ProfileTargetList{}, &v1alpha1.ClusterProfileTargetList{},
	} {
		if err := c.List(ctx, list); err != nil {
			return fmt.Errorf("ask for a kind for the first time: %w", err)
		}
	}
	return nil
}

// RestartControlPlane ends the API server and its etcd, and starts them again on the same data and addresses after they were
// down for a while.
func (r *Rig) RestartControlPlane(ctx context.Context, down time.Duration) error {
	if err := r.environment.ControlPlane.Stop(); err != nil {
		return fmt.Errorf("stop the control plane: %w", err)
	}
	select {
	case <-time.After(down):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if err := r.environment.ControlPlane.Start(); err != nil {
		return fmt.Errorf("start the control plane again: %w", err)
	}
	return nil
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
