package rig

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/envtest"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// Rig is all that runs.
type Rig struct {
	assets, crds, log, manager string

	progress io.Writer

	// operatorLog takes what the operator logs that is a process of its own.
	operatorLog io.Writer
	begun       time.Time

	environment *envtest.Environment
	config      *rest.Config // of the control plane

	// fail ends the run with a reason.
	fail context.CancelCauseFunc

	// endings end what was started, the last one first. The lock is theirs: programs start at any time.
	mu      sync.Mutex
	endings []func() error
}

func (r *Rig) run(ctx context.Context, b Benchmark) (result Result, err error) {
	r.begun = time.Now()
	ctx, r.fail = context.WithCancelCause(ctx)
	defer r.fail(nil)
	defer func() { err = errors.Join(err, r.end()) }()
	if err := r.startLog(); err != nil {
		return nil, err
	}
	return b.Run(ctx, r)
}

// Sayf tells the person who waits how far things are.
func (r *Rig) Sayf(format string, args ...any) {
	_, _ = fmt.Fprintf(r.progress, "%5.1f s  %s\n", time.Since(r.begun).Seconds(), fmt.Sprintf(format, args...))
}

// Tell tells them what is no step of the run.
func (r *Rig) Tell(text string) { _, _ = io.WriteString(r.progress, text) }

// Fail ends the run for a reason that shows in another goroutine than that of Run.
func (r *Rig) Fail(reason error) { r.fail(reason) }

// Guard ends the run instead of the process, which would leave its children behind, when a goroutine panics that defers it.
func (r *Rig) Guard() {
	if reason := recover(); reason != nil {
		r.fail(fmt.Errorf("panic: %v\n%s", reason, debug.Stack()))
	}
}

func (r *Rig) atEnd(ending func() error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.endings = append(r.endings, ending)
}

// tempDir is a new directory, which goes at the end.
func (r *Rig) tempDir() (string, error) {
	dir, err := os.MkdirTemp("", "rig-")
	if err != nil {
		return "", err
	}
	r.atEnd(func() error { return os.RemoveAll(dir) })
	return dir, nil
}

func (r *Rig) end() error {
	var errs []error
	for _, ending := range slices.Backward(r.endings) {
		errs = append(errs, ending())
	}
	if len(r.endings) > 0 {
		r.Sayf("everything has ended")
	}
	return errors.Join(errs...)
}

// NewScheme returns one with the types that the operator and the benchmarks use.
func NewScheme() *runtime.Scheme {
	scheme := runtime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	return scheme
}
