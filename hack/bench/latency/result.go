package main

import (
	"time"

	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/timing"
)

// result is the line that is printed.
type result struct {
	Bench   string  `json:"bench"`
	Objects int     `json:"objects"`
	P50Ms   float64 `json:"p50Ms"`
	P95Ms   float64 `json:"p95Ms"`
	MaxMs   float64 `json:"maxMs"`
}

func newResult(times []time.Duration) *result {
	ms := func(percent int) float64 { return timing.Milliseconds(timing.Percentile(times, percent)) }
	return &result{Bench: "latency", Objects: len(times), P50Ms: ms(50), P95Ms: ms(95), MaxMs: ms(100)}
}

// Shortfall implements rig.Result: an update that was lost has ended the run.
func (r *result) Shortfall() error { return nil }
