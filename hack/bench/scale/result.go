package main

import (
	"errors"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// result is the line that is printed.
type result struct {
	Bench              string  `json:"bench"`
	Objects            int     `json:"objects"`
	RSSMiB             float64 `json:"rssMiB"`
	RSSAppliedMiB      float64 `json:"rssAppliedMiB"`
	PeakRSSMiB         float64 `json:"peakRSSMiB"`
	HeapMiB            float64 `json:"heapMiB"`
	HeapAppliedMiB     float64 `json:"heapAppliedMiB"`
	RSSKiBPerObject    float64 `json:"rssKiBPerObject"`
	HeapKiBPerObject   float64 `json:"heapKiBPerObject"`
	RestartSeconds     float64 `json:"restartSeconds"`
	RestartVendorCalls int     `json:"restartVendorCalls"`
	RestartWrites      int     `json:"restartWrites"`
}

// Shortfall implements rig.Result: an update that was lost has ended the run.
func (r *result) Shortfall() error {
	if r.RestartVendorCalls == 0 && r.RestartWrites == 0 {
		return nil
	}
	return errors.New("a restart must cost no call of the vendor and no write")
}

func newResult(objects int, half, all *stage) *result {
	const kibOfMiB = 1024
	slope := func(half, all float64) float64 {
		return rig.Up((all-half)*kibOfMiB/float64(objects-objects/2), 2)
	}
	return &result{
		Bench:              "scale",
		Objects:            objects,
		RSSMiB:             rig.Up(all.restarted.RSS, 1),
		RSSAppliedMiB:      rig.Up(all.applied.RSS, 1),
		PeakRSSMiB:         rig.Up(max(all.applied.PeakRSS, all.restarted.PeakRSS), 1),
		HeapMiB:            rig.Up(all.restarted.Heap, 1),
		HeapAppliedMiB:     rig.Up(all.applied.Heap, 1),
		RSSKiBPerObject:    slope(half.restarted.RSS, all.restarted.RSS),
		HeapKiBPerObject:   slope(half.restarted.Heap, all.restarted.Heap),
		RestartSeconds:     rig.Up(all.looked.Seconds(), 2),
		RestartVendorCalls: all.calls,
		RestartWrites:      all.writes.Status + all.writes.Events + all.writes.Others,
	}
}
