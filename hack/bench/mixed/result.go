package main

import (
	"fmt"
	"time"
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

const (
	// mostRatio of the time with a backlog to that without one.
	mostRatio = 2

	// leastQueued makes sure that the backlog outlasted the measurement.
	leastQueued = 1000
)

// Shortfall implements rig.Result. How long updates take while the backlog arrives has no threshold.
func (r *result) Shortfall() error {
	if r.Ratio <= mostRatio && r.QueuedAtTheEnd >= leastQueued {
		return nil
	}
	return fmt.Errorf("want a ratio of at most %d, and at least %d updates queued at the end", mostRatio, leastQueued)
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
		P50UnloadedMs:      milliseconds(percentile(m.unloaded, 50)),
		P95UnloadedMs:      milliseconds(percentile(m.unloaded, 95)),
		P95WhileArrivingMs: milliseconds(percentile(m.arriving, 95)),
		P50LoadedMs:        milliseconds(percentile(m.loaded, 50)),
		P95LoadedMs:        milliseconds(percentile(m.loaded, 95)),
		Ratio:              ratio(percentile(m.loaded, 95), percentile(m.unloaded, 95)),
		QueuedAtTheEnd:     queued,
	}
}
