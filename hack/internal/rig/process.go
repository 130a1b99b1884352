package rig

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"k8s.io/client-go/rest"
)

// Process is the operator as it runs in a pod: the binary, with memory and metrics of its own.
type Process struct {
	// Started is when it was started.
	Started time.Time

	// Stop ends it as the kubelet does, and waits for its end. The second time it does nothing. The end of the run calls
	// it too.
	Stop func() error

	command           *exec.Cmd
	metrics, profiles string // addresses

	// stopping is closed when it is told to end, ended when it has.
	stopping, ended chan struct{}
}

// loopback is where everything listens.
const loopback = "127.0.0.1"

// StartProcess runs the operator in a process of its own, for all namespaces and with its key in this one. It returns
// before the operator does anything. If that ends by itself, so does the run.
func (r *Rig) StartProcess(ctx context.Context, config *rest.Config, namespace string) (*Process, error) {
	kubeconfig, err := r.kubeconfig(config)
	if err != nil {
		return nil, err
	}
	p := &Process{stopping: make(chan struct{}), ended: make(chan struct{})}
	if p.metrics, err = freeAddress(ctx); err != nil {
		return nil, err
	}
	if p.profiles, err = freeAddress(ctx); err != nil {
		return nil, err
	}
	//nolint:gosec,noctx // it is the binary that was asked for, and ends by Stop
	p.command = exec.Command(r.manager,
		"--kubeconfig="+kubeconfig, "--operator-namespace="+namespace, "--allowed-endpoint-hosts="+loopback,
		"--metrics-bind-address="+p.metrics, "--metrics-secure=false", "--pprof-bind-address="+p.profiles,
		"--health-probe-bind-address=0")
	p.command.Stderr = r.operatorLog
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is for us: its end comes in its turn
	p.Started = time.Now()
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("start the operator: %w; `make bin/manager` builds it", err)
	}
	p.Stop = sync.OnceValue(p.terminate)
	r.atEnd(p.Stop)
	go p.watch(r.fail)
	r.Sayf("the operator is process %d", p.command.Process.Pid)
	return p, nil
}

// watch waits for the end.
func (p *Process) watch(fail context.CancelCauseFunc) {
	_ = p.command.Wait() // the state tells
	select {
	case <-p.stopping:
	default:
		fail(fmt.Errorf("the operator ended by itself: %s; --log names a file for what it says", p.command.ProcessState))
	}
	close(p.ended)
}

// patience is how long the operator may take to end: as long as its own --shutdown-timeout, and some seconds.
const patience = 40 * time.Second

func (p *Process) terminate() error {
	close(p.stopping)
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		return nil //nolint:nilerr // it has ended already, and the run with it
	}
	select {
	case <-p.ended:
	case <-time.After(patience):
		return errors.Join(errors.New("the operator does not end, and is killed"), p.command.Process.Kill())
	}
	if !p.command.ProcessState.Success() {
		return fmt.Errorf("the operator ended with %s", p.command.ProcessState)
	}
	return nil
}

// freeAddress is one that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", loopback+":0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}
