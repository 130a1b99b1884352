package rig

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"

	"github.com/userprofile-dev/userprofile-operator/api/v1alpha1"
)

// Rig is all that runs.
type Rig struct {
	assets, crds, log, manager string

	progress io.Writer

	// operatorLog takes what the operator logs that is a process of its own.
	operatorLog io.Writer
	begun       time.Time

	// fail ends the run with a reason.
	fail context.CancelCauseFunc

	// endings end what was started, the last one first.
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

func (r *Rig) atEnd(ending func() error) { r.endings = append(r.endings, ending) }

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
