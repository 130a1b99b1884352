package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/userprofile-dev/userprofile-operator/controllers/sim/mosaic"
)

// seed is the tenant at the start, in the simulator's own format.
//
//go:embed seed.json
var seed []byte

// tenant is a simulated tenant that is served.
type tenant struct {
	*mosaic.Server

	app    string
	server *http.Server
	ended  chan struct{}
}

// startTenant serves the seeded tenant at the address of the URL.
func startTenant(ctx context.Context, at address) (*tenant, error) {
	planted, err := mosaic.LoadSeed(bytes.NewReader(seed))
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", at.host)
	if err != nil {
		return nil, fmt.Errorf("serve the simulator where %s says it is: %w; "+
			"does another sandbox run? If something else uses the port, change the url in that file", at.file, err)
	}
	t := &tenant{Server: mosaic.New(mosaic.Options{Seed: planted}), app: planted.Apps[0].ID, ended: make(chan struct{})}
	t.server = &http.Server{Handler: t.Server, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(t.ended)
		_ = t.server.Serve(listener) // it always fails, with ErrServerClosed after stop
	}()
	return t, nil
}

func (t *tenant) stop() error {
	err := t.server.Close()
	<-t.ended
	return err
}

// profiles are the users as the API answers them, by id, in the order of the seed.
func (t *tenant) profiles() profiles {
	var all profiles
	for _, user := range t.Users() {
		raw, _ := t.Profile(user.ID, t.app)
		all = append(all, newProfile(user.ID, raw))
	}
	return all
}

// address is where the simulator has to be.
type address struct {
	// host and port to listen on.
	host string

	// file that says so.
	file string
}

// newAddress reads the url of a ProfileTarget: the sandbox serves loopback addresses without a path.
func newAddress(raw, file string) (address, error) {
	at, err := url.Parse(raw)
	if err != nil {
		return address{}, fmt.Errorf("%s: %w", file, err)
	}
	loopback := at.Hostname() == "localhost" || net.ParseIP(at.Hostname()).IsLoopback()
	if at.Scheme != "http" || !loopback || at.Port() == "" || at.Path != "" {
		return address{}, fmt.Errorf("%s: url is %q; the sandbox serves the simulator there, so it must be "+
			"http://127.0.0.1 with a port and no path", file, raw)
	}
	return address{host: at.Host, file: file}, nil
}

// address is the one url in the samples.
func (s samples) address() (address, error) {
	var found []address
	for _, sample := range s {
		raw, ok, err := sample.url()
		if err != nil {
			return address{}, err
		}
		if !ok {
			continue
		}
		at, err := newAddress(raw, sample.file)
		if err != nil {
			return address{}, err
		}
		found = append(found, at)
	}
	if len(found) != 1 {
		return address{}, errors.New("the samples must have exactly one ProfileTarget with a url, where the simulator is served")
	}
	return found[0], nil
}

// url of a ProfileTarget, and false for everything else.
func (s sample) url() (string, bool, error) {
	if s.object.GetKind() != "ProfileTarget" {
		return "", false, nil
	}
	url, found, err := unstructured.NestedString(s.object.Object, "spec", "mosaic", "url")
	if err != nil {
		return "", false, fmt.Errorf("%s: %w", s.file, err)
	}
	return url, found, nil
}
