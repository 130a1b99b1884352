package main

import (
	"context"
	"sync"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// day is a bad day under way.
type day struct {
	*lab

	rig    *rig.Rig
	people []person

	config  *rest.Config
	client  client.Client
	watched client.Reader

	vendors   map[vendorName]vendor
	operators *operators
	seen      *sightings

	// outages of the control plane, the status writes that it counted, and the people who were asked to try again.
	outages   []time.Time
	apiWrites int
	requested int
}

// pollEvery is how often the lab looks whether something has come about.
const pollEvery = time.Second

// begin starts everything, and waits until the operator leads.
func (d *day) begin(ctx context.Context) error {
	var err error
	if d.config, err = d.rig.StartControlPlane(ctx); err != nil {
		return err
	}
	if d.client, err = rig.NewClient(d.config); err != nil {
		return err
	}
	urls, err := d.open(ctx)
	if err != nil {
		return err
	}
	if err := rig.Create(ctx, d.client, surroundings(urls)...); err != nil {
		return err
	}
	d.seen = &sightings{seen: map[sighting]bool{}}
	if d.watched, err = d.rig.WatchUpdates(ctx, d.config, d.seen.look, namespace); err != nil {
		return err
	}
	return d.employ(ctx)
}

// open serves the simulators.
func (d *day) open(ctx context.Context) (map[vendorName]string, error) {
	d.vendors = map[vendorName]vendor{
		atMosaic: newTenant(d.people, d.seed), atAdobe: newOrganization(d.people, d.minute, d.seed),
	}
	urls := map[vendorName]string{}
	for name, v := range d.vendors {
		url, err := d.rig.Serve(ctx, v)
		if err != nil {
			return nil, err
		}
		urls[name] = url
	}
	return urls, nil
}

// employ starts the operator, and waits until one of its processes leads.
func (d *day) employ(ctx context.Context) error {
	kubeconfig, err := d.rig.Kubeconfig()
	if err != nil {
		return err
	}
	d.operators = &operators{rig: d.rig, program: d.rig.Manager(), args: []string{
		"--kubeconfig=" + kubeconfig,
		"--leader-elect", "--leader-election-namespace=" + operatorNamespace, "--operator-namespace=" + operatorNamespace,
		"--namespaces=" + namespace, "--allowed-endpoint-hosts=127.0.0.1", "--vendor-minute=" + d.minute.String(),
		"--health-probe-bind-address=0", "--log-level=1",
	}}
	for range replicas {
		if err := d.operators.start(ctx); err != nil {
			return err
		}
	}
	if _, err := d.operators.awaitLeader(ctx); err != nil {
		return err
	}
	d.rig.Sayf("%d processes of the operator run, and one leads", replicas)
	return nil
}

// dropLease lets a successor lead at once. The leader must be dead: nobody else can know that.
func (d *day) dropLease(ctx context.Context) error {
	return insisting(ctx, func() error {
		return d.client.DeleteAllOf(ctx, &coordinationv1.Lease{}, client.InNamespace(operatorNamespace))
	})
}

// chaos lasts as long as it is told, and until all that was begun in it is done.
func (d *day) chaos(ctx context.Context) error {
	d.rig.Sayf("chaos begins, for %s", d.duration)
	for _, v := range d.vendors {
		v.disturb()
	}
	over := time.After(d.duration)
	var doing sync.WaitGroup
	for _, do := range []func() error{
		func() error { return d.wreak(ctx, newBlows(d.kills, d.duration, d.seed)) },
		func() error { return d.declare(ctx, d.duration) },
	} {
		doing.Go(func() {
			defer d.rig.Guard()
			if err := do(); err != nil {
				d.rig.Fail(err)
			}
		})
	}
	doing.Wait()
	select {
	case <-over:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	for _, v := range d.vendors {
		v.calm()
	}
	return nil
}

// quiet waits until everybody has converged, or patience ends, and returns how long that took.
func (d *day) quiet(ctx context.Context) (time.Duration, error) {
	begun := time.Now()
	d.rig.Sayf("it is quiet")
	for said := begun; ; {
		waiting, err := d.unsettled(ctx)
		waited := time.Since(begun)
		switch {
		case err != nil:
			return 0, err
		case len(waiting) == 0:
			d.rig.Sayf("all have converged")
			return waited, nil
		case waited > d.patience:
			d.rig.Sayf("no longer waiting for %d", len(waiting))
			return waited, nil
		case waited > d.patience/2 && d.requested == 0:
			d.requested = len(waiting)
			d.rig.Sayf("asking %d to try again", len(waiting))
			for _, p := range waiting {
				if err := d.request(ctx, p); err != nil {
					return 0, err
				}
			}
		case time.Since(said) > 15*time.Second:
			said = time.Now()
			d.rig.Sayf("%d have not converged yet, %s among them", len(waiting), waiting[0].object)
		}
		select {
		case <-time.After(pollEvery):
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

// unsettled are the people whose updates do not say yet what they have to.
func (d *day) unsettled(ctx context.Context) ([]person, error) {
	all, err := states(ctx, d.watched)
	if err != nil {
		return nil, err
	}
	var waiting []person
	for _, p := range d.people {
		if !p.settled(all[p.object]) {
			waiting = append(waiting, p)
		}
	}
	return waiting, nil
}

// verdict gathers the evidence and judges it.
func (d *day) verdict(ctx context.Context, took time.Duration) (*result, error) {
	if err := d.countAPIWrites(ctx); err != nil {
		return nil, err
	}
	e := evidence{
		people: d.people, sightings: d.seen.all(), outages: d.outages,
		users: map[vendorName]map[string]values{}, requests: map[vendorName]int{},
	}
	var err error
	_, _, e.handovers = d.operators.record()
	if e.states, err = states(ctx, d.client); err != nil {
		return nil, err
	}
	for _, v := range d.vendors {
		v.testify(&e)
	}
	found := judge(e)
	d.rig.Tell(d.report(e, found, took))
	return newResult(d, found, took), nil
}

// end ends the operator for good; the rig ends the rest.
func (d *day) end(stop context.CancelFunc) {
	stop()
	if d.operators != nil {
		d.operators.end()
	}
}
