package main

import (
	"fmt"
	"time"

	"github.com/userprofile-dev/userprofile-operator/hack/bench/internal/timing"
)

// result is the line that is printed.
type result struct {
	Bench              string  `json:"bench"`
	AdobeObjects       int     `json:"adobeObjects"`
	MosaicObjects      int     `json:"mosaicObjects"`
	P50UnloadedMs      float64 `json:"p50UnloadedMs"`
	P95UnloadedMs      float64 `json:"p95UnloadedMs"`
	P95WhileArrivingMs float64 `json:"p95WhileArrivingMs"`
	P50LoadedMs        float64 `json:"p50LoadedMs"`
	P95LoadedMs        float64 `json:"p95LoadedMs"`
	Ratio              float64 `json:"ratio"`
	QueuedAtTheEnd     int     `json:"queuedAtTheEnd"`
}

// leastQueued makes sure that the backlog outlasted the measurement.
const leastQueued = 1000

// Shortfall implements rig.Result. How long updates take is none: it may be the machine's doing.
func (r *result) Shortfall() error {
	if r.QueuedAtTheEnd >= leastQueued {
		return nil
	}
	return fmt.Errorf("want at least %d updates queued at the end; the last measurement was without a backlog", leastQueued)
}

// measurements are the times that updates at Mosaic took.
type measurements struct {
	unloaded, arriving, loaded []time.Duration
}

func (m measurements) result(backlog, queued int) *result {
	return &result{
		Bench:              "mixed",
		AdobeObjects:       backlog,
		MosaicObjects:      len(m.loaded),
		P50UnloadedMs:      timing.Milliseconds(timing.Percentile(m.unloaded, 50)),
		P95UnloadedMs:      timing.Milliseconds(timing.Percentile(m.unloaded, 95)),
		P95WhileArrivingMs: timing.Milliseconds(timing.Percentile(m.arriving, 95)),
		P50LoadedMs:        timing.Milliseconds(timing.Percentile(m.loaded, 50)),
		P95LoadedMs:        timing.Milliseconds(timing.Percentile(m.loaded, 95)),
		Ratio:              timing.Ratio(timing.Percentile(m.loaded, 95), timing.Percentile(m.unloaded, 95)),
		QueuedAtTheEnd:     queued,
	}
}
