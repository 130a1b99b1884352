package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// Program is one that runs beside this one.
type Program struct {
	command *exec.Cmd
	ended   chan struct{}
}

// StartProgram starts a program, which logs to the run's log, until the end of the context or of the run, whichever comes
// first: it is killed then. It has a process group of its own, so that a Ctrl-C in a terminal does not reach it.
func (r *Rig) StartProgram(ctx context.Context, program string, args ...string) (*Program, error) {
	p := &Program{
		command: exec.CommandContext(ctx, program, args...), //nolint:gosec // running what it is told to run is its purpose
		ended:   make(chan struct{}),
	}
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.command.Stderr = r.operatorLog
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(program), err)
	}
	go func() {
		defer close(p.ended)
		_ = p.command.Wait() // its state tells
	}()
	r.atEnd(p.Kill)
	return p, nil
}

// Kill ends the process as a machine that fails would, if it has not ended yet, and returns when it has.
func (p *Program) Kill() error {
	if err := p.command.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.ended
	return nil
}

// Ended is closed when the process has ended.
func (p *Program) Ended() <-chan struct{} { return p.ended }

// State tells how the process has ended, such as "exit status 1".
func (p *Program) State() string { return p.command.ProcessState.String() }

// Manager is the path of the operator's binary.
func (r *Rig) Manager() string { return r.manager }
