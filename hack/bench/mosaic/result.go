package main

import (
	"errors"
	"time"

	"github.com/userprofile-dev/userprofile-operator/hack/internal/rig"
)

// result is the line that is printed.
type result struct {
	Bench                    string  `json:"bench"`
	Objects                  int     `json:"objects"`
	Seconds                  float64 `json:"seconds"`
	ObjectsPerSecond         float64 `json:"objectsPerSecond"`
	RawPatchesPerSecond      float64 `json:"rawPatchesPerSecond"`
	RawPatchesPerSecondAfter float64 `json:"rawPatchesPerSecondAfter"`
	Ratio                    float64 `json:"ratio"`
	StatusWritesPerObject    float64 `json:"statusWritesPerObject"`
	EventsPerObject          float64 `json:"eventsPerObject"`
	OtherWrites              int     `json:"otherWrites"`
	VendorCallsPerObject     float64 `json:"vendorCallsPerObject"`
	TokenCalls               int     `json:"tokenCalls"`
	CPUMillisecondsPerObject float64 `json:"cpuMillisecondsPerObject"`
	PeakRSSMiB               float64 `json:"peakRSSMiB"`
	Moves                    int     `json:"moves"`
	StatusWritesPerMove      float64 `json:"statusWritesPerMove"`
	VendorCallsPerMove       float64 `json:"vendorCallsPerMove"`
	Lost                     int     `json:"lost"`
}

// Shortfall implements rig.Result.
func (r *result) Shortfall() error {
	if r.Lost == 0 {
		return nil
	}
	return errors.New("some users were not written once")
}

// measurements are what the result is made of.
type measurements struct {
	objects, moves int

	raw, rawAfter  float64 // status patches a second
	took, cpu      time.Duration
	applied, moved cost
	memory         rig.Memory
}

func (m *measurements) result() *result {
	rate := float64(m.objects) / m.took.Seconds()
	of := func(n, count int) float64 { return rig.Up(float64(n)/float64(count), 4) }
	return &result{
		Bench:                    "mosaic",
		Objects:                  m.objects,
		Seconds:                  rig.Up(m.took.Seconds(), 2),
		ObjectsPerSecond:         rig.Down(rate, 1),
		RawPatchesPerSecond:      rig.Up(m.raw, 1),
		RawPatchesPerSecondAfter: rig.Up(m.rawAfter, 1),
		Ratio:                    rig.Down(rate/m.raw, 3),
		StatusWritesPerObject:    of(m.applied.writes.Status, m.objects),
		EventsPerObject:          of(m.applied.writes.Events, m.objects),
		OtherWrites:              m.applied.writes.Others,
		VendorCallsPerObject:     of(m.applied.calls, m.objects),
		TokenCalls:               m.applied.tokens,
		CPUMillisecondsPerObject: rig.Up(m.cpu.Seconds()*1000/float64(m.objects), 2),
		PeakRSSMiB:               rig.Up(m.memory.PeakRSS, 1),
		Moves:                    m.moves,
		StatusWritesPerMove:      of(m.moved.writes.Status, m.moves),
		VendorCallsPerMove:       of(m.moved.calls, m.moves),
		Lost:                     m.objects - m.applied.once + m.moves - m.moved.once,
	}
}
