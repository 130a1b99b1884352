package main

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// replica is one process of the operator.
type replica struct {
	*rig.Program

	// address serves its metrics.
	address string
}

func startReplica(ctx context.Context, r *rig.Rig, program string, args []string) (*replica, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	args = slices.Concat(args, []string{"--metrics-secure=false", "--metrics-bind-address=" + address})
	p, err := r.StartProgram(ctx, program, args...)
	if err != nil {
		return nil, err
	}
	return &replica{Program: p, address: address}, nil
}

// freeAddress is one that nobody listens on. Should somebody be faster, the process ends, and the next has another.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// leads asks the process whether it leads. One that does not answer does not.
func (p *replica) leads(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+"/metrics", http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer func() { _ = response.Body.Close() }()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "leader_election_master_status{") {
			return strings.HasSuffix(lines.Text(), " 1")
		}
	}
	return false
}
