package main

import (
	"math"
	"slices"
	"time"
)

// percentile is the least of the samples that so many per cent of them do not exceed: one that was measured, none in
// between. Of no samples it is zero.
func percentile(samples []time.Duration, percent int) time.Duration {
	if len(samples) == 0 {
		return 0
	}
	rank := (len(samples)*percent + 99) / 100
	return slices.Sorted(slices.Values(samples))[max(rank, 1)-1]
}

// milliseconds are rounded up to a tenth: cut off, a figure could look good enough that is not.
func milliseconds(d time.Duration) float64 {
	return math.Ceil(float64(d)/float64(time.Millisecond)*10) / 10
}

// ratio is rounded up to a hundredth, for the same reason.
func ratio(loaded, unloaded time.Duration) float64 {
	return math.Ceil(float64(loaded)/float64(unloaded)*100) / 100
}
