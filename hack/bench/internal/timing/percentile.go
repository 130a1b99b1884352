package timing

import (
	"math"
	"slices"
	"time"
)

// Percentile is the least of the samples that so many per cent of them do not exceed: one that was measured, none in
// between. Of no samples it is zero.
func Percentile(samples []time.Duration, percent int) time.Duration {
	if len(samples) == 0 {
		return 0
	}
	rank := (len(samples)*percent + 99) / 100
	return slices.Sorted(slices.Values(samples))[max(rank, 1)-1]
}

// Milliseconds are rounded up to a tenth: cut off, a figure could look good enough that is not.
func Milliseconds(d time.Duration) float64 {
	return math.Ceil(float64(d)/float64(time.Millisecond)*10) / 10
}

// Ratio is rounded up to a hundredth, for the same reason.
func Ratio(loaded, unloaded time.Duration) float64 {
	return math.Ceil(float64(loaded)/float64(unloaded)*100) / 100
}
