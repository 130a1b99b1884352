package rig

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Serve serves a simulator on a loopback address and returns its URL.
func (r *Rig) Serve(ctx context.Context, simulator http.Handler) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("serve the simulator: %w", err)
	}
	server := &http.Server{Handler: simulator, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener) // it always fails, with ErrServerClosed after Close
	}()
	r.atEnd(func() error {
		err := server.Close()
		<-ended
		return err
	})
	return "http://" + listener.Addr().String(), nil
}
