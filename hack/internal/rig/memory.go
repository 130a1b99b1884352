package rig

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Memory of a process.
type Memory struct {
	// RSS is what the process has resident in memory, PeakRSS the most that it ever had, in MiB.
	RSS, PeakRSS float64

	// Heap is what was in use on the heap after a garbage collection, in MiB.
	Heap float64
}

const (
	kib = 1 << 10
	mib = 1 << 20
)

// Scrape reads the metrics of the operator.
func (p *Process) Scrape(ctx context.Context) (Samples, error) {
	return scrape(ctx, http.DefaultClient, "http://"+p.metrics+"/metrics")
}

// Memory collects the garbage, and measures. It needs Linux.
func (p *Process) Memory(ctx context.Context) (Memory, error) {
	if err := p.collect(ctx); err != nil {
		return Memory{}, err
	}
	samples, err := p.Scrape(ctx)
	if err != nil {
		return Memory{}, err
	}
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(p.command.Process.Pid), "status"))
	if err != nil {
		return Memory{}, err
	}
	m := Memory{Heap: samples.Sum("go_gc_heap_live_bytes", nil) / mib}
	if m.RSS, err = field(string(status), "VmRSS"); err != nil {
		return m, err
	}
	m.PeakRSS, err = field(string(status), "VmHWM")
	return m, err
}

// collect the garbage: with gc=1 a heap profile is of what is left after that (net/http/pprof).
func (p *Process) collect(ctx context.Context) error {
	body, err := fetch(ctx, http.DefaultClient, "http://"+p.profiles+"/debug/pprof/heap?gc=1")
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	_, err = io.Copy(io.Discard, body)
	return err
}

// field of /proc/[pid]/status, in MiB (proc_pid_status(5)).
func field(status, name string) (float64, error) {
	_, after, _ := strings.Cut(status, "\n"+name+":")
	line, _, _ := strings.Cut(after, "\n")
	size, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(line), " kB"), 64)
	if err != nil {
		return 0, fmt.Errorf("the system does not say what %s is: %w", name, err)
	}
	return size * kib / mib, nil
}

// CPU is how much processor time the operator has used.
func (p *Process) CPU(ctx context.Context) (time.Duration, error) {
	samples, err := p.Scrape(ctx)
	return time.Duration(samples.Sum("process_cpu_seconds_total", nil) * float64(time.Second)), err
}
