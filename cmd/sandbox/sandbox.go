package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"sigs.k8s.io/controller-runtime/pkg/client"
)

// sandbox is all that runs.
type sandbox struct {
	options

	out      printer
	samples  samples
	services []*service
	operator *operator
	reader   client.Reader
	kubectl  kubectl

	// endings end what was started, the last one first.
	endings []func() error
}

// run starts everything, shows it, and ends it. The end of ctx ends the show early.
func run(ctx context.Context, o options, stdout io.Writer) (err error) {
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	s := &sandbox{options: o, out: printer{to: stdout}}
	defer func() { err = errors.Join(err, s.end()) }()
	if err := s.begin(ctx, fail); err != nil {
		return err
	}
	return s.show(ctx)
}

// begin starts everything. The vendors come first: their ports are what is most likely to be taken.
func (s *sandbox) begin(ctx context.Context, fail func(error)) (err error) {
	if s.samples, err = readSamples(s.options.samples); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "userprofile-sandbox-")
	if err != nil {
		return err
	}
	s.atEnd(func() error { return os.RemoveAll(dir) })
	if err := s.beginVendors(ctx); err != nil {
		return err
	}
	plane, err := s.beginControlPlane(ctx)
	if err != nil {
		return err
	}
	s.kubectl = kubectl{
		path:       filepath.Join(s.assets, "kubectl"),
		kubeconfig: filepath.Join(dir, "kubeconfig"),
		cache:      filepath.Join(dir, "cache"),
		out:        s.out,
	}
	if err := plane.writeKubeconfig(s.kubectl.kubeconfig); err != nil {
		return err
	}
	if s.reader, err = client.New(plane.config, client.Options{}); err != nil {
		return err
	}
	return s.beginOperator(plane, filepath.Join(dir, "operator.log"), fail)
}

func (s *sandbox) beginVendors(ctx context.Context) error {
	addresses, err := s.samples.addresses()
	if err != nil {
		return err
	}
	s.out.heading("The vendors, simulated")
	for _, at := range addresses {
		served, err := serve(ctx, at)
		if err != nil {
			return err
		}
		s.atEnd(served.stop)
		s.services = append(s.services, served)
		s.out.sayf("%s at http://%s: %s with %d users", served.name, served.host, served.what(), len(served.profiles()))
	}
	return nil
}

func (s *sandbox) beginControlPlane(ctx context.Context) (*controlPlane, error) {
	s.out.heading("A real kube-apiserver and etcd")
	plane, err := startControlPlane(s.assets, s.crds)
	if err != nil {
		return nil, err
	}
	s.atEnd(plane.stop)
	if err := plane.createNamespace(ctx, operatorNamespace); err != nil {
		return nil, cmp.Or(context.Cause(ctx), err)
	}
	s.out.sayf("%s, with the CRDs of %s", plane.config.Host, s.crds)
	return plane, context.Cause(ctx)
}

func (s *sandbox) beginOperator(plane *controlPlane, log string, fail func(error)) (err error) {
	s.out.heading("The operator")
	if s.operator, err = startOperator(plane.config, log, fail); err != nil {
		return err
	}
	s.atEnd(s.operator.stop)
	s.out.sayf("its log: %s", log)
	return nil
}

func (s *sandbox) atEnd(ending func() error) { s.endings = append(s.endings, ending) }

// end ends what begin started.
func (s *sandbox) end() error {
	s.out.sayf("\nStopping what was started.")
	var errs []error
	for _, ending := range slices.Backward(s.endings) {
		errs = append(errs, ending())
	}
	return errors.Join(errs...)
}

// logLines of the operator are shown when something went wrong.
const logLines = 20

// show applies the samples and shows what comes of them. With --once that is all; else it stays, even if a sample did
// not do as it should, for people to find out why.
func (s *sandbox) show(ctx context.Context) error {
	before := s.profiles()
	shortfall := s.converge(ctx)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := s.present(ctx, before); err != nil {
		return errors.Join(shortfall, err)
	}
	if shortfall == nil {
		s.out.sayf("\nEvery sample reached the outcome that its file says.")
	} else {
		s.out.sayf("\nThe last lines of the operator's log:\n%s\n%v", s.operator.tail(logLines), shortfall)
	}
	if s.once {
		return shortfall
	}
	return errors.Join(shortfall, s.stay(ctx))
}

// converge applies the samples and waits for their outcomes, while kubectl watches how they come about.
func (s *sandbox) converge(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, s.timeout, fmt.Errorf("no end within %s", s.timeout))
	defer cancel()
	watch, err := s.kubectl.watch("get", "upu", "-n", s.samples.namespace(), "--watch")
	if err != nil {
		return err
	}
	defer watch.stop()
	s.out.heading("The samples")
	if err := s.apply(ctx); err != nil {
		return err
	}
	s.out.heading("What kubectl saw meanwhile, a line for each change")
	watch.release()
	err = s.samples.converge(ctx, s.reader)
	watch.settle(ctx)
	return err
}

// apply applies each sample on its own, so that one that is rejected does not stop the others.
func (s *sandbox) apply(ctx context.Context) error {
	var wrong shortfalls
	for _, sample := range s.samples {
		rejection, err := s.kubectl.apply(ctx, sample.file)
		if err != nil {
			return err
		}
		if is, met := sample.outcome.metBy(rejection); !met {
			wrong = append(wrong, shortfall{sample, is})
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	return nil
}

// present shows how things are now, and how the users were before.
func (s *sandbox) present(ctx context.Context, before []profiles) error {
	s.out.heading("In the end")
	for _, args := range [][]string{
		{"get", "upu", "-n", s.samples.namespace(), "-o", "wide"},
		{"get", "profiletargets", "-n", s.samples.namespace()},
		{"get", "clusterprofiletargets"},
	} {
		if _, err := s.kubectl.run(ctx, args...); err != nil {
			return fmt.Errorf("kubectl %s: %w", args[0], err)
		}
	}
	for i, vendor := range s.services {
		s.out.heading(fmt.Sprintf("The users at %s, before (-) and after (+)", vendor.name))
		s.out.showProfiles(before[i], vendor.profiles(), vendor.writes())
		s.out.sayf("\nRequests to %s: %s.", vendor.name, vendor.traffic())
	}
	return nil
}

// profiles are the users of each vendor.
func (s *sandbox) profiles() []profiles {
	all := make([]profiles, len(s.services))
	for i, vendor := range s.services {
		all[i] = vendor.profiles()
	}
	return all
}
