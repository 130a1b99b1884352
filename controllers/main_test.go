package controllers_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	logzap "sigs.k8s.io/controller-runtime/pkg/log/zap"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// apiServer is the real API server that all tests share, as a person with all permissions sees it. Each test has a
// namespace of its own.
var apiServer *rest.Config

// operatorAccess is the same as the operator sees it, and granted what it may do.
var (
	operatorAccess *rest.Config
	granted        *permissions
)

// scratch is a directory for what all tests share. It goes when they have ended.
var scratch string

var scheme = newScheme()

func newScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	return scheme
}

func TestMain(m *testing.M) {
	err := prepare()
	code := 1
	if err == nil {
		code, err = run(m)
	}
	if err == nil && code == 0 {
		err = goleak.Find(notOurs...)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// notOurs are goroutines that a manager leaves behind when it stops, which is when a process ends.
var notOurs = []goleak.Option{
	// A watch of metadata that is stopped while it hands on an event (apimachinery, watch.Filter).
	goleak.IgnoreAnyFunction("k8s.io/apimachinery/pkg/watch.(*filteredWatch).loop"),
	// The wait for what is in the cache and handed on, of a manager that is stopped before (controller-runtime does not end it).
	goleak.IgnoreAnyFunction("sigs.k8s.io/controller-runtime/pkg/cache.newMultiNamespaceInformer.func1"),
	goleak.IgnoreAnyFunction("sigs.k8s.io/controller-runtime/pkg/cache.newMultiNamespaceInformerHandlerRegistration.func1"),
	// The event recorder of a manager with leader election (controller-runtime does not stop it).
	goleak.IgnoreAnyFunction("k8s.io/apimachinery/pkg/watch.(*Broadcaster).loop"),
	goleak.IgnoreAnyFunction("k8s.io/client-go/tools/record.(*eventBroadcasterImpl).StartEventWatcher.func1"),
	goleak.IgnoreAnyFunction("k8s.io/client-go/tools/events.(*eventBroadcasterImpl).startEventWatcher.func1"),
	goleak.IgnoreAnyFunction("k8s.io/client-go/tools/events.(*eventBroadcasterImpl).startRecordingEvents.func2"),
	goleak.IgnoreAnyFunction("k8s.io/apimachinery/pkg/util/wait.BackoffUntilWithContext"),
}

func prepare() error {
	if os.Getenv("KUBEBUILDER_ASSETS") == "" {
		return errors.New("KUBEBUILDER_ASSETS is not set: run `make test`, which finds or builds the control plane")
	}
	// envtest's own names for how long a control plane may take. The one of the example heeds them, too.
	for _, variable := range []string{"KUBEBUILDER_CONTROLPLANE_START_TIMEOUT", "KUBEBUILDER_CONTROLPLANE_STOP_TIMEOUT"} {
		if err := os.Setenv(variable, patience.String()); err != nil {
			return err
		}
	}
	ctrl.SetLogger(logzap.New(logzap.WriteTo(logs), logzap.Level(mostVerbose)))
	// Tests of an operator mostly wait, for its retries among other things: more of them than there are processors.
	flag.Parse()
	return flag.Set("test.parallel", "16")
}

// run runs the tests with an API server, ends it whatever happens, and looks at what the operators asked it for.
func run(m *testing.M) (code int, err error) {
	if scratch, err = os.MkdirTemp("", "controllers"); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	if granted, err = readPermissions(filepath.Join("..", "config", "rbac")); err != nil {
		return 0, fmt.Errorf("read the operator's permissions: %w", err)
	}
	environment := &envtest.Environment{
		CRDDirectoryPaths:     []string{filepath.Join("..", "config", "crd", "bases")},
		CRDInstallOptions:     envtest.CRDInstallOptions{MaxTime: patience},
		ErrorIfCRDPathMissing: true,
	}
	log, err := audit(environment.ControlPlane.GetAPIServer(), granted.user(), scratch)
	if err != nil {
		return 0, err
	}
	if code, err = runIn(environment, m); err != nil {
		return 0, err
	}
	return code, log.examine(granted, code == 0)
}

func runIn(environment *envtest.Environment, m *testing.M) (code int, err error) {
	defer func() { err = errors.Join(err, environment.Stop()) }()
	if apiServer, err = environment.Start(); err != nil {
		return 0, fmt.Errorf("start the control plane: %w", err)
	}
	apiServer.QPS = -1
	if operatorAccess, err = granted.asOperator(apiServer); err != nil {
		return 0, err
	}
	return m.Run(), nil
}
