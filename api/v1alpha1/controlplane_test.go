package v1alpha1_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// A controlPlane is a real API server with the CRDs of config/crd.
type controlPlane struct {
	client.Client // strict, typed

	rest       rest.Interface // for bytes as they stand in a file
	kubectl    string         // the binary
	kubeconfig string         // a file
	env        *envtest.Environment
	dir        string
}

// theControlPlane starts on first use, so that a test that needs none does not wait for it.
var theControlPlane = sync.OnceValues(startControlPlane)

// started is set once theControlPlane has something to stop.
var started *controlPlane

// withControlPlane returns the one control plane of this package. A missing binary is a failure, never a skip.
func withControlPlane(t *testing.T) *controlPlane {
	t.Helper()
	cp, err := theControlPlane()
	if err != nil {
		t.Fatal(err)
	}
	return cp
}

func startControlPlane() (*controlPlane, error) {
	binaries, err := findBinaries()
	if err != nil {
		return nil, err
	}

	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return nil, err
	}
	cp := &controlPlane{
		kubectl: filepath.Join(binaries, "kubectl"),
		env: &envtest.Environment{
			CRDDirectoryPaths:        []string{filepath.Join("..", "..", "config", "crd", "bases")},
			CRDInstallOptions:        envtest.CRDInstallOptions{MaxTime: time.Minute}, // the machine may be busy
			ErrorIfCRDPathMissing:    true,
			ControlPlaneStartTimeout: time.Minute,
			ControlPlaneStopTimeout:  time.Minute,
		},
	}
	config, err := cp.env.Start()
	if err != nil {
		return nil, fmt.Errorf("start the control plane: %w", errors.Join(err, cp.env.Stop()))
	}
	started = cp
	config.QPS = -1

	if cp.Client, err = client.New(config, client.Options{Scheme: scheme, FieldValidation: "Strict"}); err != nil {
		return nil, err
	}
	config = rest.CopyConfig(config)
	config.APIPath = "/apis"
	config.GroupVersion = &v1alpha1.GroupVersion
	config.NegotiatedSerializer = serializer.NewCodecFactory(scheme).WithoutConversion()
	if cp.rest, err = rest.RESTClientFor(config); err != nil {
		return nil, err
	}
	if cp.dir, err = os.MkdirTemp("", "api-test-"); err != nil {
		return nil, err
	}
	cp.kubeconfig = filepath.Join(cp.dir, "kubeconfig")
	return cp, os.WriteFile(cp.kubeconfig, cp.env.KubeConfig, 0o600)
}

// findBinaries returns the directory that `make test` names. Without it envtest would look elsewhere, and speak of that.
func findBinaries() (string, error) {
	const variable = "KUBEBUILDER_ASSETS"
	dir := os.Getenv(variable)
	if dir == "" {
		return "", errors.New(variable + " is not set: run `make test`, which finds or builds the control plane")
	}
	for _, binary := range []string{"etcd", "kube-apiserver", "kubectl"} {
		if _, err := os.Stat(filepath.Join(dir, binary)); err != nil {
			return "", fmt.Errorf("%s: %w: run `make test`, which finds or builds the control plane", variable, err)
		}
	}
	return dir, nil
}

func stopControlPlane() {
	if started == nil {
		return
	}
	if err := errors.Join(started.env.Stop(), os.RemoveAll(started.dir)); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}
