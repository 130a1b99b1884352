// Package config_test holds what kustomize makes of config/ to what a real API server says of it.
package config_test

import (
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// apiServer is the real API server that all tests share. It has no controllers: nothing runs what is applied.
var apiServer *rest.Config

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// run runs the tests with an API server, and ends it whatever happens.
func run(m *testing.M) (code int, err error) {
	if assets() == "" {
		return 0, errors.New("KUBEBUILDER_ASSETS is not set: run `make test`, which finds or builds the control plane")
	}
	environment := &envtest.Environment{ControlPlaneStartTimeout: time.Minute, ControlPlaneStopTimeout: time.Minute}
	defer func() { err = errors.Join(err, environment.Stop()) }()
	if apiServer, err = environment.Start(); err != nil {
		return 0, fmt.Errorf("start the control plane: %w", err)
	}
	apiServer.QPS = -1
	return m.Run(), nil
}

// assets is the directory of kube-apiserver, etcd and kubectl.
func assets() string { return os.Getenv("KUBEBUILDER_ASSETS") }
