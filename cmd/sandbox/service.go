package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// service is a simulated vendor that is served.
type service struct {
	vendor
	simulator

	host   string
	server *http.Server
	ended  chan struct{}
}

// serve serves the seeded vendor at the address.
func serve(ctx context.Context, at address) (*service, error) {
	simulated, err := at.vendor.simulate(at.vendor.seed)
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", at.host)
	if err != nil {
		return nil, fmt.Errorf("serve the simulator of %s where %s says it is: %w; "+
			"does another sandbox run? If something else uses the port, change the url in that file", at.vendor.name, at.file, err)
	}
	s := &service{vendor: at.vendor, simulator: simulated, host: at.host, ended: make(chan struct{})}
	s.server = &http.Server{Handler: simulated, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(s.ended)
		_ = s.server.Serve(listener) // it always fails, with ErrServerClosed after stop
	}()
	return s, nil
}

func (s *service) stop() error {
	err := s.server.Close()
	<-s.ended
	return err
}
